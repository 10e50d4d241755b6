"""Rules as pySigma parses them, with the line of everything that an error may be about."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, product
from pathlib import Path
from typing import Any, TypeVar

import yaml
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule

from modelkeep.core.logs.detection import TOLD_BY_PEOPLE, RuleFile, RuleTrouble
from modelkeep.engines.logs.sigma.conditions import NOTHING, NotCompiled
from modelkeep.engines.logs.sigma.prices import budget, prices

_PLACEHOLDER = re.compile(r"%([^%\\]+)%")
_SPECIAL = re.compile(r"([*?\\])")
_EXPAND = "expand"
_NAMING = ("detection", "correlation", "modelkeep")
"""Where rules name fields."""
_BESIDE = frozenset(
    {
        "modelkeep", "id", "status", "author", "date", "modified", "references", "related", "fields", "falsepositives", "license",
        "scope",
    }
)  # fmt: skip
"""What no evaluation needs: a rule is not refused for the form of it."""
_COUNTED = re.compile(r"\s*count\(\s*([^)\s]*)\s*\)(?:\s+by\s+(\S+))?\s*(>=|<=|>|<|==?)\s*(\d+)\s*")
_SIGNS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "=": "eq", "==": "eq"}
_T = TypeVar("_T")


class NotEvaluated(Exception):  # noqa: N818  # an answer, not a failure
    """A rule that cannot be evaluated here for want of something; the message says what."""


@dataclass(frozen=True, slots=True)
class Document:
    """One rule of a file as YAML has it. `name` is its `name`, else its id, else the file's name; after the first of a file's rules without
    either, with a number: `rules-2`. An alert's id holds it, so a rule that may move should have a name."""

    path: Path
    line: int
    name: str
    raw: Mapping[str, Any] = field(repr=False)
    node: yaml.Node = field(repr=False)

    @property
    def is_correlation(self) -> bool:
        """Whether it is about the hits of other rules."""
        return "correlation" in self.raw

    @property
    def ours(self) -> Mapping[str, Any]:
        """What stands under the key `modelkeep`."""
        found = self.raw.get("modelkeep")
        return found if isinstance(found, Mapping) else {}

    def line_of(self, wanted: str) -> int:
        """The line on which a field (its modifiers do not matter) is named where rules name fields, or anywhere, else the rule's own."""
        parts = [value for key, value in _members(self.node) if key in _NAMING]
        return next((line for each in (*parts, self.node) for line in _lines(each, wanted)), self.line)

    def trouble(self, message: str, *, wanted: str = "", wrong: bool = True) -> RuleTrouble:
        """What is wrong with it, at the place of a field."""
        return RuleTrouble(self.name, self.path, self.line_of(wanted) if wanted else self.line, message, wrong)


@dataclass(frozen=True, slots=True)
class Book:
    """All rules of some files, by name and id, and what could not be read. `others` are rules that its own may refer to."""

    documents: tuple[Document, ...]
    troubles: tuple[RuleTrouble, ...]
    others: tuple[Document, ...] = ()

    def part(self, paths: Collection[Path]) -> Book:
        """The rules of some of its files, which may refer to all of them."""
        mine = tuple(each for each in self.documents if each.path in paths)
        others = tuple(each for each in self.documents if each.path not in paths)
        return Book(mine, tuple(each for each in self.troubles if each.path in paths), others)

    def __getitem__(self, reference: str) -> Document:
        """The rule that a correlation refers to by name or id. Raises KeyError."""
        for each in (*self.documents, *self.others):
            if reference in (each.raw.get("name"), str(each.raw.get("id"))):
                return each
        raise KeyError(reference)

    def referred(self) -> frozenset[str]:
        """The names of rules that stand only for correlations: referred to without `generate`."""
        found = set()
        for each in self.documents:
            correlation = each.raw.get("correlation")
            if isinstance(correlation, Mapping) and not correlation.get("generate"):
                found |= {self[one].name for one in references(correlation) if self._has(one)}
        return frozenset(found)

    def _has(self, reference: str) -> bool:
        every = (*self.documents, *self.others)
        return any(reference in (each.raw.get("name"), str(each.raw.get("id"))) for each in every)


def references(correlation: Mapping[str, Any]) -> tuple[str, ...]:
    """The rules that a correlation names."""
    rules = correlation.get("rules") or ()
    if isinstance(rules, str):
        return (rules,)
    if rules:
        return tuple(map(str, rules))
    words = re.findall(r"[A-Za-z_][A-Za-z0-9_]*", str(correlation.get("condition", "")))
    return tuple(dict.fromkeys(each for each in words if each not in ("and", "or", "not")))


