"""Identifiers, ready to be found: each pattern once, with all shapes that share it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from modelkeep.core.data import Identifier, Shape
from modelkeep.engines.classify.validators import Validator, validator

if TYPE_CHECKING:
    from modelkeep.engines.classify.finders.databases import Kept

WORD = bytes(each if each >= 0x80 else ord(chr(each).lower()) if chr(each).isalnum() else 0x20 for each in range(256))
"""Translates bytes so that `split` gives their words in lower case; all bytes of letters beyond ASCII are of words."""
NAME = "="
"""Before a keyword that is looked for in the names of columns alone, as the whole of one."""
_SOLID = re.compile(rb"[^0-9A-Za-z\x80-\xff]+")


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """One shape of one identifier, ready. `words` are words of which one stands near wherever a keyword does; `near` tells exactly."""

    identifier: Identifier
    shape: Shape
    validate: Validator | None
    words: frozenset[bytes]
    substrings: tuple[bytes, ...]
    keyword: Callable[[bytes], object]
    order: tuple[int, int, str]

    def is_denied(self, value: bytes) -> bool:
        """The value is known to be nobody's."""
        return bool(self.identifier.deny) and solid(value) in self.identifier.deny


@dataclass(frozen=True, slots=True)
class Compiled:
    """All patterns, each once, and for each the shapes that share it, those that say most first. `kept` keeps what takes
    long to compile."""

    identifiers: tuple[Identifier, ...]
    patterns: tuple[bytes, ...]
    uses: tuple[tuple[Use, ...], ...]
    free: tuple[bool, ...]
    kept: Kept | None = field(default=None, compare=False, repr=False)


def solid(value: bytes) -> str:
    """Without separators, in upper case."""
    return _SOLID.sub(b"", value).upper().decode("utf-8", "replace")


def compile_identifiers(identifiers: Iterable[Identifier], kept: Kept | None = None) -> Compiled:
    """Raises KeyError, which names the identifier and the validator, for one that there is not."""
    every = tuple(identifiers)
    grouped: dict[tuple[bytes, bool], list[Use]] = {}
    for identifier in every:
        words, substrings, keyword = keywords(identifier.keywords)
        for shape in identifier.shapes:
            body = f"(?:{shape.pattern})".encode()
            pattern = body if shape.free else rb"\b" + body + rb"\b"
            use = Use(
                identifier,
                shape,
                _validator(identifier, shape),
                words,
                substrings,
                keyword,
                (-identifier.data_class.rank, identifier.severity.rank, identifier.id),
            )
            grouped.setdefault((pattern, shape.free), []).append(use)
    ordered = list(grouped.items())
    return Compiled(
        every,
        tuple(pattern for (pattern, _), _ in ordered),
        tuple(tuple(sorted(uses, key=lambda use: (-use.shape.alone, use.order))) for _, uses in ordered),
        tuple(free for (_, free), _ in ordered),
        kept,
    )


def _validator(identifier: Identifier, shape: Shape) -> Validator | None:
    try:
        return validator(shape.validator) if shape.validator else None
    except KeyError as error:
        raise KeyError(f"{identifier.id}: there is no validator {shape.validator!r}") from error


def spellings(phrase: str) -> Sequence[str]:
    """How a phrase stands in a text; not at all, for the name of a column. Letters beyond ASCII have no lower case in bytes: as it is, in
    capitals, and with a capital at its start."""
    if phrase.startswith(NAME):
        return ()
    return (phrase.lower(),) if phrase.isascii() else (phrase.lower(), phrase.upper(), phrase.capitalize())


def _spaced(phrase: str) -> bytes:
    return rb"[ _-]?".join(re.escape(part.encode().lower()) for part in phrase.split())


def without_spaces(phrase: str) -> bool:
    """Of a script that does not part words: Thai, Chinese, Japanese, Korean."""
    return any(ord(each) > 0x2E80 or 0x0E00 <= ord(each) < 0x0F00 for each in phrase)


@lru_cache(maxsize=1024)  # the same names of columns are asked for in every table
def keywords(phrases: tuple[str, ...]) -> tuple[frozenset[bytes], tuple[bytes, ...], Callable[[bytes], object]]:
    """Words of which one is there wherever a phrase is, phrases of scripts without spaces, and what tells exactly.

    The last is given text in lower case. A space of a phrase stands for a space, `_`, `-` or nothing. A phrase that begins with `=` is the
    whole of a column's name, and stands near nothing.
    """
    words: set[bytes] = set()
    substrings: list[bytes] = []
    exact: list[bytes] = []
    for phrase in dict.fromkeys(spelling for told in phrases for spelling in spellings(told)):
        parts = phrase.split()
        if without_spaces(phrase):
            substrings.append(phrase.encode())
            continue
        exact.append(_spaced(phrase))
        words.add(b"".join(part.encode().translate(WORD).replace(b" ", b"") for part in parts))
        words.add(max(phrase.encode().translate(WORD).split(), key=len))
    exact.extend(rb"\A" + _spaced(phrase[1:].lower()) + rb"\Z" for phrase in phrases if phrase.startswith(NAME))
    if not exact:
        return frozenset(), tuple(substrings), lambda _: None
    pattern = re.compile(rb"(?<![0-9a-z\x80-\xff])(?:" + rb"|".join(exact) + rb")(?![0-9a-z\x80-\xff])")
    return frozenset(words), tuple(substrings), pattern.search
