"""Rules about actions: those that nobody knows, and those that mean more than was thought of."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from modelkeep.core.policy import Elements
from modelkeep.core.verdict import Severity
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.lint.subject import GRANTING, Path, PolicyKind, Rule, Spot, Subject
from modelkeep.engines.access.patterns import covers, has_wildcard, matcher

_PASS_ROLE = "iam:passrole"  # noqa: S105  # an action
_PASSED_TO = "iam:passedtoservice"
_CLOSE = 3


def _named(subject: Subject) -> Iterator[tuple[int, Path, str]]:
    for at, each in subject.numbered:
        for element, names in (("Action", each.actions), ("NotAction", each.not_actions)):
            for place, name in enumerate(names):
                yield at, (element, place), name


def _blanks(subject: Subject) -> Iterator[Spot]:
    for at, path, name in _named(subject):
        if "".join(name.split()) != name:
            yield Spot(f"the action {name!r} holds blanks, which AWS does not say that it ignores", at, path)


def _unknown(subject: Subject) -> Iterator[Spot]:
    table = subject.table
    for at, path, written in _named(subject):
        name = "".join(written.split())
        if name == "*" or table.matching(name):
            continue
        spot = f"the action table of {table.date} knows no {name}"
        others = () if has_wildcard(name) else table.actions_of_operation(name)
        if others:
            names = " and ".join(each.name for each in others)
            yield Spot(f"{spot}: that operation is authorised by {names}", at, path, f"Write {names} instead.")
            continue
        close = _close(table, name)
        maybe = f"Did you mean {' or '.join(close)}? " if close else ""
        yield Spot(spot, at, path, f"{maybe}AWS may have it since: `modelkeep actions update` takes a newer table.")


def _close(table: ActionTable, name: str) -> list[str]:
    prefix, colon, verb = name.lower().partition(":")
    if colon and table.knows_service(prefix):
        known = {each.name.lower(): each.name for each in table.matching(f"{prefix}:*")}
        return [known[each] for each in get_close_matches(name.lower(), known, _CLOSE)]
    return [f"{each}:{verb or '*'}" for each in get_close_matches(prefix, table.services, _CLOSE)]


def _all_but(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.allows:
        if each.not_actions:
            listed = ", ".join(each.not_actions[:_CLOSE]) + (", ..." if len(each.not_actions) > _CLOSE else "")
            yield Spot(f"allowed is everything but {listed}, and whatever AWS adds", at, ("NotAction",))


def _everything(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.allows:
        if not each.conditions and "*" in each.resources and any(name in ("*", "*:*") for name in each.actions):
            yield Spot("every action on every resource is allowed", at, ("Action",))


def _passes_roles(each: Elements) -> bool:
    if each.not_actions:
        return not any(matcher(name.lower())(_PASS_ROLE) for name in each.not_actions)
    return any(matcher(name.lower())(_PASS_ROLE) for name in each.actions)


def _any_role(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.allows:
        if not _passes_roles(each) or each.not_resources:
            continue
        for place, pattern in enumerate(each.resources):
            if any(covers(pattern, f"arn:{part}:iam::111111111111:role/*") for part in ("aws", "aws-cn", "aws-us-gov")):
                yield Spot(f"any role can be passed: {pattern}", at, ("Resource", place))


def _any_service(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.allows:
        if _passes_roles(each) and not any(condition.key.lower() == _PASSED_TO for condition in each.conditions):
            yield Spot("roles can be passed to any service: iam:PassedToService is not asked for", at)


RULES = (
    Rule(
        id="unknown-action",
        severity=Severity.MEDIUM,
        title="An action that the action table does not know",
        remedy="Correct the name.",
        find=_unknown,
    ),
    Rule(
        id="blank-in-action",
        severity=Severity.MEDIUM,
        title="An action with blanks in its name",
        remedy="Remove the blanks.",
        find=_blanks,
    ),
    Rule(
        id="allow-not-action",
        severity=Severity.HIGH,
        title="Allow with NotAction",
        remedy="List the actions that are needed under Action, or make it a Deny.",
        find=_all_but,
        kinds=GRANTING | {PolicyKind.BOUNDARY},
    ),
    Rule(
        id="allow-everything",
        severity=Severity.HIGH,
        title="Everything is allowed",
        remedy="List what is needed; `modelkeep least-privilege` derives it from what was used.",
        find=_everything,
        kinds=frozenset({PolicyKind.IDENTITY}),
    ),
    Rule(
        id="pass-any-role",
        severity=Severity.HIGH,
        title="iam:PassRole on any role",
        remedy="Name the roles that are passed: whoever passes a role to a service acts with that role's permissions.",
        find=_any_role,
        kinds=frozenset({PolicyKind.IDENTITY}),
    ),
    Rule(
        id="pass-role-to-any-service",
        severity=Severity.MEDIUM,
        title="iam:PassRole without iam:PassedToService",
        remedy='Add the condition "StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"} with the service meant.',
        find=_any_service,
        kinds=frozenset({PolicyKind.IDENTITY}),
    ),
)
