"""A new edition of the action facts, completed from the table before it, so that nothing that was known is lost."""

from __future__ import annotations

from dataclasses import replace

from modelkeep.core.action import Action, ActionRelease, ResourceUse, ServiceActions
from modelkeep.engines.access.actions import ActionTable


def completed(release: ActionRelease, before: ActionTable) -> ActionRelease:
    """The release with what it does not tell from the table before.

    Services that it lacks are kept whole. Where it does not tell which resource types an action requires, or its dependent
    actions, those of the table before are kept. An action that a service no longer has is gone.
    """
    told = {service.prefix for service in release.services}
    kept = (before.service_actions(prefix) for prefix in before.services if prefix not in told)
    known = {key.name.lower() for key in release.global_keys}
    return replace(
        release,
        services=(*(_service(each, release, before) for each in release.services), *(each for each in kept if each)),
        global_keys=(*release.global_keys, *(key for key in before.global_keys if key.name.lower() not in known)),
        attribution=tuple(dict.fromkeys((*release.attribution, *before.attributions))),
    )


def _service(service: ServiceActions, release: ActionRelease, before: ActionTable) -> ServiceActions:
    return replace(service, actions=tuple(_action(each, release, before) for each in service.actions))


def _action(action: Action, release: ActionRelease, before: ActionTable) -> Action:
    earlier = before.action(action.name)
    if earlier is None:
        return action
    if not release.tells_required:
        uses = {use.name.lower(): use for use in earlier.resource_types}
        action = replace(
            action, resource_types=tuple(_use(each, uses.get(each.name.lower())) for each in action.resource_types)
        )
    if not release.tells_dependents:
        action = replace(action, dependents=tuple(sorted({*action.dependents, *earlier.dependents})))
    return action


def _use(use: ResourceUse, earlier: ResourceUse | None) -> ResourceUse:
    return use if earlier is None else replace(earlier, name=use.name)
