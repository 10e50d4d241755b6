"""What answers requests with a model: endpoints, reserved throughput, aliases of agents, and what stands in front of them."""

from __future__ import annotations

from collections.abc import Container, Iterator

from modelkeep.core.arn import parse_arn
from modelkeep.core.bom import Service
from modelkeep.engines.bom.rows import Rows, facts

FRONT = "service:"
"""What refs of services in front begin with: a function in front is a part by its ARN."""
_SERVED = """
    SELECT e.arn, e.name, 'endpoint' AS kind, e.endpoint_status AS status FROM sagemaker_endpoint e
    JOIN model_resource m ON m.arn = e.arn WHERE m.model = $model
    UNION
    SELECT t.arn, t.name, 'provisioned throughput', t.status FROM bedrock_provisioned_model_throughput t
    JOIN model_resource m ON m.arn = t.arn WHERE m.model = $model
    UNION
    SELECT a.arn, a.name, 'agent alias', a.alias_invocation_state FROM bedrock_agent_alias a
    JOIN model_resource m ON m.arn = a.arn WHERE m.model = $model
    ORDER BY ALL
"""
_FRONTS = """
    SELECT DISTINCT r.arn, coalesce(i.name, '') AS name, r.dst FROM relation r LEFT JOIN resource_index i ON i.arn = r.arn
    WHERE r.kind = 'invokes' AND r.dst IN (SELECT arn FROM model_resource WHERE model = $model) ORDER BY ALL
"""


def services(rows: Rows, held: Container[str]) -> tuple[Service, ...]:
    """What lineage shows, in the order of refs. AWS's own APIs take signed requests only; of what stands in front, that is not known.

    A function in front is a part, too, which its service needs: `held` are the refs of parts.
    """
    found = {
        str(each["arn"]): Service(
            ref=str(each["arn"]),
            name=str(each["name"] or each["arn"]),
            url=_url(str(each["arn"]), str(each["name"] or "")),
            authenticated=True,
            needs=(rows.model,),
            facts=facts([("kind", each["kind"]), ("status", each["status"])]),
        )
        for each in rows.ask(_SERVED)
    }
    return tuple(sorted((*found.values(), *_fronts(rows, frozenset(found), held)), key=lambda each: each.ref))


def _fronts(rows: Rows, served: frozenset[str], held: Container[str]) -> Iterator[Service]:
    leads: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for each in rows.ask(_FRONTS):
        front, target = str(each["arn"]), str(each["dst"])
        leads.setdefault(front, set()).add(target if target in served else rows.model)
        names[front] = str(each["name"]) or front
    for front, targets in leads.items():
        if front not in served and front != rows.model:
            needs = sorted({*targets, front} if front in held else targets)
            yield Service(
                ref=f"{FRONT}{front}", name=names[front], needs=tuple(needs), facts=facts([("kind", "front")])
            )


def _url(arn: str, name: str) -> str:
    """Where requests go (https://docs.aws.amazon.com/general/latest/gr/sagemaker.html and bedrock.html); '' where that has no place."""
    parts = parse_arn(arn)
    if parts is None:
        return ""
    domain = "amazonaws.com.cn" if parts.partition == "aws-cn" else "amazonaws.com"
    if parts.service == "sagemaker":
        return f"https://runtime.sagemaker.{parts.region}.{domain}/endpoints/{name}/invocations"
    if parts.resource.startswith("provisioned-model/"):
        return f"https://bedrock-runtime.{parts.region}.{domain}"
    return f"https://bedrock-agent-runtime.{parts.region}.{domain}"
