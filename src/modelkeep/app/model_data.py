"""What a snapshot knows of the data that a model is made of: for its passport."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from modelkeep.core.data_classes import ASKED_BY, Protection
from modelkeep.core.passport import DataFound, DataPlace, ModelData
from modelkeep.core.verdict import Verdict

SHOWN = 20
"""Findings of one place."""
_ANALYSED = "SELECT 1 FROM \"read\" WHERE call = 'engine:classify' AND account = ? AND outcome = 'ok'"
_WHOLE = "SELECT data_class, complete, reasons FROM data_class WHERE arn = ? AND type = 'model'"
_PLACES = """
    SELECT u.arn, list(DISTINCT u."use" ORDER BY u."use"), any_value(c.data_class), coalesce(any_value(c.complete), false),
           any_value(c.objects), coalesce(any_value(c.objects_read), 0), any_value(c.bound), coalesce(max(u.doubt), ''),
           any_value(c.reasons), any_value(c.owes)
    FROM data_use u LEFT JOIN data_class c ON c.arn = u.arn AND c.type <> 'model' WHERE u.model = ? GROUP BY u.arn ORDER BY u.arn
"""
_FOUND = """
    SELECT place, "column", identifier, data_class, "count", coalesce(source, 'modelkeep') FROM data_finding
    WHERE arn = ? AND starts_with(place, ?)
    ORDER BY CASE data_class WHEN 'restricted' THEN 0 WHEN 'confidential' THEN 1 ELSE 2 END, place, "column", identifier LIMIT ?
"""


def model_data(connection: duckdb.DuckDBPyConnection, model: str, account: str) -> ModelData | None:
    """The class of the model of this ARN, and its data; None where the snapshot's scan did not look into them."""
    if not connection.execute(_ANALYSED, [account]).fetchall():
        return None
    whole = connection.execute(_WHOLE, [model]).fetchone() or (None, False, ())
    places = []
    for arn, uses, data_class, complete, objects, read, bound, doubt, reasons, owes in connection.execute(
        _PLACES, [model]
    ).fetchall():
        address = f"s3://{arn.removeprefix('arn:aws:s3:::')}" if arn else ""
        found = connection.execute(_FOUND, [arn.partition("/")[0], address, SHOWN]).fetchall() if arn else ()
        places.append(
            DataPlace(
                place=address,
                uses=tuple(uses),
                data_class=data_class,
                complete=bool(complete) and not doubt,
                objects=objects,
                objects_read=read,
                bound=bound,
                doubt=doubt or (reasons[-1] if reasons and not complete else ""),
                found=tuple(DataFound(*each) for each in found),
                owed=_owed(connection, arn.partition("/")[0], owes or ()),
            )
        )
    return ModelData(data_class=whole[0], complete=bool(whole[1]), reasons=tuple(whole[2] or ()), places=tuple(places))


def _owed(connection: duckdb.DuckDBPyConnection, bucket: str, owes: Iterable[str]) -> Mapping[str, Verdict | None]:
    rows = connection.execute("SELECT control, verdict FROM finding WHERE resource = ?", [bucket]).fetchall()
    verdicts = {(str(control), Verdict(verdict)) for control, verdict in rows}
    return {
        each: next(
            (
                verdict
                for verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)
                if any((control, verdict) in verdicts for control in ASKED_BY[Protection(each)])
            ),
            None,
        )
        for each in owes
    }
