"""APIs as templates have them: methods and routes are resources of their own."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.adapters.iac.made import PARAMETER, made, of, open_tables

from modelkeep.core.kinds.apigateway import (
    HttpApi,
    HttpApiIntegration,
    HttpApiRoute,
    RestApiAuthorizer,
    RestApiMethod,
    RestStage,
    UsagePlan,
    UsagePlanApiStage,
)

REST, STAGE, ASSOCIATION = "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::WAFv2::WebACLAssociation"


def test_a_method_has_the_path_of_the_resources_above_it() -> None:
    rows = made(
        Api=(REST, {}),
        Models=("AWS::ApiGateway::Resource", {"RestApiId": "Api", "ParentId": "Api/root", "PathPart": "models"}),
        One=("AWS::ApiGateway::Resource", {"RestApiId": "Api", "ParentId": "Models", "PathPart": "{id}"}),
        Ask=(
            "AWS::ApiGateway::Method",
            {"RestApiId": "Api", "ResourceId": "One", "HttpMethod": "POST", "AuthorizationType": "NONE"},
        ),
        Root=(
            "AWS::ApiGateway::Method",
            {"RestApiId": "Api", "ResourceId": "Api/root", "HttpMethod": "GET", "ApiKeyRequired": "true"},
        ),
        Lost=("AWS::ApiGateway::Method", {"RestApiId": "Api", "ResourceId": PARAMETER, "HttpMethod": "PUT"}),
        Who=("AWS::ApiGateway::Authorizer", {"RestApiId": "Api", "ProviderARNs": ["arn:pool"]}),
    )
    found = {
        each.http_method: (each.path, each.authorization_type, each.api_key_required)
        for each in of(rows, RestApiMethod)
    }
    assert found == {"POST": ("/models/{id}", "NONE", False), "GET": ("/", None, True), "PUT": (None, None, False)}
    assert [each.user_pool_arn for each in of(rows, RestApiAuthorizer)] == ["arn:pool"]


def test_what_an_openapi_document_holds_is_left_open() -> None:
    assert open_tables(made(Api=(REST, {"Body": {"paths": {}}}))) == {"apigateway_rest_api_method"}
    assert open_tables(made(Api=("AWS::ApiGatewayV2::Api", {"Target": "arn:function"}))) == {
        "apigatewayv2_api_route", "apigatewayv2_api_integration",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("target", "acl"),
    [
        ("arn:aws:apigateway:eu-west-1::/restapis/Api/stages/prod", "arn:acl"),
        ("arn:aws:apigateway:eu-west-1::/restapis/Api/stages/test", ""),
        (PARAMETER, None),
    ],
)
def test_a_web_acl_is_put_before_a_stage(target: Any, acl: str | None) -> None:
    stage = {"RestApiId": "Api", "StageName": "prod"}
    rows = made(Api=(REST, {}), S=(STAGE, stage), A=(ASSOCIATION, {"ResourceArn": target, "WebACLArn": "arn:acl"}))
    (found,) = of(rows, RestStage)
    assert (found.web_acl_arn, found.rest_api_id, found.stage_name) == (acl, "Api", "prod")


@pytest.mark.parametrize(
    ("settings", "rate"),
    [
        (None, -1),
        ([{"ResourcePath": "/*", "HttpMethod": "*", "ThrottlingRateLimit": "10.5"}], 10.5),
        ([{"ResourcePath": "/ask", "HttpMethod": "*", "ThrottlingRateLimit": 10}], -1),
        ([{"ResourcePath": PARAMETER, "HttpMethod": "*", "ThrottlingRateLimit": 10}], None),
        (PARAMETER, None),
    ],
)
def test_a_stage_limits_all_of_its_methods(settings: Any, rate: float | None) -> None:
    (found,) = of(made(S=(STAGE, {"StageName": "prod", "MethodSettings": settings})), RestStage)
    assert found.throttling_rate_limit == rate


def test_a_usage_plan_limits_its_stages() -> None:
    plan = {"Throttle": {"RateLimit": 5}, "Quota": PARAMETER, "ApiStages": [{"ApiId": "Api", "Stage": "prod"}]}
    rows = made(P=("AWS::ApiGateway::UsagePlan", plan))
    assert [(p.throttle_rate_limit, p.throttle_burst_limit, p.quota_limit) for p in of(rows, UsagePlan)] == [
        (5.0, -1, None)
    ]
    assert [(each.api_id, each.stage) for each in of(rows, UsagePlanApiStage)] == [("Api", "prod")]


def test_routes_ask_nobody_unless_they_say_so() -> None:
    rows = made(
        Api=("AWS::ApiGatewayV2::Api", {"ProtocolType": "HTTP"}),
        I=(
            "AWS::ApiGatewayV2::Integration",
            {"ApiId": "Api", "IntegrationType": "AWS_PROXY", "IntegrationUri": PARAMETER},
        ),
        R=("AWS::ApiGatewayV2::Route", {"ApiId": "Api", "RouteKey": "POST /ask", "Target": "integrations/I"}),
        Q=("AWS::ApiGatewayV2::Route", {"ApiId": "Api", "RouteKey": "GET /", "AuthorizationType": PARAMETER}),
    )
    assert [each.api_id for each in of(rows, HttpApi)] == ["Api"]
    assert [(each.integration_id, each.integration_uri) for each in of(rows, HttpApiIntegration)] == [("I", None)]
    assert {each.route_key: (each.authorization_type, each.integration_id) for each in of(rows, HttpApiRoute)} == {
        "POST /ask": ("NONE", "I"), "GET /": (None, ""),
    }  # fmt: skip
