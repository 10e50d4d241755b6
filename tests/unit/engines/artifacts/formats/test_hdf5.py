"""HDF5: the configuration in its attributes and links that lead out of the file; without h5py, nothing is called clean."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import h5py
import pytest

from modelkeep.catalogue.artifacts import load_policy
from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.sources import Bytes

POLICY = load_policy()
PLAIN = {"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {"units": 1}}]}}
CODED = {
    "class_name": "Sequential",
    "config": {"layers": [{"class_name": "Lambda", "config": {"function": ["4wEA", None, None]}}]},
}


def _file(write: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        write(file)
    return out.getvalue()


def _inspect(content: bytes) -> Inspection:
    return inspect("m.h5", Bytes(content), POLICY)


def _model(config: dict[str, Any]) -> bytes:
    def write(file: Any) -> None:
        file.attrs["model_config"] = json.dumps(config)
        file.create_dataset("model_weights/dense/kernel", data=[1.0, 2.0])
        file["soft"] = h5py.SoftLink("/model_weights")

    return _file(write)


def test_an_honest_model_is_clean() -> None:
    told = _inspect(_model(PLAIN))
    assert (told.state, told.formats) == (State.CLEAN, ("hdf5",))


def test_bytecode_in_a_layer_is_told() -> None:
    (issue,) = _inspect(_model(CODED)).issues
    assert (issue.rule, issue.severity.value, issue.place) == ("keras-lambda", "critical", ("m.h5", "model_config"))


def test_links_into_other_files_are_told() -> None:
    def external(file: Any) -> None:
        file["out"] = h5py.ExternalLink("/etc/passwd", "/x")

    def virtual(file: Any) -> None:
        layout = h5py.VirtualLayout(shape=(4,), dtype="f4")
        layout[:] = h5py.VirtualSource("other.h5", "data", shape=(4,))
        file.create_virtual_dataset("v", layout)

    for write in (external, virtual):
        assert {each.rule for each in _inspect(_file(write)).issues} == {"hdf5-external"}


@pytest.mark.parametrize("content", [_model(PLAIN)[:600], b"\x89HDF\r\n\x1a\n" + bytes(50)], ids=["cut off", "empty"])
def test_what_cannot_be_read_is_not_clean(content: bytes) -> None:
    assert _inspect(content).gaps


def test_without_a_reader_nothing_is_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    content = _model(PLAIN)
    monkeypatch.setattr("modelkeep.engines.artifacts.formats.hdf5.importlib.import_module", missing)
    assert "modelkeep[h5]" in _inspect(content).gaps[0].reason
