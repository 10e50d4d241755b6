"""Classify the data that a model of a snapshot is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb

from modelkeep.app.classify import Classifying, Looked
from modelkeep.app.data_places import BUCKETS
from modelkeep.app.data_rows import data_of
from modelkeep.app.model_verbs import one_model
from modelkeep.app.surveying import Sampling, survey
from modelkeep.app.unlisted import unlisted
from modelkeep.core.artifacts import Gap
from modelkeep.core.control import Relation
from modelkeep.core.data import Classified, Method
from modelkeep.core.errors import ModelkeepError, UsageError
from modelkeep.engines.classify.sampling import Surveyed


def places_of(
    connection: duckdb.DuckDBPyConnection, part: Relation, model: str
) -> tuple[dict[str, str], tuple[Looked, ...]]:
    """Where the data of a model lie as s3://..., each with the account that reads it; and what the snapshot does not tell.

    Raises UsageError for a model that there is not, or of which no data are known.
    """
    arn = one_model(connection, model)
    uses = data_of(connection, part, arn)
    row = connection.execute("SELECT account FROM model WHERE arn = ?", [arn]).fetchone()
    failed = unlisted(connection, part).get(str(row[0]) if row else "", "")
    lost = [unread(f"{arn} ({each.use})", each.doubt or "") for each in uses if not each.arn]
    if failed:
        lost.append(unread(arn, f"where its data lie was not read: {failed}"))
    if not uses and not failed:
        raise UsageError(
            f"the snapshot knows of no data of {model}",
            remedy="`modelkeep model` shows what it is made of; the data of foundation models are their providers'.",
        )
    homes = dict(connection.execute("SELECT arn, account FROM s3_bucket").fetchall())
    places: dict[str, str] = {}
    for each in uses:
        if each.arn:
            bucket, slash, key = each.arn.partition("/")
            address = f"s3://{bucket.removeprefix(BUCKETS)}/{key if slash else ''}"
            places.setdefault(address, homes.get(bucket) or each.account or "")
    return places, tuple(lost)


def classify_places(
    data: Classifying,
    places: dict[str, str],
    listing: Callable[[int], None] = lambda _: None,
    sampling: Sampling | None = None,
    told: Callable[[Surveyed], None] = lambda _: None,
) -> Iterator[Looked]:
    """What is known of each object, once; a place that cannot be listed, or holds nothing any more, is one thing that was not read. With
    `sampling`, a place with many objects is sampled, of which `told` is told."""
    lost: list[Looked] = []

    def failed(place: str, error: ModelkeepError) -> None:
        lost.append(unread(place, f"{str(error).removeprefix(f'{place}: ')}. {error.remedy}"))

    yield from survey(data, places, sampling, told, listing, failed)
    yield from lost


def unread(place: str, reason: str) -> Looked:
    """What could not be read at all."""
    return Looked(
        Classified(
            place=place, size=0, tag="", formats=(), findings=(), gaps=(Gap((place,), reason),), method=Method.SAMPLE, bytes_read=0
        )
    )  # fmt: skip
