"""Configuration items in CloudFormation's terms.

Config records some types as CloudFormation describes them and older ones as their own API does. What it does not record of a type
is not known, however the item looks: `told` lists what it records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from modelkeep.adapters.iac.config.native import CFN_TYPES, NOT_RECORDED, SHAPES, decoded, is_as_declared
from modelkeep.adapters.iac.config.told import NEVER_WITHOUT, RENAMED, TELLS
from modelkeep.adapters.iac.forms import attachments, companions, forms
from modelkeep.adapters.iac.resource import Partial, Value

Item = Mapping[str, Any]

_TOLD_BY_THE_ITEM = frozenset({"AWS::S3::Bucket", "AWS::EC2::SecurityGroup"})
"""Types whose items say what other resources add to them."""
_SCHEDULE = "AWS::SecretsManager::RotationSchedule"
_COMPANIONS_TOLD = frozenset({
    "AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy", "AWS::IAM::UserToGroupAddition", _SCHEDULE,
})  # fmt: skip


def form_type(item: Item) -> str:
    """CloudFormation's type for an item."""
    config_type = str(item.get("resourceType", ""))
    return CFN_TYPES.get(config_type, config_type)


def is_listed(item: Item) -> bool:
    """Whether it is known what Config records of the item's type."""
    config_type = item.get("resourceType")
    return config_type in TELLS or config_type in RENAMED or config_type in SHAPES


def is_declarable(item: Item) -> bool:
    """Whether files could declare such a resource; see `native.is_as_declared`."""
    return is_as_declared(str(item.get("resourceType", "")), decoded(item.get("configuration")))


def properties_of(item: Item) -> Mapping[str, Value] | None:
    """An item's configuration as CloudFormation's properties; None for what is not understood."""
    config_type = str(item.get("resourceType", ""))
    configuration, more = decoded(item.get("configuration")), decoded(item.get("supplementaryConfiguration"))
    if not configuration:
        return None
    if config_type in TELLS:
        found = _partial(configuration, "", _Listing.of(config_type))
    elif config_type in RENAMED:
        found = _renamed(configuration, config_type)
    elif config_type in SHAPES:
        needed, shape = SHAPES[config_type]
        found = Partial(shape(configuration, more), (), NOT_RECORDED) if configuration.get(needed) else None
    else:
        return None
    if found is None:
        return None
    return _finished(config_type, found, item)


def _finished(config_type: str, found: Partial, item: Item) -> Partial:
    """With the item's tags, and with what follows from the rest."""
    more: dict[str, Value] = {}
    if tags := forms()[CFN_TYPES.get(config_type, config_type)].tags:
        more[tags] = _tags(item)
    if config_type == "AWS::CloudWatch::Alarm" and found.get("MetricName"):
        more["Metrics"] = None  # an alarm is on one metric or on an expression
    if config_type == "AWS::EC2::Instance":
        more["LaunchTemplate"] = None  # an item has what came of it
    return Partial({**found, **more}, found.absent, found.unknown)


def unrecorded_additions(types: frozenset[str]) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """What may add to resources of these types without Config saying so: its type, and properties that leave open to which."""
    for cfn_type, attachment in attachments().items():
        if attachment.kind in types - _TOLD_BY_THE_ITEM:
            yield cfn_type, dict.fromkeys(attachment.target, NOT_RECORDED)
    for cfn_type, companion in companions().items():
        if cfn_type not in _COMPANIONS_TOLD and types.intersection(companion.readers):
            yield cfn_type, dict.fromkeys(companion.target, NOT_RECORDED)


