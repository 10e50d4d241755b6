"""The analysis of data within a scan: the tables `sensitive_data`, `data_class`, `data_use` and `data_finding`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import ClassVar

import duckdb

from modelkeep.app.classify import Classifying
from modelkeep.app.data_places import Place, drawn, list_places, look, processes_for
from modelkeep.app.data_places import Read as Known
from modelkeep.app.macie_rows import SOURCE, Macie, macie_of, raised
from modelkeep.app.unlisted import unlisted
from modelkeep.core.analyses import ANALYSES
from modelkeep.core.arn import GLOBAL
from modelkeep.core.control import Relation
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.data import DataClass, by_rank
from modelkeep.core.data_classes import Framework
from modelkeep.core.kinds.analyses import DataClassRow, DataFindingRow, DataUse, SensitiveData
from modelkeep.core.tables import Row
from modelkeep.core.words import plural
from modelkeep.engines.classify.deciding import class_of
from modelkeep.engines.posture.schema import insert_rows
from modelkeep.ports import Progress

CLASSIFY_ENGINE = "engine:classify"
"""What stands in the coverage for this analysis."""
TABLES = ("sensitive_data", "data_class", "data_use", "data_finding")
FINDINGS = 1_000
"""Rows of `data_finding` for one bucket."""
_REASONS = 10
_SAYS = {
    "training": "trained on {} data",
    "validation": "validated on {} data",
    "knowledge": "answers from {} documents",
    "capture": "requests and answers are kept, {}",
}
"""What the class of a place says of a model. The log of invocations is one of all models of its region, and says nothing of one."""


@dataclass(frozen=True, slots=True)
class DataAnalysis:
    """The analysis of data, as a scan takes it; `part` says where the data of which model lie, `objects` how many of a place are read."""

    engine: ClassVar[str] = CLASSIFY_ENGINE
    tables: ClassVar[tuple[str, ...]] = TABLES
    data: Callable[[int], AbstractContextManager[Classifying]]
    """What lists and classifies with so many processes."""
    part: Relation
    framework: Framework
    objects: int
    seed: int = 0

    def analyse(
        self, connection: duckdb.DuckDBPyConnection, accounts: Sequence[str], now: datetime, progress: Progress
    ) -> tuple[Read, ...]:
        """See `scan.Analyser`."""
        return analyse_data(connection, self, accounts, now, progress)


def data_of(connection: duckdb.DuckDBPyConnection, part: Relation, model: str | None = None) -> tuple[DataUse, ...]:
    """Where the data of the models of an estate lie, or of one (its ARN); `arn` is '' where that was not read."""
    rows = connection.execute(
        f"""
        SELECT coalesce(dst, ''), coalesce(r.account, ''), coalesce(r.region, ''), src, "use", coalesce(doubt, '')
        FROM ({part.sql}) LEFT JOIN resource_index r ON r.arn = src WHERE ?::VARCHAR IS NULL OR src = ? ORDER BY ALL
        """,
        [model, model],
    ).fetchall()
    return tuple(
        DataUse(arn=arn, account=account, region=region, model=source, use=use, doubt=doubt)
        for arn, account, region, source, use, doubt in rows
    )


def analyse_data(
    connection: duckdb.DuckDBPyConnection,
    how: DataAnalysis,
    accounts: Sequence[str],
    now: datetime,
    progress: Progress,
) -> tuple[Read, ...]:
    """Classify the data of the models of these accounts; returns what is to stand in the coverage, one read for each account.

    The estate has its lineage. What cannot be read leaves its place incomplete, with the reason. Where a list was not read that tells where
    data lie, the account is not analysed: what was found stands, and nothing passes.
    """
    wanted = set(accounts)
    uses = [each for each in data_of(connection, how.part) if each.account in wanted]
    buckets = connection.execute("SELECT arn, account, tags FROM s3_bucket").fetchall()
    homes = {arn: account for arn, account, _ in buckets}
    bases = {arn: legal_basis(tags, how.framework) for arn, _, tags in buckets}
    with how.data(1) as data:
        places = list_places(uses, homes, data, how.objects, how.seed)
    chosen = drawn(places.values())
    progress.message(f"Reading {plural(len(chosen), 'object')} of the data of models in {plural(len(places), 'place')}")
    with how.data(processes_for(chosen.values())) as data:
        known = look(places.values(), data, how.framework, how.objects)
    macie = macie_of(connection, how.framework)
    said = {each.arn: raised(macie.within(each), macie, known, how.framework) for each in places.values()}
    rows = [*(_place_row(each, known, said[each.arn], macie) for each in places.values())]
    by_arn = {each.arn: each for each in rows}
    rows += _model_rows(uses, by_arn)
    _insert(connection, "data_class", (_owing(each, bases, how.framework) for each in rows))
    _insert(connection, "data_use", uses)
    whole = [each for each in places.values() if each.is_bucket]
    _insert(connection, "sensitive_data", (_sensitive(each, by_arn[each.arn], known, said[each.arn]) for each in whole))
    for each in whole:
        _insert(
            connection,
            "data_finding",
            (*_findings(each, known, how.framework), *_told_by_macie(each, macie, how.framework)),
        )
    failed = unlisted(connection, how.part)
    reads = tuple(_read(account, failed.get(account, ""), now) for account in sorted(wanted))
    insert_rows(connection, "read", [asdict(each) for each in reads])
    return reads


def _place_row(place: Place, known: Mapping[str, Known], said: Mapping[str, Known], macie: Macie) -> DataClassRow:
    """`said` are objects that Macie's findings make more of than ours."""
    objects = [known[each] for each in place.held if each in known]
    every = {**{each.name: each for each in objects}, **said}.values()
    found = by_rank([each.data_class for each in (*objects, *every) if each.data_class is not None])
    missing = (
        *place.missing(known),
        *(
            f"{name}: Macie found {each}, of which no class is known"
            for name in macie.within(place)
            for each in macie.unknown.get(name, ())
        ),
    )
    worst = sorted(
        (each for each in every if each.data_class not in (None, DataClass.PUBLIC)),
        key=lambda each: (-each.rank, each.name),
    )
    return DataClassRow(
        arn=place.arn,
        account=place.account,
        type="bucket" if place.is_bucket else "data",
        data_class=None if found is DataClass.PUBLIC and missing else found.value,
        complete=not missing,
        reasons=(*(f"{each.name}: {each.reason}" for each in worst[:_REASONS]), *missing[:_REASONS]),
        identifiers=tuple(sorted({name for each in (*objects, *every) for name in each.identifiers})),
        objects=None if place.problem else len(place.held),
        objects_read=len(objects),
        bytes_read=sum(each.bytes_read for each in objects),
        method="full" if len(objects) == len(place.held) and not any(each.partly for each in objects) else "sample",
        bound=place.bound(known),
        seed=place.survey.goal.seed,
        oldest_at=_oldest(place),
    )


