"""Rules about resources: ARNs that no action of their statement works on.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.core.policy import Elements
from modelkeep.core.verdict import Severity
from modelkeep.engines.access.actions import Action
from modelkeep.engines.access.lint.subject import GRANTING, PolicyKind, Rule, Spot, Subject
from modelkeep.engines.access.patterns import covers, has_wildcard

_SHOWN = 3


def _never_fits(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.numbered:
        if not each.resources:
            continue
        verb = "allows" if each.effect == "Allow" else "denies"
        for path, action in subject.spelt_out(each):
            why = _why_never(subject, each, action)
            if why:
                yield Spot(f"the statement never {verb} {action.name}: {why}", at, path)
        for place, name in enumerate(each.actions):
            known = subject.table.matching(name) if has_wildcard(name) else ()
            if known and all(_why_never(subject, each, action) for action in known):
                why = "none of the actions that it means works on these resources"
                yield Spot(f"the statement never {verb} {name}: {why}", at, ("Action", place))


def _why_never(subject: Subject, each: Elements, action: Action) -> str:
    if action.wildcard_only:
        return "" if any(covers(pattern, "*") for pattern in each.resources) else "only * as Resource stands for it"
    if any(subject.table.resource_types_of(action, pattern) for pattern in each.resources):
        return ""
    known = {use.name: subject.table.resource_type(action.service, use.name) for use in action.resource_types}
    forms = [template for kind in known.values() if kind is not None for template in kind.arn_templates]
    return f"it works on {' or '.join(forms[:_SHOWN])}{' or others' if len(forms) > _SHOWN else ''}"


def _all_but(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.allows:
        if each.not_resources:
            yield Spot("allowed is every resource but those listed, and whatever is made later", at, ("NotResource",))


RULES = (
    Rule(
        id="resource-never-fits",
        severity=Severity.HIGH,
        title="An action with resources that it does not work on",
        remedy="Give the action resources of its own type, in a statement of its own where others need other ones.",
        find=_never_fits,
        kinds=frozenset(PolicyKind) - {PolicyKind.TRUST},
    ),
    Rule(
        id="allow-not-resource",
        severity=Severity.MEDIUM,
        title="Allow with NotResource",
        remedy="List the resources that are needed under Resource, or make it a Deny.",
        find=_all_but,
        kinds=GRANTING | {PolicyKind.BOUNDARY},
    ),
)
