"""Builds what the commands about access ask; see `bootstrap`, which builds everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.bootstrap import ACTIONS_FILE, clock, load_action_table, open_workspace
from modelkeep.core.errors import UsageError

if TYPE_CHECKING:
    import duckdb

    from modelkeep.app.actions import ActionUpdate
    from modelkeep.app.model_verbs import ModelVerbs
    from modelkeep.core.event_facts import EventFacts
    from modelkeep.engines.access.asking.ground import Ground
    from modelkeep.engines.access.building import Estate
    from modelkeep.engines.access.simulate import Simulator


def ground_of_snapshot(workspace: Path, name: str) -> Ground:
    """What can be asked of a snapshot about access. Raises UsageError, IntegrityError or CatalogueError."""
    from modelkeep.app.asking import ground_of

    snapshot = open_workspace(workspace).snapshot(name)
    connection = snapshot.open()
    try:
        return ground_of(connection, load_action_table(workspace), snapshot.manifest)
    finally:
        connection.close()


def ground_of_files(
    workspace: Path, details: Sequence[Path], policies: Path | None, *, in_organization: bool
) -> Ground:
    """What can be asked of files about access. Raises UsageError, with file and place, or CatalogueError."""
    return _read(workspace, details, policies, in_organization)[1]


def _read(
    workspace: Path, details: Sequence[Path], policies: Path | None, in_organization: bool
) -> tuple[Estate, Ground]:
    from modelkeep.adapters.iam.details import read_details
    from modelkeep.adapters.iam.estate import FileEstate
    from modelkeep.adapters.iam.resource_policies import read_resource_policies
    from modelkeep.engines.access.asking.given import given_ground

    estate = FileEstate([read_details(path) for path in details], in_organization=in_organization)
    only = estate.accounts[0] if len(estate.accounts) == 1 else ""
    given = tuple(read_resource_policies(policies, only)) if policies is not None else ()
    source = ", ".join(str(path) for path in (*details, *((policies,) if policies is not None else ())))
    return estate, given_ground(load_action_table(workspace), estate, given, source)


@contextmanager
def estate_of_snapshot(workspace: Path, name: str) -> Iterator[tuple[Estate, Ground]]:
    """A snapshot's rows, and what can be asked of them. Raises UsageError, IntegrityError or CatalogueError."""
    from modelkeep.app.access import SnapshotEstate
    from modelkeep.app.asking import ground_of

    snapshot = open_workspace(workspace).snapshot(name)
    connection = snapshot.open()
    try:
        yield SnapshotEstate(connection), ground_of(connection, load_action_table(workspace), snapshot.manifest)
    finally:
        connection.close()


def estate_of_files(
    workspace: Path, details: Sequence[Path], policies: Path | None, *, in_organization: bool
) -> tuple[Estate, Ground]:
    """As `estate_of_snapshot`, of files. Raises UsageError, with file and place, or CatalogueError."""
    return _read(workspace, details, policies, in_organization)


@contextmanager
def model_verbs(workspace: Path, name: str) -> Iterator[ModelVerbs]:
    """What can be asked about the models of a snapshot. Raises UsageError, IntegrityError or CatalogueError."""
    from modelkeep.app.asking import ground_of

    snapshot = open_workspace(workspace).snapshot(name)
    connection = snapshot.open()
    try:
        yield verbs_over(connection, ground_of(connection, load_action_table(workspace), snapshot.manifest))
    finally:
        connection.close()


def verbs_over(connection: duckdb.DuckDBPyConnection, ground: Ground) -> ModelVerbs:
    """The built-in verbs over a snapshot's tables. Raises CatalogueError."""
    from modelkeep.app.model_verbs import ModelVerbs
    from modelkeep.catalogue.loader import built_in_relations, load_relations
    from modelkeep.catalogue.verbs import built_in_parts, built_in_verbs, load_verbs
    from modelkeep.engines.posture.lineage import lineage_tables

    parts = load_relations(built_in_parts(), None)
    lineage = lineage_tables(load_relations(built_in_relations(), None))
    return ModelVerbs(connection, ground, load_verbs(built_in_verbs(), parts), parts, lineage)


def verb_names() -> tuple[str, ...]:
    """What can be asked about a model."""
    from modelkeep.catalogue.verbs import built_in_verbs
    from modelkeep.catalogue.verbs import verb_names as names

    return names(built_in_verbs())


def simulator(workspace: Path, mode: str) -> Simulator:
    """What decides stand-alone cases with the newest action table; `mode` is that of cases that name none. Raises UsageError."""
    from modelkeep.engines.access.simulate import MODES, Simulator

    if mode not in MODES:
        raise UsageError(f"unknown mode {mode!r}", remedy=f"Choose {' or '.join(MODES)}.")
    return Simulator(load_action_table(workspace), MODES[mode])


def load_event_facts() -> EventFacts:
    """What is known of CloudTrail's events. Raises CatalogueError."""
    from modelkeep.catalogue.events import built_in_events
    from modelkeep.catalogue.events import load_event_facts as load

    return load(built_in_events())


def refresh_action_table(workspace: Path, where: str | None) -> ActionUpdate:
    """Keep a newer action table in a workspace: AWS's, or what lies at an https URL, in a folder or in a file.

    Raises UsageError, ConnectionFailedError, CatalogueError or WorkspaceError; the table is as it was then.
    """
    from modelkeep.adapters.actions import archive
    from modelkeep.adapters.actions.sources import action_source
    from modelkeep.app.actions import update_actions
    from modelkeep.catalogue.actions import built_in_facts, load_facts

    return update_actions(
        action_source(where, clock().date()),
        load_action_table(workspace),
        load_facts(built_in_facts()),
        lambda members: archive.write(workspace / ACTIONS_FILE, members),
    )
