"""A set of rules compiled for one engine: one scan of each log table, then small queries over its hits.

`scans` make the relations `hit_TABLE`: one row for each event that any rule's condition matches, with a flag for each condition and
the fields that later queries need. Each rule's `sql` reads those alone and gives rows (rule, entity, w, t, event_id, account, region,
note), where `t`
is the event's time and `w` the start of the alert's window, both in microseconds since 1970. `engines.logs.alerts` makes alerts of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaConditionError, SigmaError
from sigma.rule import SigmaRule, SigmaRuleBase
from sqlglot import exp

from modelkeep.core.logs import log_tables
from modelkeep.core.logs.detection import RuleTrouble
from modelkeep.core.logs.tables import TEXT, LogTable
from modelkeep.core.verdict import Severity
from modelkeep.engines.logs.sigma import correlations, narrowing, terms
from modelkeep.engines.logs.sigma.conditions import NotCompiled, Walker
from modelkeep.engines.logs.sigma.dialects import DIALECTS, Dialect, call, text
from modelkeep.engines.logs.sigma.fields import LIST, Column, Fields, UnknownField
from modelkeep.engines.logs.sigma.kinds import Look, kind_columns
from modelkeep.engines.logs.sigma.narrowing import TOLD_APART, Gate
from modelkeep.engines.logs.sigma.parsing import (
    Book,
    Document,
    NotEvaluated,
    correlation_rule,
    derived_fields,
    event_rule,
    references,
    told_of,
)
from modelkeep.engines.logs.sigma.scan import Possible, Scan

SERVICES: Mapping[str, str] = {
    "cloudtrail": "cloudtrail",
    "guardduty": "guardduty",
    "securityhub": "security_hub",
    "bedrock-invocation": "bedrock_invocation",
    "sagemaker-capture": "sagemaker_capture",
    "vpcflow": "vpc_flow",
    "vpcflowlogs": "vpc_flow",
    "route53": "route53_resolver",
    "route53resolver": "route53_resolver",
    "cloudwatch": "cloudwatch",
    "ocsf": "ocsf",
}
"""The log table of each `service` that a rule's `logsource` may name with `product: aws`."""
ENTITIES: Mapping[str, tuple[str, ...]] = {
    "cloudtrail": ("principal",),
    "bedrock_invocation": ("principal",),
}
"""Whom an alert is about where the rule does not say; for other tables, the account."""
HOUR = 3600
_LEVELS = {
    "informational": Severity.INFO,
    "low": Severity.LOW,
    "medium": Severity.MEDIUM,
    "high": Severity.HIGH,
    "critical": Severity.CRITICAL,
}
_BETWEEN = "\x1f"
_DEEPEST = 8
"""How many correlations may refer to each other in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """One rule. `tables` are the log tables that it reads; `window` is in seconds; `entity` names the fields of the entity's texts. `sql`
    is its query over hits, `condition` its condition over the log table, '' for correlations. `lookback` is how many seconds before an
    event the rule looks at other events. For a rule that learns, `state` and `since` are the relations that it reads, and `events` is
    the query of its matches by group `k`, term `o` and value `v`.
    """

    document: Document
    name: str
    title: str
    version: int
    severity: Severity
    techniques: tuple[str, ...]
    entity: tuple[str, ...]
    tables: tuple[str, ...]
    window: int
    lookback: int
    sql: str
    condition: str = ""
    terms: terms.Terms | None = None
    state: str = ""
    since: str = ""
    events: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """A relation (k, t): when each group of a log table was first seen. `of_kinds` is the same query over the table's kinds, '' where
    they do not tell."""

    name: str
    table: str
    sql: str
    of_kinds: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that an engine has to run, in order: `scans` (by table), `since`, then each rule's `sql`. `looks` are the scans in the
    steps that DuckDB takes."""

    dialect: Dialect
    scans: Mapping[str, str]
    looks: Mapping[str, Look]
    since: tuple[Since, ...]
    rules: tuple[CompiledRule, ...]
    troubles: tuple[RuleTrouble, ...]


