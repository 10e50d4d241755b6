"""The promise that symbolic answers rest on: what they say under a condition is what happens to each request that meets it."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.unit.engines.access.cases import ROOT, SESSION, THEIR_ROLE, USER, table

from modelkeep.engines.access.conditions import Compared, Present, fill
from modelkeep.engines.access.context import Context, lowered
from modelkeep.engines.access.decision import Decision, Outcome, Policies, Request, decide
from modelkeep.engines.access.normal import Alternative
from modelkeep.engines.access.patterns import matches
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.requests import request_of
from modelkeep.engines.access.statements import ResourceWithin, policy_of

Document = dict[str, Any]

TEXTS = st.sampled_from(["a", "ab", "b", "bob", ""])
PATTERNS = st.sampled_from(
    ["a", "a*", "*b", "?", "${aws:y}", "${aws:y}*", "${aws:username}", "${aws:y, 'a'}", "a${*}", "*"]
)
NUMBERS = st.sampled_from(["1", "2", "3", "1.0"])
DAYS = st.sampled_from(["2026-01-01", "2026-01-02T00:00:00Z", "1767225600"])
ADDRESSES = st.sampled_from(["10.0.0.1", "10.9.0.1", "192.168.0.1", "2001:db8::1"])
RANGES = st.sampled_from(["10.0.0.0/8", "10.0.0.0/16", "192.168.0.0/16", "::/0", "10.0.0.1"])
ARNS = st.sampled_from(["arn:aws:s3:::a", "arn:aws:sns:eu-west-1:1:a"])
ARN_PATTERNS = st.sampled_from(["arn:aws:s3:::*", "arn:aws:s3:::a", "arn:*:*:*:*:a", "arn:aws:s3:::${aws:y}"])
BOOLEANS = st.sampled_from(["true", "false"])

FAMILIES = {
    "aws:x": (TEXTS, TEXTS, ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase")),
    "aws:y": (TEXTS, PATTERNS, ("StringEquals", "StringLike", "StringNotLike", "StringNotEqualsIgnoreCase")),
    "aws:number": (
        NUMBERS,
        NUMBERS,
        ("NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals"),
    ),
    "aws:day": (DAYS, DAYS, ("DateEquals", "DateNotEquals", "DateLessThan", "DateGreaterThanEquals")),
    "aws:address": (ADDRESSES, RANGES, ("IpAddress", "NotIpAddress")),
    "aws:arn": (ARNS, ARN_PATTERNS, ("ArnEquals", "ArnLike", "ArnNotLike")),
    "aws:flag": (BOOLEANS, BOOLEANS, ("Bool",)),
}
SEVERAL = "aws:tagkeys"
"""The one key here of which a request may hold several values."""


@st.composite
def conditions(draw: st.DrawFn) -> Document:
    """A Condition element of up to two conditions."""
    block: Document = {}
    for _ in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(["single", "single", "single", "several", "null"]))
        if kind == "null":
            block.setdefault("Null", {})[draw(st.sampled_from([*FAMILIES, SEVERAL]))] = draw(BOOLEANS)
        elif kind == "several":
            operator = draw(st.sampled_from(["ForAllValues", "ForAnyValue"])) + ":"
            operator += draw(st.sampled_from(["StringEquals", "StringNotEquals", "StringLike", "StringEqualsIfExists"]))
            block.setdefault(operator, {})[SEVERAL] = draw(st.lists(PATTERNS, min_size=1, max_size=2))
        else:
            key = draw(st.sampled_from(list(FAMILIES)))
            _, wanted, operators = FAMILIES[key]
            operator = draw(st.sampled_from(operators)) + draw(st.sampled_from(["", "", "IfExists"]))
            block.setdefault(operator, {})[key] = draw(st.lists(wanted, min_size=1, max_size=2))
    return block


RESOURCES = st.sampled_from(
    ["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/a*", "arn:aws:s3:::b/${aws:y}", "arn:aws:s3:::c/*"]
)
ENDPOINT_PRINCIPALS: tuple[Document, ...] = (
    {"Principal": "*"}, {"Principal": {"AWS": USER}}, {"Principal": {"AWS": SESSION}}, {"Principal": {"AWS": THEIR_ROLE}},
    {"NotPrincipal": {"AWS": [USER, ROOT]}}, {"Principal": {"Service": "sagemaker.amazonaws.com"}},
)  # fmt: skip
"""An endpoint's policy that names an account is unknown in both modes: whether the endpoint is a gateway is no matter of the request."""
PRINCIPALS: tuple[Document, ...] = (*ENDPOINT_PRINCIPALS, {"Principal": {"AWS": ROOT}})


