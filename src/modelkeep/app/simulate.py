"""Stand-alone cases, line by line: each is answered where it stands, and a line that is no case does not stop the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.simulate import Simulator

INCOMPLETE = 4
"""The exit code where a line was no case, or a case could not be decided."""


class Simulation:
    """One run over the lines of a file. `outcomes` counts the answers so far, by decision."""

    def __init__(self, simulator: Simulator) -> None:
        """`simulator` decides; one for the whole run, since it remembers policies."""
        self._simulator = simulator
        self.outcomes: Counter[str] = Counter()

    def answers(self, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
        """An answer for each line that is not blank, in order, as JSON objects. `problem` names the line, counted from 1."""
        answer, outcomes = self._simulator.answer, self.outcomes
        for number, line in enumerate(lines, 1):
            if line.isspace():
                continue
            found = answer(line)
            outcomes[found["decision"]] += 1
            if "problem" in found:
                found["problem"] = f"line {number}: {found['problem']}"
            yield found

    @property
    def exit_code(self) -> int:
        """0, or INCOMPLETE where any answer is `unknown`."""
        return INCOMPLETE if self.outcomes[Outcome.UNKNOWN.value] else 0
