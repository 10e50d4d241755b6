"""The tensors of a file, whichever of the formats it has. The file was inspected before, and nothing was found: what its containers say
is taken as it is."""

from __future__ import annotations

from dataclasses import dataclass

from modelkeep.core.artifact_policy import Policy
from modelkeep.engines.artifacts.archives.zip import read_zip
from modelkeep.engines.artifacts.archives.zip_content import content
from modelkeep.engines.artifacts.archives.zip_local import Member
from modelkeep.engines.artifacts.conversion import numpy_tensors
from modelkeep.engines.artifacts.conversion.tensors import NotPlainTensorsError, Storage, Tensor
from modelkeep.engines.artifacts.conversion.torch_tensors import WRAPPED, Collected, collect
from modelkeep.engines.artifacts.formats import torch_legacy, torch_zip
from modelkeep.engines.artifacts.formats.numpy_array import MAGIC as NPY
from modelkeep.engines.artifacts.formats.torch_storages import Declared, declared
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.looking import Budget, Look
from modelkeep.engines.artifacts.pickle.streams import Stream, interpret, trailing
from modelkeep.engines.artifacts.pickle.values import each
from modelkeep.engines.artifacts.sources import Part, Source

GROWTH, FREE = 4, 64 << 20
"""How many times the size of its file the tensors may be written with, and bytes that are free: views may repeat what they hold."""
_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Found:
    """The tensors of a file; `others` are values that are none, as (name, what it is). `format` is what safetensors' users call the
    framework: pt or np. `shared` are names of tensors whose bytes lie in the storage of others, by the others' name."""

    format: str
    tensors: tuple[Tensor, ...]
    others: tuple[tuple[str, str], ...] = ()
    shared: tuple[tuple[str, str], ...] = ()


def read(path: str, source: Source) -> Found:
    """The tensors of a PyTorch or NumPy file. Raises NotPlainTensorsError, UnreadableError."""
    head = source.read(0, 16)
    if head.startswith(NPY):
        found = Found("np", (numpy_tensors.tensor("array", source),))
    elif head[2:15] == torch_legacy.MAGIC and head[:1] == b"\x80":
        found = _torch(_legacy(source))
    elif head.startswith(b"PK"):
        found = _zip(path, source)
    else:
        raise NotPlainTensorsError("neither a file of torch.save nor one of NumPy")
    total = sum(tensor.size for tensor in found.tensors)
    if total > source.size * GROWTH + FREE:
        raise NotPlainTensorsError(f"its tensors would take {total:,} bytes, the file has {source.size:,}")
    if not found.tensors:
        raise NotPlainTensorsError(
            f"it holds no tensor but {', '.join(what for _, what in found.others[:3]) or 'nothing'}"
        )
    return found


def _torch(found: Collected) -> Found:
    tensors = tuple(found.tensors.values())
    return Found("pt", tensors, tuple(found.others), tuple(_shared(tensors)))


def _shared(tensors: tuple[Tensor, ...]) -> list[tuple[str, str]]:
    """Tensors that share elements with one before them."""
    told: list[tuple[str, str]] = []
    ends: dict[str, tuple[int, str]] = {}
    for one in sorted(tensors, key=lambda one: (one.storage.key, one.offset * one.width, one.name)):
        if not one.count:
            continue
        stop, name = ends.get(one.storage.key, (0, ""))
        if one.offset * one.width < stop:
            told.append((one.name, name))
        if (reach := (one.offset + one.reach) * one.width) > stop:
            ends[one.storage.key] = (reach, one.name)
    return told


def _zip(path: str, source: Source) -> Found:
    archive = read_zip(source, _LIMITS.members)
    if archive is None or archive.told or archive.before:
        raise NotPlainTensorsError("a zip file that contradicts itself")
    look = Look((path,), Policy(), Budget(_LIMITS, lambda _source, _look: None))
    layout = torch_zip.layout_of(archive)
    members = {member.name: member for member in archive.members if not member.is_folder}

    def opened(member: Member) -> Source:
        return content(source, member, look.inside(member.name))

    if layout is None:
        tensors = [_array(name, opened(member)) for name, member in members.items()]
        return Found("np", tuple(tensors))
    if layout.title != "pytorch":
        raise NotPlainTensorsError(f"a {layout.title} file, which is a program with its tensors")
    return _torch(_torch_zip({layout.within(name): opened(member) for name, member in members.items()}))


def _array(name: str, source: Source) -> Tensor:
    if not name.endswith(".npy") or source.read(0, len(NPY)) != NPY:
        raise NotPlainTensorsError(f"{name}: not an array of NumPy, nor is the file one of torch.save")
    return numpy_tensors.tensor(name.removesuffix(".npy"), source)


def _torch_zip(members: dict[str, Source]) -> Collected:
    pickled = members.get(torch_zip.DECLARING)
    if pickled is None:
        raise NotPlainTensorsError(f"no {torch_zip.DECLARING}")
    stream = interpret(pickled)
    _check(stream)
    if trailing(pickled, stream.end) != pickled.size:
        raise NotPlainTensorsError(f"{torch_zip.DECLARING}: something follows the pickle")
    order = members["byteorder"].read(0, 16) if "byteorder" in members else b"little"
    if order not in (b"little", b"big"):
        raise NotPlainTensorsError(f"the order of bytes is {order!r}")
    storages = {name.removeprefix("data/"): found for name, found in members.items() if name.startswith("data/")}
    return collect(stream.value, _Opening(storages, order == b"big"))


@dataclass(frozen=True, slots=True)
class _Opening:
    """Storages by their keys."""

    contents: dict[str, Source]
    swapped: bool

    def __call__(self, key: str, size: int) -> Storage:
        found = self.contents.get(key)
        if found is None or found.size < size:
            held = "is not in the file" if found is None else f"has {found.size:,} bytes instead of {size:,}"
            raise NotPlainTensorsError(f"storage {key} {held}")
        return Storage(key=f"data/{key}", content=found, swapped=self.swapped)


def _check(stream: Stream) -> None:
    if stream.error or stream.elided or stream.computed:
        raise NotPlainTensorsError(f"its pickle: {stream.error or 'more than is kept of it'}, at {stream.end}")
    for one in stream.globals:
        if str(one) in WRAPPED:  # the interpreter tells what they wrap
            raise NotPlainTensorsError(f"{WRAPPED[str(one)]}, at {one.offset} of its pickle")


def _legacy(source: Source) -> Collected:
    """Five pickles and the storages behind them, always little-endian (torch/csrc/serialization.cpp)."""
    at, streams = 0, list[Stream]()
    for _ in range(torch_legacy.PICKLES):
        stream = interpret(source, at)
        _check(stream)
        streams.append(stream)
        at = stream.end
    sizes: dict[str, Declared] = {}
    for one in declared(streams[3]):
        sizes.setdefault(one.key, one)
    contents: dict[str, Source] = {}
    for key in map(str, each(streams[4].value)):
        told = sizes.get(key)
        if told is None or told.size is None:
            raise NotPlainTensorsError(f"storage {key} has no size that is known")
        contents[key] = Part(source, at + 8, told.size)
        at += 8 + told.size
    if at != source.size:
        raise NotPlainTensorsError(f"its storages end at byte {at:,} of {source.size:,}")
    return collect(streams[3].value, _Opening(contents, swapped=False))
