"""Everything that a person may want to know about one control, put together for the renderers of its page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from modelkeep.core.analyses import Analysis
from modelkeep.core.control import Control, Guide

_SETTING = re.compile(r"[\w\"'-]+:(\s|\Z)")
_SCAN = (
    "modelkeep scan --control {id} --org \\\n  --role ModelkeepReadOnly --region us-east-1 \\\n"
    "  --endpoint-url http://127.0.0.1:5566{more}"
)
"""With the lab's address, so that the scan cannot end up in a real account where the lab did not start."""


@dataclass(frozen=True, slots=True)
class MappedRequirement:
    """One requirement that a control gives evidence for; `title` is '' where no framework file knows it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to put something right: a snippet in `language`, or, where that is '', sentences."""

    heading: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class LabStep:
    """Shell commands for the lab, and what they show."""

    shows: str
    commands: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPage:
    """One control with what belongs to it: requirements by title of framework, checks by name of the other tool, the profiles
    that hold it, the API calls that it reads, the analyses that it waits for.
    """

    control: Control
    guide: Guide | None
    requirements: Mapping[str, tuple[MappedRequirement, ...]]
    peers: Mapping[str, tuple[str, ...]]
    profiles: tuple[str, ...]
    calls: tuple[str, ...]
    analyses: tuple[Analysis, ...]

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways that the guide knows, most familiar first; none without a guide."""
        if self.guide is None:
            return ()
        return (
            Way("In the console", self.guide.console, ""),
            _way("With the AWS CLI", self.guide.cli, "sh"),
            _way("In CloudFormation", self.guide.cloudformation, "yaml"),
            _way("In Terraform", self.guide.terraform, "hcl"),
        )

    @property
    def lab_steps(self) -> tuple[LabStep, ...]:
        """How to see the control's answers in the lab: first in the estate that is all wrong, then in the one done right."""
        wrong, right = (
            "the estate that does it wrong: FAIL",
            "the estate done right: PASS, or nothing to judge",
        )
        if self.analyses:
            wrong, right = (
                "the estate that does it wrong: FAIL where it shows, else UNKNOWN",
                "the estate done right: UNKNOWN, not analysed",
            )
        if self.control.own:
            wrong, right = (
                "what it says about the estate that is all wrong",
                "what it says about the estate done right",
            )
        return (LabStep(wrong, self._lab("")), LabStep(right, self._lab(" --hardened")))

    def _lab(self, estate: str) -> str:
        more = " \\\n  --controls FOLDER" if self.control.own else ""
        shown = " --controls FOLDER" if self.control.own else ""
        return "\n".join((
            f'eval "$(modelkeep lab up{estate})"',
            _SCAN.format(id=self.control.id, more=more),
            f"modelkeep findings --status all{shown}",
            "modelkeep lab down",
        ))  # fmt: skip


def _way(heading: str, text: str, language: str) -> Way:
    return Way(heading, text, "" if is_sentence(text) else language)


def is_sentence(text: str) -> bool:
    """Whether a guide says in words that there is no such way, instead of giving a command or a snippet."""
    return text.endswith(".") and text[:1].isupper() and not _SETTING.match(text)
