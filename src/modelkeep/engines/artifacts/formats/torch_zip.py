"""PyTorch's zip files: `torch.save`, TorchScript, `torch.package` and `torch.export`, of which most bytes are plain storages.

Layouts: https://docs.pytorch.org/docs/stable/notes/serialization.html and torch/csrc/jit/docs/serialization.md. Storages are looked
at by their first bytes only, everything else as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.archives.zip import PEEK, Archive
from modelkeep.engines.artifacts.archives.zip_local import Member
from modelkeep.engines.artifacts.hidden import told
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source

HIDDEN_PICKLE = Rule(
    id="torch-hidden-pickle",
    title="A PyTorch file holds a pickle that its format has no place for",
    severity=Severity.HIGH,
    fix="Do not load the file. Ask where it comes from, and compare it with the original of its publisher.",
)

WORD = 64
"""Bytes of the longest of the small files that say a version or an order of bytes."""
_STORAGE = re.compile(
    r"(?:data|constants|tensors|traced_inputs|bytecode)/\d+|\.data/[^/]+\.storage|data/(?:weights/(?:weight|param|buffer)_\d+|constants/tensor_\d+)"
)
_SCRIPT = re.compile(r"code/.*\.py")
_WORDS = re.compile(
    r"(?:\.data/)?version|\.format_version|\.storage_alignment|byteorder|\.data/(?:serialization_id|python_version)"
    r"|archive_format|archive_version"
)
_PICKLES = re.compile(
    r"(?:data|constants|bytecode|attributes|traced_inputs)\.pkl|.*\.debug_pkl|mobile_debug_handles\.pkl"
)
_DECLARED = re.compile(r"data/\d+")
DECLARING = "data.pkl"
_WORD = re.compile(rb"[\w.+ -]*\s*")
_MODULES = re.compile(rb"[\w.*\n]*")


class Opening(Protocol):
    """Opens members of the source, and tells what cannot be opened."""

    source: Source

    def __call__(self, member: Member) -> Source | None:
        """The member's content."""
        ...


@dataclass(frozen=True, slots=True)
class Layout:
    """Which of PyTorch's files it is, and the folder in which everything lies."""

    title: str
    root: str

    def within(self, name: str) -> str:
        """A member's name within the root."""
        return name.removeprefix(self.root)


def layout_of(archive: Archive) -> Layout | None:
    """The layout, None for other zip files. PyTorch's reader takes the root from the first member, and does not tell cases apart."""
    names = {member.name.casefold(): member.name for member in archive.members}
    found: dict[str, str] = {}
    for lower, name in names.items():
        root, _, last = lower.rpartition("/")
        if last in ("data.pkl", "constants.pkl", "bytecode.pkl", "archive_format") and root.count("/") == 0:
            found[last] = name[: len(root) + 1] if root else ""
        if lower.endswith(".data/extern_modules"):
            found["package"] = name[: -len(".data/extern_modules")]
    for last, title in (
        ("package", "torch.package"),
        ("constants.pkl", "torchscript"),
        ("bytecode.pkl", "torchscript"),
        ("data.pkl", "pytorch"),
        ("archive_format", "torch.export"),
    ):
        if last in found:
            return Layout(title, found[last])
    return None


def inspect_members(layout: Layout, archive: Archive, look: Look, opened: Opening) -> None:
    """Storages by a peek, small words as they are, the rest by its content."""
    members = [member for member in archive.members if not member.is_folder]
    opened.source.prefetch(list(_whole(layout, members)))
    for member in members:
        _member(layout, member, look, opened)
    pickles = [member for member in members if layout.within(member.name) == DECLARING]
    if len(pickles) == 1 and all(member.listed for member in members):
        _compare(layout, pickles[0], members, look, opened)


def _compare(layout: Layout, pickle: Member, members: list[Member], look: Look, opened: Opening) -> None:
    """Hold what the pickle declares against the storages that are there."""
    from modelkeep.engines.artifacts.formats.torch_storages import compare
    from modelkeep.engines.artifacts.pickle.streams import interpret

    found = opened(pickle) if pickle.packed <= look.limits.text else None
    if found is None:
        return
    stream = interpret(found, opcodes=look.limits.opcodes)
    names = ((layout.within(member.name), member.size if member.method else member.packed) for member in members)
    present = {name.removeprefix("data/"): size for name, size in names if _DECLARED.fullmatch(name)}
    compare(stream, present, look.inside(pickle.name))


def _whole(layout: Layout, members: list[Member]) -> Iterator[tuple[int, int]]:
    for member in members:
        if member.packed > PEEK and not _STORAGE.fullmatch(layout.within(member.name)):
            yield member.start, min(member.packed, 1 << 20)


def _member(layout: Layout, member: Member, look: Look, opened: Opening) -> None:
    name = layout.within(member.name)
    found = opened(member)
    if found is None:
        look.count_member()
        return
    head = found.read(0, PEEK)
    if _STORAGE.fullmatch(name) and not (layout.title == "torch.export" and told(found, head, 0) == "a zip file"):
        # torch.export saves weights that are no plain tensors by torch.save.
        look.peek(member.name, found)
        return
    if layout.title == "torchscript" and _SCRIPT.fullmatch(name):
        _script(member, found, look)
        return
    if _is_word(name, found, head):
        look.count_member()
        return
    if (
        layout.title in ("pytorch", "torch.export")
        and not _PICKLES.fullmatch(name)
        and told(found, head, 0) == "a pickle"
    ):
        look.inside(member.name).found(HIDDEN_PICKLE, f"{name} is a pickle", at=str(member.start))
    look.member(member.name, found)


def _script(member: Member, found: Source, look: Look) -> None:
    from modelkeep.engines.artifacts.formats import torchscript

    look.count_member()
    torchscript.inspect(found, look.inside(member.name))


def _is_word(name: str, found: Source, head: bytes) -> bool:
    """True for a version and the like, and for the list of modules that a package leaves to its host."""
    if name == ".data/extern_modules":
        return found.size <= 1 << 20 and bool(_MODULES.fullmatch(found.read(0, found.size)))
    return bool(_WORDS.fullmatch(name) and found.size <= WORD and _WORD.fullmatch(head))
