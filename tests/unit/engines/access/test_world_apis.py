"""APIs in front of models: how an API's policy and what it asks of its callers go together.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.engines.access.rows import BOB, OURS, PARTNER, TRAINER, document, outcome, role, user, world

from modelkeep.core.kinds.apigateway import (
    HttpApi,
    HttpApiAuthorizer,
    HttpApiIntegration,
    HttpApiRoute,
    RestApi,
    RestApiAuthorizer,
    RestApiMethod,
    RestApiPolicyStatement,
)
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row
from modelkeep.engines.access.asking.explaining import explain
from modelkeep.engines.access.asking.exposure import Outsider, exposed
from modelkeep.engines.access.asking.ground import Ground, KnownResource
from modelkeep.engines.access.asking.question import ask
from modelkeep.engines.access.asking.who_can import who_can
from modelkeep.engines.access.crowd import Crowd

INVOKE = "execute-api:Invoke"
API = "arn:aws:apigateway:eu-west-1::/restapis/abc"
HTTP = "arn:aws:apigateway:eu-west-1::/apis/abc"
CALLED = f"arn:aws:execute-api:eu-west-1:{OURS}:abc"
SCORE = f"{CALLED}/live/POST/score"
MAY = document("Allow", INVOKE)
MAY_NOT = document("Deny", INVOKE)
POOL = "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_X"


def by_policy(effect: str, principal: Any = "*", **more: Any) -> dict[str, Any]:
    return document(effect, INVOKE, "execute-api:/*", Principal=principal, **more)


def rest(kind: str | None, *documents: Any, key: bool = False, private: bool = False, **of_method: Any) -> list[Row]:
    """An API with one method, POST /score."""
    method: dict[str, Any] = {
        "path": "/score",
        "http_method": "POST",
        "api_key_required": key,
        "integration_type": "AWS",
        **of_method,
    }
    where: dict[str, Any] = {"account": OURS, "region": "eu-west-1"}
    types = ("PRIVATE",) if private else ("REGIONAL",)
    return [
        RestApi(arn=API, rest_api_id="abc", name="scoring", endpoint_types=types, tags={}, **where),
        RestApiMethod(arn=API, authorization_type=kind, **where, **method),
        RestApiAuthorizer(arn=API, user_pool_arn=POOL, **where),
        *(row for each in documents for row in statements(RestApiPolicyStatement, API, "", each)),
    ]


@pytest.mark.parametrize(
    ("own", "policy", "at_home", "across"),
    [
        (MAY, by_policy("Allow"), "allowed", "allowed"),
        (MAY, None, "allowed", "implicit_deny"),
        (MAY, by_policy("Deny"), "explicit_deny", "explicit_deny"),
        (None, by_policy("Allow"), "allowed", "implicit_deny"),
        (None, None, "implicit_deny", "implicit_deny"),
        (None, by_policy("Deny"), "explicit_deny", "explicit_deny"),
        (MAY_NOT, by_policy("Allow"), "explicit_deny", "explicit_deny"),
        (MAY_NOT, None, "explicit_deny", "explicit_deny"),
    ],
)
def test_signed_requests_by_the_tables_of_outcomes(own: Any, policy: Any, at_home: str, across: str) -> None:
    documents = [] if own is None else [own]
    here = world(
        role(TRAINER, *documents), role(PARTNER, *documents), rest("AWS_IAM", *([] if policy is None else [policy]))
    )
    assert outcome(here, TRAINER, INVOKE, SCORE) == at_home
    assert outcome(here, PARTNER, INVOKE, SCORE) == across
    assert outcome(here, "anonymous", INVOKE, SCORE) in ("implicit_deny", "explicit_deny")


@pytest.mark.parametrize(
    ("kind", "policy", "expected", "condition"),
    [
        ("NONE", None, "allowed", ""),
        ("NONE", by_policy("Allow"), "allowed", ""),
        ("NONE", by_policy("Allow", {"AWS": TRAINER}), "implicit_deny", ""),
        ("NONE", by_policy("Deny"), "explicit_deny", ""),
        ("CUSTOM", None, "allowed_if", "its Lambda authoriser lets the caller in"),
        ("CUSTOM", by_policy("Allow", {"AWS": TRAINER}), "allowed_if", "its Lambda authoriser lets the caller in"),
        ("CUSTOM", by_policy("Deny"), "explicit_deny", ""),
        ("COGNITO_USER_POOLS", None, "allowed_if", f"the caller has a token of {POOL}"),
        ("COGNITO_USER_POOLS", by_policy("Allow"), "allowed_if", f"the caller has a token of {POOL}"),
        ("COGNITO_USER_POOLS", by_policy("Allow", {"AWS": TRAINER}), "implicit_deny", ""),
        ("COGNITO_USER_POOLS", by_policy("Deny"), "explicit_deny", ""),
    ],
)
def test_without_a_signature_nobody_is_known_by_name(kind: str, policy: Any, expected: str, condition: str) -> None:
    here = world(role(TRAINER, MAY), user(BOB, MAY_NOT), rest(kind, *([] if policy is None else [policy])))
    for who in (TRAINER, BOB, "anonymous"):
        assert outcome(here, who, INVOKE, SCORE) == expected
    if condition:
        assert here.decide(TRAINER, INVOKE, SCORE).condition == condition
    holders = [each.principal.name for each in here.who_can(INVOKE, SCORE)]
    assert holders == (["anonymous"] if expected.startswith("allowed") else [])
    assert [each.principal.name for each in Crowd(here).who_can(INVOKE, SCORE)] == holders


def test_what_was_not_read_of_an_api_is_unknown() -> None:
    here = world(role(TRAINER), rest("AWS_IAM"), denied=["apigateway:GetResources"])
    assert outcome(here, TRAINER, INVOKE, SCORE) == "unknown"
    assert outcome(here, "anonymous", INVOKE, SCORE) == "unknown"
    assert [each.where for each in here.unread if each.what == "authorisers of an API"] == [API]
    assert outcome(world(role(TRAINER), rest(None)), "anonymous", INVOKE, SCORE) == "unknown"
    assert outcome(world(role(TRAINER)), TRAINER, INVOKE, SCORE) == "unknown"


def test_keys_and_private_apis_ask_for_more() -> None:
    keyed = world(role(TRAINER), rest("NONE", key=True)).decide("anonymous", INVOKE, SCORE)
    assert keyed.condition == "the caller sends an API key of it"
    private = world(role(TRAINER), rest("NONE", private=True)).decide("anonymous", INVOKE, SCORE)
    assert "aws:SourceVpce" in private.condition


def test_each_method_has_its_own_authoriser_and_the_most_specific_one_counts() -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html"""
    more = [
        *rest("NONE", path="/{proxy+}", http_method="ANY")[1:2],
        *rest("CUSTOM", path="/jobs/{id}", http_method="GET")[1:2],
        *rest("NONE", http_method="OPTIONS", integration_type="MOCK")[1:2],
    ]
    here = world(role(TRAINER, MAY), role(PARTNER), rest("AWS_IAM"), more)
    assert outcome(here, "anonymous", INVOKE, SCORE) == "explicit_deny"
    assert outcome(here, TRAINER, INVOKE, SCORE) == "allowed"
    assert outcome(here, "anonymous", INVOKE, f"{CALLED}/live/GET/score") == "allowed"
    assert outcome(here, "anonymous", INVOKE, f"{CALLED}/live/OPTIONS/score") == "allowed"
    assert outcome(here, "anonymous", INVOKE, f"{CALLED}/live/GET/jobs/7") == "allowed_if"
    assert outcome(here, "anonymous", INVOKE, f"{CALLED}/live/GET/jobs/7/8") == "allowed"
    assert outcome(here, "anonymous", INVOKE, f"{CALLED}/*") == "unknown"
    assert [each.label for each in here.fronts] == ["POST /score", "ANY /{proxy+}", "GET /jobs/{id}"]
    assert outcome(here, "anonymous", INVOKE, f"{CALLED}/*/POST/score") == "explicit_deny"


