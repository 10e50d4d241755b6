"""The action table's data: an edition of AWS's facts, completed with what AWS documents besides, as members of a data file.

`meta` holds `date`, `source`, `attribution` (sentences), `services` (prefixes), `keys` (global condition keys, types), `rcp` (`date`,
`services`, `exempt`), `regions` (by service and partition) and `operations` (actions by operation in lower case). Every service
has a member of its prefix: `actions` (name: access level, resource types as name, required, set of condition keys; set of
condition keys; dependent actions), `types` (name: ARN templates, set of condition keys), `keys` (name: type) and `sets`, the sets of
condition keys that the others give the position of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from modelkeep.core.action import Action, ActionFacts, ActionRelease, ResourceUse, ServiceActions

META = "meta"
"""The name of the member that is no service's."""


def data_members(release: ActionRelease, facts: ActionFacts) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The members of the data file by name, `meta` first, services in order."""
    services = sorted(release.services, key=lambda service: service.prefix)
    yield META, _meta(release, facts, [service.prefix for service in services])
    for service in services:
        yield service.prefix, _service(service, facts)


def _meta(release: ActionRelease, facts: ActionFacts, prefixes: list[str]) -> Mapping[str, Any]:
    keys = {key.name.lower(): key for key in (*release.global_keys, *facts.global_keys)}
    return {
        "date": release.date.isoformat(),
        "source": release.source,
        "attribution": list(release.attribution),
        "services": prefixes,
        "keys": {key.name: key.type for _, key in sorted(keys.items())},
        "rcp": {
            "date": facts.rcp_date.isoformat(),
            "services": sorted(facts.rcp_services),
            "exempt": sorted(facts.rcp_exempt),
        },
        "regions": {service: dict(regions) for service, regions in sorted(facts.regions.items())},
        "operations": {name.lower(): list(actions) for name, actions in sorted(facts.operations.items())},
    }


def _service(service: ServiceActions, facts: ActionFacts) -> Mapping[str, Any]:
    sets = _Sets()
    actions = sorted((_corrected(each, facts) for each in service.actions), key=lambda action: action.name.lower())
    return {
        "actions": {
            action.name.partition(":")[2]: [
                action.access_level.value,
                [[use.name, int(use.required), sets.position(use.condition_keys)] for use in action.resource_types],
                sets.position(action.condition_keys),
                list(action.dependents),
            ]
            for action in actions
        },
        "types": {
            kind.name: [list(kind.arn_templates), sets.position(kind.condition_keys)]
            for kind in sorted(service.resource_types, key=lambda kind: kind.name.lower())
        },
        "keys": {key.name: key.type for key in sorted(service.condition_keys, key=lambda key: key.name.lower())},
        "sets": sets.listed(),
    }


def _corrected(action: Action, facts: ActionFacts) -> Action:
    if action.name in facts.alternatives:
        uses = tuple(ResourceUse(use.name, False, use.condition_keys) for use in action.resource_types)
        action = replace(action, resource_types=uses)
    more = facts.dependents.get(action.name, ())
    return replace(action, dependents=tuple(sorted({*action.dependents, *more}))) if more else action


class _Sets:
    """Sets of condition keys, each kept once."""

    def __init__(self) -> None:
        self._positions: dict[tuple[str, ...], int] = {}

    def position(self, keys: tuple[str, ...]) -> int:
        return self._positions.setdefault(tuple(sorted(set(keys))), len(self._positions))

    def listed(self) -> list[list[str]]:
        return [list(keys) for keys in self._positions]
