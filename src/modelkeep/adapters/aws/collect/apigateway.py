"""API Gateway: the APIs through which models are reached, who may call them, and how much."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
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
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row

NO_LIMIT = -1


@collector(RestApi, RestApiPolicyStatement, RestApiMethod, RestApiAuthorizer, RestStage)
async def rest_apis(aws: Reader) -> None:
    """GetRestApis, then GetResources with the methods embedded, GetAuthorizers and GetStages for each."""

    async def methods(api: RestApi) -> None:
        await aws.pages(
            "apigateway:GetResources",
            lambda reply: _methods(api.arn, reply),
            resource=api.arn,
            restApiId=api.rest_api_id,
            embed=["methods"],
        )

    async def stages(api: RestApi) -> None:
        await aws.list(
            "apigateway:GetStages",
            "item",
            lambda item: _rest_stage(item, api),
            resource=api.arn,
            restApiId=api.rest_api_id,
        )

    async def authorizers(api: RestApi) -> None:
        await aws.pages(
            "apigateway:GetAuthorizers",
            lambda reply: (
                RestApiAuthorizer(arn=api.arn, user_pool_arn=pool)
                for item in reply.get("items", ())
                for pool in item.get("providerARNs") or ("",)
            ),
            resource=api.arn,
            restApiId=api.rest_api_id,
        )

    rows = await aws.pages(
        "apigateway:GetRestApis",
        lambda reply: (row for item in reply.get("items", ()) for row in _rest_api(item, _root(aws))),
    )
    listed = [row for row in rows if isinstance(row, RestApi)]
    if aws.wants("apigateway:GetResources"):
        await aws.each(listed, methods)
    if aws.wants("apigateway:GetAuthorizers"):
        await aws.each(listed, authorizers)
    if aws.wants("apigateway:GetStages"):
        await aws.each(listed, stages)


@collector(UsagePlan, UsagePlanApiStage)
async def usage_plans(aws: Reader) -> None:
    """GetUsagePlans."""
    await aws.pages(
        "apigateway:GetUsagePlans",
        lambda reply: (row for item in reply.get("items", ()) for row in _usage_plan(item, _root(aws))),
    )


@collector(DomainName, DomainNameMapping)
async def domain_names(aws: Reader) -> None:
    """GetDomainNames, then GetBasePathMappings for each."""

    async def mappings(domain: DomainName) -> None:
        await aws.pages(
            "apigateway:GetBasePathMappings",
            lambda reply: (
                DomainNameMapping(arn=domain.arn, api_id=item["restApiId"], stage=item.get("stage", ""))
                for item in reply.get("items", ())
            ),
            resource=domain.arn,
            domainName=domain.name,
            **({"domainNameId": domain.domain_name_id} if domain.domain_name_id else {}),
        )

    listed = await aws.pages(
        "apigateway:GetDomainNames",
        lambda reply: (_domain_name(item, _root(aws)) for item in reply.get("items", ())),
    )
    if aws.wants("apigateway:GetBasePathMappings"):
        await aws.each(listed, mappings)


@collector(HttpApi, HttpApiRoute, HttpApiIntegration, HttpApiAuthorizer, HttpStage)
async def http_apis(aws: Reader) -> None:
    """GetApis, then GetRoutes, GetIntegrations, GetAuthorizers and GetStages for each."""

    async def routes(api: HttpApi) -> None:
        await aws.list("apigatewayv2:GetRoutes", "Items", lambda i: _route(i, api), resource=api.arn, ApiId=api.api_id)

    async def integrations(api: HttpApi) -> None:
        await aws.list(
            "apigatewayv2:GetIntegrations", "Items", lambda i: _integration(i, api), resource=api.arn, ApiId=api.api_id
        )

    async def stages(api: HttpApi) -> None:
        await aws.list(
            "apigatewayv2:GetStages", "Items", lambda i: _http_stage(i, api), resource=api.arn, ApiId=api.api_id
        )

    async def authorizers(api: HttpApi) -> None:
        await aws.list(
            "apigatewayv2:GetAuthorizers",
            "Items",
            lambda i: HttpApiAuthorizer(arn=api.arn, jwt_issuer=i.get("JwtConfiguration", {}).get("Issuer", "")),
            resource=api.arn,
            ApiId=api.api_id,
        )

    listed = await aws.list("apigatewayv2:GetApis", "Items", lambda item: _http_api(item, _root(aws)))
    for call, visit in (
        ("GetRoutes", routes),
        ("GetIntegrations", integrations),
        ("GetAuthorizers", authorizers),
        ("GetStages", stages),
    ):
        if aws.wants(f"apigatewayv2:{call}"):
            await aws.each(listed, visit)


def _root(aws: Reader) -> str:
    """The beginning of this region's API Gateway ARNs, which carry no account.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
    """
    return f"arn:{aws.partition}:apigateway:{aws.region}::"


def _rest_api(item: Reply, root: str) -> Iterator[Row]:
    arn = f"{root}/restapis/{item['id']}"
    yield RestApi(
        arn=arn,
        name=item.get("name", ""),
        tags=item.get("tags", {}),
        rest_api_id=item["id"],
        endpoint_types=tuple(item.get("endpointConfiguration", {}).get("types", ())),
        disable_execute_api_endpoint=item.get("disableExecuteApiEndpoint", False),
    )
    if item.get("policy"):
        yield from statements(RestApiPolicyStatement, arn, "", _policy(item["policy"]))


def _policy(text: str) -> Any:
    """A resource policy; API Gateway answers it as the inside of a JSON string, quotation marks escaped."""
    if text.lstrip().startswith("{\\"):
        try:
            return json.loads(f'"{text}"')
        except ValueError:
            return text
    return text


def _methods(arn: str, reply: Reply) -> Iterator[RestApiMethod]:
    for resource in reply.get("items", ()):
        for http_method, method in (resource.get("resourceMethods") or {}).items():
            integration = method.get("methodIntegration") or {}
            yield RestApiMethod(
                arn=arn,
                path=resource.get("path"),
                http_method=http_method,
                authorization_type=method.get("authorizationType"),
                api_key_required=method.get("apiKeyRequired"),
                integration_type=integration.get("type", ""),
                integration_uri=integration.get("uri", ""),
            )


def _rest_stage(item: Reply, api: RestApi) -> RestStage:
    every_method = (item.get("methodSettings") or {}).get("*/*", {})
    name = str(item["stageName"])
    return RestStage(
        arn=f"{api.arn}/stages/{name}",
        name=f"{api.name}/{name}",
        tags=item.get("tags", {}),
        rest_api_arn=api.arn,
        rest_api_id=api.rest_api_id,
        stage_name=name,
        web_acl_arn=item.get("webAclArn", ""),
        throttling_rate_limit=every_method.get("throttlingRateLimit", NO_LIMIT),
        throttling_burst_limit=every_method.get("throttlingBurstLimit", NO_LIMIT),
        access_log_destination_arn=(item.get("accessLogSettings") or {}).get("destinationArn", ""),
        logging_level=every_method.get("loggingLevel", "OFF"),
    )


def _usage_plan(item: Reply, root: str) -> Iterator[Row]:
    arn = f"{root}/usageplans/{item['id']}"
    throttle, quota = item.get("throttle") or {}, item.get("quota") or {}
    yield UsagePlan(
        arn=arn,
        name=item.get("name", ""),
        tags=item.get("tags", {}),
        throttle_rate_limit=throttle.get("rateLimit", NO_LIMIT),
        throttle_burst_limit=throttle.get("burstLimit", NO_LIMIT),
        quota_limit=quota.get("limit", NO_LIMIT),
    )
    for stage in item.get("apiStages", ()):
        yield UsagePlanApiStage(arn=arn, api_id=stage["apiId"], stage=stage["stage"])


def _domain_name(item: Reply, root: str) -> DomainName:
    name = str(item["domainName"])
    return DomainName(
        arn=item.get("domainNameArn") or f"{root}/domainnames/{name}",
        name=name,
        tags=item.get("tags", {}),
        domain_name_id=item.get("domainNameId", ""),
        endpoint_types=tuple(item.get("endpointConfiguration", {}).get("types", ())),
        security_policy=item.get("securityPolicy"),
        certificate_arn=item.get("regionalCertificateArn") or item.get("certificateArn", ""),
    )


def _http_api(item: Reply, root: str) -> HttpApi:
    return HttpApi(
        arn=f"{root}/apis/{item['ApiId']}",
        name=item.get("Name", ""),
        tags=item.get("Tags", {}),
        api_id=item["ApiId"],
        protocol_type=item.get("ProtocolType"),
    )


def _route(item: Reply, api: HttpApi) -> HttpApiRoute:
    return HttpApiRoute(
        arn=api.arn,
        route_key=item["RouteKey"],
        authorization_type=item.get("AuthorizationType", "NONE"),
        api_key_required=item.get("ApiKeyRequired", False),
        integration_id=str(item.get("Target", "")).removeprefix("integrations/"),
    )


def _integration(item: Reply, api: HttpApi) -> HttpApiIntegration:
    return HttpApiIntegration(
        arn=api.arn,
        integration_id=item["IntegrationId"],
        integration_type=item.get("IntegrationType", ""),
        integration_uri=item.get("IntegrationUri", ""),
    )


def _http_stage(item: Reply, api: HttpApi) -> HttpStage:
    defaults = item.get("DefaultRouteSettings") or {}
    name = str(item["StageName"])
    return HttpStage(
        arn=f"{api.arn}/stages/{name}",
        name=f"{api.name}/{name}",
        tags=item.get("Tags", {}),
        api_arn=api.arn,
        stage_name=name,
        throttling_rate_limit=defaults.get("ThrottlingRateLimit", NO_LIMIT),
        throttling_burst_limit=defaults.get("ThrottlingBurstLimit", NO_LIMIT),
        access_log_destination_arn=(item.get("AccessLogSettings") or {}).get("DestinationArn", ""),
    )