def _oldest(place: Place) -> datetime | None:
    """When the oldest object was written."""
    written = [each.modified for each in place.held.values() if each.modified is not None]
    return min(written) if written and len(written) == len(place.held) and not place.problem else None


def _model_rows(uses: Iterable[DataUse], places: Mapping[str, DataClassRow]) -> Iterable[DataClassRow]:
    """What models are made of. The log of invocations does not count."""
    of_model: Mapping[tuple[str, str, str], list[DataUse]] = defaultdict(list)
    for each in uses:
        if each.use in _SAYS:
            of_model[each.model or "", each.account or "", each.region or ""].append(each)
    for (model, account, region), mine in sorted(of_model.items()):
        classes: list[DataClass] = []
        reasons: list[tuple[int, str]] = []
        doubts: list[str] = []
        found = [places[each.arn] for each in mine if each.arn]
        for use in mine:
            if not use.arn:
                doubts.append(f"{use.use}: {use.doubt}")
                continue
            row = places[use.arn]
            address = f"s3://{use.arn.removeprefix('arn:aws:s3:::')}"
            if row.data_class is not None:
                data_class = DataClass(row.data_class)
                classes.append(data_class)
                if data_class is not DataClass.PUBLIC:
                    reasons.append((-data_class.rank, f"{_SAYS[use.use or ''].format(row.data_class)}: {address}"))
            if row.objects == 0 and use.use in ("training", "validation"):
                doubts.append(f"{address}: what it was made of is no longer there")
            elif not row.complete:
                doubts.append(f"{address}: not all was read")
        worst = by_rank(classes)
        bounds = [each.bound for each in found]
        yield DataClassRow(
            arn=model,
            account=account,
            region=region,
            type="model",
            data_class=None if worst is DataClass.PUBLIC and doubts else worst.value,
            complete=not doubts,
            reasons=(*(told for _, told in sorted(set(reasons))[:_REASONS]), *sorted(set(doubts))[:_REASONS]),
            identifiers=tuple(sorted({name for each in found for name in each.identifiers or ()})),
            objects=None
            if doubts and any(each.objects is None for each in found)
            else sum(each.objects or 0 for each in found),
            objects_read=sum(each.objects_read or 0 for each in found),
            bytes_read=sum(each.bytes_read or 0 for each in found),
            method="full" if found and all(each.method == "full" for each in found) else "sample",
            bound=None if doubts or None in bounds else max((each for each in bounds if each is not None), default=0.0),
            seed=next((each.seed for each in found), None),
        )