@st.composite
def documents(draw: st.DrawFn, principals: tuple[Document, ...]) -> Document:
    """A policy of one or two statements, which name one of these principals each."""
    statements = []
    for _ in range(draw(st.integers(1, 2))):
        statement: Document = {"Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])), "Action": "s3:*"}
        statement[draw(st.sampled_from(["Resource", "Resource", "NotResource"]))] = draw(RESOURCES)
        if block := draw(conditions()):
            statement["Condition"] = block
        statements.append({**statement, **(draw(st.sampled_from(principals)) if principals else {})})
    return {"Version": draw(st.sampled_from(["2012-10-17", "2012-10-17", "2008-10-17"])), "Statement": statements}


@st.composite
def policies(draw: st.DrawFn) -> Policies:
    """Policies of all kinds; limits are mostly absent, so that something is left."""

    def level(principals: tuple[Document, ...], at_most: int) -> tuple[Any, ...]:
        found = draw(st.lists(documents(principals), max_size=at_most))
        return tuple(policy_of(f"p{at}", each, of_resource=bool(principals)) for at, each in enumerate(found))

    everything = policy_of("all", {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    return Policies(
        identity=level((), 3),
        boundary=level((), 1),
        session=level((), 1),
        resource=level(PRINCIPALS, 2),
        scp=((everything, *level((), 1)),) if draw(st.booleans()) else (),
        rcp=(level(PRINCIPALS, 1),) if draw(st.booleans()) else (),
        endpoint=level(ENDPOINT_PRINCIPALS, 1) if draw(st.integers(0, 3)) == 0 else (),
    )


@st.composite
def contexts(draw: st.DrawFn) -> Document:
    """A value, or its absence, for every key that policies here ask for."""
    found: Document = {}
    for key, (values, _, _) in FAMILIES.items():
        found[key] = draw(st.none() | values)
    found[SEVERAL] = draw(st.none() | st.lists(TEXTS, max_size=3))
    return found


def fits(ways: tuple[Alternative, ...], request: Request) -> bool:
    """Whether a request meets a condition."""
    return any(all(_holds(atom, request) is holds for atom, holds in way) for way in ways)


def _holds(atom: Any, request: Request) -> bool:
    if isinstance(atom, Compared | Present):
        found = atom.settled(request.context)
    else:
        assert isinstance(atom, ResourceWithin)
        pattern = fill(atom.pattern, request.context)
        found = isinstance(pattern, str) and matches(pattern, request.resource)
    assert isinstance(found, bool)
    return found


CALLERS = st.sampled_from([USER, SESSION, THEIR_ROLE, ROOT, "anonymous", "sagemaker.amazonaws.com"])
ACCOUNT = USER.split(":")[4]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(CALLERS, policies(), contexts(), st.data())
def test_a_request_is_allowed_exactly_where_it_meets_the_condition(
    caller: str, given_policies: Policies, context: Document, data: st.DataObject
) -> None:
    who = principal_of(caller)
    resource = data.draw(st.sampled_from(["arn:aws:s3:::b/a", "arn:aws:s3:::b/bob", "arn:aws:s3:::c/x"]), "resource")
    asked = data.draw(st.sampled_from([resource, f"{resource[:15]}*"]), "resources asked for")
    known = lowered({key: context[key] for key in data.draw(st.sets(st.sampled_from(list(context))), "known keys")})

    def found(on: str, of: Context) -> tuple[Request, Decision]:
        request = request_of(table(), who, "s3:GetObject", on, of, account=ACCOUNT)
        return request, decide(request, given_policies)

    request, exact = found(resource, Context(lowered(context), strict=True))
    _, symbolic = found(asked, Context(known, strict=False))
    assert exact.outcome in (Outcome.ALLOWED, Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY)
    assume(symbolic.outcome is not Outcome.ALLOWED_IF or symbolic.alternatives)
    met = symbolic.outcome is Outcome.ALLOWED or fits(symbolic.alternatives, request)
    assert met is (exact.outcome is Outcome.ALLOWED), (symbolic.outcome, symbolic.condition, exact)
