"""The lake's CloudTrail events as the typed events that questions about access ask of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec

from modelkeep.adapters.cloudtrail.reading import texts
from modelkeep.adapters.lake.events import open_lake
from modelkeep.adapters.lake.ledger import Ledger
from modelkeep.core.errors import NothingToScanError
from modelkeep.core.trail import TrailEvent, TrailTrouble

_FETCHED = 5_000
_QUERY = """
SELECT event_id, event_source, event_name, "at", region, account, coalesce(nullif(issuer_arn, ''), user_arn, ''), coalesce(user_arn, ''),
       CASE WHEN asked THEN resources END, CASE WHEN asked THEN request_parameters END, CASE WHEN asked THEN response_elements END,
       error_code, invoked_by, source_ip, vpc_endpoint_id,
       coalesce(event_category = 'Data', FALSE) OR coalesce(NOT management_event, FALSE), coalesce(event_type, '') <> 'AwsServiceEvent'
FROM (SELECT *, contains(concat(issuer_arn, ' ', user_arn), ?) AS asked FROM cloudtrail)
WHERE coalesce(event_category, '') <> 'Insight'
"""


def lake_events(folder: Path, name: str) -> Iterator[TrailEvent | TrailTrouble]:
    """The events of the lake in a folder. Parameters, answers and resources are read for those alone in whose caller `name` occurs: the
    name of a role. What is in the lake's quarantine is told as one trouble.

    Raises NothingToScanError where the lake has no events of CloudTrail.
    """
    connection = open_lake(folder)
    try:
        cursor = connection.execute(_QUERY, [name])
        rows = cursor.fetchmany(_FETCHED)
        if not rows:
            raise NothingToScanError(
                "the lake has no events of CloudTrail",
                remedy="Read them with `modelkeep logs ingest`, or name CloudTrail's files with --events.",
            )
        yield from _quarantined(folder)
        while rows:
            for row in rows:
                yield _event(row)
            rows = cursor.fetchmany(_FETCHED)
    finally:
        connection.close()


def _quarantined(folder: Path) -> Iterator[TrailTrouble]:
    ledger = Ledger(folder)
    try:
        _, quarantined, _ = ledger.totals()
    finally:
        ledger.close()
    if quarantined:
        yield TrailTrouble(
            "the lake's quarantine", f"{quarantined:,} records could not be read; see `modelkeep logs status`"
        )


def _event(row: tuple[Any, ...]) -> TrailEvent:
    resources, parameters, answers = (_parsed(text) for text in row[8:11])
    return TrailEvent(
        id=row[0] or "",
        place=f"the lake, event {row[0]}",
        source=row[1] or "",
        name=row[2] or "",
        at=row[3].replace(tzinfo=UTC),
        region=row[4] or "",
        account=row[5] or "",
        principal=row[6],
        caller=row[7],
        resources=tuple(each["ARN"] for each in resources or () if isinstance(each, dict) and each.get("ARN")),
        parameters=tuple(texts(parameters)),
        answers=tuple(texts(answers)),
        error=row[11] or "",
        invoked_by=row[12] or "",
        source_ip=row[13] or "",
        endpoint=row[14] or "",
        is_data=row[15],
        is_call=row[16],
    )


def _parsed(text: str | None) -> Any:
    return msgspec.json.decode(text) if text else None
