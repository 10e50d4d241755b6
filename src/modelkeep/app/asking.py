"""What questions about access are asked of: a snapshot's world, with the resources that people know by name and the ways in beside IAM."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import duckdb

from modelkeep.app.access import SnapshotEstate
from modelkeep.core.coverage import KNOWN
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.apigateway import HttpApi, RestApi
from modelkeep.core.kinds.bedrock_agentcore import AgentRuntime, Gateway
from modelkeep.core.tables import Role
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.asking.ground import Ground, KnownResource, OutsideIam
from modelkeep.engines.access.assembly.collections import unknown_to_iam
from modelkeep.engines.access.building import WITH_POLICY, Estate, build
from modelkeep.engines.access.data_access import EVERY_PERMISSION
from modelkeep.engines.access.holders import Fronts
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


def ground_of(connection: duckdb.DuckDBPyConnection, table: ActionTable, manifest: Manifest) -> Ground:
    """What can be asked of a snapshot."""
    estate = SnapshotEstate(connection)
    world = build(table, estate)
    resources = {each.arn: each for each in _resources(connection)}
    return Ground(
        world=world,
        resources=resources | {each.arn: each for each in _fronts(world.fronts, resources)},
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


def _fronts(fronts: Fronts, resources: Mapping[str, KnownResource]) -> Iterator[KnownResource]:
    """What is called of the APIs: all of one, or each of its methods where they let in callers in different ways."""
    for each in fronts:
        api = resources.get(each.api, KnownResource(arn=each.api))
        yield replace(api, arn=each.arn, name=f"{api.name} {each.label}".strip(), kind="execute-api")


def _unlisted(connection: duckdb.DuckDBPyConnection) -> Iterator[Unread]:
    """The lists of AI resources, and of those with policies, that gave no answer: what is on them is not among the resources."""
    with_policies = {*(kind for kind, _ in WITH_POLICY), RestApi, HttpApi}
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
    """Ways in that IAM policies do not show: tokens that agents accept, and users of SAML providers. APIs are part of the world.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html,
    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-inbound-auth.html and
    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-saml.html
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
    for collection, policy, who in unknown_to_iam(estate):
        yield OutsideIam(
            resource=collection.arn, who=who, judge=f"data access policy {policy.name}", actions=EVERY_PERMISSION
        )  # fmt: skip


def _unread(arn: str, actions: tuple[str, ...] = ()) -> OutsideIam:
    return OutsideIam(
        resource=arn,
        who="whoever has a token, if it accepts any",
        judge="its authoriser, which was not read",
        actions=actions,
        is_unread=True,
    )
