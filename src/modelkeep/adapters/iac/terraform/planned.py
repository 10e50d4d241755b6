"""The resources of a plan or state, each with what is known of its values and with the configuration that it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from modelkeep.adapters.iac.resource import Unknown, Value

AFTER_APPLY = Unknown("known after apply")
SENSITIVE = Unknown("marked sensitive")
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Module:
    """A module's configuration, and the one that calls it. `path` is the address of an instance, such as `module.a["x"].module.b`."""

    path: str
    configuration: Mapping[str, Any]
    caller: Module | None = None
    call: Mapping[str, Any] = field(default_factory=dict)

    resources: Mapping[tuple[str, str, str], Mapping[str, Any]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found = {
            (str(each.get("mode")), str(each.get("type")), str(each.get("name"))): each
            for each in sequence(self.configuration.get("resources"))
            if isinstance(each, Mapping)
        }
        object.__setattr__(self, "resources", found)

    def resource(self, mode: str, tf_type: str, name: str) -> Mapping[str, Any]:
        """The configuration of a resource in it; {} where the file does not show it."""
        return self.resources.get((mode, tf_type, name), _NOTHING)

    def address(self, rest: str) -> str:
        """The full address of what has an address within it."""
        return f"{self.path}.{rest}" if self.path else rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One resource after the plan is applied; what is not known of it is Unknown, what it has not is left out."""

    address: str
    tf_type: str
    name: str
    index: str | int | None
    values: Mapping[str, Value]
    module: Module
    configuration: Mapping[str, Any]


class File:
    """What `show -json` wrote: of a plan what is planned, of a state what is there."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.is_plan = "planned_values" in content
        self.changes: dict[str, Mapping[str, Any]] = {
            str(each.get("address")): each
            for each in sequence(content.get("resource_changes"))
            if isinstance(each, Mapping) and not each.get("deposed")
        }
        configuration = mapping(content.get("configuration"))
        self.providers = mapping(configuration.get("provider_config"))
        self.root = Module("", mapping(configuration.get("root_module")))

    def managed(self) -> Iterator[Planned]:
        """Resources that exist after the plan, or in the state."""
        values = mapping(self.content.get("planned_values" if self.is_plan else "values"))
        yield from self._of(mapping(values.get("root_module")), self.root)

    def data(self) -> Iterator[Mapping[str, Any]]:
        """Data sources that were read already: type, name, address and values."""
        values = self.content.get("values")
        if self.is_plan:
            values = mapping(self.content.get("prior_state")).get("values")
        yield from _data(mapping(mapping(values).get("root_module")))

    def _of(self, values: Mapping[str, Any], module: Module) -> Iterator[Planned]:
        for each in sequence(values.get("resources")):
            if isinstance(each, Mapping) and each.get("mode") == "managed" and isinstance(each.get("address"), str):
                yield self._planned(each, module)
        for each in sequence(values.get("child_modules")):
            if isinstance(each, Mapping):
                yield from self._of(each, child(module, str(each.get("address"))))

    def _planned(self, each: Mapping[str, Any], module: Module) -> Planned:
        address, tf_type, name = each["address"], str(each.get("type")), str(each.get("name"))
        change = mapping(mapping(self.changes.get(address)).get("change"))
        known = mapping(each.get("values"))
        values = _overlaid(known, change.get("after_unknown"), AFTER_APPLY)
        for marked in (each.get("sensitive_values"), change.get("after_sensitive")):
            values = _overlaid(values, marked, SENSITIVE)
        index = each.get("index")
        return Planned(
            address=address, tf_type=tf_type, name=name, index=index if isinstance(index, str | int) else None,
            values=mapping(values), module=module, configuration=module.resource("managed", tf_type, name),
        )  # fmt: skip


def child(module: Module, path: str) -> Module:
    """A module instance by its full address."""
    name = path.removeprefix(f"{module.path}.").removeprefix("module.").split("[", 1)[0]
    call = mapping(mapping(module.configuration.get("module_calls")).get(name))
    return Module(path, mapping(call.get("module")), module, call)


def mapping(value: Any) -> Mapping[str, Any]:
    """A mapping as it is, {} for anything else."""
    return value if isinstance(value, Mapping) else _NOTHING


def sequence(value: Any) -> Sequence[Any]:
    """A list as it is, none for anything else."""
    return value if isinstance(value, list) else ()


def _data(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for each in sequence(values.get("resources")):
        if isinstance(each, Mapping) and each.get("mode") == "data":
            yield each
    for each in sequence(values.get("child_modules")):
        yield from _data(mapping(each))


def _overlaid(values: Value, marks: Any, mark: Unknown) -> Value:
    """Values with `mark` wherever `marks`, a tree of the same form, says true."""
    if marks is True:
        return mark
    if isinstance(values, Unknown):
        return values
    if isinstance(marks, Mapping) and marks:
        base = values if isinstance(values, Mapping) else {}
        if not base and values is not None and not isinstance(values, Mapping):
            return values
        overlaid = {name: _overlaid(value, marks.get(name), mark) for name, value in base.items()}
        for name, inner in marks.items():
            if name not in base:
                added = _overlaid(None, inner, mark)
                if added is not None:
                    overlaid[name] = added
        return overlaid or values
    if isinstance(marks, list) and marks:
        elements = list(values) if isinstance(values, list) else []
        elements += [None] * (len(marks) - len(elements))
        found = [_overlaid(each, marks[at] if at < len(marks) else None, mark) for at, each in enumerate(elements)]
        return found if any(each is not None for each in found) else values
    return values
