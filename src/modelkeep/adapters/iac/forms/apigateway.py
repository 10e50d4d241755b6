"""REST, HTTP and WebSocket APIs (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html and
AWS_ApiGatewayV2.html).

Methods and routes that an OpenAPI document holds are not read: which there are is left open. So are stages that a deployment makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Attachment, Companion, Form, Identity, Part, Policy, Rows, Surroundings
from modelkeep.adapters.iac.forms.lenses import (
    ArnOf,
    Around,
    Computed,
    First,
    Flag,
    Number,
    OwnReference,
    Text,
    Texts,
)
from modelkeep.adapters.iac.properties import Properties
from modelkeep.adapters.iac.resource import Unknown
from modelkeep.core.kinds.apigateway import (
    DomainName,
    DomainNameMapping,
    HttpApi,
    HttpApiAuthorizer,
    HttpApiIntegration,
    HttpApiRoute,
    HttpStage,
    RestApi,
    RestApiAuthorizer,
    RestApiMethod,
    RestApiPolicyStatement,
    RestStage,
    UsagePlan,
    UsagePlanApiStage,
)
from modelkeep.core.tables import Row

_REST, _HTTP, _RESOURCE = "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::ApiGateway::Resource"
_ASSOCIATION = "AWS::WAFv2::WebACLAssociation"
_ROOT = "/root"
NO_LIMIT = -1


def _identity(path: str, name: str = "", **attributes: str) -> Identity:
    """ARNs of API Gateway carry no account (https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html)."""
    return Identity(arn="arn:{partition}:apigateway:{region}::/" + path, name=name, attributes=attributes)


def _limit(path: str) -> Computed:
    def read(properties: Properties) -> float | None:
        found = properties.value(path)
        try:
            return NO_LIMIT if found is None else float(found)
        except (TypeError, ValueError):
            return None

    return Computed(read, lambda value: {} if value == NO_LIMIT else {path: value}, path)


def _of_every_method(name: str, read: Callable[[Properties], Any], absent: Any) -> Computed:
    """A setting of a stage for all of its methods."""

    def read_from(properties: Properties) -> Any:
        settings, complete = properties.each("MethodSettings")
        for each in settings:
            if (each.text("ResourcePath"), each.text("HttpMethod")) == ("/*", "*"):
                return read(each)
        known = complete and all(each.whole("ResourcePath") and each.whole("HttpMethod") for each in settings)
        return absent if known else None

    def turned(value: Any) -> Mapping[str, Any]:
        every = {"ResourcePath": "/*", "HttpMethod": "*", name: value}
        return {} if value == absent else {"MethodSettings": [every]}

    return Computed(read_from, turned, "MethodSettings")


def _web_acl(properties: Properties, arn: str, around: Surroundings) -> str | None:
    """The web ACL that an association puts before the stage; None where one may be for it."""
    api, stage = properties.text("RestApiId", None), properties.text("StageName", None)
    is_whole = True
    for each in around.every(_ASSOCIATION):
        given = Properties(each.properties)
        target = given.text("ResourceArn", None)
        if target == arn or (target or "").endswith(f"/restapis/{api}/stages/{stage}"):
            return given.text("WebACLArn", None)
        is_whole = is_whole and None not in (target, api, stage)
    return "" if is_whole else None


def _associated(acl: str | None) -> Mapping[str, Mapping[str, Any]]:
    if acl is None:
        return {_ASSOCIATION: {"ResourceArn": Unknown("the case does not say")}}
    return {_ASSOCIATION: {"ResourceArn": "{own}", "WebACLArn": acl}} if acl else {}


def _path(properties: Properties, arn: str, around: Surroundings) -> str | None:
    """The path of a method's resource: the parts of it and of those above, up to the one that comes with the API."""
    word, found = properties.text("ResourceId", None), ""
    api = around.declared(around.arn(_REST, properties.text("RestApiId") or "") or "")
    root = Properties(api.properties).text("RootResourceId") if api else ""
    for _ in range(100):
        if word is None or word.endswith(_ROOT) or word == root:
            break
        resource = around.declared(around.arn(_RESOURCE, word) or "")
        part = Properties(resource.properties).text("PathPart", None) if resource else None
        word = Properties(resource.properties).text("ParentId", None) if resource and part else None
        found = f"/{part}{found}"
    return (found or "/") if word else None


