"""Tensors rebuilt from raw files: each view as it is, and nothing that is not proven to be one."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes import opcodes as op
from tests.fakes.torch_files import EMPTY, NUMBERS, storage, tensor, torch_file
from tests.fakes.zips import Piece, zip_of

from modelkeep.core.artifact_policy import Policy
from modelkeep.core.artifacts import State
from modelkeep.engines.artifacts.conversion import safetensors_file
from modelkeep.engines.artifacts.conversion.reading import Found, read
from modelkeep.engines.artifacts.conversion.tensors import NotPlainTensorsError
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.sources import Bytes, UnreadableError


def written(found: Found) -> tuple[dict[str, tuple[str, list[int], bytes]], bytes]:
    """Type, shape and bytes of each tensor of the file that is written, and the file."""
    data = b"".join(safetensors_file.content(found.tensors, {"format": found.format}))
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    assert size % 8 == 0
    assert header.pop("__metadata__") == {"format": found.format}
    body = data[8 + size :]
    return {
        name: (told["dtype"], told["shape"], body[slice(*told["data_offsets"])]) for name, told in header.items()
    }, data


def floats(*values: float) -> bytes:
    return struct.pack(f"<{len(values)}f", *values)


@pytest.mark.parametrize(
    ("view", "values"),
    [
        (tensor(), (0, 1, 2, 3, 4, 5)),
        (tensor((3, 2), (1, 3)), (0, 3, 1, 4, 2, 5)),
        (tensor((2,), (2,), 1), (1, 3)),
        (tensor((3, 2), (0, 1), 4), (4, 5, 4, 5, 4, 5)),
        (tensor((), ()), (0,)),
        (tensor((0, 3), (3, 1)), ()),
        (tensor((2, 1, 2), (3, 9, 2)), (0, 2, 3, 5)),
        (tensor((4,), (0,), 2), (2, 2, 2, 2)),
    ],
)
def test_views_are_written_row_by_row(view: bytes, values: tuple[float, ...]) -> None:
    told, data = written(read("m.pt", torch_file(op.dic("w", view))))
    assert told["w"][2] == floats(*values)
    assert inspect("m.safetensors", Bytes(data), Policy()).state is State.CLEAN


def test_names_are_dotted_and_wider_types_come_first() -> None:
    halves = tensor((3,), (1,), 0, storage("HalfStorage", count=12))
    parameter = op.call(op.name("torch._utils", "_rebuild_parameter"), tensor((1,), (1,), 5), True, EMPTY)
    ordered = EMPTY + op.MARK + op.const("bias") + parameter + op.SETITEMS
    file = torch_file(op.dic("a", halves, "model", ordered, "list", op.lst(tensor())))
    told, data = written(read("m.pt", file))
    assert {name: (dtype, shape) for name, (dtype, shape, _) in told.items()} == {
        "list.0": ("F32", [2, 3]),
        "model.bias": ("F32", [1]),
        "a": ("F16", [3]),
    }
    assert data.index(b"list.0") < data.index(b"model.bias") < data.index(b'"a"')
    assert told["model.bias"][2] == floats(5)


def test_big_endian_numbers_are_turned() -> None:
    told, _ = written(read("m.pt", torch_file(op.dic("w", tensor()), order=b"big", data=struct.pack(">6f", *range(6)))))
    assert told["w"][2] == NUMBERS


def test_complex_numbers_are_turned_by_their_parts() -> None:
    view = tensor((3,), (1,), 0, storage("ComplexFloatStorage", count=3))
    told, _ = written(read("m.pt", torch_file(op.dic("w", view), order=b"big", data=struct.pack(">6f", *range(6)))))
    assert told["w"] == ("C64", [3], NUMBERS)


def test_types_that_storages_do_not_have() -> None:
    name, untyped = op.name("torch._utils", "_rebuild_tensor_v3"), storage("UntypedStorage", count=24)
    view = op.call(name, untyped, 1, op.tup(2), op.tup(1), False, EMPTY, op.name("torch", "uint32"))
    told, _ = written(read("m.pt", torch_file(op.dic("w", view))))
    assert told["w"] == ("U32", [2], NUMBERS[4:12])


def test_tensors_that_share_elements_are_told() -> None:
    found = read(
        "m.pt", torch_file(op.dic("a", tensor((2,), (1,)), "b", tensor((2,), (1,), 2), "c", tensor((2,), (1,), 3)))
    )
    assert found.shared == (("c", "b"),)


def test_what_is_no_tensor_is_told() -> None:
    found = read(
        "m.pt", torch_file(op.dic("w", tensor(), "epoch", 3, "who", op.new(op.name("x", "Y")), "none", op.dic()))
    )
    assert sorted(found.others) == [("epoch", "3"), ("who", "x.Y()")]


META = op.call(op.name("torch._utils", "_rebuild_meta_tensor_no_storage"), op.name("torch", "float32"))
SPARSE = op.call(op.name("torch._utils", "_rebuild_sparse_tensor"), op.name("torch", "sparse_coo"))
WRAPPED = op.call(op.name("torch._tensor", "_rebuild_from_type_v2"), op.name("torch._utils", "_rebuild_tensor_v2"))
HOOKED = op.call(op.name("torch._utils", "_rebuild_parameter"), tensor(), True, op.dic("hook", 1))


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (op.dic("a", META), "a: a tensor without content"),
        (op.dic("a", op.dic("b", SPARSE)), "a.b: a sparse tensor"),
        (op.dic("a", WRAPPED), "a class of its own"),
        (op.dic("a", HOOKED), "a: a parameter with hooks"),
        (op.dic("a", tensor((2,), (1,), 0, b"", op.dic("conj", True))), "a: a tensor with hooks, or conjugate"),
        (op.dic("a", tensor((7,), (1,))), "a: it ends at byte 28"),
        (op.dic("a", tensor((2,), (1,), 0, storage(count=1))), "a: it reaches beyond"),
        (op.dic("a", tensor((2,), (1,), 0, storage(count=7))), "storage 0 has 24 bytes instead of 28"),
        (op.dic("a", tensor((2,), (1,), 0, storage(key="1"))), "storage 1 is not in the file"),
        (op.dic("a", tensor((2,), (1,), 0, storage(place="meta"))), "a: a tensor without content"),
        (op.dic("a", tensor((2,), (-1,))), "a: its shape and strides are impossible"),
        (op.dic("a", tensor((2,), (1, 1))), "a: its shape and strides are impossible"),
        (op.dic("a", tensor((1 << 30,), (0,))), "its tensors would take 4,294,967,296 bytes"),
        (op.dic("a", tensor((1,), (1,), 0, storage("ComplexDoubleStorage", count=1))), "type complexdouble"),
        (op.dic("a.b", tensor(), "a", op.dic("b", tensor())), "a.b: two tensors would have this name"),
        (op.dic(op.tup(1), tensor()), "a key that is no text"),
        (op.dic("a", 1), "it holds no tensor but 1"),
        (tensor() + op.STOP + op.proto(2), "something follows the pickle"),
    ],
)
def test_what_is_not_proven_is_refused(value: bytes, why: str) -> None:
    with pytest.raises(NotPlainTensorsError, match=why.replace(".", r"\.")):
        read("m.pt", torch_file(value))


def npy(descr: str, shape: tuple[int, ...], data: bytes, *, by_columns: bool = False) -> bytes:
    text = f"{{'descr': {descr!r}, 'fortran_order': {by_columns}, 'shape': {shape!r}}}".encode()
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text + data


def test_numpy() -> None:
    arrays = {
        b"rows.npy": npy("<f4", (2, 3), NUMBERS),
        b"columns.npy": npy(">i2", (2, 2), struct.pack(">4h", 1, 2, 3, 4), by_columns=True),
    }
    file = zip_of(*(Piece(name=name, data=data, method=8) for name, data in arrays.items()))
    told, _ = written(read("m.npz", Bytes(file)))
    assert told == {
        "rows": ("F32", [2, 3], NUMBERS),
        "columns": ("I16", [2, 2], struct.pack("<4h", 1, 3, 2, 4)),
    }
    assert written(read("m.npy", Bytes(arrays[b"rows.npy"])))[0]["array"][2] == NUMBERS


@pytest.mark.parametrize("descr", ["|O", "<c16", "<U4", "<M8[s]"])
def test_numpy_types_without_a_name_are_refused(descr: str) -> None:
    with pytest.raises(NotPlainTensorsError, match="elements of type"):
        read("m.npy", Bytes(npy(descr, (1,), bytes(16))))


def test_a_name_that_safetensors_reserves() -> None:
    with pytest.raises(NotPlainTensorsError, match="__metadata__"):
        written(read("m.pt", torch_file(op.dic("__metadata__", tensor()))))


def legacy(value: bytes, *after: bytes) -> Bytes:
    """What torch.save wrote before 1.6: five pickles, then each storage behind its number of elements."""
    magic = op.pickle(b"\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19", version=2)
    pickles = (op.pickle(op.const(1001), version=2), op.pickle(op.dic("little_endian", True), version=2))
    keys = op.pickle(op.lst("0"), version=2)
    return Bytes(b"".join((magic, *pickles, op.pickle(value, version=2), keys, struct.pack("<q", 6), NUMBERS, *after)))


def test_files_of_before_1_6() -> None:
    view = tensor((3, 2), (1, 3), 0, storage("FloatStorage", "0", 6, "cpu", None))
    told, _ = written(read("m.pt", legacy(op.dic("w", view))))
    assert told["w"] == ("F32", [3, 2], floats(0, 3, 1, 4, 2, 5))


@pytest.mark.parametrize(
    ("more", "after", "why"),
    [(None, b"x", "its storages end at byte"), (op.tup("1", 0, 3), b"", "a view of another")],
)
def test_files_of_before_1_6_that_hold_more(more: op.Part, after: bytes, why: str) -> None:
    view = tensor((2,), (1,), 0, storage("FloatStorage", "0", 6, "cpu", more))
    with pytest.raises(NotPlainTensorsError, match=why):
        read("m.pt", legacy(op.dic("w", view), after))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_mutated_files_are_refused_or_written(changes: list[tuple[int, int]]) -> None:
    data = bytearray(op.pickle(op.dic("a", tensor((3, 2), (1, 3)), "list", op.lst(tensor())), version=2))
    for at, byte in changes:
        data[at % len(data)] = byte
    file = zip_of(Piece(name=b"m/data.pkl", data=bytes(data)), Piece(name=b"m/data/0", data=NUMBERS))
    try:
        found = read("m.pt", Bytes(file))
    except (NotPlainTensorsError, UnreadableError):
        return
    assert sum(len(held) for _, _, held in written(found)[0].values()) == sum(each.size for each in found.tensors)
