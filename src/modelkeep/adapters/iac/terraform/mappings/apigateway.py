"""APIs: a method's integration and a stage's settings for methods are resources of their own in Terraform."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.iac.resource import Unknown
from modelkeep.adapters.iac.terraform.mapping import Converted, pascal_case

_REST, _STAGE, _METHOD = "aws_api_gateway_rest_api", "aws_api_gateway_stage", "aws_api_gateway_method"
_HTTP = "AWS::ApiGatewayV2::"
_POLICY = frozenset({"policy"})


def _settings(found: dict[str, Any]) -> dict[str, Any]:
    """`path/METHOD` is two properties, and `*/*` is all methods (`/*` and `*` in CloudFormation)."""
    path = found.pop("MethodPath", None)
    if isinstance(path, str):
        resource, _, method = path.rpartition("/")
        return {**found, "ResourcePath": f"/{resource.lstrip('/')}", "HttpMethod": method}
    return {**found, "ResourcePath": path, "HttpMethod": path} if isinstance(path, Unknown) else found


def _of_api(noun: str, cfn_type: str, **more: Any) -> Converted:
    return Converted(tf_type=f"aws_apigatewayv2_{noun}", cfn_type=f"{_HTTP}{cfn_type}", **more)


CONVERSIONS = (
    Converted(
        tf_type=_REST,
        cfn_type="AWS::ApiGateway::RestApi",
        renames={"put_rest_api_mode": "Mode", "api_key_source": "ApiKeySourceType"},
        documents=_POLICY,
        computed=frozenset({"endpoint_configuration"}),
        gives={"root_resource_id": "RootResourceId"},
    ),
    Converted(
        tf_type="aws_api_gateway_rest_api_policy",
        cfn_type="AWS::ApiGateway::RestApi",
        documents=_POLICY,
        into=_REST,
        by=("rest_api_id",),
    ),
    Converted(
        tf_type="aws_api_gateway_rest_api_put",
        cfn_type="AWS::ApiGateway::RestApi",
        renames={"triggers": None},
        into=_REST,
        by=("rest_api_id",),
    ),
    Converted(tf_type="aws_api_gateway_resource", cfn_type="AWS::ApiGateway::Resource"),
    Converted(tf_type=_METHOD, cfn_type="AWS::ApiGateway::Method", renames={"authorization": "AuthorizationType"}),
    Converted(
        tf_type="aws_api_gateway_integration",
        cfn_type="AWS::ApiGateway::Method",
        renames={
            "timeout_milliseconds": "Integration.TimeoutInMillis",
            **{name: f"Integration.{pascal_case(name)}" for name in (
                "cache_key_parameters", "cache_namespace", "connection_id", "connection_type", "content_handling", "credentials",
                "integration_http_method", "passthrough_behavior", "request_parameters", "request_templates", "type", "uri",
            )},
            "tls_config": None,
        },
        refers=frozenset({"uri"}),
        into=_METHOD,
        by=("rest_api_id", "resource_id", "http_method"),
        together=True,
    ),
    Converted(
        tf_type="aws_api_gateway_authorizer",
        cfn_type="AWS::ApiGateway::Authorizer",
        renames={"provider_arns": "ProviderARNs", "identity_validation_expression": "IdentityValidationExpression"},
    ),
    Converted(
        tf_type=_STAGE,
        cfn_type="AWS::ApiGateway::Stage",
        renames={
            "access_log_settings": "AccessLogSetting",
            "canary_settings": "CanarySetting",
            "canary_settings.stage_variable_overrides": "StageVariableOverrides",
            "xray_tracing_enabled": "TracingEnabled",
        },
    ),
    Converted(
        tf_type="aws_api_gateway_method_settings",
        cfn_type="AWS::ApiGateway::Stage",
        renames={"settings": "", "settings.require_authorization_for_cache_control": None,
                 "settings.unauthorized_cache_control_header_strategy": None},
        into=_STAGE,
        by=("rest_api_id", "stage_name"),
        together=True,
        listed="MethodSettings",
        adjust=_settings,
    ),
    Converted(
        tf_type="aws_api_gateway_usage_plan",
        cfn_type="AWS::ApiGateway::UsagePlan",
        renames={
            "name": "UsagePlanName", "product_code": None, "quota_settings": "Quota", "throttle_settings": "Throttle",
            "api_stages.throttle": None,
        },
        several=frozenset({"api_stages"}),
    ),
    Converted(
        tf_type="aws_api_gateway_domain_name",
        cfn_type="AWS::ApiGateway::DomainName",
        renames=dict.fromkeys((
            "certificate_name", "certificate_body", "certificate_chain", "certificate_private_key", "regional_certificate_name", "policy",
        )),
        computed=frozenset({"endpoint_configuration"}),
    ),
    Converted(
        tf_type="aws_api_gateway_base_path_mapping",
        cfn_type="AWS::ApiGateway::BasePathMapping",
        renames={"api_id": "RestApiId", "stage_name": "Stage", "domain_name_id": None},
    ),
    _of_api("api", "Api"),
    _of_api("route", "Route", renames={"request_parameter": None}, refers=frozenset({"target"})),
    _of_api(
        "integration",
        "Integration",
        renames={"response_parameters": None, "timeout_milliseconds": "TimeoutInMillis"},
        refers=frozenset({"integration_uri"}),
    ),
    _of_api("authorizer", "Authorizer", renames={"identity_sources": "IdentitySource"}),
    _of_api("stage", "Stage", renames={"name": "StageName", "route_settings": None}),
    Converted(
        tf_type="aws_wafv2_web_acl_association",
        cfn_type="AWS::WAFv2::WebACLAssociation",
        renames={"web_acl_arn": "WebACLArn"},
    ),
)  # fmt: skip
