"""A snapshot whose findings are suppressed and owned, as it is when somebody opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
from tests.unit.adapters.export.samples import DATA, FRAUD
from tests.unit.estates import Estate, denied

from modelkeep.app.living import Living
from modelkeep.core.suppression import Suppression, suppression
from modelkeep.engines.posture.schema import insert_rows

REASON = "we <b>know</b>; =SUM(1) \x1b[31m"
EXPIRES = date(2027, 1, 31)
OWNER = "fraud <i>team</i>"
DENIED = "arn:aws:s3:::denied"


@dataclass(slots=True)
class Decided(Estate):
    """An estate with suppressions; buckets have the tag `owner` or, where that is None, tags that were not read."""

    suppressions: Sequence[Suppression] = ()
    owners: Sequence[tuple[str, str | None]] = ()

    def connection(self) -> duckdb.DuckDBPyConnection:
        found = Estate.connection(self)
        rows: list[dict[str, Any]] = [
            {"arn": arn, "tags": None if owner is None else {"Owner": owner}} for arn, owner in self.owners
        ]
        insert_rows(found, "s3_bucket", rows)
        living = Living(
            suppressions=tuple(self.suppressions),
            owner_tags=("owner",),
            known=frozenset,
            today=lambda: date(2026, 11, 21),
            warn=lambda _: None,
        )
        living.settle(self.manifest(), found)
        return found


def decided() -> Decided:
    """A critical FAIL and an UNKNOWN that are suppressed, a low FAIL that is open."""
    return Decided(
        findings=[
            {"control": "SM-01", "severity": "critical", "practice": "access", "resource": DATA, "name": "data"},
            {"control": "SM-02", "resource": DATA, "name": "data", "verdict": "UNKNOWN", "call": "s3:GetBucketAcl"},
            {"control": "S3-01", "severity": "low", "resource": DENIED, "name": "denied"},
        ],
        reads=[{}, denied("s3:GetBucketAcl")],
        models=[{"arn": FRAUD, "name": "fraud"}],
        edges=[(FRAUD, "stored_in", DATA)],
        resources=[
            {"arn": arn, "source_table": "s3_bucket", "kind": "AWS::S3::Bucket"} for arn in (DATA, DENIED)
        ],
        suppressions=[
            suppression({"control": "SM-*", "reason": REASON, "expires": EXPIRES}, origin="modelkeep.toml:3", id="m:3"),
            suppression({"control": "ZZ-1", "reason": "typo", "expires": EXPIRES}, origin="modelkeep.toml:9", id="m:9"),
        ],
        owners=[(DATA, OWNER), (DENIED, None)],
    )  # fmt: skip
