"""How an estate stands against a framework: requirements, the controls that give evidence, and what no tool can show.

Frozen types only: `catalogue` loads frameworks, `app/compliance.py` fills a report, exporters render it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from modelkeep.core.finding import Finding
from modelkeep.core.report import ReportContext, Tally


class Standing(StrEnum):
    """How one requirement stands."""

    MET = "met"
    """Everything that it asks for is shown by a tool, was read, and passed."""
    NOT_MET = "not met"
    """Some control that gives evidence for it fails."""
    UNKNOWN = "unknown"
    """Nothing fails, but something that it rests on was not read, not analysed or not scanned."""
    MANUAL = "manual"
    """No tool can show it, or not all of it: what a tool can show passes or does not apply, and people have to show the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement: `text` paraphrases it in a sentence or two; `manual` says which evidence people must collect, '' for none.

    `parent` is the requirement that this one is a part of, '' for none; parents stand before their parts.
    """

    id: str
    title: str
    text: str
    manual: str
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """One framework file, checked. `source` is where its own text can be read; requirements are in the framework's order.

    Controls name requirements in their header under `maps: {<framework id>: [<requirement id>, ...]}`.
    """

    id: str
    title: str
    version: str
    source: str
    requirements: tuple[Requirement, ...]
    path: Path
    whole: bool = False
    """Whether it is about everything in an account, not only about what belongs to AI systems."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementStanding:
    """How one requirement stands, with the evidence: the tally of each control that bears on it, and all their findings.

    A requirement with parts gathers the evidence of its parts. `not_scanned` are controls that bear on it and were not part of
    the scan, or are not the ones that were: another digest is another question. `reason` says in a sentence why it stands so.
    `unsettled`: something about it is unknown that nobody accepted, or could not be read.
    """

    requirement: Requirement
    standing: Standing
    reason: str
    controls: Mapping[str, Tally]
    not_scanned: tuple[str, ...]
    findings: tuple[Finding, ...]
    unsettled: bool

    @property
    def tally(self) -> Tally:
        """All verdicts that bear on it."""
        return Tally.total(self.controls.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceReport:
    """A framework and how a snapshot stands against it: requirements in the framework's order, parents before their parts."""

    framework: Framework
    context: ReportContext
    requirements: tuple[RequirementStanding, ...]

    def counts(self) -> Mapping[Standing, int]:
        """How many requirements stand in each way, all ways included."""
        return {standing: sum(each.standing is standing for each in self.requirements) for standing in Standing}
