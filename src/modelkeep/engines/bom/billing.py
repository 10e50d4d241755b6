"""The bill of one model, put together from all that a snapshot knows of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import duckdb

from modelkeep.core.bom import Bill, Completeness, DataUse, Part, PartType
from modelkeep.engines.bom.holders import Holder, holders
from modelkeep.engines.bom.origins import Origins, origins
from modelkeep.engines.bom.packages import packages
from modelkeep.engines.bom.rows import Rows, facts, sentence
from modelkeep.engines.bom.serving import FRONT, services
from modelkeep.engines.bom.stating import Stated, stated

_MODEL = "SELECT name, kind, account, region FROM model WHERE arn = $model"
_UNREAD_USES = "SELECT 1 FROM component_use WHERE model = $model AND arn = ''"
_WITHOUT_FILES = ("AWS::Bedrock::Agent", "AWS::Bedrock::CustomModel")
"""Kinds whose weights are Bedrock's: nothing of them can be looked into."""


def bill(connection: duckdb.DuckDBPyConnection, model: str, *, source: str, made: datetime, tool: str) -> Bill:
    """The bill of the model of this ARN. `source` is the snapshot, `made` when it holds, `tool` our version."""
    rows = Rows(connection, model)
    (about,) = rows.ask(_MODEL)
    held = holders(rows)
    built = packages(rows, held)
    files = {link.url: each.part.ref for each in held for link in each.part.links if link.type == "distribution"}
    origin = origins(rows, files)
    said = stated(rows, [each.ref for each in origin.data if each.data and each.data.use is not DataUse.RETRIEVAL])
    served = services(rows, {each.part.ref for each in held})
    gaps = tuple(_gaps(rows, str(about["kind"]), held, origin))
    fronts = {each.ref.removeprefix(FRONT) for each in served}
    behind = [each for each in held if each.part.ref not in fronts]
    known = _model(rows, about["name"], about, behind, origin, said, gaps)
    return Bill(
        model=known,
        card=said.card,
        source=source,
        made=made,
        tool=tool,
        ancestors=origin.ancestors,
        parts=tuple(sorted((*built.holders, *built.parts, *origin.data, *origin.used), key=lambda each: each.ref)),
        services=served,
        runs=origin.runs,
        vulnerabilities=built.vulnerabilities,
        vulnerabilities_told=built.told,
        vulnerabilities_gap=built.gap,
    )


def _model(
    rows: Rows, name: str, about: object, held: Sequence[Holder], origin: Origins, said: Stated, gaps: Sequence[str]
) -> Part:
    assert isinstance(about, dict)
    files = [each.part for each in held if each.part.type is PartType.FILE]
    needs = sorted({each.part.ref for each in held} | {each.ref for each in (*origin.data, *origin.used)})
    return Part(
        ref=rows.model,
        type=PartType.MODEL,
        name=str(name or rows.model),
        version=said.version,
        description=said.description,
        digest=files[0].digest if len(files) == 1 else "",
        links=said.links,
        needs=tuple(needs),
        completeness=Completeness.UNKNOWN if gaps else Completeness.COMPLETE,
        gap=sentence(gaps, most=5),
        facts=(
            *facts(
                [
                    ("arn", rows.model),
                    ("kind", about["kind"]),
                    ("account", about["account"]),
                    ("region", about["region"]),
                ]
            ),
            *said.facts,
        ),
    )


def _gaps(rows: Rows, kind: str, held: Sequence[Holder], origin: Origins) -> Iterator[str]:
    """Why not everything that the model is made of is told."""
    yield from origin.gaps
    types = {each.part.type for each in held}
    if kind == "AWS::SageMaker::Model" and PartType.CONTAINER not in types:
        yield "which image it runs is not known"
    if kind not in _WITHOUT_FILES and PartType.FILE not in types:
        yield "which files it loads is not known"
    if kind == "AWS::Bedrock::CustomModel":
        yield "its weights are kept by Bedrock, and cannot be looked into"
    if rows.ask(_UNREAD_USES):
        yield "not all that it is built from was read"
    yield from rows.unread()