def http(kind: str, protocol: str = "HTTP", route: str = "POST /score") -> list[Row]:
    where: dict[str, Any] = {"account": OURS, "region": "eu-west-1", "arn": HTTP}
    return [
        HttpApi(api_id="abc", name="light", protocol_type=protocol, tags={}, **where),
        HttpApiRoute(
            route_key=route, authorization_type=kind, api_key_required=False, integration_id="i", **where
        ),
        HttpApiIntegration(integration_id="i", integration_type="AWS_PROXY", **where),
        HttpApiAuthorizer(jwt_issuer="https://id.example", **where),
    ]  # fmt: skip


def test_http_apis() -> None:
    token = world(role(TRAINER, MAY), http("JWT")).decide(TRAINER, INVOKE, SCORE)
    assert token.condition == "the caller has a token of https://id.example"
    signed = world(role(TRAINER, MAY), role(PARTNER, MAY), http("AWS_IAM", route="$default"))
    assert [outcome(signed, who, INVOKE, SCORE) for who in (TRAINER, PARTNER)] == ["allowed", "implicit_deny"]
    assert outcome(world(role(TRAINER), http("NONE")), "anonymous", INVOKE, SCORE) == "allowed"


def test_of_a_websocket_api_only_its_beginning_asks_who_calls() -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html"""
    connect = f"{CALLED}/live/$connect"
    others = http("NONE", "WEBSOCKET", "$default")
    here = world(role(TRAINER, MAY), http("AWS_IAM", "WEBSOCKET", "$connect"), others[1:2])
    assert [outcome(here, who, INVOKE, connect) for who in (TRAINER, "anonymous")] == ["allowed", "explicit_deny"]
    assert outcome(world(role(TRAINER), others), "anonymous", INVOKE, connect) == "allowed"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("NONE", [Outsider.ANONYMOUS]),
        ("CUSTOM", [Outsider.LET_IN]),
        ("COGNITO_USER_POOLS", [Outsider.LET_IN]),
        ("AWS_IAM", []),
        (None, [Outsider.UNREAD]),
    ],
)
def test_what_is_open_to_the_outside(kind: str | None, expected: list[Outsider]) -> None:
    here = world(role(TRAINER, MAY), rest(kind))
    resources = {each.arn: KnownResource(arn=each.arn, kind="execute-api", account=OURS) for each in here.fronts}
    found = exposed(Ground(world=here, resources=resources))
    assert [each.kind for each in found.exposures] == expected
    assert found.is_complete is (kind is not None)
    assert found.asked == 1


def test_anybody_stands_for_all_where_nobody_is_told_from_another() -> None:
    here = world(role(TRAINER, MAY), user(BOB), rest("CUSTOM"))
    whole = f"{CALLED}/*"
    ground = Ground(world=here, resources={whole: KnownResource(arn=whole, name="scoring")})
    answer = who_can(ground, ask(ground, INVOKE, "scoring"))
    assert [(each.principal, each.condition) for each in answer.grants] == [
        ("anonymous", "its Lambda authoriser lets the caller in")
    ]
    assert answer.is_complete
    assert [each.arn for each in here.fronts] == [whole]
    bob = explain(ground, here.identity(BOB), ask(ground, INVOKE, SCORE))
    assert bob.parts[0].condition == "its Lambda authoriser lets the caller in"