def read(files: Iterable[RuleFile]) -> Book:
    """The rules of files. What is no YAML or no rule becomes a trouble; rules of the same name are one too many."""
    documents: list[Document] = []
    troubles: list[RuleTrouble] = []
    for file in files:
        try:
            nodes = [each for each in yaml.compose_all(file.text, yaml.CSafeLoader) if each is not None]
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            problem = getattr(error, "problem", None) or "it is no YAML"
            message = f"it is no YAML: {problem}"
            troubles.append(RuleTrouble(file.path.stem, file.path, line, message, True, unread=True))
            continue
        names = _names(file.path.stem)
        for node in nodes:
            found = _document(file, node, names)
            if isinstance(found, RuleTrouble):
                troubles.append(found)
            elif twin := next((each for each in documents if each.name == found.name), None):
                message = f"{twin.path}:{twin.line} has a rule of the same name: give this one a `name` of its own"
                troubles.append(found.trouble(message))
            else:
                documents.append(found)
    return Book(tuple(documents), tuple(troubles))


def _names(stem: str) -> Iterator[str]:
    """What a file's rules are called that have neither name nor id."""
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def _document(file: RuleFile, node: yaml.Node, names: Iterator[str]) -> Document | RuleTrouble:
    line = node.start_mark.line + 1
    name = file.path.stem

    def trouble(message: str, *, unread: bool = False) -> RuleTrouble:
        return RuleTrouble(name, file.path, line, message, True, unread)

    loader = yaml.CSafeLoader("")
    try:
        raw = loader.construct_document(node)
    except yaml.YAMLError as error:
        return trouble(f"it is no YAML: {getattr(error, 'problem', None) or 'unknown value'}", unread=True)
    finally:
        loader.dispose()
    if not isinstance(raw, dict):
        return trouble("it is no rule: a rule is a mapping")
    name = str(raw.get("name") or raw.get("id") or next(names))
    if "action" in raw:
        return trouble("rule collections by `action` are not supported: write the rules out, one document each")
    if "filter" in raw:
        return trouble("Sigma filters are not supported: write the exception into the rule")
    if "detection" not in raw and "correlation" not in raw:
        return trouble("it is no rule: it has neither `detection` nor `correlation`")
    return Document(file.path, line, name, raw, node)


def _members(node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, value) for key, value in node.value if isinstance(key, yaml.ScalarNode))


def _lines(node: yaml.Node, wanted: str) -> Iterator[int]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value.split("|")[0] == wanted:
                yield key.start_mark.line + 1
            yield from _lines(value, wanted)
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _lines(each, wanted)
    elif isinstance(node, yaml.ScalarNode) and node.value == wanted:
        yield node.start_mark.line + 1


def placeholders(document: Document) -> tuple[str, ...]:
    """The names of the placeholders that a rule's detection and its derived fields use, in order."""
    found: dict[str, None] = {}
    for told in _derived(document).values():
        found |= dict.fromkeys(_PLACEHOLDER.findall(_member(told, "without") + _member(told, "prices")))
    found |= dict.fromkeys(_PLACEHOLDER.findall(_member(document.ours.get("budget"), "over")))
    for key, value in _pairs(document.raw.get("detection")):
        if _EXPAND in key.split("|")[1:]:
            for each in value if isinstance(value, list) else [value]:
                found |= dict.fromkeys(_PLACEHOLDER.findall(str(each)))
    return tuple(found)


def derived_fields(document: Document, known: Mapping[str, Sequence[str] | None]) -> Mapping[str, Any]:
    """What stands under `modelkeep: fields:`, with the values of the placeholders that `without` names, and the prices that `prices` does.

    Raises NotEvaluated for what is no price.
    """
    found = dict(_derived(document))
    for name, told in found.items():
        if named := _PLACEHOLDER.findall(_member(told, "without")):
            found[name] = {**told, "without": _known_values(named, known)}
        if named := _PLACEHOLDER.findall(_member(told, "prices")):
            found[name] = {**told, "prices": _amounts(prices, named, known)}
    return found


def told_of(document: Document, known: Mapping[str, Sequence[str] | None]) -> Mapping[str, Any]:
    """What stands under `modelkeep`, with the amount of the placeholder that `budget: over:` names. Raises NotEvaluated."""
    told = document.ours.get("budget")
    named = _PLACEHOLDER.findall(_member(told, "over"))
    if not isinstance(told, Mapping) or not named:
        return document.ours
    return {**document.ours, "budget": {**told, "over": _amounts(budget, named, known)}}


def _known_values(names: Sequence[str], known: Mapping[str, Sequence[str] | None]) -> tuple[str, ...]:
    return tuple(value for each in names for value in known.get(each) or ())


def _amounts(
    reading: Callable[[Sequence[str]], _T], names: Sequence[str], known: Mapping[str, Sequence[str] | None]
) -> _T:
    try:
        return reading(_known_values(names, known))
    except ValueError as error:
        raise NotEvaluated(f"{', '.join(names)}: {error}") from error


def _derived(document: Document) -> Mapping[str, Any]:
    found = document.ours.get("fields")
    return found if isinstance(found, Mapping) else {}


