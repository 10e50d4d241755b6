"""What a callable that a file names is taken for: safe, dangerous, or unknown and so for a person to review."""

from __future__ import annotations

from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING  # Python 2's names, as pickle maps them
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from modelkeep.core.verdict import Severity


class Use(StrEnum):
    """How a file uses a global."""

    CALL = "call"
    """REDUCE, INST or OBJ: it is called with arguments of the file."""
    NEW = "new"
    """NEWOBJ and NEWOBJ_EX: its `__new__` is called."""
    BUILD = "build"
    """State or items are set on an instance of it."""
    MENTION = "mention"
    """It is on the stack and never used in this stream."""


class Standing(StrEnum):
    """The three classes."""

    SAFE = "safe"
    DANGEROUS = "dangerous"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the policy says of one use of one global. `technique` is one word or two, such as `code execution`."""

    standing: Standing
    severity: Severity = Severity.INFO
    technique: str = ""
    why: str = ""
    advisories: tuple[str, ...] = ()


SAFE = Judgement(Standing.SAFE)
_WALK = Judgement(
    Standing.DANGEROUS,
    Severity.HIGH,
    "attribute walk",
    "reaches through Python's internals, which no framework's files do",
)


class Names:
    """Names by module, kept as the text that they are written in until a module is asked for: a policy of thousands loads at once.

    A line is `module: name name`; `*` is every name of the module, and a module that ends in a dot is one with all below it."""

    __slots__ = ("_lines", "_split", "_trees")

    def __init__(self, *texts: str) -> None:
        self._lines: dict[str, str] = {}
        self._trees: dict[str, str] = {}
        self._split: dict[str, frozenset[str]] = {}
        for text in texts:
            for line in text.splitlines():
                module, colon, names = line.partition(":")
                if colon:
                    lines, module = (self._trees, module[:-1]) if module.endswith(".") else (self._lines, module)
                    lines[module] = f"{lines[module]} {names}" if module in lines else names

    def names(self, module: str) -> frozenset[str]:
        """Those of a module."""
        found = self._split.get(module)
        if found is None:
            texts = [self._lines.get(module, ""), *(self._trees[each] for each in self._above(module))]
            words = " ".join(texts).split()
            found = self._split[module] = frozenset(words)
        return found

    def _above(self, module: str) -> list[str]:
        parts = module.split(".")
        above = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
        return [each for each in above if each in self._trees]

    def __contains__(self, pair: tuple[str, str]) -> bool:
        names = self.names(pair[0])
        return pair[1] in names or "*" in names

    def exactly(self, module: str, name: str) -> bool:
        """Whether it is named, not only covered by `*`."""
        return name in self.names(module)

    def modules(self) -> Iterator[str]:
        """All modules."""
        yield from self._lines
        yield from self._trees


_NONE = Names()


@dataclass(frozen=True, slots=True)
class Danger:
    """Names that do the same harm."""

    judgement: Judgement
    names: Names


@dataclass(frozen=True, slots=True)
class Policy:
    """Safe and dangerous globals, and the packages of known frameworks. `judge` says what a use of one is taken for.

    `called` are functions that may be called; `made` classes that may be called, made and given state; `callers` call what they are
    given, and are as safe as that; `nested` read a file from their first argument; `code` makes functions from code that the file
    holds; `reviewed` are known, and still for a person to look at."""

    called: Names = _NONE
    made: Names = _NONE
    callers: Names = _NONE
    nested: Names = _NONE
    code: Names = _NONE
    dangers: tuple[Danger, ...] = ()
    imports: tuple[Danger, ...] = ()
    """Modules that do something when they are imported."""
    forbidden: tuple[Danger, ...] = ()
    """What the user says is dangerous: it wins over all."""
    allowed: Names = _NONE
    """What the user says is safe: it wins over all but that."""
    advisories: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    frameworks: frozenset[str] = frozenset()
    standard: frozenset[str] = frozenset()
    """The top modules of Python's standard library."""
    known: dict[tuple[str, str, Use], Judgement] = field(default_factory=dict, compare=False, repr=False)
    """What was judged before."""

    def judge(self, module: str, name: str, use: Use) -> Judgement:
        """What a use of a global is taken for. `name` may be dotted; an empty one is the module itself."""
        key = (module, name, use)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._judge(module, name, use)
        return found

    def safe(self, module: str, name: str) -> bool:
        """Whether it may be called with constants of any kind."""
        return self.judge(module, name, Use.CALL).standing is Standing.SAFE

    def _judge(self, module: str, name: str, use: Use) -> Judgement:
        for danger in self.forbidden:
            if (module, name) in danger.names:
                return danger.judgement if use is Use.CALL else _less(danger.judgement, use)
        if self.allowed.exactly(module, name):
            return SAFE
        if self._is_safe(module, name, use):
            return SAFE
        for names in (self.callers, self.nested, self.code):
            if names.exactly(module, name):
                return SAFE
        found = self._danger(module, name)
        if found is None:
            return self._unknown(module, name, use)
        found = found if use is Use.CALL else _less(found, use)
        return replace(found, advisories=self.advisories.get((module, name), ()))

    def _is_safe(self, module: str, name: str, use: Use) -> bool:
        if module.partition(".")[0] == "__torch__" and "." not in name:
            # A class of the archive's own TorchScript, made by PyTorch's C++ unpickler: its source is inspected beside it. Python has
            # no such module.
            return True
        if use is not Use.CALL and self.made.exactly(module, name):
            return True
        return use is not Use.NEW and self.called.exactly(module, name)

    def _danger(self, module: str, name: str) -> Judgement | None:
        for module_, name_ in _readings(module, name, self.standard):
            for danger in self.imports:
                if (module_, name_ or "*") in danger.names:
                    return danger.judgement
            hops = name_.split(".")
            for count in range(len(hops), 0, -1):
                part = ".".join(hops[:count])
                if part and (self.made.exactly(module_, part) or self.called.exactly(module_, part)):
                    break
                for danger in self.dangers:
                    if (module_, part or "*") in danger.names:
                        return danger.judgement
            if any(each.startswith("__") and each.endswith("__") and each not in _PLAIN for each in hops):
                return _WALK
        return None

    def _unknown(self, module: str, name: str, use: Use) -> Judgement:
        top = module.partition(".")[0]
        likely_class = name.rpartition(".")[2].lstrip("_")[:1].isupper()
        if top in self.standard or IMPORT_MAPPING.get(module, module).partition(".")[0] in self.standard:
            where, severity = (
                "Python's standard library",
                {Use.CALL: Severity.HIGH, Use.MENTION: Severity.INFO}.get(use, Severity.MEDIUM),
            )
        elif top in self.frameworks:
            where = f"{top}, where it is not among what its own files use"
            calls = Severity.MEDIUM if likely_class else Severity.HIGH
            severity = {Use.CALL: calls, Use.MENTION: Severity.INFO}.get(use, Severity.LOW)
        else:
            where = f"{top}, which is no known framework"
            calls = Severity.MEDIUM if likely_class else Severity.HIGH
            severity = {Use.CALL: calls, Use.MENTION: Severity.LOW}.get(use, Severity.MEDIUM)
        if severity is Severity.INFO:
            return SAFE
        return Judgement(Standing.REVIEW, severity, "unknown", f"from {where}")


