"""Security Hub: standards; moto 5.2.5 has none."""

from __future__ import annotations

from moto.securityhub.models import securityhub_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles


@handles("securityhub", "BatchEnableStandards")
def batch_enable_standards(lab: Lab, request: Request) -> Reply:
    """Enable standards; they are ready at once."""
    kept = _standards(lab, request)
    for each in request.parameters["StandardsSubscriptionRequests"]:
        standard = each["StandardsArn"]
        name = standard.split("standards/" if "standards/" in standard else "ruleset/")[1]
        kept[standard] = {
            "StandardsSubscriptionArn": f"arn:aws:securityhub:{request.region}:{request.account}:subscription/{name}",
            "StandardsArn": standard,
            "StandardsInput": dict(each.get("StandardsInput", {})),
            "StandardsStatus": "READY",
        }
    return {"StandardsSubscriptions": list(kept.values())}


@handles("securityhub", "GetEnabledStandards")
def get_enabled_standards(lab: Lab, request: Request) -> Reply:
    """The enabled standards."""
    return {"StandardsSubscriptions": list(_standards(lab, request).values())}


def _standards(lab: Lab, request: Request) -> dict[str, Reply]:
    if not securityhub_backends[request.account][request.region].enabled:
        message = f"Account {request.account} is not subscribed to AWS Security Hub"
        raise AwsError("InvalidAccessException", message, 401)
    return lab.collection(request, "standards")
