"""The only place that builds adapters and hands them to use cases."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelkeep.core.errors import UsageError, WorkspaceError

if TYPE_CHECKING:
    import duckdb

    from modelkeep.adapters.aws.artifacts import Way
    from modelkeep.adapters.aws.clients import Clients, Endpoint
    from modelkeep.adapters.iac.source import Files
    from modelkeep.adapters.lake.store import FolderLake
    from modelkeep.adapters.store.ledger import FileLedger
    from modelkeep.adapters.store.state import SqlSuppressions
    from modelkeep.adapters.store.workspace import FolderWorkspace
    from modelkeep.app.living import Living
    from modelkeep.app.push import Render
    from modelkeep.core.artifacts import Artifact
    from modelkeep.core.compliance import Framework
    from modelkeep.core.control import Control, Relation
    from modelkeep.core.control_page import ControlPage
    from modelkeep.core.destination import Destination
    from modelkeep.core.escalation import Technique
    from modelkeep.core.finding import Finding
    from modelkeep.core.peer import Peer
    from modelkeep.core.profile import Profile
    from modelkeep.core.suppression import Suppression
    from modelkeep.engines.access.actions import ActionTable
    from modelkeep.engines.posture.declared import Told
    from modelkeep.ports import FindingReceiver, Source


STATE_FILE = "state.db"
"""The state store in a workspace."""
ACTIONS_FILE = "actions.zip"
"""The action table that `modelkeep actions update` keeps in a workspace."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The controls, profiles and lineage files in force."""

    controls: tuple[Control, ...]
    relations: tuple[Relation, ...]
    profiles: tuple[Profile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsOptions:
    """What a person says about how to reach AWS and what to read there."""

    profile: str | None = None
    regions: tuple[str, ...] = ()
    role: str | None = None
    external_id: str | None = None
    organisation: bool = False
    accounts: tuple[str, ...] = ()
    endpoint_url: str | None = None
    concurrency: int = 24
    newest: int | None = 1000
    credentials: tuple[str, str] | None = field(default=None, repr=False)


def load_catalogue(folders: Sequence[Path] = (), *, check: bool = False) -> Catalogue:
    """The built-in catalogue and the controls and profiles of `folders`, which are checked; with `check`, the built-in ones
    are too.

    Raises CatalogueError.
    """
    from modelkeep.adapters.lake.estate import empty_estate
    from modelkeep.catalogue.loader import load_controls
    from modelkeep.catalogue.profiles import load_profiles

    estate = empty_estate() if folders or check else None
    try:
        controls, relations = _built_in(estate) if check else _built_in_once()
        mine = load_controls(folders, estate, taken=controls, own=True)
    finally:
        if estate is not None:
            estate.close()
    every = tuple(sorted((*controls, *mine), key=lambda control: control.id))
    return Catalogue(every, relations, load_profiles(folders, every))


def _built_in(estate: duckdb.DuckDBPyConnection | None) -> tuple[tuple[Control, ...], tuple[Relation, ...]]:
    from modelkeep.catalogue.loader import built_in_controls, built_in_relations, load_controls, load_relations

    return load_controls([built_in_controls()], estate), load_relations(built_in_relations(), estate)


@cache
def _built_in_once() -> tuple[tuple[Control, ...], tuple[Relation, ...]]:
    """The built-in controls and lineage files, which stay as they are while a process runs."""
    return _built_in(None)


def load_peers(controls: Sequence[Control]) -> tuple[Peer, ...]:
    """The other tools whose checks we answer, held against the controls. Raises CatalogueError."""
    from modelkeep.catalogue.peers import built_in_peers
    from modelkeep.catalogue.peers import load_peers as load

    return load(built_in_peers(), controls)


def case_file(control: Control, folder: Path | None = None) -> Path:
    """Where the test cases of a control lie: in `folder`, with the built-in ones, or in `tests` beside a person's own."""
    from modelkeep.catalogue.loader import built_in_cases, built_in_controls

    if folder is not None:
        return folder / f"{control.id}.yaml"
    if built_in_controls() in control.path.parents:
        return built_in_cases() / f"{control.id}.yaml"
    return control.path.parent / "tests" / f"{control.id}.yaml"


def load_frameworks() -> tuple[Framework, ...]:
    """The built-in frameworks. Raises CatalogueError."""
    from modelkeep.catalogue.frameworks import built_in_frameworks
    from modelkeep.catalogue.frameworks import load_frameworks as load

    return load(built_in_frameworks())


def load_framework(name: str) -> Framework:
    """One built-in framework. Raises UsageError for an id that there is not, CatalogueError for a file that is wrong."""
    from modelkeep.catalogue.frameworks import built_in_frameworks, framework_ids
    from modelkeep.catalogue.frameworks import load_framework as load

    known = framework_ids(built_in_frameworks())
    if name not in known:
        close = get_close_matches(name, known, 3)
        remedy = f"Did you mean {' or '.join(close)}?" if close else f"Choose from {', '.join(known)}."
        raise UsageError(f"there is no framework {name!r}", remedy=remedy)
    return load(built_in_frameworks() / f"{name}.toml")


def load_action_table(workspace: Path | None = None) -> ActionTable:
    """The action table: the one that comes with Modelkeep, or a newer one of a workspace. Raises CatalogueError."""
    from modelkeep.catalogue.actions import newest_actions
    from modelkeep.engines.access.actions import ActionTable

    file = newest_actions(workspace / ACTIONS_FILE if workspace else None)
    return ActionTable(file.meta, file.service)


def load_techniques() -> tuple[Technique, ...]:
    """The techniques of escalation that come with Modelkeep. Raises CatalogueError."""
    from modelkeep.catalogue.escalations import built_in_escalations, load_escalations

    return load_escalations(built_in_escalations())


def unknown_maps(catalogue: Catalogue) -> tuple[str, ...]:
    """What controls map to and no framework has, one sentence each."""
    from modelkeep.catalogue.frameworks import unknown_maps as find

    return find(catalogue.controls, load_frameworks())


def control_pages(catalogue: Catalogue, chosen: Sequence[Control]) -> Iterator[ControlPage]:
    """The pages of these controls. Raises CatalogueError, for one whose guide is wrong when it comes to it."""
    from modelkeep.app.control_page import control_page
    from modelkeep.catalogue.loader import load_guide
    from modelkeep.catalogue.peers import built_in_peers, read_peers

    frameworks = load_frameworks()
    peers = read_peers(built_in_peers())
    for control in chosen:
        yield control_page(
            control, load_guide(control), frameworks=frameworks, peers=peers, profiles=catalogue.profiles
        )  # fmt: skip


def open_workspace(folder: Path, living: Living | None = None, *, keeps_journals: bool = True) -> FolderWorkspace:
    """The workspace in a folder; with `living`, findings come with suppressions and owners. Without `keeps_journals`, no later scan can
    keep answers of its scans."""
    from modelkeep.adapters.store.workspace import FolderWorkspace

    return FolderWorkspace(folder, living.settle if living else None, keeps_journals=keeps_journals)


def open_state(workspace: Path, url: str | None) -> SqlSuppressions:
    """The state store at a URL, or beside the snapshots. Raises ConfigError, MissingExtraError or WorkspaceError."""
    from modelkeep.adapters.store.state import SqlSuppressions, sqlite_url

    if url:
        return SqlSuppressions.at(url)
    try:
        workspace.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{workspace}: {error.strerror}") from error
    return SqlSuppressions.at(sqlite_url(workspace / STATE_FILE))


def live_with(
    suppressions: Sequence[Suppression],
    *,
    workspace: Path,
    state_url: str | None = None,
    owner_tags: tuple[str, ...] = (),
    controls: tuple[Path, ...] = (),
    warn: Callable[[str], None] = lambda _: None,
    unmatched: bool = True,
) -> Living:
    """What people decided: suppressions of a settings file and those of the state store, if there is one. Raises StateError."""
    from modelkeep.app.living import Living

    kept = open_state(workspace, state_url).all() if state_url or (workspace / STATE_FILE).exists() else ()
    return Living(
        suppressions=(*suppressions, *kept),
        owner_tags=owner_tags,
        known=cache(lambda: frozenset(each.id for each in load_catalogue(controls).controls)),
        today=lambda: clock().date(),
        warn=warn,
        unmatched=unmatched,
    )


def live_aws(options: AwsOptions) -> Source:
    """Live AWS, or whatever answers at the endpoint that the options or AWS_ENDPOINT_URL name."""
    from modelkeep.adapters.aws.source import LiveAws, Selection

    selection = Selection(
        regions=options.regions,
        role=options.role,
        external_id=options.external_id,
        organisation=options.organisation,
        accounts=options.accounts,
        concurrency=options.concurrency,
        newest=options.newest,
    )
    return LiveAws(_clients(options), selection, clock)


def security_hub(options: AwsOptions) -> FindingReceiver:
    """Security Hub in every account that the options give a way into."""
    from modelkeep.adapters.aws.security_hub import Access, SecurityHub

    access = Access(role=options.role, external_id=options.external_id, organisation=options.organisation)
    return SecurityHub(_clients(options), access)


def push_ledger(workspace: Path, service: str, *, reading: bool = False) -> FileLedger:
    """What a service has accepted so far; with `reading`, nothing is written."""
    from modelkeep.adapters.store.ledger import FileLedger

    return FileLedger(workspace, service, reading=reading)


def asff_of(controls: Sequence[Control]) -> Render:
    """How findings of these controls become documents for Security Hub."""
    from modelkeep.adapters.export.asff import asff

    known = {control.id: control for control in controls}

    def render(
        finding: Finding, place: Destination, *, created: datetime, updated: datetime, gone: bool
    ) -> Mapping[str, Any]:
        return asff(finding, known.get(finding.control), place, created=created, updated=updated, gone=gone)

    return render


def _clients(options: AwsOptions) -> Callable[[], Clients]:
    from modelkeep.adapters.aws.clients import Clients

    endpoint = endpoint_of(options)
    return lambda: Clients.of_profile(endpoint)


def endpoint_of(options: AwsOptions) -> Endpoint:
    """How the options say to reach AWS."""
    from modelkeep.adapters.aws.clients import Endpoint

    return Endpoint(
        profile=options.profile,
        region=options.regions[0] if options.regions else None,
        endpoint_url=options.endpoint_url or os.environ.get("AWS_ENDPOINT_URL") or None,
        connections=options.concurrency,
        credentials=options.credentials,
    )


def way_of(options: AwsOptions) -> Way:
    """How the options say to read single objects, images and functions."""
    from modelkeep.adapters.aws.artifacts import Way

    return Way(endpoint_of(options), options.role, options.external_id, options.organisation)


def listing(way: Way | None) -> Callable[[str, str], Iterator[Artifact]]:
    """What lists the objects of an `s3://` place for the model of an account; without a way, it raises UsageError."""

    def listed(place: str, account: str) -> Iterator[Artifact]:
        from modelkeep.adapters.aws import artifacts

        if way is None:
            raise UsageError(f"{place} lies in S3", remedy="Name files and folders.")
        return artifacts.listed(place, way, account)

    return listed


def open_estate(folder: Path) -> duckdb.DuckDBPyConnection:
    """A folder of sealed tables as an estate in memory, to be judged."""
    from modelkeep.adapters.lake.estate import open_tables

    return open_tables(folder, (path.stem for path in folder.glob("*.parquet")), load=True)


def files(
    paths: Sequence[str],
    folder: Path,
    *,
    account: str,
    region: str,
    parameters: Mapping[str, str],
    aws: AwsOptions,
    others_pass: bool = False,
) -> Files:
    """Templates, plans and deliveries as a source; account and region are '' where nobody says. What lies in S3 (s3://BUCKET/PREFIX) is
    downloaded into `folder`. `others_pass`: named files that declare nothing are passed over."""
    from modelkeep.adapters.iac.formats import Asked
    from modelkeep.adapters.iac.source import SUFFIXES, Files

    asked = Asked(account=account, region=region, parameters=parameters)
    there = [each for each in paths if each.startswith("s3://")]
    here = [Path(each) for each in paths if each not in there]
    fetched: dict[Path, str] = {}
    if there:
        from modelkeep.adapters.aws.objects import fetch

        clients = _clients(aws)()
        for number, each in enumerate(there):
            inner = folder / f"objects-{number}"
            inner.mkdir()
            fetched |= {found.path: found.shown for found in fetch(each, inner, clients, SUFFIXES)}
    return Files(here, asked, clock, others_pass=others_pass, fetched=fetched)


def told_by_files() -> Told:
    """The columns of the estate that files can tell."""
    from modelkeep.adapters.iac.forms import told_columns

    return told_columns()


def clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


LAKE = "lake"
"""The folder of the lake in a workspace."""


def lake_folder(workspace: Path) -> Path:
    """Where the lake of a workspace is."""
    return workspace / LAKE


def open_for_writing(workspace: Path) -> FolderLake:
    """The lake of a workspace, for one that writes. Raises WorkspaceError where another process writes."""
    from modelkeep.adapters.lake.store import FolderLake

    return FolderLake(lake_folder(workspace))