def table_of(raw: Mapping[str, Any]) -> LogTable:
    """The log table of a rule, which may leave out the product. Raises NotEvaluated for one that there is not."""
    told = raw.get("logsource")
    source = told if isinstance(told, Mapping) else {}
    product, service = str(source.get("product", "")).lower(), str(source.get("service", "")).lower()
    name = SERVICES.get(service) if product in ("aws", "") else None
    if name is None:
        shown = "/".join(str(source[each]) for each in ("category", "product", "service") if source.get(each))
        raise NotEvaluated(f"there is no log source {shown or 'at all'} here")
    return log_tables()[name]


class Compiler:
    """Compiles the rules of a book for one engine. `known` gives each placeholder's values, None for what nobody knows."""

    def __init__(self, book: Book, known: Mapping[str, Sequence[str] | None], dialect: str = "duckdb") -> None:
        self._book = book
        self._known = known
        self._dialect = DIALECTS[dialect]
        self._scans: dict[str, Scan] = {}
        self._since: dict[str, Since] = {}
        self._flags: dict[str, tuple[LogTable, str, str, SigmaRuleBase]] = {}

    def compile(self, names: Collection[str] = ()) -> Program:
        """The program of all rules that stand for themselves, or of the named ones."""
        referred = self._book.referred()
        rules: list[CompiledRule] = []
        troubles = list(self._book.troubles) if not names else []
        for each in self._book.documents:
            if each.name in names if names else each.name not in referred:
                found = self._rule(each)
                if isinstance(found, RuleTrouble):
                    troubles.append(found)
                else:
                    rules.append(found)
        scans = {name: scan.sql(self._dialect) for name, scan in self._scans.items()}
        looks = {name: scan.look() for name, scan in self._scans.items()}
        return Program(self._dialect, scans, looks, tuple(self._since.values()), tuple(rules), tuple(troubles))

    def _rule(self, document: Document) -> CompiledRule | RuleTrouble:
        try:
            return self._correlation(document) if document.is_correlation else self._event(document)
        except NotEvaluated as error:
            return document.trouble(str(error), wrong=False)
        except UnknownField as error:
            return document.trouble(str(error), wanted=error.name)
        except NotCompiled as error:
            return document.trouble(str(error), wanted=error.field)
        except SigmaError as error:
            wanted = "condition" if isinstance(error, SigmaConditionError) else ""
            return document.trouble(" ".join(str(error).split()), wanted=wanted)
        except RecursionError:
            return document.trouble("its conditions are nested too deeply, or its correlations refer to each other")

    def _matched(self, document: Document) -> tuple[LogTable, str, str, SigmaRuleBase]:
        """The table, the condition over it, the flag's column, and the rule of a rule about single events."""
        if document.name not in self._flags:
            table = table_of(document.raw)
            rule = event_rule(document, self._known)
            walker = Walker(table, Fields(table, self._derived(document)), self._dialect)
            arms = [walker.compile(each.parsed) for each in rule.detection.parsed_condition]
            condition = exp.or_(*arms).sql(self._dialect.name, copy=False)
            names = _names(table, rule, self._derived(document))
            flag = self._scan(table).flag(condition, names, _possible(table, rule, walker, self._dialect))
            self._flags[document.name] = (table, condition, flag, rule)
        return self._flags[document.name]

    def _derived(self, document: Document) -> Mapping[str, Any]:
        if not isinstance(document.ours.get("fields", {}), Mapping):
            raise NotCompiled("modelkeep: fields has to be a mapping", "fields")
        return derived_fields(document, self._known)

    def _scan(self, table: LogTable) -> Scan:
        return self._scans.setdefault(table.name, Scan(table))

    def _column(self, document: Document, table: LogTable, name: str, *, listed: bool = False) -> str:
        """The column of hits that holds a field: its first value as text, or all values as a list."""
        found = Fields(table, self._derived(document))[name]
        expression = found.values(self._dialect) if listed else found.scalar(self._dialect)
        return self._scan(table).column(
            expression.sql(self._dialect.name, copy=False), self._needed_by(document), LIST if listed else TEXT,
            is_column=isinstance(found, Column) and found.type == TEXT and not listed,
        )  # fmt: skip

    def _needed_by(self, document: Document, depth: int = 0) -> frozenset[str]:
        """The flags of the hits that a rule is about; those of the rules that it correlates."""
        if not document.is_correlation:
            return frozenset({self._matched(document)[2]})
        if depth > _DEEPEST:
            raise NotCompiled("its correlations refer to each other", "rules")
        found = [self._needed_by(self._referred(each), depth + 1) for each in references(document.raw["correlation"])]
        return frozenset().union(*found)

    def _entity(self, document: Document, table: LogTable, fields: Sequence[str]) -> str:
        """The expression of the entity over hits: a list of texts."""
        columns = [exp.column(self._column(document, table, each)) for each in fields]
        known = [exp.Coalesce(this=each, expressions=[text("")]) for each in columns]
        return exp.array(*known, dialect=self._dialect.name).sql(self._dialect.name, copy=False)

    def _event(self, document: Document) -> CompiledRule:
        told = terms.read_terms(told_of(document, self._known))
        table, condition, flag, rule = self._matched(document)
        default = told.per if told and told.kind == "lost_terms" else ENTITIES.get(table.name, ("account",))
        names = terms.names(document.ours.get("entity", default), "entity")
        entity = self._entity(document, table, names)
        relation = f"SELECT * FROM hit_{table.name} WHERE {flag}"
        common = _common(document, rule, names, (table.name,))
        if told is not None:
            return self._terms(document, table, told, relation, entity, common | {"condition": condition})
        sql = (
            f"SELECT '{document.name}' AS rule, {entity} AS entity, t - t % {HOUR * 1_000_000} AS w, t, event_id, account, region, "
            f"'' AS note FROM ({relation}) AS h"
        )
        return CompiledRule(**common, condition=condition, window=HOUR, lookback=0, sql=_quoted(sql, document))

    def _terms(
        self, document: Document, table: LogTable, told: terms.Terms, relation: str, entity: str, common: dict[str, Any]
    ) -> CompiledRule:
        per = [self._column(document, table, each) for each in told.per]
        is_list = told.kind == "lost_terms" or told.each
        of = [] if is_list else [self._column(document, table, each) for each in told.of]
        term = _joined([f"coalesce({each}, '')" for each in of]) if of else "''"
        if is_list:
            term = self._listed(document, table, told.of)
        value = "1"
        if told.value:
            value = self._dialect.as_double(exp.column(self._column(document, table, told.value))).sql(
                self._dialect.name
            )
        known = " AND ".join(f"{each} IS NOT NULL" for each in per)
        hits = terms.Hits(
            relation=relation, key=_joined(per), term=term, value=value, entity=entity, known=known,
            explode=self._dialect.name if told.each else "",
        )  # fmt: skip
        state = "state_" + "".join(each if each.isalnum() else "_" for each in document.name.lower())
        since = self._group(document, table, told, hits)
        return CompiledRule(
            **common,
            window=told.bucket or HOUR,
            lookback=0,
            sql=_quoted(terms.terms_sql(document.name, told, hits, self._dialect, since, state), document),
            terms=None if told.kind == "budget" else told,
            state=state,
            since=since,
            events=hits.events(),
        )

    def _listed(self, document: Document, table: LogTable, names: Sequence[str]) -> str:
        """All values of fields as one list of texts without NULLs, over hits."""
        found: exp.Expr | None = None
        for each in names:
            column = exp.column(self._column(document, table, each, listed=True))
            some = self._dialect.keep(
                column, "z", lambda value: exp.Not(this=exp.Is(this=value, expression=exp.null()))
            )
            nothing = exp.cast(exp.Array(), exp.DataType.build("array<varchar>", dialect="duckdb"))
            some = exp.Coalesce(this=some, expressions=[nothing])
            found = some if found is None else self._dialect.joined(found, some)
        assert found is not None  # names() demands one
        return found.sql(self._dialect.name, copy=False)

    def _group(self, document: Document, table: LogTable, told: terms.Terms, hits: terms.Hits) -> str:
        """The name of the relation that tells since when each group is known."""
        if told.kind in ("lost_terms", "budget"):
            return ""
        at = self._dialect.micros(exp.column("at", quoted=True)).sql(self._dialect.name, copy=False)
        if told.kind == "fleet":
            sql = f"SELECT 'all' AS k, min({at}) AS t FROM {table.name} GROUP BY 1"
            return self._since.setdefault(sql, Since(f"since_{len(self._since)}", table.name, sql)).name
        fields = [Fields(table, self._derived(document))[each] for each in told.per]
        of_kinds = ""
        if all(isinstance(each, Column) for each in fields):
            columns = [each.scalar(self._dialect).sql(self._dialect.name, copy=False) for each in fields]
            known = " AND ".join(f"{each} IS NOT NULL" for each in columns)
            first = f"SELECT {_joined(columns)} AS k, min({at}) AS t FROM {{}} WHERE {known} GROUP BY 1"
            sql = first.format(table.name)
            read = frozenset().union(*(each.columns for each in fields))
            if read <= kind_columns(table.name):
                self._scan(table).grouped |= read
                of_kinds = first.format(f"kind_{table.name}")
        else:
            sql = f"SELECT k, min(t) AS t FROM ({hits.events()}) AS e GROUP BY 1"
        return self._since.setdefault(sql, Since(f"since_{len(self._since)}", table.name, sql, of_kinds)).name

    def _correlation(self, document: Document) -> CompiledRule:
        rule = correlation_rule(document)
        parts, tables = self._parts(document, rule)
        names = _correlated(document, rule)
        common = _common(document, rule, names, tables)
        sql = correlations.alerts_sql(document.name, rule, parts, self._dialect)
        span = rule.timespan.seconds
        lookback = 2 * span + self._inner(document, rule)
        return CompiledRule(**common, window=span, lookback=lookback, sql=_quoted(sql, document))

    def _inner(self, document: Document, rule: SigmaCorrelationRule) -> int:
        """How far the correlations look back that this one refers to."""
        inner = [self._referred(each) for each in references(document.raw["correlation"])]
        spans = [correlation_rule(each).timespan.seconds for each in inner if each.is_correlation]
        return 2 * max(spans, default=0)

    def _referred(self, reference: str) -> Document:
        try:
            return self._book[reference]
        except KeyError:
            raise NotCompiled(f"there is no rule {reference!r} to correlate", reference) from None

    def _parts(self, document: Document, rule: SigmaCorrelationRule) -> tuple[list[correlations.Part], tuple[str, ...]]:
        """The parts of a correlation, and the tables that they read. Rules over one table whose hits are merely counted are one part, so
        that an event that two of them match counts once."""
        counted: dict[tuple[str, ...], list[str]] = {}
        parts: list[correlations.Part] = []
        tables: dict[str, None] = {}
        for reference in references(document.raw["correlation"]):
            table, condition = self._condition(self._referred(reference))
            tables[table.name] = None
            part = self._part(document, rule, reference, table)
            if rule.type in correlations.TEMPORAL:
                relation = f"SELECT * FROM hit_{table.name} WHERE {condition}"
                parts.append(replace(part, relation=relation))
            else:
                counted.setdefault((table.name, *part.keys, part.value, part.entity), []).append(condition)
                parts.append(part)
        if counted:
            shapes = {(each.relation, *each.keys, each.value, each.entity): each for each in parts}
            parts = [
                replace(shapes[shape], relation=f"SELECT * FROM hit_{shape[0]} WHERE {' OR '.join(conditions)}")
                for shape, conditions in counted.items()
            ]
        return parts, tuple(tables)

    def _part(
        self, document: Document, rule: SigmaCorrelationRule, reference: str, table: LogTable
    ) -> correlations.Part:
        """A part with its table in place of its relation."""
        inner = self._referred(reference)
        fieldref = getattr(rule.condition, "fieldref", None)
        if isinstance(fieldref, list):
            raise NotCompiled("counting the values of several fields at once is not supported", "field")

        def named(field_name: str) -> str:
            for alias in rule.aliases:
                if alias.alias == field_name:
                    for each, mapped in alias.mapping.items():
                        if self._referred(each.reference) is inner:
                            return mapped
            return field_name

        keys = tuple(self._column(inner, table, named(each)) for each in rule.group_by or ())
        value = self._column(inner, table, named(fieldref)) if fieldref else ""
        entity = self._entity(inner, table, [named(each) for each in _correlated(document, rule)])
        return correlations.Part(reference, table.name, keys, value, entity)

    def _condition(self, document: Document, depth: int = 0) -> tuple[LogTable, str]:
        """The table of a rule's hits and the condition over them. Hits of a correlation are the events at which it holds."""
        if not document.is_correlation:
            table, _, flag, _ = self._matched(document)
            return table, flag
        if depth > _DEEPEST:
            raise NotCompiled("its correlations refer to each other", "rules")
        rule = correlation_rule(document)
        for reference in references(document.raw["correlation"]):
            self._condition(self._referred(reference), depth + 1)
        parts, tables = self._parts(document, rule)
        if len(tables) != 1:
            raise NotCompiled("a correlation over several log sources cannot be correlated again", "rules")
        events = correlations.events_sql(parts)
        triggers = correlations.triggers_sql(rule, parts, self._dialect, f"({events}) AS e")
        return log_tables()[tables[0]], f"event_id IN (SELECT event_id FROM ({triggers}) AS i)"


