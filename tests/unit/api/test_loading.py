"""What is loaded is what was inspected, and only that."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from modelkeep.api import loading
from modelkeep.api.loading import loader_of, safe_load
from modelkeep.core.artifacts import Gap, Inspection, Issue
from modelkeep.core.errors import RefusedFileError, UsageError
from modelkeep.core.verdict import Severity

CONTENT = b"tensors"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
REVIEW = Issue(
    rule="r", title="t", severity=Severity.LOW, place=("?", "inner"), message="unknown", fix="f", review=True
)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "m.safetensors"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the inspection is to say; `seen` is what it was asked about."""
    says: dict[str, Any] = {"issues": (), "gaps": (), "formats": ("safetensors",)}

    def inspected(place: str, **_: object) -> list[Inspection]:
        says["seen"] = place
        return [Inspection(path=place, size=7, **{key: says[key] for key in ("issues", "gaps", "formats")})]

    monkeypatch.setattr(loading, "inspected", inspected)
    return says


def _read(path: Path) -> bytes:
    return path.read_bytes()


def test_what_was_inspected_is_loaded_although_the_file_is_replaced(model: Path, told: dict[str, Any]) -> None:
    def verify(report: Any) -> bool:
        model.write_bytes(b"other")
        return bool(report.ok and report.files[0].path == str(model) and report.files[0].sha256 == DIGEST)

    loaded: list[Path] = []

    def load(path: Path) -> bytes:
        loaded.append(path)
        return _read(path)

    assert safe_load(model, verify, load) == CONTENT
    assert str(loaded[0]) == told["seen"]
    assert loaded[0].name == model.name
    assert not loaded[0].exists()


@pytest.mark.parametrize("verify", ["0" * 64, lambda report: False, lambda report: 1, lambda report: None])
def test_what_is_not_verified_is_not_loaded(model: Path, told: dict[str, Any], verify: Any) -> None:
    with pytest.raises(RefusedFileError):
        safe_load(model, verify, _read)


def test_the_digest_is_of_the_file(model: Path, told: dict[str, Any]) -> None:
    assert safe_load(model, DIGEST.upper(), _read) == CONTENT
    with pytest.raises(UsageError, match="SHA-256"):
        safe_load(model, "abc", _read)


def test_what_is_not_clean_is_not_loaded(model: Path, told: dict[str, Any]) -> None:
    told["issues"] = (REVIEW,)
    with pytest.raises(RefusedFileError, match=r"m\.safetensors: to review, low: inner: unknown"):
        safe_load(model, loader=_read)
    assert safe_load(model, loader=_read, allow_review=True) == CONTENT
    told["gaps"] = (Gap(("?",), "encrypted"),)
    with pytest.raises(RefusedFileError, match="encrypted"):
        safe_load(model, loader=_read, allow_review=True)


@pytest.mark.parametrize(
    "formats", [("pickle",), ("compressed", "pickle"), ("tar", "zip", "pytorch"), ("zip", "npy", "pickle"), ()]
)
def test_pickles_want_a_loader(formats: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="without running what it calls"):
        loader_of(formats, "m")


@pytest.mark.parametrize(
    ("formats", "module"),
    [
        (("safetensors",), "safetensors"),
        (("zip", "pytorch", "pickle"), "torch"),
        (("pytorch legacy", "pickle"), "torch"),
        (("npy",), "numpy"),
        (("zip", "npy"), "numpy"),
    ],
)
def test_a_framework_that_is_absent_is_named(
    formats: tuple[str, ...], module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=f"{module} is not installed"):
        loader_of(formats, "m")


def test_a_folder_is_no_file(tmp_path: Path, told: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="directory"):
        safe_load(tmp_path, loader=_read)
