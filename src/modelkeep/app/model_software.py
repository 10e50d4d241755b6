"""What a snapshot knows of a model's images, functions and files: for its passport."""

from __future__ import annotations

import duckdb

from modelkeep.core.control import Relation
from modelkeep.core.passport import ModelFile, Software

_ANALYSED = "SELECT 1 FROM \"read\" WHERE call = ? AND account = ? AND outcome = 'ok'"
_SOFTWARE = """
    WITH mine AS (
        SELECT arn, list(DISTINCT runner ORDER BY runner) FILTER (WHERE runner <> '') AS runners
        FROM component_use WHERE model = ? GROUP BY arn
    ),
    counted AS (SELECT arn, severity, count(DISTINCT vulnerability) AS number FROM vulnerability WHERE open GROUP BY ALL),
    known AS (SELECT arn, map_from_entries(list((severity, number))) AS vulnerabilities FROM counted GROUP BY arn),
    exploited AS (SELECT arn, count(DISTINCT vulnerability) AS number FROM vulnerability WHERE open AND exploited GROUP BY arn)
    SELECT coalesce(s.subject, nullif(m.arn, ''), ''), coalesce(s.components, 0), s.no_data, k.vulnerabilities, e.number, s.created_at,
           coalesce(m.runners, []), CASE WHEN s.complete THEN '' ELSE coalesce(s.reason, 'what it is built from was not read') END
    FROM mine m LEFT JOIN component_scan s ON s.arn = m.arn LEFT JOIN known k ON k.arn = m.arn LEFT JOIN exploited e ON e.arn = m.arn
    ORDER BY ALL
"""
_FILES = """
    WITH loaded AS (SELECT DISTINCT rtrim(dst, '*') AS arn FROM ({part}) WHERE src = ? AND dst <> ''),
    counted AS (SELECT arn, severity, count(*) AS number, count(*) FILTER (WHERE review) AS review FROM artifact_issue GROUP BY ALL),
    found AS (SELECT arn, map_from_entries(list((severity, number))) AS issues, sum(review) AS review FROM counted GROUP BY arn)
    SELECT l.arn, coalesce(s.files, 0), f.issues, coalesce(f.review, 0),
           CASE WHEN s.complete THEN '' ELSE coalesce(s.reason, 'not looked into') END, coalesce(s.signature, ''),
           s.signed, coalesce(s.signer, ''), coalesce(s.registry, '')
    FROM loaded l LEFT JOIN artifact_scan s ON s.arn = l.arn LEFT JOIN found f ON f.arn = l.arn ORDER BY ALL
"""


def software(connection: duckdb.DuckDBPyConnection, model: str, account: str) -> tuple[Software, ...] | None:
    """What the model of this ARN is built from; None where the snapshot's scan did not look into it."""
    if not connection.execute(_ANALYSED, ["engine:components", account]).fetchall():
        return None
    rows = connection.execute(_SOFTWARE, [model]).fetchall()
    return tuple(
        Software(
            subject=subject, packages=packages, unknown=unknown, built=built, runners=tuple(runners), reason=reason,
            vulnerabilities=None if unknown is None and not vulnerabilities else dict(vulnerabilities or {}),
            exploited=None if unknown is None and not vulnerabilities else exploited or 0,
        )
        for subject, packages, unknown, vulnerabilities, exploited, built, runners, reason in rows
    )  # fmt: skip


def model_files(
    connection: duckdb.DuckDBPyConnection, model: str, account: str, part: Relation
) -> tuple[ModelFile, ...] | None:
    """What the model of this ARN loads, as `part` tells; None where the snapshot's scan did not look into it."""
    if not connection.execute(_ANALYSED, ["engine:artifacts", account]).fetchall():
        return None
    rows = connection.execute(_FILES.format(part=part.sql), [model]).fetchall()
    return tuple(
        ModelFile(
            place=f"s3://{arn.removeprefix('arn:aws:s3:::')}", files=files, issues=dict(issues or {}), review=int(review),
            reason=reason, signature=signature, signed=signed, signer=signer, registry=registry,
        )
        for arn, files, issues, review, reason, signature, signed, signer, registry in rows
    )  # fmt: skip