def _member(told: object, name: str) -> str:
    return str(told.get(name, "")) if isinstance(told, Mapping) else ""


def _pairs(node: object) -> Iterator[tuple[str, Any]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield str(key), value
            yield from _pairs(value)
    elif isinstance(node, list):
        for each in node:
            yield from _pairs(each)


def event_rule(document: Document, known: Mapping[str, Sequence[str] | None]) -> SigmaRule:
    """The rule with the values of its placeholders. `known` gives them; None, or none at all, for what nobody knows.

    Raises NotEvaluated, SigmaError.
    """
    missing = [each for each in placeholders(document) if known.get(each) is None]
    if missing:
        raise NotEvaluated("; ".join(_asked(missing)))
    raw = {key: value for key, value in document.raw.items() if key not in _BESIDE}
    _require_no_pipe(raw["detection"])
    raw["detection"] = _expanded(raw["detection"], known)
    try:
        return SigmaRule.from_dict(raw)
    except SigmaError:
        raise
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        # pySigma trips over what has the wrong shape.
        raise SigmaError(f"it is no Sigma rule: {error}") from error


def _asked(missing: Sequence[str]) -> Iterator[str]:
    """What to do about placeholders that nobody knows."""
    people = [f"%{each}%" for each in missing if each in TOLD_BY_PEOPLE]
    scanned = [f"%{each}%" for each in missing if each not in TOLD_BY_PEOPLE]
    if scanned:
        yield f"needs {', '.join(scanned)}: scan the estate first, or tell it by --known NAME=VALUE"
    if people:
        yield f"needs {', '.join(people)}, which only people know: tell it by --known NAME=VALUE or `known` in modelkeep.toml"


def _require_no_pipe(detection: object) -> None:
    """Raises NotCompiled for Sigma's old aggregations, with the correlation that says the same."""
    if not isinstance(detection, Mapping):
        return
    conditions = detection.get("condition")
    for each in conditions if isinstance(conditions, list) else [conditions]:
        _, pipe, counted = str(each).partition("|")
        if not pipe:
            continue
        told = "Sigma has replaced aggregations after `|` in a condition by correlations"
        matched = _COUNTED.fullmatch(counted)
        if matched is None:
            raise NotCompiled(f"{told}: write one of type temporal or temporal_ordered beside the rule", "condition")
        field, by, sign, number = matched.groups()
        limit = f"{_SIGNS[sign]}: {number}" + (f", field: {field}" if field else "")
        wanted = {
            "type": "value_count" if field else "event_count",
            "rules": "[the rule's name]",
            "group-by": f"[{by}]" if by else "",
            "timespan": detection.get("timeframe", "a time such as 5m"),
            "condition": "{" + limit + "}",
        }
        shown = ", ".join(f"{key}: {value}" for key, value in wanted.items() if value)
        raise NotCompiled(
            f"{told}: end the condition before it and add a rule with `correlation: {{{shown}}}`", "condition"
        )


def correlation_rule(document: Document) -> SigmaCorrelationRule:
    """The correlation. Raises SigmaError."""
    raw = {key: value for key, value in document.raw.items() if key != "modelkeep"}
    try:
        return SigmaCorrelationRule.from_dict(raw)
    except SigmaError:
        raise
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        raise SigmaError(f"it is no Sigma correlation: {error}") from error


def _expanded(node: Any, known: Mapping[str, Sequence[str] | None]) -> Any:
    if isinstance(node, list):
        return [_expanded(each, known) for each in node]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {}
    for key, value in node.items():
        name, *modifiers = str(key).split("|")
        if _EXPAND not in modifiers:
            found[key] = _expanded(value, known)
            continue
        rest = [each for each in modifiers if each != _EXPAND]
        values = value if isinstance(value, list) else [value]
        expanded = [one for each in values for one in _values(each, known, plain="cidr" in rest, pattern="re" in rest)]
        if not expanded:
            rest, expanded = [each for each in rest if each == "neq"], [NOTHING]
        found["|".join((name, *rest))] = expanded
    return found


def _values(value: Any, known: Mapping[str, Sequence[str] | None], *, plain: bool, pattern: bool) -> Iterator[Any]:
    """The values that a text with placeholders stands for: what is known is meant literally."""
    if not isinstance(value, str):
        yield value
        return
    parts = _PLACEHOLDER.split(value)
    choices: list[Sequence[str]] = []
    for position, part in enumerate(parts):
        if position % 2 == 0:
            choices.append((part,))
        elif plain:
            choices.append(tuple(known[part] or ()))
        else:
            escape = re.escape if pattern else _literal
            choices.append(tuple(escape(each) for each in known[part] or ()))
    for each in product(*choices):
        yield "".join(each)


def _literal(value: str) -> str:
    return _SPECIAL.sub(r"\\\1", value)
