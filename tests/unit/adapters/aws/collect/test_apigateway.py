"""APIs: policies as API Gateway writes them, methods, limits."""

from __future__ import annotations

import json
from typing import Any

from modelkeep.adapters.aws.collect.apigateway import _methods, _rest_api, _rest_stage, _usage_plan
from modelkeep.core.kinds.apigateway import RestApi, RestApiPolicyStatement, UsagePlan

ROOT = "arn:aws:apigateway:us-east-1::"
POLICY = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*"}],
})  # fmt: skip


def effects(policy: str) -> list[str]:
    rows = _rest_api({"id": "a1", "name": "api", "policy": policy}, ROOT)
    return [row.effect for row in rows if isinstance(row, RestApiPolicyStatement)]


def test_a_policy_is_read_with_and_without_the_escapes_that_aws_adds() -> None:
    assert effects(POLICY) == ["Allow"]
    assert effects(POLICY.replace('"', '\\"').replace("/", "\\/")) == ["Allow"]


def test_a_policy_that_is_none_may_grant_anything() -> None:
    assert effects('{\\"Version') == ["Unparsed"]


def test_methods_come_with_their_authorization_and_integration() -> None:
    method: dict[str, Any] = {
        "authorizationType": "NONE",
        "apiKeyRequired": True,
        "methodIntegration": {"type": "AWS", "uri": "arn:aws:apigateway:us-east-1:runtime.sagemaker:path//endpoints/x"},
    }
    page = {"items": [{"path": "/"}, {"path": "/ask", "resourceMethods": {"POST": method, "OPTIONS": {}}}]}
    post, options = _methods("api", page)
    assert (post.path, post.http_method, post.authorization_type, post.api_key_required) == (
        "/ask",
        "POST",
        "NONE",
        True,
    )
    assert post.integration_type == "AWS"
    assert (options.authorization_type, options.integration_uri) == (None, "")


def test_limits_that_are_not_set_are_told_from_zero() -> None:
    api = RestApi(arn="api", name="api", rest_api_id="a1")
    assert _rest_stage({"stageName": "live"}, api).throttling_rate_limit == -1
    everything = {"stageName": "live", "methodSettings": {"*/*": {"throttlingRateLimit": 0.0}}}
    assert _rest_stage(everything, api).throttling_rate_limit == 0
    (plan,) = (row for row in _usage_plan({"id": "p", "name": "plan"}, ROOT) if isinstance(row, UsagePlan))
    assert (plan.throttle_rate_limit, plan.quota_limit) == (-1, -1)
