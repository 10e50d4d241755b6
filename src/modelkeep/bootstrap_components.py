"""Builds what reads packages and looks them up; see `bootstrap`, which builds everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.engines.vulnerabilities.index import LIMIT_DAYS

if TYPE_CHECKING:
    from modelkeep.adapters.images.known import Known
    from modelkeep.adapters.vulndb.store import ExploitationManifest as Exploitation
    from modelkeep.app.components import Composer
    from modelkeep.app.vulndb import Refreshing
    from modelkeep.app.vulnerabilities import Lookup, Tools
    from modelkeep.bootstrap import AwsOptions
    from modelkeep.core.control import Relation
    from modelkeep.core.vulnerabilities import Vulnerability
    from modelkeep.engines.vulnerabilities.index import Index
    from modelkeep.engines.vulnerabilities.vex import Statements

VULNERABILITY_FOLDER = "vulndb"
"""Where a workspace keeps vulnerability data."""


def load_index(workspace: Path, *, limit_days: int = LIMIT_DAYS) -> Index | None:
    """The vulnerability data of a workspace, None where `modelkeep vulndb update` never ran.

    Raises IntegrityError for data that cannot be used: a file that is corrupt, foreign or from a newer version.
    """
    return index_in(workspace / VULNERABILITY_FOLDER, limit_days=limit_days)


def index_in(folder: Path, *, limit_days: int = LIMIT_DAYS) -> Index | None:
    """The vulnerability data of a folder, None where it holds none. Raises IntegrityError for data that cannot be used."""
    from modelkeep.adapters.vulndb.store import load

    return load(folder, limit_days=limit_days)


def composer(aws: AwsOptions | None = None, *, known: Known | None = None) -> Composer:
    """What reads packages; objects, images and functions of AWS only with `aws`. `known` remembers layers and objects that were read."""
    from modelkeep.adapters.images.composing import PlaceComposer

    remote = None
    if aws is not None:
        from modelkeep.adapters.aws.compositions import InAws
        from modelkeep.bootstrap import way_of

        remote = InAws(way_of(aws))
    return PlaceComposer(remote, known)


@contextmanager
def known_layers(workspace: Path) -> Iterator[Known]:
    """Layers and objects that were read for a workspace before. Raises WorkspaceError where they cannot be kept."""
    from modelkeep.adapters.images.known import Known

    with closing(Known(workspace)) as known:
        yield known


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupOptions:
    """What a person says about vulnerability data: the folder of the index, after how many days it answers no more, and VEX documents."""

    index: Path
    limit_days: int = LIMIT_DAYS
    vex: tuple[Path, ...] = ()


@contextmanager
def examining(
    options: LookupOptions,
    now: datetime,
    *,
    aws: AwsOptions | None = None,
    scans: bool = True,
    remembered: Path | None = None,
) -> Iterator[Tools]:
    """What reads what things are built from and looks it up; places in AWS only with `aws`, and AWS's own scans only with `scans`.
    `remembered` is the workspace where layers and objects that were read are kept.

    Raises IntegrityError for vulnerability data that cannot be used, UsageError or CatalogueError for a VEX document that cannot.
    """
    from modelkeep.app.vulnerabilities import Tools

    scanner = None
    if aws is not None and scans:
        from modelkeep.adapters.aws.scans import AwsScans
        from modelkeep.bootstrap import way_of

        scanner = AwsScans(way_of(aws))
    with ExitStack() as stack:
        known = stack.enter_context(known_layers(remembered)) if remembered is not None else None
        yield Tools(composer(aws, known=known), lookup(options, now), scanner, vex_statements(options.vex))


def lookup(options: LookupOptions, now: datetime) -> Lookup | None:
    """The vulnerability data of a folder, None where it holds none. Raises IntegrityError."""
    from modelkeep.adapters.vulndb.store import load
    from modelkeep.app.vulnerabilities import Lookup
    from modelkeep.engines.vulnerabilities.index import staleness
    from modelkeep.engines.vulnerabilities.matching import check

    index = load(options.index, limit_days=options.limit_days)
    if index is None:
        return None
    return Lookup(
        check=lambda components: check(components, index, now=now),
        joined=lambda told: _joined(told, index),
        made=tuple((each.ecosystem, each.made) for each in index.data),
        stale=tuple(filter(None, (staleness(each, now, options.limit_days) for each in index.data))),
    )


def _joined(told: Vulnerability, index: Index) -> Vulnerability:
    """What CISA's catalogue and EPSS say of a vulnerability that no advisory of the index told."""
    from dataclasses import replace
    from datetime import date

    entry = index.exploited(told.cve)
    is_known = index.knows_exploited and told.cve.startswith("CVE-")
    score = index.epss(told.cve)
    return replace(
        told,
        exploited=entry is not None if is_known else told.exploited,
        known_exploited=date.fromisoformat(entry.added) if entry else None,
        ransomware=entry.ransomware if entry else None,
        epss=score if score is not None else told.epss,
    )


def vex_statements(files: Sequence[Path]) -> Statements:
    """What VEX documents state. Raises UsageError for a file that cannot be read, CatalogueError for one that is wrong."""
    from modelkeep.core.errors import UsageError
    from modelkeep.engines.vulnerabilities.vex import load

    documents: list[tuple[str, bytes]] = []
    for path in files:
        try:
            documents.append((str(path), path.read_bytes()))
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}", remedy="Name a VEX document that you may read.") from error
    return load(documents)


def built_from_part() -> Relation:
    """What says which model is built from what."""
    from modelkeep.catalogue.loader import built_in_components, load_relations

    (part,) = load_relations(built_in_components(), None)
    return part


@dataclass(frozen=True, slots=True)
class VulnerabilityUpdates:
    """What `modelkeep vulndb update` does: `ecosystems` to refresh, from one source, and catalogues of exploitation."""

    data: Refreshing
    ecosystems: tuple[str, ...]
    take_exploitation: Callable[[str | None, str | None], Exploitation | None]
    """Take CISA's catalogue and EPSS's scores, each a file or a URL."""


def vulnerability_updates(
    folder: Path, source: str | None, ecosystems: Sequence[str], *, only_exploitation: bool = False
) -> VulnerabilityUpdates:
    """What refreshes the vulnerability data of a folder from OSV, a mirror, a file or a folder.

    Raises UsageError for a source that cannot be read or names none of the usual ecosystems.
    """
    from modelkeep.adapters.vulndb.download import Downloads
    from modelkeep.adapters.vulndb.exploitation import take
    from modelkeep.adapters.vulndb.updating import DOWNLOADS, Updates
    from modelkeep.app.vulndb import DEFAULT_ECOSYSTEMS
    from modelkeep.bootstrap import clock

    downloads = Downloads(folder / DOWNLOADS)
    updates = Updates(folder, source, clock=clock, downloads=downloads)
    asked = tuple(
        dict.fromkeys(each.partition(":")[0] for each in ecosystems)
    )  # all releases of Debian:12 are in one archive
    chosen = () if only_exploitation else asked or tuple(updates.named(DEFAULT_ECOSYSTEMS))
    return VulnerabilityUpdates(updates, chosen, lambda kev, epss: take(folder, downloads, kev=kev, epss=epss))


def exploitation_of(folder: Path) -> Exploitation | None:
    """What is held of CISA's catalogue and EPSS. Raises IntegrityError for what cannot be read."""
    from modelkeep.adapters.vulndb.store import read_exploitation

    return read_exploitation(folder)
