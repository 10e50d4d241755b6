"""A profile: which controls a scan judges when a person names none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modelkeep.core.control import Control


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One profile file, checked.

    A control is in a profile that takes all, that lists its id, that lists a framework which the control maps to, or that the
    control names in its header. A person's own control that names no profile is in every one: it was written to be judged.
    """

    name: str
    title: str
    description: str
    takes_all: bool = False
    frameworks: tuple[str, ...] = ()
    controls: frozenset[str] = frozenset()
    path: Path

    def holds(self, control: Control) -> bool:
        """Whether the control is in the profile."""
        return (
            self.takes_all
            or control.id in self.controls
            or self.name in control.profiles
            or any(framework in control.maps for framework in self.frameworks)
            or (control.own and not control.profiles)
        )
