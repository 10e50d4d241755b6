"""The analysis of model files within a scan: the tables `artifact_scan` and `artifact_issue`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import ClassVar

import duckdb

from modelkeep.app.artifact_signatures import Judge, Place, Signatures, Standing, registry
from modelkeep.app.inspect import Looked, Looking
from modelkeep.app.loaded_files import Loaded, loaded, look_loaded
from modelkeep.core.arn import GLOBAL
from modelkeep.core.control import Relation
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.kinds.analyses import ArtifactIssue, ArtifactScan
from modelkeep.core.words import plural
from modelkeep.engines.posture.schema import insert_rows
from modelkeep.ports import Progress

ARTIFACTS_ENGINE = "engine:artifacts"
"""What stands in the coverage for this analysis."""
TABLES = ("artifact_scan", "artifact_issue")
_REASONS = 3
_TOLD = 1_000


@dataclass(slots=True)
class _Place:
    """What is known of one place that a model loads from: one object, or all objects under a prefix."""

    loaded: Loaded
    looked: list[Looked] = field(default_factory=list)

    @property
    def gaps(self) -> int:
        """How much of it was not analysed."""
        return sum(len(each.inspection.gaps) for each in self.looked)

    @property
    def place(self) -> Place:
        """What lies there, as far as it could be listed."""
        unlisted = [gap.reason for each in self.looked if each.artifact is None for gap in each.inspection.gaps]
        artifacts = () if unlisted else tuple(each.artifact for each in self.looked if each.artifact is not None)
        return Place(self.loaded, artifacts, "; ".join(unlisted))

    def scan(self, standing: Standing) -> ArtifactScan:
        """The row of the place."""
        gaps = [(each.inspection, gap) for each in self.looked for gap in each.inspection.gaps]
        told = [f"{' > '.join((inspection.path, *gap.place[1:]))}: {gap.reason}" for inspection, gap in gaps[:_REASONS]]
        more = [f"{len(gaps) - _REASONS} more"] if len(gaps) > _REASONS else []
        digest = self.looked[0].inspection.sha256 if len(self.looked) == 1 else ""
        return ArtifactScan(
            arn=self.loaded.arn,
            account=self.loaded.account,
            files=len(self.looked),
            complete=bool(self.looked) and not gaps,
            reason="; ".join((*told, *more)),
            digest=f"sha256:{digest}" if digest else None,
            etag=self.place.etag,
            modified_at=self.place.modified_at,
            **asdict(standing),
        )

    def issues(self) -> Iterable[ArtifactIssue]:
        """A row for every issue of every file."""
        for each in self.looked:
            for issue in each.inspection.issues:
                yield ArtifactIssue(
                    arn=self.loaded.arn,
                    account=self.loaded.account,
                    rule=issue.rule,
                    severity=issue.severity.value,
                    review=issue.review,
                    place=" > ".join((each.inspection.path, *issue.place[1:])),
                    message=issue.message,
                    evidence=issue.evidence,
                )


@dataclass(frozen=True, slots=True)
class ArtifactAnalysis:
    """The analysis of model files, as a scan takes it; `part` says which model loads what, `signatures` verifies what they load."""

    engine: ClassVar[str] = ARTIFACTS_ENGINE
    tables: ClassVar[tuple[str, ...]] = TABLES
    looks: Callable[[], AbstractContextManager[Looking]]
    part: Relation
    signatures: Callable[[], AbstractContextManager[Signatures]] | None = None

    def analyse(
        self, connection: duckdb.DuckDBPyConnection, accounts: Sequence[str], now: datetime, progress: Progress
    ) -> tuple[Read, ...]:
        """See `scan.Analyser`."""
        with ExitStack() as stack:
            looking = stack.enter_context(self.looks())
            signatures = stack.enter_context(self.signatures()) if self.signatures is not None else None
            return analyse_artifacts(connection, self.part, looking, accounts, now, progress, signatures)


def analyse_artifacts(
    connection: duckdb.DuckDBPyConnection,
    part: Relation,
    looking: Looking,
    accounts: Sequence[str],
    now: datetime,
    progress: Progress,
    signatures: Signatures | None = None,
) -> tuple[Read, ...]:
    """Look into what the models of these accounts load; returns what is to stand in the coverage, one read for each account.

    The estate has its lineage. A file that could not be read leaves its place incomplete, with the reason. Without `signatures`, nothing
    is said about them.
    """
    wanted = set(accounts)
    places = [each for each in loaded(connection, part) if each.account in wanted]
    known = {(each.arn, each.account): _Place(each) for each in places}

    progress.message(f"Looking into what {len(places):,} places that models load from hold")

    def listing(count: int) -> None:
        if count % _TOLD == 0:
            progress.message(f"Looking into {count:,} model files and more")

    for place, looked in look_loaded(looking, places, listing):
        known[place.arn, place.account].looked.append(looked)
    chosen = _one_for_each(known.values())
    judge = Judge(signatures, registry(connection), progress.message) if signatures is not None else None
    if judge is not None:
        progress.message(f"Verifying the signatures of {plural(len(chosen), 'place')}")
    scans = [each.scan(judge.standing(each.place) if judge is not None else Standing()) for each in chosen]
    issues = [issue for each in chosen for issue in each.issues()]
    insert_rows(connection, TABLES[0], [_columns(each) for each in scans])
    insert_rows(connection, TABLES[1], [_columns(each) for each in issues])
    reads = tuple(
        Read(call=ARTIFACTS_ENGINE, account=account, region=GLOBAL, outcome=Outcome.OK, at=now)
        for account in sorted(wanted)
    )
    insert_rows(connection, "read", [asdict(each) for each in reads])
    return reads


def _one_for_each(places: Iterable[_Place]) -> Sequence[_Place]:
    """Each object once, where models of several accounts load it: as the account saw it that could read most of it."""
    found: dict[str, _Place] = {}
    for each in places:
        other = found.get(each.loaded.arn)
        if other is None or each.gaps < other.gaps:
            found[each.loaded.arn] = each
    return list(found.values())


def _columns(row: ArtifactScan | ArtifactIssue) -> Mapping[str, object]:
    return asdict(row)
