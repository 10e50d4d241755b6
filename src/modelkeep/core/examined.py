"""What was looked into: images, files and functions, who runs them, what they are built from and what is known of that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from modelkeep.core.components import Composition
from modelkeep.core.verdict import Severity
from modelkeep.core.vulnerabilities import Checked, Match, Standing


@dataclass(frozen=True, slots=True)
class Use:
    """Who is built from a thing: a model, its account and region, and what runs it now ('' for nothing)."""

    model: str
    runner: str = ""
    account: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A thing to look into: `arn` as in `component_scan`, the place where it can be read, the account of the first model that uses it."""

    arn: str
    place: str
    account: str = ""
    region: str = ""
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """All that is known of one thing. `checked` has every package; with `looked_up` false nobody looked for vulnerabilities. What is less
    severe than `least` is known, and not told; what nobody rated is."""

    subject: Subject
    composition: Composition
    checked: tuple[Checked, ...]
    looked_up: bool
    scanner: str = ""
    least: Severity = Severity.INFO

    @property
    def matches(self) -> tuple[Match, ...]:
        """What affects it and is to be told, statements of VEX or not."""
        return tuple(match for each in self.checked for match in each.matches if self._is_told(match))

    @property
    def untold(self) -> int:
        """How many open vulnerabilities of packages are less severe than what is to be told."""
        return sum(match.open and not self._is_told(match) for each in self.checked for match in each.matches)

    def _is_told(self, match: Match) -> bool:
        severity = match.vulnerability.severity
        return severity is None or severity.rank <= self.least.rank

    @property
    def standings(self) -> Counter[Standing]:
        """How many packages stand how."""
        return Counter(each.standing for each in self.checked)

    @property
    def reason(self) -> str:
        """Why it is not known completely, the first of the reasons; '' where it is."""
        return "; ".join(each.told for each in self.composition.gaps[:3]) + (
            f"; {len(self.composition.gaps) - 3:,} more" if len(self.composition.gaps) > 3 else ""
        )
