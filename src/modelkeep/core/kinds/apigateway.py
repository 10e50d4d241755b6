"""Amazon API Gateway: REST APIs (https://docs.aws.amazon.com/apigateway/latest/api/) and HTTP and WebSocket APIs
(https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, Statement, kind, part


@kind("AWS::ApiGateway::RestApi", calls="apigateway:GetRestApis")
class RestApi(Resource):
    """A REST API. `endpoint_types` are `EDGE`, `REGIONAL` or `PRIVATE`."""

    rest_api_id: str | None = None
    endpoint_types: tuple[str, ...] | None = None
    disable_execute_api_endpoint: bool | None = None


@part(RestApi, "policy_statement", calls="apigateway:GetRestApis")
class RestApiPolicyStatement(Statement):
    """Who may call the API, in its resource policy."""


@part(RestApi, "method", calls="apigateway:GetRestApis apigateway:GetResources")
class RestApiMethod(Row):
    """One method of one path, with how callers are authenticated and what answers. `integration_uri` is `''` for a mock."""

    path: str | None = None
    http_method: str | None = None
    authorization_type: str | None = None
    api_key_required: bool | None = None
    integration_type: str | None = None
    integration_uri: str | None = None


@part(RestApi, "authorizer", calls="apigateway:GetRestApis apigateway:GetAuthorizers")
class RestApiAuthorizer(Row):
    """A way in which callers of the API can be told: `user_pool_arn` is '' for one without Cognito."""

    user_pool_arn: str | None = None


@kind("AWS::ApiGateway::Stage", calls="apigateway:GetRestApis apigateway:GetStages")
class RestStage(Resource):
    """A deployed REST API. The throttling limits are those of the stage for all methods, -1 where it sets none."""

    rest_api_arn: str | None = None
    rest_api_id: str | None = None
    stage_name: str | None = None
    web_acl_arn: str | None = None
    throttling_rate_limit: float | None = None
    throttling_burst_limit: int | None = None
    access_log_destination_arn: str | None = None
    logging_level: str | None = None


@kind("AWS::ApiGateway::UsagePlan", calls="apigateway:GetUsagePlans")
class UsagePlan(Resource):
    """Limits for callers with API keys. A limit that is not set is -1."""

    throttle_rate_limit: float | None = None
    throttle_burst_limit: int | None = None
    quota_limit: int | None = None


@part(UsagePlan, "api_stage", calls="apigateway:GetUsagePlans")
class UsagePlanApiStage(Row):
    """A stage that a usage plan covers."""

    api_id: str | None = None
    stage: str | None = None


@kind("AWS::ApiGateway::DomainName", calls="apigateway:GetDomainNames")
class DomainName(Resource):
    """A custom domain name; `security_policy` says with which TLS versions it answers. Only private ones have an ID."""

    domain_name_id: str | None = None
    endpoint_types: tuple[str, ...] | None = None
    security_policy: str | None = None
    certificate_arn: str | None = None


@part(DomainName, "mapping", calls="apigateway:GetDomainNames apigateway:GetBasePathMappings")
class DomainNameMapping(Row):
    """An API that answers under a custom domain name."""

    api_id: str | None = None
    stage: str | None = None


@kind("AWS::ApiGatewayV2::Api", calls="apigatewayv2:GetApis")
class HttpApi(Resource):
    """An HTTP or WebSocket API."""

    api_id: str | None = None
    protocol_type: str | None = None


@part(HttpApi, "route", calls="apigatewayv2:GetApis apigatewayv2:GetRoutes")
class HttpApiRoute(Row):
    """One route, with how callers are authenticated; `integration_id` is `''` where nothing answers."""

    route_key: str | None = None
    authorization_type: str | None = None
    api_key_required: bool | None = None
    integration_id: str | None = None


@part(HttpApi, "integration", calls="apigatewayv2:GetApis apigatewayv2:GetIntegrations")
class HttpApiIntegration(Row):
    """What answers to routes."""

    integration_id: str | None = None
    integration_type: str | None = None
    integration_uri: str | None = None


@part(HttpApi, "authorizer", calls="apigatewayv2:GetApis apigatewayv2:GetAuthorizers")
class HttpApiAuthorizer(Row):
    """A way in which callers of the API can be told: `jwt_issuer` is '' for one without tokens."""

    jwt_issuer: str | None = None


@kind("AWS::ApiGatewayV2::Stage", calls="apigatewayv2:GetApis apigatewayv2:GetStages")
class HttpStage(Resource):
    """A deployed HTTP or WebSocket API. A throttling limit that the stage does not set is -1."""

    api_arn: str | None = None
    stage_name: str | None = None
    throttling_rate_limit: float | None = None
    throttling_burst_limit: int | None = None
    access_log_destination_arn: str | None = None
