"""Rules about the form of a document.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html and
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
"""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.core.policy import UNPARSED, Elements
from modelkeep.core.verdict import Severity
from modelkeep.engines.access.lint.subject import OF_RESOURCE, PolicyKind, Rule, Spot, Subject

_OLD = "2008-10-17"


def _malformed(subject: Subject) -> Iterator[Spot]:
    if not subject.statements:
        yield Spot("the document has no statements", None, ("Statement",))
    for at, each in enumerate(subject.statements):
        if each.effect == UNPARSED:
            yield Spot(f"the statement is not understood: {each.problem}", at)


def _old_version(subject: Subject) -> Iterator[Spot]:
    if any(each.version == _OLD for _, each in subject.numbered):
        yield Spot(f"the document is of version {_OLD}, or says none, which means the same", None, ("Version",))


def _variables(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.numbered:
        if each.version != _OLD:
            continue
        for name, values in (("Resource", each.resources), ("NotResource", each.not_resources)):
            for place, value in enumerate(values):
                if "${" in value:
                    yield Spot(f"{value} is compared as text: version {_OLD} knows no variables", at, (name, place))
        for condition in each.conditions:
            if any("${" in value for value in condition.values):
                message = f"the value of {condition.key} is compared as text: version {_OLD} knows no variables"
                yield Spot(message, at, ("Condition", condition.operator, condition.key))


def _duplicate_sids(subject: Subject) -> Iterator[Spot]:
    first: dict[str, int] = {}
    for at, each in subject.numbered:
        if each.sid and first.setdefault(each.sid, at) != at:
            yield Spot(f"the Sid {each.sid} is that of statement {first[each.sid]} too", at, ("Sid",))


def _misplaced(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.numbered:
        message = _out_of_place(each, subject.kind)
        if message:
            yield Spot(message, at)


def _out_of_place(each: Elements, kind: PolicyKind) -> str:
    names_principals = bool(each.principals or each.not_principals)
    names_resources = bool(each.resources or each.not_resources)
    found = ""
    if kind not in OF_RESOURCE and names_principals:
        found = f"a policy of kind {kind} has no principals: whoever it is attached to is meant"
    elif kind in OF_RESOURCE and not names_principals:
        found = f"a statement of a policy of kind {kind} names its principals"
    elif kind is PolicyKind.TRUST and names_resources:
        found = "a trust policy has no Resource: the role itself is meant"
    elif kind is not PolicyKind.TRUST and not names_resources:
        found = "the statement names no resource"
    elif kind is PolicyKind.RCP and (each.effect != "Deny" or each.principals != ("*",)):
        found = 'a resource control policy of your own only denies, with "Principal": "*"'
    return found


RULES = (
    Rule(
        id="malformed",
        severity=Severity.HIGH,
        title="The document or a statement does not follow the grammar of policies",
        remedy="Write it as the grammar has it; AWS refuses it as it is, and nothing of it could be judged.",
        find=_malformed,
    ),
    Rule(
        id="misplaced-element",
        severity=Severity.HIGH,
        title="An element is there or missing that this kind of policy cannot have or do without",
        remedy="Move the statement to a policy of the right kind, or say with --kind what this document is.",
        find=_misplaced,
    ),
    Rule(
        id="old-version",
        severity=Severity.LOW,
        title="The document is of the old version of the policy language",
        remedy='Write "Version": "2012-10-17".',
        find=_old_version,
    ),
    Rule(
        id="variable-in-old-version",
        severity=Severity.HIGH,
        title="A variable stands in a document whose version knows none",
        remedy='Write "Version": "2012-10-17".',
        find=_variables,
    ),
    Rule(
        id="duplicate-sid",
        severity=Severity.MEDIUM,
        title="Two statements have one Sid",
        remedy="Give each statement a Sid of its own; AWS refuses managed and inline policies otherwise.",
        find=_duplicate_sids,
    ),
)
