"""PyTorch's format before 1.6: pickles one after the other, then the raw storages (torch/serialization.py, `_legacy_save`).

The pickles are a magic number, a protocol, a description of the system, the object, and the keys of the storages in the order in
which they follow, each with its number of elements. The format before 0.1.10 is a tar file, of which the members `storages` and
`tensors` have pickles between their bytes.
"""

from __future__ import annotations

from importlib import import_module

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.formats.torch_storages import Declared, declared
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.pickle.streams import Stream, interpret
from modelkeep.engines.artifacts.pickle.values import each
from modelkeep.engines.artifacts.sources import Part, Source

MAGIC = b"\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
"""0x1950a86a20f9469cfc6c, as LONG1, after the opcode of the protocol."""
PICKLES = 5
TRAILING = Rule(
    id="torch-trailing-bytes",
    title="Something follows the last storage of a PyTorch file",
    severity=Severity.MEDIUM,
    fix="Find out what the bytes are for, or save the model anew.",
)


def inspect(source: Source, look: Look) -> None:
    """The pickles as pickles, the storages by a peek."""
    at, found = 0, list[Stream]()
    for _ in range(PICKLES):
        stream = interpret(source, at, opcodes=look.limits.opcodes)
        found.append(stream)
        if stream.error:
            break
        at = stream.end
    else:
        _pickles(Part(source, 0, at), look)
        _storages(source, at, found, look)
        return
    # A pickle that breaks off: everything is for the interpreter, which goes on behind it.
    _pickles(source, look)


def _pickles(source: Source, look: Look) -> None:
    import_module("modelkeep.engines.artifacts.formats.pickled").inspect(source, look)


def _storages(source: Source, at: int, found: list[Stream], look: Look) -> None:
    keys = [str(key) for key in each(found[4].value)] if isinstance(found[4].value, list | tuple) else []
    sizes: dict[str, Declared] = {}
    for one in declared(found[3]):
        sizes.setdefault(one.key, one)
    for key in keys:
        told = sizes.get(key)
        if told is None or told.size is None:
            look.gap(f"storage {key} has no size: what follows is not told apart")
            look.peek(f"storage {key}", Part(source, at, max(0, source.size - at)))
            return
        # The number of elements stands before the bytes.
        stop = at + 8 + told.size
        if stop > source.size:
            look.gap(f"storage {key} would end at byte {stop:,} of {source.size:,}")
        look.peek(f"storage {key}", Part(source, at + 8, max(0, min(told.size, source.size - at - 8))))
        at = stop
    if at < source.size:
        look.found(TRAILING, f"{source.size - at:,} bytes after the last storage", at=str(at), review=True)
        look.member("bytes after the storages", Part(source, at, source.size - at))
