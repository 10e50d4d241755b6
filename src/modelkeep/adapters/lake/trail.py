"""The lake's CloudTrail events as the typed events that questions about access ask of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec

from modelkeep.adapters.cloudtrail.reading import texts
from modelkeep.adapters.lake.events import open_lake
from modelkeep.adapters.lake.ledger import FILE, Ledger
from modelkeep.core.errors import NothingToScanError
from modelkeep.core.trail import TrailEvent, TrailTrouble

_FETCHED = 5_000
_QUERY = """
SELECT event_id, event_source, event_name, "at", region, account, coalesce(nullif(issuer_arn, ''), user_arn, ''), coalesce(user_arn, ''),
       resources, request_parameters, response_elements, error_code, invoked_by, source_ip, vpc_endpoint_id,
       coalesce(event_category = 'Data', FALSE) OR coalesce(NOT management_event, FALSE), coalesce(event_type, '') <> 'AwsServiceEvent'
FROM cloudtrail WHERE coalesce(event_category, '') <> 'Insight'
"""


def lake_events(folder: Path, name: str) -> Iterator[TrailEvent | TrailTrouble]:
    """The events of the lake in a folder. Parameters, answers and resources are read for those alone in whose caller `name` occurs: the
    name of a role. What is in the lake's quarantine is told as one trouble.

    Raises NothingToScanError where the lake has no events of CloudTrail.
    """
    connection = open_lake(folder)
    try:
        cursor = connection.execute(_QUERY)
        rows = cursor.fetchmany(_FETCHED)
        if not rows:
            raise NothingToScanError(
                "the lake has no events of CloudTrail",
                remedy="Read them with `modelkeep logs ingest`, or name CloudTrail's files with --events.",
            )
        yield from _quarantined(folder)
        while rows:
            for row in rows:
                yield _event(row, name)
            rows = cursor.fetchmany(_FETCHED)
    finally:
        connection.close()


def _quarantined(folder: Path) -> Iterator[TrailTrouble]:
    if not (folder / FILE).exists():
        return
    ledger = Ledger(folder)
    try:
        _, quarantined, _ = ledger.totals()
    finally:
        ledger.close()
    if quarantined:
        yield TrailTrouble(
            "the lake's quarantine", f"{quarantined:,} records could not be read; see `modelkeep logs status`"
        )


def _event(row: tuple[Any, ...], name: str) -> TrailEvent:
    source, principal, caller = row[1], row[6], row[7]
    asked = name in principal or name in caller
    resources, parameters, answers = (_parsed(text) for text in row[8:11]) if asked else (None, None, None)
    return TrailEvent(
        id=row[0] or "",
        place=f"the lake, event {row[0]}",
        source=source or "",
        name=row[2] or "",
        at=row[3].replace(tzinfo=UTC),
        region=row[4] or "",
        account=row[5] or "",
        principal=principal,
        caller=caller,
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