def companion_of(item: Item) -> tuple[str, Mapping[str, Value]] | None:
    """What an item tells that files declare as a resource of its own: a bucket's policy, a secret's rotation."""
    configuration, more = decoded(item.get("configuration")), decoded(item.get("supplementaryConfiguration"))
    match item.get("resourceType"):
        case "AWS::S3::Bucket":
            policy = decoded(more.get("BucketPolicy")).get("policyText", NOT_RECORDED)
            properties = {"Bucket": configuration.get("name"), "PolicyDocument": policy}
            return None if policy is None else ("AWS::S3::BucketPolicy", properties)
        case "AWS::SecretsManager::Secret" if configuration.get("RotationEnabled") is not False:
            rules = decoded(configuration.get("RotationRules")) if configuration.get("RotationEnabled") is True else {}
            days, schedule = rules.get("AutomaticallyAfterDays"), rules.get("RotationScheduleExpression")
            known = (
                {"AutomaticallyAfterDays": days, "ScheduleExpression": schedule} if days or schedule else NOT_RECORDED
            )
            return _SCHEDULE, {"SecretId": item.get("ARN") or item.get("arn"), "RotationRules": known}
        case _:
            return None


def _tags(item: Item) -> Value:
    tags = item.get("tags")
    if isinstance(tags, Mapping):
        return [{"Key": key, "Value": value} for key, value in tags.items()]
    return NOT_RECORDED


@dataclass(frozen=True, slots=True)
class _Listing:
    """What Config lists of a type, by place."""

    told: frozenset[str]
    never_without: frozenset[str]

    @classmethod
    @cache
    def of(cls, config_type: str) -> _Listing:
        """The listing of a type of `TELLS` or `RENAMED`."""
        if config_type in TELLS:
            return cls(TELLS[config_type], NEVER_WITHOUT.get(config_type, frozenset()))
        paths = RENAMED[config_type]
        return cls(
            frozenset(path.removesuffix("?").replace("[]", "") for path in paths),
            frozenset(path.split("[]")[0] for path in paths if "[]" in path),
        )


@cache
def _absent(listing: _Listing, place: str) -> frozenset[str]:
    """The names at a place that are not set where an item does not have them."""
    start = f"{place}." if place else ""
    inside = {each[len(start) :].split(".")[0] for each in listing.told if each.startswith(start)}
    return frozenset(name for name in inside if start + name in listing.told | listing.never_without)


def _partial(value: Any, place: str, listing: _Listing) -> Any:
    """A value at a place, in which what is not told is not known."""
    if place in listing.told:
        return value
    if isinstance(value, list):
        return [_partial(each, place, listing) for each in value]
    if not isinstance(value, Mapping):
        return value
    start = f"{place}." if place else ""
    inside = {key: _partial(each, start + key, listing) for key, each in value.items()}
    return Partial(inside, _absent(listing, place), NOT_RECORDED)


def _renamed(configuration: Mapping[str, Any], config_type: str) -> Partial | None:
    """Properties from an item in another API's words; None where it lacks what every item has."""
    paths = RENAMED[config_type]
    if not _taken(configuration, next(iter(paths.values())).split(".")):
        return None
    found: dict[str, Any] = {}
    for path, source in paths.items():
        value = _taken(configuration, source.split("."))
        if value is None and path.endswith("?"):
            value = NOT_RECORDED
        _place(found, path.removesuffix("?").split("."), value)
    whole: Partial = _partial(found, "", _Listing.of(config_type))
    return whole


def _taken(tree: Any, steps: Sequence[str]) -> Any:
    """The value at a path; of a list in brackets, that of each element."""
    if not steps:
        return tree
    found = decoded(tree).get(steps[0].removesuffix("[]"))
    if not steps[0].endswith("[]"):
        return _taken(found, steps[1:])
    return [_taken(each, steps[1:]) for each in found] if isinstance(found, list) else None


def _place(tree: dict[str, Any], steps: Sequence[str], value: Any) -> None:
    """Put a value at a path; elements of a list in brackets each to an element."""
    name = steps[0].removesuffix("[]")
    if len(steps) == 1:
        tree[name] = value
    elif not steps[0].endswith("[]"):
        _place(tree.setdefault(name, {}), steps[1:], value)
    elif isinstance(value, list):
        elements = tree.setdefault(name, [{} for _ in value])
        for element, each in zip(elements, value, strict=True):
            _place(element, steps[1:], each)
    else:
        tree[name] = None
