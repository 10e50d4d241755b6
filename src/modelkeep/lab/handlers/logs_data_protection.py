"""Masking of sensitive data in log groups; moto 5.2.5 has no data protection policies."""

from __future__ import annotations

import time

from moto.logs.models import logs_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles


@handles("logs", "PutDataProtectionPolicy")
def put_data_protection_policy(lab: Lab, request: Request) -> Reply:
    """Remember that a log group masks."""
    name = request.parameters["logGroupIdentifier"].removesuffix(":*").rsplit(":", 1)[-1]
    if name not in logs_backends[request.account][request.region].groups:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
    document = request.parameters["policyDocument"]
    lab.collection(request, "data_protection")[name] = document
    return {"logGroupIdentifier": name, "policyDocument": document, "lastUpdatedTime": int(time.time() * 1000)}


@handles("logs", "DescribeLogGroups")
def describe_log_groups(lab: Lab, request: Request) -> Reply:
    """All log groups in order of name, with what moto knows of them and whether they mask."""
    prefix = request.parameters.get("logGroupNamePrefix", "")
    masked = lab.collection(request, "data_protection")
    groups = logs_backends[request.account][request.region].groups
    return {
        "logGroups": [
            {**group.to_describe_dict(), **({"dataProtectionStatus": "ACTIVATED"} if name in masked else {})}
            for name, group in sorted(groups.items())
            if name.startswith(prefix)
        ]
    }