def _names(table: LogTable, rule: SigmaRule, derived: Mapping[str, Any]) -> frozenset[str] | None:
    """The only names of events that a rule can match; None for any."""
    told_apart = TOLD_APART.get(table.name)
    if told_apart is None or told_apart in derived:
        return None
    found = [narrowing.names(each.parsed, told_apart) for each in rule.detection.parsed_condition]
    known = [each for each in found if each is not None]
    return frozenset().union(*known) if len(known) == len(found) else None


def _possible(table: LogTable, rule: SigmaRule, walker: Walker, dialect: Dialect) -> Possible:
    """What a rule says of the kind of an event."""
    kind = kind_columns(table.name)
    gate = Gate(kind, walker.columns, walker.compile)
    nodes = [each.parsed for each in rule.detection.parsed_condition]
    found = [gate.possible(each) for each in nodes]
    known = [each for each in found if each is not None]
    if len(known) < len(found):
        return Possible("TRUE", frozenset(), exact=False)
    sql = exp.or_(*known).sql(dialect.name, copy=False)
    columns = frozenset(each.name for one in known for each in one.find_all(exp.Column)) & kind
    return Possible(sql, columns, exact=all(gate.is_exact(each) for each in nodes))


def _correlated(document: Document, rule: SigmaCorrelationRule) -> tuple[str, ...]:
    return terms.names(document.ours.get("entity", rule.group_by or ["account"]), "entity")


