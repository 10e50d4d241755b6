"""Basic and advanced event selectors in one flat form.

Basic: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
Advanced: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from modelkeep.adapters.aws.reader import Reply
from modelkeep.core.kinds.cloudtrail import TrailEventSelector

_EXACT = frozenset({"AWS::Lambda::Function", "AWS::DynamoDB::Table"})
"""Basic data resources whose ARNs are exact; those of S3 are prefixes."""

_OPERATORS = ("Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith")


def event_selectors(trail_arn: str, reply: Reply) -> Iterator[TrailEventSelector]:
    """The rows of a GetEventSelectors reply. A trail has either basic or advanced selectors."""
    position = 0
    for basic in reply.get("EventSelectors", ()):
        for row in _basic(trail_arn, position, basic):
            yield row
            position += 1
    for advanced in reply.get("AdvancedEventSelectors", ()):
        yield _advanced(trail_arn, position, advanced["FieldSelectors"])
        position += 1


def _basic(trail_arn: str, position: int, selector: Reply) -> Iterator[TrailEventSelector]:
    """Management events and one row per resource type. AWS's defaults: all reads and writes, with management events."""
    read_write = selector.get("ReadWriteType", "All")
    if selector.get("IncludeManagementEvents", True):
        yield TrailEventSelector(
            arn=trail_arn,
            position=position,
            event_category="Management",
            read_write_type=read_write,
            resource_type="",
            covers_all=True,
            resource_arns=(),
            excluded_resource_arns=(),
            excluded_event_sources=tuple(selector.get("ExcludeManagementEventSources", ())),
            narrowed_by=(),
        )
    for resource in selector.get("DataResources", ()):
        arns = tuple(_basic_arn(resource["Type"], value) for value in resource["Values"])
        yield TrailEventSelector(
            arn=trail_arn,
            position=position,
            event_category="Data",
            read_write_type=read_write,
            resource_type=resource["Type"],
            covers_all="*" in arns,
            resource_arns=() if "*" in arns else arns,
            excluded_resource_arns=(),
            excluded_event_sources=(),
            narrowed_by=(),
        )


def _basic_arn(resource_type: str, value: str) -> str:
    """`*` for a partial ARN that names no resource (`arn:aws:s3`, `arn:aws:s3:::`, `arn:aws:lambda`)."""
    if not any(value.split(":")[3:]):
        return "*"
    return value if resource_type in _EXACT else f"{value}*"


@dataclass(slots=True)
class _Fields:
    """What an advanced selector's conditions say, gathered; all conditions must hold."""

    category: str = ""
    read_only: set[str] = field(default_factory=set)
    resource_types: list[str] = field(default_factory=list)
    arns: list[str] = field(default_factory=list)
    excluded_arns: list[str] = field(default_factory=list)
    excluded_sources: list[str] = field(default_factory=list)
    narrowed_by: list[str] = field(default_factory=list)


def _advanced(trail_arn: str, position: int, selectors: Iterable[Reply]) -> TrailEventSelector:
    fields = _Fields()
    for selector in selectors:
        _take(fields, selector["Field"], {name: selector[name] for name in _OPERATORS if selector.get(name)})
    read_write = {"true": "ReadOnly", "false": "WriteOnly"}.get(",".join(sorted(fields.read_only)), "All")
    return TrailEventSelector(
        arn=trail_arn,
        position=position,
        event_category=fields.category or None,
        read_write_type=read_write,
        resource_type=",".join(fields.resource_types),
        covers_all=not fields.arns and not fields.excluded_arns,
        resource_arns=tuple(fields.arns),
        excluded_resource_arns=tuple(fields.excluded_arns),
        excluded_event_sources=tuple(fields.excluded_sources),
        narrowed_by=tuple(fields.narrowed_by),
    )


def _take(fields: _Fields, name: str, tests: Mapping[str, list[str]]) -> None:
    """Sort one field selector. Within a field, values of one operator are alternatives and operators must all hold."""
    only = next(iter(tests)) if len(tests) == 1 else ""
    if name == "eventCategory" and only == "Equals":
        (fields.category,) = tests["Equals"]
    elif name == "readOnly" and only == "Equals":
        fields.read_only.update(tests["Equals"])
    elif name == "resources.type" and only == "Equals":
        fields.resource_types.extend(tests["Equals"])
    elif name == "eventSource" and only == "NotEquals":
        fields.excluded_sources.extend(tests["NotEquals"])
    elif name == "resources.ARN" and len(tests.keys() & {"Equals", "StartsWith", "EndsWith"}) <= 1:
        fields.arns.extend(tests.get("Equals", ()))
        fields.arns.extend(f"{value}*" for value in tests.get("StartsWith", ()))
        fields.arns.extend(f"*{value}" for value in tests.get("EndsWith", ()))
        fields.excluded_arns.extend(tests.get("NotEquals", ()))
        fields.excluded_arns.extend(f"{value}*" for value in tests.get("NotStartsWith", ()))
        fields.excluded_arns.extend(f"*{value}" for value in tests.get("NotEndsWith", ()))
    else:
        fields.narrowed_by.extend(f"{name} {operator} {', '.join(values)}" for operator, values in tests.items())
