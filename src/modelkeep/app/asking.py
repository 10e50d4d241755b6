"""What questions about access are asked of: a snapshot's world, with the resources that people know by name and the ways in beside IAM."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from modelkeep.app.access import SnapshotEstate
from modelkeep.core.coverage import KNOWN
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.apigateway import HttpApiRoute, RestApi, RestApiMethod
from modelkeep.core.kinds.bedrock_agentcore import AgentRuntime, Gateway
from modelkeep.core.tables import Role
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.asking.ground import Ground, KnownResource, OutsideIam
from modelkeep.engines.access.building import WITH_POLICY, Estate, build
from modelkeep.engines.access.world import Unread
from modelkeep.ports import Manifest

_INVOKE_RUNTIME = (
    "bedrock-agentcore:InvokeAgentRuntime",
    "bedrock-agentcore:InvokeAgentRuntimeForUser",
    "bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStream",
    "bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStreamForUser",
)
_INVOKE_GATEWAY = ("bedrock-agentcore:InvokeGateway",)
_WHOLE_ACCOUNTS = ("sts:AssumeRole", "organizations:ListAccounts")
"""Calls without which nothing of an account is read."""
UNLISTED = "lists of resources"
_OPEN = ("NONE", "")
"""How API Gateway calls a route that asks for no authorisation."""


def ground_of(connection: duckdb.DuckDBPyConnection, table: ActionTable, manifest: Manifest) -> Ground:
    """What can be asked of a snapshot."""
    estate = SnapshotEstate(connection)
    return Ground(
        world=build(table, estate),
        resources={each.arn: each for each in _resources(connection)},
        outside=tuple(ways_beside_iam(estate)),
        unlisted=tuple(_unlisted(connection)),
        source=f"snapshot {manifest.id} of {manifest.finished:%Y-%m-%d %H:%M} UTC",
    )


def _resources(connection: duckdb.DuckDBPyConnection) -> Iterator[KnownResource]:
    rows = connection.execute(
        "SELECT i.arn, i.name, i.kind, i.account, i.region, i.is_ai, i.is_ai OR i.arn IN (SELECT arn FROM ai_relevant) "
        "OR i.arn IN (SELECT arn FROM model_resource) FROM resource_index i WHERE i.kind NOT LIKE 'Modelkeep::%' ORDER BY i.arn"
    ).fetchall()
    for arn, name, kind, account, region, is_ai, relevant in rows:
        yield KnownResource(
            arn=arn, name=name or "", kind=kind or "", account=account or "", region=region or "",
            relevant=bool(relevant), is_ai=bool(is_ai),
        )  # fmt: skip


def _unlisted(connection: duckdb.DuckDBPyConnection) -> Iterator[Unread]:
    """The lists of AI resources, and of those with policies, that gave no answer: what is on them is not among the resources."""
    with_policies = {kind for kind, _ in WITH_POLICY}
    kinds = [
        each
        for each in tables().values()
        if each.role is Role.KIND and (each.inherently_ai or each.row in with_policies)
    ]
    calls = sorted({*_WHOLE_ACCOUNTS, *(call for each in kinds for call in each.calls)})
    lists = sorted({each.calls[0] for each in kinds})
    known = [outcome.value for outcome in KNOWN]
    failed = connection.execute(
        'SELECT DISTINCT "call", account, region, resource, CASE WHEN code = \'\' THEN outcome ELSE code END FROM "read" '
        'WHERE list_contains(?, "call") AND NOT list_contains(?, outcome) ORDER BY ALL',
        [calls, known],
    ).fetchall()
    for call, account, region, resource, why in failed:
        yield Unread(UNLISTED, resource or f"account {account}, {region}", f"{call}: {why}")
    never = connection.execute(
        "SELECT l.name, a.account FROM unnest(?) AS l(name), (SELECT DISTINCT account FROM scope_account) AS a "
        'WHERE NOT EXISTS (SELECT 1 FROM "read" AS r WHERE r."call" = l.name AND r.account = a.account) ORDER BY ALL',
        [lists],
    ).fetchall()
    for call, account in never:
        yield Unread(UNLISTED, f"{call} in {account}", "it was not asked")


def ways_beside_iam(estate: Estate) -> Iterator[OutsideIam]:
    """Ways in that IAM policies do not show: tokens that agents and APIs accept, and APIs that ask for nothing.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html,
    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-inbound-auth.html and
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
    """
    for runtime in estate.rows(AgentRuntime):
        if runtime.jwt_discovery_url is None:
            yield _unread(runtime.arn, _INVOKE_RUNTIME)
        elif runtime.jwt_discovery_url:
            limits = f" with {', '.join(runtime.jwt_limits)}" if runtime.jwt_limits else ""
            yield OutsideIam(
                resource=runtime.arn, who=f"whoever has a token of {runtime.jwt_discovery_url}{limits}",
                judge="the runtime's JWT authoriser", actions=_INVOKE_RUNTIME,
            )  # fmt: skip
    for gateway in estate.rows(Gateway):
        if not gateway.authorizer_type:
            yield _unread(gateway.arn, _INVOKE_GATEWAY)
        elif gateway.authorizer_type == "NONE":
            yield OutsideIam(
                resource=gateway.arn, who="anybody", judge="nobody: the gateway has no authoriser",
                actions=_INVOKE_GATEWAY, open=True,
            )  # fmt: skip
        elif gateway.authorizer_type != "AWS_IAM":
            yield OutsideIam(
                resource=gateway.arn, who="whoever has a token that it accepts",
                judge=f"the gateway's authoriser ({gateway.authorizer_type})", actions=_INVOKE_GATEWAY,
            )  # fmt: skip
    yield from _apis(estate)


def _unread(arn: str, actions: tuple[str, ...] = ()) -> OutsideIam:
    return OutsideIam(
        resource=arn,
        who="whoever has a token, if it accepts any",
        judge="its authoriser, which was not read",
        actions=actions,
        is_unread=True,
    )


def _apis(estate: Estate) -> Iterator[OutsideIam]:
    """One line for all routes of an API that authorise alike."""
    found: dict[tuple[str, str | None, bool], list[str]] = {}
    private = {api.arn for api in estate.rows(RestApi) if api.endpoint_types == ("PRIVATE",)}
    for method in estate.rows(RestApiMethod):
        key = (method.arn, method.authorization_type, bool(method.api_key_required))
        found.setdefault(key, []).append(f"{method.http_method or ''} {method.path or ''}".strip())
    for route in estate.rows(HttpApiRoute):
        key = (route.arn, route.authorization_type, bool(route.api_key_required))
        found.setdefault(key, []).append(route.route_key or "")
    for (arn, kind, has_key), routes in found.items():
        if kind == "AWS_IAM":
            continue
        if kind is None:
            yield _unread(arn)
            continue
        where = ", ".join(sorted(routes))
        is_open = kind in _OPEN and not has_key
        if kind in _OPEN:
            reach = "whoever reaches its VPC endpoints" if arn in private else "anybody"
            who = f"{reach} with an API key" if has_key else reach
            judge = f"nobody on {where}: no authorisation"
        else:
            who, judge = "whoever has a token that it accepts", f"the API's authoriser ({kind}) on {where}"
        yield OutsideIam(resource=arn, who=who, judge=judge, open=is_open)
