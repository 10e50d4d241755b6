"""PyTorch's format before 0.1.10: pickles between storages and shapes."""

from __future__ import annotations

import io
import tarfile

from modelkeep.core.artifact_policy import Policy
from modelkeep.core.artifacts import Inspection
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.sources import Bytes

CALL = b"cos\nsystem\n(S'id'\ntR."
ONE = b"\x80\x02K\x01."
STORAGE = b"\x80\x02(K\x07U\x03cpuctorch\nFloatStorage\nt."
TENSOR = b"\x80\x02(K\x08K\x07ctorch\nFloatTensor\nt."
SHAPE = (2).to_bytes(8, "little") + b"".join(n.to_bytes(8, "little") for n in (2, 3, 3, 1, 0))


def look(storages: bytes, tensors: bytes = ONE + TENSOR + SHAPE) -> Inspection:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as out:
        for name, data in (
            ("sys_info", b"\x80\x02}."),
            ("storages", storages),
            ("tensors", tensors),
            ("pickle", b"\x80\x02}."),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            out.addfile(info, io.BytesIO(data))
    return inspect("m.pth", Bytes(buffer.getvalue()), Policy())


def storages(data: bytes, count: int | None = None, views: bytes = b"\x80\x02].") -> bytes:
    return ONE + STORAGE + (len(data) // 4 if count is None else count).to_bytes(8, "little") + data + views


def test_pickles_and_storages_are_told_apart() -> None:
    told = look(storages(b"\xff" * 24))
    assert "pytorch tar" in told.formats
    assert not told.gaps
    assert not [issue for issue in told.issues if not issue.review]


def test_what_hides_in_a_storage_or_a_pickle_is_told() -> None:
    assert "hidden-in-tensor" in {issue.rule for issue in look(storages(CALL + bytes(2))).issues}
    assert any("os" in issue.message for issue in look(storages(bytes(24), views=b"\x80\x02" + CALL)).issues)


def test_what_does_not_fit_is_a_gap() -> None:
    assert any("would have" in gap.reason for gap in look(storages(bytes(24), count=1 << 40)).gaps)
    assert any("dimensions" in gap.reason for gap in look(storages(bytes(24)), ONE + TENSOR + b"\xff" * 40).gaps)
    assert any("pytorch tar" in gap.reason for gap in look(storages(bytes(24))[:-9]).gaps)
