"""Which patterns match in texts, in one pass and in linear time (RE2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from modelkeep.core.logs.prompt_patterns import MARKERS, RISKS, PromptPattern
from modelkeep.engines.logs.prompts.decoding import decoded, rotated
from modelkeep.engines.logs.prompts.normal import normal


class Markers:
    """Patterns of some kinds, compiled together. RE2 has no backtracking: the time is linear in the text whatever it is."""

    def __init__(self, patterns: Iterable[PromptPattern], kinds: Sequence[str]) -> None:
        import re2

        self._patterns = [each for each in patterns if each.kind in kinds]
        options = re2.Options()
        options.max_mem = 64 << 20
        self._set: Any = re2.Set.SearchSet(options)
        for each in self._patterns:
            self._set.Add(each.pattern)
        self._set.Compile()

    def find(self, text: str) -> list[PromptPattern]:
        """The patterns that match in a normal text, each once."""
        if not text or not self._patterns:
            return []
        return [self._patterns[index] for index in sorted(self._set.Match(text) or ())]


class Looking:
    """Looks parts of a conversation through. One of it can be used for all records."""

    def __init__(self, patterns: Sequence[PromptPattern]) -> None:
        self._markers = Markers(patterns, MARKERS)
        self._risks = Markers(patterns, RISKS)

    def risks(self, text: str) -> list[PromptPattern]:
        """What the arguments of a tool risk, encoded or not."""
        found = self._risks.find(normal(text).text)
        for each in decoded(text):
            found += self._risks.find(normal(each.text).text)
        return found

    def part(self, text: str) -> Seen:
        """What one part holds."""
        form = normal(text)
        plain = {each.id: each for each in self._markers.find(form.text)}
        kinds: set[str] = set()
        hidden: dict[str, PromptPattern] = {}
        for each in decoded(text):
            kinds.add(each.kind)
            hidden |= {one.id: one for one in self._markers.find(normal(each.text).text) if one.id not in plain}
        turned = {one.id: one for one in self._markers.find(rotated(form.text)) if one.id not in plain}
        if turned:
            kinds.add("rot13")
        return Seen(plain, hidden | turned, kinds, form.hidden, form.text, form.cut)


class Seen:
    """What was found in a part: patterns in the plain and in the decoded text by id, encodings, hidden characters; its normal text."""

    __slots__ = ("cut", "encoded", "hidden", "kinds", "plain", "text")

    def __init__(
        self,
        plain: dict[str, PromptPattern],
        encoded: dict[str, PromptPattern],
        kinds: set[str],
        hidden: int,
        text: str,
        cut: bool,
    ) -> None:
        self.plain = plain
        self.encoded = encoded
        self.kinds = kinds
        self.hidden = hidden
        self.text = text
        self.cut = cut

    @property
    def markers(self) -> dict[str, PromptPattern]:
        """All patterns that were found."""
        return self.plain | self.encoded

    def count(self, kind: str) -> int:
        """How many different patterns of a kind were found."""
        return sum(each.kind == kind for each in self.markers.values())
