"""The use case `model`: everything that a snapshot knows about one model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import duckdb

from modelkeep.app.findings import MARKED, Filter, findings, gaps
from modelkeep.app.model_data import model_data
from modelkeep.app.model_software import model_files, software
from modelkeep.app.model_verbs import one_model
from modelkeep.app.summary import practices
from modelkeep.core.arn import parse_arn
from modelkeep.core.control import Relation
from modelkeep.core.finding import Finding
from modelkeep.core.kinds import tables
from modelkeep.core.passport import LineageNode, Passport, Reach, RoleUse
from modelkeep.core.report import Tally
from modelkeep.core.verdict import Verdict
from modelkeep.engines.posture.lineage import CALLERS

RUNS_AS = "runs_as"
_OF_MODEL = f"SELECT DISTINCT f.* FROM {MARKED} f WHERE f.resource IN (SELECT arn FROM model_resource WHERE model = ?)"


def passport(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    reach: Callable[[str], tuple[Reach, ...] | None] | None = None,
    loads: Relation | None = None,
) -> Passport:
    """The passport of the model of this name or ARN; `reach` answers who can do what with a model, None where that is not analysed;
    `loads` says which model loads which files.

    Raises UsageError when the snapshot holds no such model, or more than one: then the ARNs are listed.
    """
    arn = one_model(connection, name)
    row = connection.execute("SELECT name, kind, account, region FROM model WHERE arn = ?", [arn]).fetchone()
    assert row is not None
    model_name, kind, account, region = (str(value or "") for value in row)
    lineage = _Lineage.of(connection, arn)
    judged = list(findings(connection, Filter(models=(arn,))))
    own = [finding for finding in judged if not finding.unlisted]
    by_practice = practices(connection, _OF_MODEL, [arn])
    return Passport(
        arn=arn,
        name=model_name or arn,
        kind=kind,
        account=account,
        region=region,
        tags=_tags(connection, arn),
        lineage=lineage.tree(arn),
        roles=lineage.roles(),
        fronts=lineage.fronts,
        reach=reach(arn) if reach is not None else None,
        total=Tally.total(by_practice.values()),
        practices=by_practice,
        open=_with((finding for finding in own if not finding.suppressed), Verdict.FAIL),
        unknown=_with((finding for finding in own if not finding.suppressed), Verdict.UNKNOWN),
        suppressed=tuple(finding for finding in own if finding.suppressed),
        unlisted=_with((finding for finding in judged if finding.unlisted), Verdict.UNKNOWN),
        gaps=gaps(connection, account=account, region=region),
        software=software(connection, arn, account),
        data=model_data(connection, arn, account),
        files=model_files(connection, arn, account, loads) if loads is not None else None,
    )


def _with(chosen: Iterable[Finding], verdict: Verdict) -> tuple[Finding, ...]:
    return tuple(finding for finding in chosen if finding.verdict is verdict)


def _tags(connection: duckdb.DuckDBPyConnection, arn: str) -> Mapping[str, str] | None:
    """The model's tags; None where they were not read."""
    row = connection.execute("SELECT source_table FROM resource_index WHERE arn = ?", [arn]).fetchone()
    if row is None or row[0] not in tables():
        return None
    found = connection.execute(f'SELECT tags FROM "{row[0]}" WHERE arn = ?', [arn]).fetchone()
    return dict(found[0]) if found and found[0] is not None else None


@dataclass(frozen=True, slots=True)
class _Lineage:
    """The edges and resources around one model."""

    edges: Mapping[str, tuple[tuple[str, str], ...]]
    """From each resource, in order: kind of edge and target."""
    known: Mapping[str, tuple[str, str]]
    """Name and kind of the resources that were read."""
    fronts: tuple[str, ...]
    _shown: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, model: str) -> _Lineage:
        edges: dict[str, list[tuple[str, str]]] = {}
        rows = connection.execute(
            "SELECT DISTINCT arn, kind, dst FROM relation WHERE arn IN (SELECT arn FROM model_resource WHERE model = ?) "
            "ORDER BY arn, kind, dst",
            [model],
        ).fetchall()
        for source, kind, target in rows:
            edges.setdefault(source, []).append((kind, target))
        known = connection.execute(
            "SELECT arn, any_value(name), any_value(kind) FROM resource_index "
            "WHERE arn IN (SELECT arn FROM model_resource WHERE model = ?) GROUP BY arn",
            [model],
        ).fetchall()
        fronts = connection.execute(
            "SELECT DISTINCT arn FROM relation WHERE list_contains(?, kind) "
            "AND dst IN (SELECT arn FROM model_resource WHERE model = ?) ORDER BY arn",
            [list(CALLERS), model],
        ).fetchall()
        return cls(
            {source: tuple(each) for source, each in edges.items()},
            {arn: (name or "", kind or "") for arn, name, kind in known},
            tuple(str(row[0]) for row in fronts),
        )

    def tree(self, arn: str, edge: str = "") -> LineageNode:
        """What hangs below a resource. Each resource's branches are shown once, so a cycle ends and the tree stays small."""
        name, kind = self.known.get(arn, ("", ""))
        targets = self.edges.get(arn, ())
        repeated = arn in self._shown and bool(targets)
        children: tuple[LineageNode, ...] = ()
        if arn not in self._shown:
            self._shown.add(arn)
            children = tuple(self.tree(target, kind) for kind, target in targets)
        return LineageNode(
            arn=arn, name=name or short_name(arn), kind=kind, edge=edge, read=arn in self.known,
            repeated=repeated, children=children,
        )  # fmt: skip

    def roles(self) -> tuple[RoleUse, ...]:
        """Which resource of the lineage runs with which role."""
        return tuple(
            RoleUse(resource=source, role=target)
            for source, targets in sorted(self.edges.items())
            for kind, target in targets
            if kind == RUNS_AS
        )


def short_name(arn: str) -> str:
    """The last part of an ARN, by which people know the resource."""
    parts = parse_arn(arn)
    if parts is None:
        return arn
    return parts.resource.rsplit("/" if "/" in parts.resource else ":", 1)[-1] or arn