def _joined(columns: Sequence[str]) -> str:
    """Texts as one."""
    if len(columns) == 1:
        return columns[0]
    parts = [exp.column(each) if each.isidentifier() else exp.Var(this=each) for each in columns]
    between = text(_BETWEEN)
    return call("concat", *[each for one in parts for each in (one, between)][:-1]).sql("duckdb")


def _quoted(sql: str, document: Document) -> str:
    """The query, in which the rule's name stands as a literal."""
    if "'" in document.name or "\\" in document.name:
        raise NotCompiled("a rule's name must not hold quotes or backslashes", "name")
    return sql


def _common(
    document: Document, rule: SigmaRuleBase, entity: tuple[str, ...], tables: tuple[str, ...]
) -> dict[str, Any]:
    version = document.ours.get("version", 1)
    if not isinstance(version, int):
        raise NotCompiled("version has to be a whole number", "version")
    return {
        "document": document,
        "name": document.name,
        "title": rule.title,
        "version": version,
        "severity": _LEVELS[rule.level.name.lower()] if rule.level else Severity.MEDIUM,
        "techniques": tuple(dict.fromkeys(_techniques(rule))),
        "entity": entity,
        "tables": tables,
    }


def _techniques(rule: SigmaRuleBase) -> Iterator[str]:
    """ATT&CK's and ATLAS's techniques by their own ids: T1562.008, AML.T0034."""
    for tag in rule.tags:
        name = tag.name.upper()
        if (tag.namespace == "attack" and name[:1] == "T" and name[1:2].isdigit()) or (
            tag.namespace == "atlas" and name.startswith("AML.T")
        ):
            yield name
