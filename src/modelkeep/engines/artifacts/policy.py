"""What a callable that a file names is taken for: safe, dangerous, or unknown and so for a person to review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from modelkeep.core.verdict import Severity


class Use(StrEnum):
    """How a file uses a global. `MENTION` is one that is on the stack and never used."""

    CALL = "call"
    """REDUCE, INST or OBJ: it is called with arguments of the file."""
    NEW = "new"
    """NEWOBJ and NEWOBJ_EX: its `__new__` is called."""
    BUILD = "build"
    """State is set on an instance of it."""
    MENTION = "mention"


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


@dataclass(frozen=True, slots=True)
class Policy:
    """Safe and dangerous globals by (module, name), and the packages of known frameworks."""

    safe: Mapping[tuple[str, str], frozenset[Use]] = field(default_factory=dict)
    dangerous: Mapping[tuple[str, str], Judgement] = field(default_factory=dict)
    dangerous_modules: Mapping[str, Judgement] = field(default_factory=dict)
    frameworks: frozenset[str] = frozenset()
