"""APIs in Terraform, where an integration is a resource beside its method, and limits beside their stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.unit.adapters.iac.terraform.plans import KNOWN_AFTER_APPLY, plan, properties, read, resource

from modelkeep.adapters.iac.resource import Unknown
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.kinds.apigateway import HttpApiRoute, RestApiMethod, RestStage

API = resource(
    "aws_api_gateway_rest_api.a", {"name": "a", "id": KNOWN_AFTER_APPLY, "root_resource_id": KNOWN_AFTER_APPLY}
)
OF_API = {"rest_api_id": ["aws_api_gateway_rest_api.a.id", "aws_api_gateway_rest_api.a"]}
FUNCTION = resource("aws_lambda_function.f", {"function_name": "f", "invoke_arn": KNOWN_AFTER_APPLY})


def rows(kind: type[Any], *resources: Any) -> Sequence[Any]:
    return [each for each in rows_of(read(plan(*resources)).resources) if isinstance(each, kind)]


def part(name: str, under: str) -> Any:
    refers = OF_API | {"parent_id": [under]}
    return resource(
        f"aws_api_gateway_resource.{name}",
        {"rest_api_id": KNOWN_AFTER_APPLY, "parent_id": KNOWN_AFTER_APPLY, "path_part": name, "id": KNOWN_AFTER_APPLY},
        refers=refers,
    )


def on(address: str, at: str, values: dict[str, Any], **refers: list[str]) -> Any:
    """A method, or its integration."""
    values = {"rest_api_id": KNOWN_AFTER_APPLY, "resource_id": KNOWN_AFTER_APPLY, **values}
    return resource(address, values, refers=OF_API | {"resource_id": [at]} | refers)


MODELS, ASK = (
    part("models", "aws_api_gateway_rest_api.a.root_resource_id"),
    part("ask", "aws_api_gateway_resource.models.id"),
)
METHODS = [
    on("aws_api_gateway_method.m", "aws_api_gateway_resource.ask.id", {"http_method": "POST", "authorization": "NONE"}),
    on(
        "aws_api_gateway_method.n",
        "aws_api_gateway_rest_api.a.root_resource_id",
        {"http_method": "GET", "authorization": "AWS_IAM"},
    ),
]


def integration(method: Any, **refers: list[str]) -> Any:
    values = {"http_method": method, "type": "AWS_PROXY", "uri": KNOWN_AFTER_APPLY}
    at = refers.pop("at", ["aws_api_gateway_resource.ask.id"])[0]
    return on("aws_api_gateway_integration.i", at, values, uri=["aws_lambda_function.f.invoke_arn"], **refers)


def told(*resources: Any) -> dict[str, tuple[Any, ...]]:
    found = rows(RestApiMethod, API, MODELS, ASK, FUNCTION, *METHODS, *resources)
    return {
        each.http_method: (each.path, each.authorization_type, each.integration_type, each.integration_uri)
        for each in found
    }


def test_an_integration_is_that_of_its_method() -> None:
    function = "arn:aws:lambda:eu-west-1:000000000000:function:f"
    uri = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{function}/invocations"
    assert told(integration("POST")) == {
        "POST": ("/models/ask", "NONE", "AWS_PROXY", uri), "GET": ("/", "AWS_IAM", "", ""),
    }  # fmt: skip


def test_an_integration_of_a_method_that_is_not_known_may_be_that_of_any() -> None:
    unknown = told(integration(KNOWN_AFTER_APPLY, http_method=["random_id.x.hex"]))
    assert unknown == {"POST": ("/models/ask", "NONE", None, None), "GET": ("/", "AWS_IAM", "", "")}
    nowhere = told(integration("GET", at=["local.somewhere"]))
    assert nowhere == {"POST": ("/models/ask", "NONE", "", ""), "GET": ("/", "AWS_IAM", None, None)}


def test_of_an_api_that_exists_the_root_is_told_by_its_id() -> None:
    api = resource("aws_api_gateway_rest_api.a", {"name": "a", "id": "abc", "root_resource_id": "top"})
    of_api = {"rest_api_id": "abc"}
    below = resource("aws_api_gateway_resource.r", {**of_api, "id": "x1", "parent_id": "top", "path_part": "ask"})
    values = {"id": "agm-abc-x1-PUT", "resource_id": "x1", "http_method": "PUT", "authorization": "NONE"}
    method = resource("aws_api_gateway_method.m", of_api | values)
    assert [each.path for each in rows(RestApiMethod, api, below, method)] == ["/ask"]


def stage(*more: Any) -> Any:
    values = {"rest_api_id": KNOWN_AFTER_APPLY, "stage_name": "prod", "arn": KNOWN_AFTER_APPLY}
    (found,) = rows(RestStage, API, resource("aws_api_gateway_stage.s", values, refers=OF_API), *more)
    return found


def settings(path: Any, name: Any = "prod", **limits: Any) -> Any:
    values = {"stage_name": name, "method_path": path}
    computed = {key: ["random_id.x.hex"] for key, value in values.items() if value is KNOWN_AFTER_APPLY}
    values |= {"rest_api_id": KNOWN_AFTER_APPLY, "settings": [limits]}
    return resource("aws_api_gateway_method_settings.s", values, refers=OF_API | computed)


@pytest.mark.parametrize(
    ("more", "rate"),
    [
        ([], -1),
        ([settings("*/*", throttling_rate_limit=50)], 50),
        ([settings("ask/POST", throttling_rate_limit=50)], -1),
        ([settings("*/*", "test", throttling_rate_limit=50)], -1),
        ([settings(KNOWN_AFTER_APPLY, throttling_rate_limit=50)], None),
        ([settings("*/*", KNOWN_AFTER_APPLY, throttling_rate_limit=50)], None),
    ],
)
def test_settings_of_all_methods_are_the_stages(more: list[Any], rate: float | None) -> None:
    assert stage(*more).throttling_rate_limit == rate


def test_a_web_acl_before_a_stage() -> None:
    values = {"resource_arn": KNOWN_AFTER_APPLY, "web_acl_arn": "arn:acl"}
    known = resource(
        "aws_wafv2_web_acl_association.w", values, refers={"resource_arn": ["aws_api_gateway_stage.s.arn"]}
    )
    computed = resource("aws_wafv2_web_acl_association.w", values, refers={"resource_arn": ["local.x", "local.y"]})
    assert (stage().web_acl_arn, stage(known).web_acl_arn, stage(computed).web_acl_arn) == ("", "arn:acl", None)


def test_what_a_document_says_is_open() -> None:
    put = resource("aws_api_gateway_rest_api_put.p", {"rest_api_id": KNOWN_AFTER_APPLY, "body": "{}"}, refers=OF_API)
    found = properties(read(plan(API, put)))["aws_api_gateway_rest_api.a"]
    assert found["Body"] == "{}"


def test_a_routes_target_is_an_integration() -> None:
    api = resource("aws_apigatewayv2_api.h", {"name": "h", "protocol_type": "HTTP", "id": KNOWN_AFTER_APPLY})
    of_api = {"api_id": ["aws_apigatewayv2_api.h.id"]}
    values = {"api_id": KNOWN_AFTER_APPLY, "id": KNOWN_AFTER_APPLY}
    to = resource("aws_apigatewayv2_integration.i", {**values, "integration_type": "AWS_PROXY"}, refers=of_api)
    route = {**values, "route_key": "POST /ask", "authorization_type": "NONE", "target": KNOWN_AFTER_APPLY}
    refers = of_api | {"target": ["aws_apigatewayv2_integration.i.id", "aws_apigatewayv2_integration.i"]}
    (found,) = rows(HttpApiRoute, api, to, resource("aws_apigatewayv2_route.r", route, refers=refers))
    assert (found.integration_id, found.authorization_type) == ("aws_apigatewayv2_integration.i", "NONE")
    assert not isinstance(found.integration_id, Unknown)