def _from_document(row: type[Row], *paths: str) -> Rows:
    """What an API has is open where something else than the template says it."""

    def read(properties: Properties, arn: str, around: Surroundings) -> tuple[Iterable[Row], Iterable[type[Row]]]:
        return (), (row,) if any(properties.value(path) is not None for path in paths) else ()

    return Rows(fills=(row,), read=read)


def _pools(properties: Properties, arn: str, around: Surroundings) -> tuple[Iterable[Row], Iterable[type[Row]]]:
    found = properties.texts("ProviderARNs")
    if found is None:
        return (), (RestApiAuthorizer,)
    return [RestApiAuthorizer(arn=arn, user_pool_arn=each) for each in found or ("",)], ()


def _integration(properties: Properties) -> str | None:
    found = properties.text("Target")
    return None if found is None else found.removeprefix("integrations/")


FORMS = (
    Form(
        cfn_type=_REST,
        row=RestApi,
        identity=_identity("restapis/{name}", RestApiId="{name}", RootResourceId="{name}" + _ROOT),
        columns={
            "rest_api_id": OwnReference(),
            "endpoint_types": Texts("EndpointConfiguration.Types", None),
            "disable_execute_api_endpoint": Flag("DisableExecuteApiEndpoint"),
        },
        sections=(
            Policy(row=RestApiPolicyStatement, path="Policy"),
            _from_document(RestApiMethod, "Body", "BodyS3Location", "CloneFrom"),
        ),
    ),
    Form(
        cfn_type="AWS::ApiGateway::Stage",
        row=RestStage,
        identity=_identity("restapis/-/stages/{label}", "StageName"),
        columns={
            "rest_api_arn": ArnOf("RestApiId", _REST),
            "rest_api_id": Text("RestApiId", None),
            "stage_name": Text("StageName", None),
            "web_acl_arn": Around(_web_acl, "whether a web ACL is put before it", others=_associated),
            "throttling_rate_limit": _of_every_method(
                "ThrottlingRateLimit", _limit("ThrottlingRateLimit").read, NO_LIMIT
            ),
            "throttling_burst_limit": _of_every_method(
                "ThrottlingBurstLimit", Number("ThrottlingBurstLimit", NO_LIMIT).read, NO_LIMIT
            ),
            "access_log_destination_arn": Text("AccessLogSetting.DestinationArn"),
            "logging_level": _of_every_method("LoggingLevel", Text("LoggingLevel", "OFF").read, "OFF"),
        },
    ),
    Form(
        cfn_type="AWS::ApiGateway::UsagePlan",
        row=UsagePlan,
        identity=_identity("usageplans/{name}", Id="{name}"),
        columns={
            "throttle_rate_limit": _limit("Throttle.RateLimit"),
            "throttle_burst_limit": Number("Throttle.BurstLimit", NO_LIMIT),
            "quota_limit": Number("Quota.Limit", NO_LIMIT),
        },
        sections=(
            Part(
                row=UsagePlanApiStage,
                paths=("ApiStages",),
                columns={"api_id": Text("ApiId", None), "stage": Text("Stage", None)},
            ),
        ),
    ),
    Form(
        cfn_type="AWS::ApiGateway::DomainName",
        row=DomainName,
        identity=_identity("domainnames/{name}", "DomainName", DomainNameArn="{arn}"),
        columns={
            "endpoint_types": Texts("EndpointConfiguration.Types", None),
            "security_policy": Text("SecurityPolicy", None),
            "certificate_arn": First((Text("RegionalCertificateArn"), Text("CertificateArn"))),
        },
    ),
    Form(
        cfn_type=_HTTP,
        row=HttpApi,
        identity=_identity("apis/{name}", ApiId="{name}"),
        columns={"api_id": OwnReference(), "protocol_type": Text("ProtocolType", None)},
        sections=(
            _from_document(HttpApiRoute, "Body", "BodyS3Location", "Target"),
            _from_document(HttpApiIntegration, "Body", "BodyS3Location", "Target"),
        ),
    ),
    Form(
        cfn_type="AWS::ApiGatewayV2::Stage",
        row=HttpStage,
        identity=_identity("apis/-/stages/{label}", "StageName"),
        columns={
            "api_arn": ArnOf("ApiId", _HTTP),
            "stage_name": Text("StageName", None),
            "throttling_rate_limit": _limit("DefaultRouteSettings.ThrottlingRateLimit"),
            "throttling_burst_limit": Number("DefaultRouteSettings.ThrottlingBurstLimit", NO_LIMIT),
            "access_log_destination_arn": Text("AccessLogSettings.DestinationArn"),
        },
    ),
)


