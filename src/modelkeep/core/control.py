"""A control: one question about many resources, as SQL over the estate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from modelkeep.core.verdict import Practice, Severity


class Scope(StrEnum):
    """Which of the rows that a control returns count."""

    ALL = "all"
    AI = "ai"
    """Only resources that lineage ties to a model or that are AI by nature; `--everything` lifts this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control file, checked.

    `sql` is one select that returns `resource`, `passed`, `reason` and, where the verdict rests on other resources than the
    subject, `uses`: their ARNs. `subject` is the table whose resources the rows are about; `also` are further such tables.
    `complete` names tables that must be complete for a FAIL too, because it would rest on a row not being there. `tables` are
    all tables that the SQL reads.
    """

    id: str
    title: str
    severity: Severity
    practice: Practice
    why: str
    fix: str
    subject: str
    sql: str
    scope: Scope = Scope.ALL
    complete: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    maps: Mapping[str, tuple[str, ...]]
    references: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    """The profiles that name this control one by one; most profiles choose by framework."""
    own: bool = False
    """Whether a person wrote it, in a folder of `--controls`."""
    peers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which checks of other tools this control answers."""
    asks: Mapping[str, str] = field(default_factory=dict)
    """What the analysis of access is to answer for this control: for each action, SQL that returns `arn`, the resources."""
    tables: frozenset[str]
    path: Path
    sql_line: int
    digest: str = ""
    """The SHA-256 of header and SQL: another digest is another question."""
    guide: str = ""
    """The text of the guide at the end of the file, in YAML; parsed when it is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How an attacker uses what a control finds, and how to put it right in four ways.

    `cli`, `cloudformation` and `terraform` are commands and snippets, or one sentence where AWS offers no such way.
    """

    attack: str
    console: str
    cli: str
    cloudformation: str
    terraform: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One lineage file: SQL that returns `src`, `dst`; `kind` names the edge."""

    kind: str
    doc: str
    sql: str
    tables: frozenset[str]
    path: Path
    sql_line: int
