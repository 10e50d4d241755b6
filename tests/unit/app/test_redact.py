"""Where each of many files goes: under its name below the folder, over no other, and never out of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from modelkeep.app.redact import pairs
from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import UsageError

KEYS = ("in/a.csv", "in/deep/b.csv")


def listed(place: str) -> Iterator[Artifact]:
    if place.startswith("s3://"):
        yield from (Artifact(f"s3://acme/{key}", 1, "") for key in KEYS)
    else:
        yield from (Artifact(str(each), 1, "") for each in sorted(Path(place).rglob("*")) if each.is_file())


@pytest.mark.parametrize(
    ("sources", "target", "expected"),
    [
        (["a.csv"], "b.csv", [("a.csv", "b.csv")]),
        (["s3://acme/a.csv"], "s3://acme/b.csv", [("s3://acme/a.csv", "s3://acme/b.csv")]),
        (["x/a.csv"], "out/", [("x/a.csv", "out/a.csv")]),
        (["x/a.csv", "s3://acme/b.csv"], "out", [("x/a.csv", "out/a.csv"), ("s3://acme/b.csv", "out/b.csv")]),
        (["s3://acme/in/"], "out", [(f"s3://acme/{key}", f"out/{key[3:]}") for key in KEYS]),
        (["s3://acme"], "s3://other/x/", [(f"s3://acme/{key}", f"s3://other/x/{key}") for key in KEYS]),
    ],
)
def test_names_are_kept_below_the_folder(sources: list[str], target: str, expected: list[tuple[str, str]]) -> None:
    assert list(pairs(sources, target, listed)) == expected


def test_a_folder_keeps_its_folders(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "b.csv").write_text("")
    found = pairs([str(tmp_path / "in")], str(tmp_path / "out"), listed)
    assert found == ((str(tmp_path / "in" / "deep" / "b.csv"), f"{tmp_path}/out/deep/b.csv"),)
    with pytest.raises(UsageError, match="lies in"):
        pairs([str(tmp_path / "in")], str(tmp_path / "in" / "out"), listed)


@pytest.mark.parametrize(
    ("sources", "target", "message"),
    [
        (["x/a.csv", "y/a.csv"], "out", "would both become out/a.csv"),
        (["s3://acme/in/"], "s3://acme/in/out/", "lies in s3://acme/in/"),
        (["s3://acme/in/"], "s3://acme/in/", "lies in s3://acme/in/"),
    ],
)
def test_names_that_would_meet_are_refused(sources: list[str], target: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        pairs(sources, target, listed)


@pytest.mark.parametrize("key", ["in/../../x", "in//etc/passwd", "in/..", "in/a\\..\\b", "in/a\0b"])
def test_no_key_leads_out_of_the_folder(key: str) -> None:
    with pytest.raises(UsageError, match="leads out of the folder"):
        pairs(["s3://acme/in/"], "out", lambda _: iter([Artifact(f"s3://acme/{key}", 1, "")]))