def _adding(cfn_type: str, kind: str, target: str, section: Part | Rows) -> Attachment:
    return Attachment(cfn_type=cfn_type, kind=kind, target=(target,), sections=(section,))


ATTACHMENTS = (
    _adding(
        "AWS::ApiGateway::Method",
        _REST,
        "RestApiId",
        Part(
            row=RestApiMethod,
            paths=("",),
            columns={
                "path": Around(_path, "the path of its resource", turned=lambda _: {}),
                "http_method": Text("HttpMethod", None),
                "authorization_type": Text("AuthorizationType", None),
                "api_key_required": Flag("ApiKeyRequired"),
                "integration_type": Text("Integration.Type"),
                "integration_uri": Text("Integration.Uri"),
            },
        ),
    ),
    _adding("AWS::ApiGateway::Authorizer", _REST, "RestApiId", Rows(fills=(RestApiAuthorizer,), read=_pools)),
    _adding(
        "AWS::ApiGateway::BasePathMapping",
        "AWS::ApiGateway::DomainName",
        "DomainName",
        Part(
            row=DomainNameMapping,
            paths=("",),
            columns={"api_id": Text("RestApiId", None), "stage": Text("Stage")},
        ),
    ),
    _adding(
        "AWS::ApiGatewayV2::Route",
        _HTTP,
        "ApiId",
        Part(
            row=HttpApiRoute,
            paths=("",),
            columns={
                "route_key": Text("RouteKey", None),
                "authorization_type": Text("AuthorizationType", "NONE"),
                "api_key_required": Flag("ApiKeyRequired"),
                "integration_id": Computed(_integration, lambda value: {"Target": f"integrations/{value}"}, "Target"),
            },
        ),
    ),
    _adding(
        "AWS::ApiGatewayV2::Integration",
        _HTTP,
        "ApiId",
        Part(
            row=HttpApiIntegration,
            paths=("",),
            columns={
                "integration_id": OwnReference(),
                "integration_type": Text("IntegrationType", None),
                "integration_uri": Text("IntegrationUri"),
            },
        ),
    ),
    _adding(
        "AWS::ApiGatewayV2::Authorizer",
        _HTTP,
        "ApiId",
        Part(row=HttpApiAuthorizer, paths=("",), columns={"jwt_issuer": Text("JwtConfiguration.Issuer")}),
    ),
)

COMPANIONS = (
    Companion(cfn_type=_RESOURCE, target=("RestApiId",), readers=("AWS::ApiGateway::Method",)),
    Companion(cfn_type=_ASSOCIATION, target=("ResourceArn",), readers=("AWS::ApiGateway::Stage",)),
)
