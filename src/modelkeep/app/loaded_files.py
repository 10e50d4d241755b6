"""Look into the files that the models of a snapshot load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from modelkeep.app.inspect import Looked, Looking, counted
from modelkeep.app.model_verbs import one_model
from modelkeep.core.artifacts import Artifact, Inspection, not_analysed
from modelkeep.core.control import Relation
from modelkeep.core.coverage import KNOWN
from modelkeep.core.errors import AccessError, ConnectionFailedError, CredentialsError, UsageError
from modelkeep.core.kinds import calls_for

BUCKETS = "arn:aws:s3:::"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A place from which models of one account load their files, and the ARNs of those models.

    `arn` is that of the object, or of the bucket and prefix, as the estate's tables of model files name it.
    """

    arn: str
    account: str
    models: tuple[str, ...]

    @property
    def place(self) -> str:
        """As `s3://bucket/key-or-prefix`."""
        return f"s3://{self.arn.removeprefix(BUCKETS)}"


def loaded(connection: duckdb.DuckDBPyConnection, part: Relation, model: str | None = None) -> tuple[Loaded, ...]:
    """The places that the models of an estate load from, or one model; `part` says which model loads what.

    Raises UsageError for a model that there is not, or that loads no file.
    """
    chosen = None if model is None else one_model(connection, model)
    rows = connection.execute(
        f"""
        SELECT rtrim(dst, '*') AS arn, r.account, list(DISTINCT src ORDER BY src)
        FROM ({part.sql}) JOIN resource_index r ON r.arn = src
        WHERE starts_with(dst, '{BUCKETS}') AND (?::VARCHAR IS NULL OR src = ?)
        GROUP BY ALL ORDER BY ALL
        """,
        [chosen, chosen],
    ).fetchall()
    if chosen is not None and not rows:
        raise UsageError(
            f"the snapshot knows of no file that {model} loads",
            remedy="`modelkeep model` shows what it is made of; models of Bedrock's providers have no files of yours.",
        )
    return tuple(Loaded(str(arn), str(account), tuple(models)) for arn, account, models in rows)


def unread(connection: duckdb.DuckDBPyConnection, part: Relation) -> tuple[Inspection, ...]:
    """What the snapshot does not know about which files models load, each as something that is not analysed."""
    calls = sorted(calls_for(part.tables))
    known = ", ".join(f"'{each}'" for each in sorted(KNOWN))
    rows = connection.execute(
        f"""
        SELECT account || '/' || region || '/' || call, 'which files models load was not read: ' || code
        FROM "read" WHERE list_contains(?, call) AND outcome NOT IN ({known})
        UNION
        SELECT call, 'which files models load was not asked: scan with a control that asks it, such as SM-MODEL-08'
        FROM (SELECT unnest(?) AS call) WHERE call NOT IN (SELECT call FROM "read")
        UNION
        SELECT src, 'the place of a file that it loads was not read' FROM ({part.sql}) WHERE dst IS NULL
        ORDER BY ALL
        """,
        [calls, calls],
    ).fetchall()
    return tuple(not_analysed(str(path), str(reason)) for path, reason in rows)


def look_loaded(
    looking: Looking, places: Sequence[Loaded], listing: Callable[[int], None] = lambda _: None
) -> Iterator[tuple[Loaded, Looked]]:
    """Inspect what models load. A place that cannot be listed, or holds nothing, is one thing that is not analysed."""
    owners: dict[str, list[Loaded]] = {}
    unlisted: list[tuple[Loaded, Looked]] = []

    def artifacts() -> Iterator[Artifact]:
        for place in places:
            try:
                for each in looking.listed(place.place, place.account):
                    known = owners.setdefault(each.place, [])
                    known.append(place)
                    if len(known) == 1:
                        yield each
            except (UsageError, AccessError, ConnectionFailedError, CredentialsError) as error:
                unlisted.append(
                    (
                        place,
                        Looked(
                            not_analysed(place.place, f"{str(error).removeprefix(f'{place.place}: ')}. {error.remedy}"),
                            place.models,
                        ),
                    )
                )

    # Every place is listed before the first file is opened, so that a file which several models load is looked into once.
    every = list(counted(artifacts(), listing))
    yield from unlisted
    for artifact, told in looking.inspect(every):
        for place in owners[artifact.place]:
            yield place, Looked(told, place.models, artifact)
