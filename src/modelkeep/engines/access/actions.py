"""The action table: what AWS's services can be asked, on which resources, under which condition keys.

The facts are those of AWS's Service Authorization Reference (https://docs.aws.amazon.com/service-authorization/latest/reference/).
The table has a date. What it does not know may exist all the same: "unknown", never "no such action".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from modelkeep.core.action import AccessLevel, Action, ConditionKey, ResourceType, ResourceUse, ServiceActions
from modelkeep.engines.access.arn_templates import barred_at_end, may_fit
from modelkeep.engines.access.patterns import has_wildcard, matcher

__all__ = ["AccessLevel", "Action", "ActionTable", "ConditionKey", "ResourceType", "ResourceUse"]

_PLACEHOLDER = re.compile(r"\\\$\\\{[^}]*\\\}|<[^>]*>")


class ActionTable:
    """Every action that is known, loaded service by service as questions name them.

    Names of actions, services and condition keys are compared without regard to case, as IAM does; answers carry AWS's spelling.
    """

    def __init__(self, meta: Mapping[str, Any], load: Callable[[str], Mapping[str, Any] | None]) -> None:
        """`meta` and what `load` gives for a service are the members of the data file; catalogue/actions.py says their form."""
        self._meta = meta
        self._load = load
        self._services: dict[str, _Service | None] = {}
        self._known = frozenset(meta["services"])

    @property
    def date(self) -> dt.date:
        """The day of the data."""
        return dt.date.fromisoformat(self._meta["date"])

    @property
    def source(self) -> str:
        """Where the data is from, with its version."""
        return str(self._meta["source"])

    @property
    def attribution(self) -> str:
        """Whose data it is and under which licence."""
        return " ".join(self.attributions)

    @property
    def attributions(self) -> tuple[str, ...]:
        """The same, one sentence for each data set."""
        return tuple(self._meta["attribution"])

    @property
    def services(self) -> tuple[str, ...]:
        """The prefixes of all services, sorted."""
        return tuple(sorted(self._known))

    @cached_property
    def rcp_services(self) -> frozenset[str]:
        """The prefixes of the services whose actions resource control policies apply to."""
        return frozenset(self._meta["rcp"]["services"])

    @cached_property
    def rcp_exempt(self) -> frozenset[str]:
        """Actions of those services that resource control policies do not apply to."""
        return frozenset(self._meta["rcp"]["exempt"])

    @property
    def rcp_date(self) -> dt.date:
        """The day on which AWS's list of those services was read."""
        return dt.date.fromisoformat(self._meta["rcp"]["date"])

    def knows_service(self, prefix: str) -> bool:
        """Whether the table has a service with this prefix."""
        return prefix.lower() in self._known

    def action(self, name: str) -> Action | None:
        """The action of this name, which holds no wildcards; None for one that the table does not know."""
        prefix, _, verb = name.partition(":")
        service = self._service(prefix.lower())
        return service.action(verb.lower()) if service else None

    def matching(self, pattern: str) -> tuple[Action, ...]:
        """The known actions that an Action element means, in order of service and name."""
        prefix, colon, verb = pattern.lower().partition(":")
        if pattern == "*":
            prefix = verb = "*"
        elif not colon:
            return ()
        fits = matcher(verb)
        found: list[Action] = []
        for service in self._matching_services(prefix):
            found += (service.require(each) for each in service.verbs if fits(each))
        return tuple(found)

    def actions_of_operation(self, operation: str) -> tuple[Action, ...]:
        """The actions that authorise an API operation, `service:Operation` with the service prefix; empty for an unknown one.

        Nearly all are named alike. `bedrock:Converse` is authorised as `bedrock:InvokeModel`.
        """
        others = self._meta["operations"].get(operation.lower())
        names = (operation,) if others is None else others
        return tuple(action for action in map(self.action, names) if action is not None)

    def service_actions(self, prefix: str) -> ServiceActions | None:
        """Everything that the table has of a service; None for one that it does not know."""
        service = self._service(prefix.lower())
        return service.everything() if service else None

    @property
    def global_keys(self) -> tuple[ConditionKey, ...]:
        """The condition keys that belong to no service's prefix, or that services tell of each other's requests."""
        return self._global_keys.every

    def resource_type(self, service: str, name: str) -> ResourceType | None:
        """A resource type of a service; None for one that the table does not know."""
        found = self._service(service.lower())
        return found.types.get(name.lower()) if found else None

    def resource_types_of(self, action: Action, arn: str) -> tuple[ResourceType, ...]:
        """Those of the action's types that an ARN, or some ARN that a pattern means, can be of.

        `arn:aws:s3:::b` is a bucket and not an object, `arn:aws:s3:::b/*` the other way round, `arn:aws:s3:::b*` may be both. A
        policy variable in the pattern stands for any text. A placeholder takes `:` and `/` unless another type begins there, so
        that the answer is rather too long than too short. It tells what a statement is for; whether the statement matches an ARN
        is a comparison of texts.
        """
        service = self._service(action.service)
        return tuple(each for each in service.types_of(action) if service.fits(action, each, arn)) if service else ()

    def may_be_about(self, action: str, pattern: str) -> bool:
        """Whether an action can be about any resource that a pattern means. True for an action that the table does not know."""
        known = self.action(action)
        return known is None or not known.resource_types or bool(self.resource_types_of(known, pattern))

    def wildcard_only(self, action: Action) -> bool:
        """Whether the action has no resource types: only `*` as Resource grants it."""
        return action.wildcard_only

    def condition_key(self, key: str) -> ConditionKey | None:
        """The key of this name, a global one or a service's; a tag's or a context's key may stand for a placeholder.

        Of OpenID Connect providers that AWS does not list, only the claims `aud` and `sub` are known: `PROVIDER-URL:sub`.
        """
        service = self._service(key.partition(":")[0].lower())
        return (service.keys.find(key) if service else None) or self._global_keys.find(key)

    def region_of_requests(self, service: str, partition: str = "aws") -> str | None:
        """What `aws:RequestedRegion` always is for a service with one endpoint for all regions; None for a regional service."""
        regions: Mapping[str, str] = self._meta["regions"].get(service.lower(), {})
        return regions.get(partition)

    @cached_property
    def _global_keys(self) -> _Keys:
        return _Keys(self._meta["keys"])

    def _service(self, prefix: str) -> _Service | None:
        if prefix not in self._services:
            content = self._load(prefix) if prefix in self._known else None
            self._services[prefix] = _Service(prefix, content) if content is not None else None
        return self._services[prefix]

    def _matching_services(self, prefix: str) -> Iterator[_Service]:
        names = filter(matcher(prefix), self.services) if has_wildcard(prefix) else (prefix,)
        return (service for service in map(self._service, names) if service is not None)


