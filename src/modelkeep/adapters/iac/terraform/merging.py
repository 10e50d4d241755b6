"""Resources that in CloudFormation are properties of others, such as a bucket's versioning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from modelkeep.adapters.iac.naming import named, reference
from modelkeep.adapters.iac.resource import Deployment, Unknown, Value
from modelkeep.adapters.iac.terraform.convert import properties_of
from modelkeep.adapters.iac.terraform.mapping import OWN_REFERENCE, Converted, conversions
from modelkeep.adapters.iac.terraform.planned import Planned, sequence
from modelkeep.adapters.iac.terraform.references import label_of, name_of

_WHICH = Unknown("which resource it belongs to is known after apply")


@dataclass(slots=True)
class Target:
    """A resource that others add to, while its properties grow."""

    planned: Planned
    conversion: Converted
    values: Mapping[str, Value]
    properties: dict[str, Value]
    words: set[str] = field(default_factory=set)

    def called(self, deployment: Deployment) -> None:
        """Note what it is called: by name, ARN, id and what Ref gives."""
        cfn_type, label = self.conversion.cfn_type, label_of(self.planned, self.conversion)
        name = name_of(self.planned, self.conversion)
        found = named(cfn_type, label, name, deployment)
        own = reference(cfn_type, label, name, deployment)
        self.words = {found.name, found.arn, own}
        called = {"id", "arn", "name"} | {key for key, meaning in self.conversion.gives.items() if meaning == "name"}
        self.words |= {str(self.planned.values[key]) for key in called if isinstance(self.planned.values.get(key), str)}
        if self.conversion.adjust:
            self.properties = {key: _filled(value, own) for key, value in self.properties.items()}


class Targets:
    """The resources that others add to, by what they are called."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._all = targets
        self._called: dict[str, list[Target]] = {}
        for target in targets:
            for word in target.words:
                self._called.setdefault(word, []).append(target)

    def merge(self, values: Mapping[str, Value], conversion: Converted) -> None:
        """Put what a resource says into those that it names. What may belong to any of them makes them all unknown there.

        A resource that the file does not declare is not judged, and what is added to it is left out.
        """
        found = properties_of(conversion, {name: value for name, value in values.items() if name not in conversion.by})
        found.pop("Tags", None)
        kinds = conversion.into.split()
        for target, certain in (
            self._alike(values, conversion) if conversion.together else self._meant(values, conversion)
        ):
            if target.planned.tf_type in kinds:
                _add(target.properties, conversion, found if certain else _unknown(found))

    def _meant(self, values: Mapping[str, Value], conversion: Converted) -> Iterator[tuple[Target, bool]]:
        """The resources that one of the attributes names, each with whether it surely does."""
        for attribute in conversion.by:
            given = values.get(attribute)
            for word in sequence(given) if isinstance(given, list) else (given,):
                unknown = isinstance(word, Unknown)
                meant = self._all if unknown else self._called.get(word, ()) if isinstance(word, str) else ()
                yield from ((target, not unknown) for target in meant)

    def _alike(self, values: Mapping[str, Value], conversion: Converted) -> Iterator[tuple[Target, bool]]:
        """The resources that have the same values of all the attributes, each with whether it surely has."""
        mine = [values.get(attribute) for attribute in conversion.by]
        for target in self._all:
            theirs = [target.values.get(attribute) for attribute in conversion.by]
            known = [
                pair for pair in zip(mine, theirs, strict=True) if not any(isinstance(each, Unknown) for each in pair)
            ]
            if all(one == other for one, other in known):
                yield target, len(known) == len(mine)


def _add(properties: dict[str, Value], conversion: Converted, found: Mapping[str, Value]) -> None:
    if not conversion.listed:
        properties.update(found)  # what a resource of its own says is newer than what the target was found with
        return
    growing = found if conversion.listed == "*" else {conversion.listed: found.get("", found)}
    for name, added in growing.items():
        before = properties.get(name)
        elements = added if isinstance(added, list) else [added]
        if before is None or isinstance(before, list):
            properties[name] = [*(before or ()), *(each for each in elements if each not in (before or ()))]


def _unknown(found: Mapping[str, Value]) -> Mapping[str, Value]:
    return dict.fromkeys(found, _WHICH)


def _filled(value: Value, own: str) -> Value:
    if isinstance(value, Mapping):
        return {key: _filled(each, own) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, own) for each in value]
    return own if value is OWN_REFERENCE else value


def targets_of(planned: list[tuple[Planned, dict[str, Value]]], where: Callable[[Planned], Deployment]) -> list[Target]:
    """The resources that become resources of their own, with their properties."""
    found = []
    for each, values in planned:
        conversion = conversions()[each.tf_type]
        if not conversion.into:
            target = Target(each, conversion, values, properties_of(conversion, values))
            target.called(where(each))
            found.append(target)
    return found