_PLAIN = frozenset({"__init__", "__new__"})
"""Dunder names that lead nowhere: they are judged by what they belong to."""


def _less(danger: Judgement, use: Use) -> Judgement:
    """A dangerous class that is only made, or a dangerous name that is only mentioned, does less at once."""
    standing = Standing.REVIEW if use is Use.MENTION and danger.technique != "import" else Standing.DANGEROUS
    most = Severity.MEDIUM if use is Use.MENTION and danger.technique in ("files", "state") else Severity.HIGH
    severity = max(danger.severity, most, key=lambda each: each.rank)
    return Judgement(standing, severity, danger.technique, danger.why, danger.advisories)


def _readings(module: str, name: str, standard: frozenset[str]) -> Sequence[tuple[str, str]]:
    """What a dotted name may mean: itself, its Python 3 name, and for each module of the standard library that a step leads to
    (`torch.serialization`, `os.system`), the rest within that."""
    found = [(module, name)]
    mapped: Mapping[tuple[str, str], tuple[str, str]] = NAME_MAPPING
    if (module, name) in mapped:
        found.append(mapped[module, name])
    elif module in IMPORT_MAPPING:
        found.append((IMPORT_MAPPING[module], name))
    hops = name.split(".")
    for at, hop in enumerate(hops):
        hop = "builtins" if hop in ("__builtins__", "__builtin__") else hop
        if hop in standard and hop != module:
            rest = hops[at + 1 :]
            found.append((hop, ".".join(rest)))
            if rest and rest[0]:
                found.append((f"{hop}.{rest[0]}", ".".join(rest[1:])))
    return found