def legal_basis(tags: Mapping[str, str] | None, framework: Framework) -> str | None:
    """The legal basis that tags record, '' where none does; None where they were not read."""
    if tags is None:
        return None
    values = {key.lower(): value.strip() for key, value in tags.items()}
    return next((values[each] for each in framework.legal_basis_tags if values.get(each)), "")


def _owing(row: DataClassRow, bases: Mapping[str, str | None], framework: Framework) -> DataClassRow:
    owed = framework.owed[DataClass(row.data_class)] if row.data_class is not None else None
    return replace(
        row,
        owes=None if owed is None else tuple(sorted(each.value for each in owed)),
        legal_basis=bases.get(row.arn) if row.type == "bucket" else None,
        most_readers=framework.most_readers if row.type == "bucket" else None,
    )


def _sensitive(place: Place, row: DataClassRow, known: Mapping[str, Known], said: Mapping[str, Known]) -> SensitiveData:
    """Personal and health data of a bucket; credentials are none, and what is internal by itself counts together only."""
    objects = (*(known[each] for each in place.held if each in known), *said.values())
    classes = {name for each in objects for name in each.sensitive}
    return SensitiveData(arn=place.arn, account=place.account, complete=row.complete, classes=tuple(sorted(classes)))


def _findings(place: Place, known: Mapping[str, Known], framework: Framework) -> Iterable[DataFindingRow]:
    every = [(name, each) for name in place.held if name in known for each in known[name].findings]
    every.sort(
        key=lambda each: (
            -class_of(each[1], framework).rank,
            -each[1].confidence,
            each[0],
            each[1].column,
            each[1].identifier,
        )
    )
    for _, each in every[:FINDINGS]:
        yield DataFindingRow(
            arn=place.arn, account=place.account, place=" > ".join(each.place), column=each.column, at=each.at,
            identifier=each.identifier, data_class=class_of(each, framework).value, confidence=each.confidence, count=each.count,
            examined=each.examined, masked=each.masked, source="modelkeep",
        )  # fmt: skip


def _told_by_macie(place: Place, macie: Macie, framework: Framework) -> Iterable[DataFindingRow]:
    every = [(name, each) for name in macie.within(place) for each in macie.findings.get(name, ())]
    every.sort(key=lambda each: (-class_of(each[1], framework).rank, each[0], each[1].column, each[1].identifier))
    for name, each in every[:FINDINGS]:
        yield DataFindingRow(
            arn=place.arn, account=place.account, place=name, column=each.column, at="", identifier=each.identifier,
            data_class=class_of(each, framework).value, count=each.count, source=SOURCE,
        )  # fmt: skip


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> None:
    told = [asdict(each) for each in rows]
    if told:
        insert_rows(connection, table, told)


def _read(account: str, failed: str, now: datetime) -> Read:
    outcome = Outcome.NOT_ANALYSED if failed else Outcome.OK
    message = f"{ANALYSES[CLASSIFY_ENGINE].subject} ({failed})" if failed else ""
    return Read(call=CLASSIFY_ENGINE, account=account, region=GLOBAL, outcome=outcome, message=message, at=now)