class _Keys:
    """Condition keys by name, those with placeholders included."""

    def __init__(self, types: Mapping[str, str]) -> None:
        self._by_name = {name.lower(): ConditionKey(name, kind) for name, kind in types.items()}
        self._templates = [
            (re.compile(_PLACEHOLDER.sub(".+", re.escape(name)) + r"\Z", re.DOTALL), key)
            for name, key in self._by_name.items()
            if "${" in name or "<" in name
        ]

    @property
    def every(self) -> tuple[ConditionKey, ...]:
        return tuple(self._by_name.values())

    def find(self, name: str) -> ConditionKey | None:
        lower = name.lower()
        exact = self._by_name.get(lower)
        return exact or next((key for template, key in self._templates if template.match(lower)), None)


class _Service:
    """One service's part of the table, from its member of the data file."""

    def __init__(self, prefix: str, content: Mapping[str, Any]) -> None:
        self._prefix = prefix
        self._content = content
        self._sets: list[tuple[str, ...]] = [tuple(each) for each in content["sets"]]
        self._spelling = {name.lower(): name for name in content["actions"]}
        self._actions: dict[str, Action] = {}
        self._barred: dict[tuple[str, str], str] = {}

    @property
    def verbs(self) -> Iterator[str]:
        """The names of the actions without prefix, in lower case and in order."""
        return iter(self._spelling)

    @cached_property
    def keys(self) -> _Keys:
        return _Keys(self._content["keys"])

    @cached_property
    def types(self) -> dict[str, ResourceType]:
        return {
            name.lower(): ResourceType(name, tuple(templates), self._sets[keys])
            for name, (templates, keys) in self._content["types"].items()
        }

    def action(self, verb: str) -> Action | None:
        return self.require(verb) if verb in self._spelling else None

    def require(self, verb: str) -> Action:
        if verb not in self._actions:
            name = self._spelling[verb]
            level, uses, keys, dependents = self._content["actions"][name]
            self._actions[verb] = Action(
                f"{self._prefix}:{name}",
                AccessLevel(level),
                tuple(ResourceUse(each, bool(required), self._sets[own]) for each, required, own in uses),
                self._sets[keys],
                tuple(dependents),
            )
        return self._actions[verb]

    def everything(self) -> ServiceActions:
        actions = tuple(map(self.require, self.verbs))
        return ServiceActions(self._prefix, actions, tuple(self.types.values()), self.keys.every)

    def types_of(self, action: Action) -> Iterator[ResourceType]:
        return (self.types[use.name.lower()] for use in action.resource_types)

    def fits(self, action: Action, kind: ResourceType, arn: str) -> bool:
        if not kind.arn_templates:
            return True  # nobody says what its ARNs look like
        return any(may_fit(template, self._bar(action, template), arn) for template in kind.arn_templates)

    def _bar(self, action: Action, template: str) -> str:
        """`/` where any type of the service goes on with it, `:` where a type of the same action does.

        Lambda's actions take `function:NAME:ALIAS` for a function, logs' take `log-group:NAME:*` for a log group.
        """
        if (action.name, template) not in self._barred:
            all_types = (each for kind in self.types.values() for each in kind.arn_templates)
            same_action = (each for kind in self.types_of(action) for each in kind.arn_templates)
            self._barred[action.name, template] = barred_at_end(template, "/", all_types) + barred_at_end(
                template, ":", same_action
            )
        return self._barred[action.name, template]
