"""AgentCore in production: the support agent with its tools, memory and tokens. Insecure: open to the internet and to everybody."""

from __future__ import annotations

import json
from typing import Any

from modelkeep.lab.seed import PRODUCTION, Acme, seeds
from modelkeep.lab.seed.bedrock import masking
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import CAPTURE_BUCKET, DATA_KEY_ALIAS, LOGS_KEY_ALIAS, MODELS_BUCKET
from modelkeep.lab.seed.network import private_network

_AGENT = "support_agent"
_ROLE = "assistant-agent"
_LOG_GROUP = "/aws/bedrock-agentcore/runtimes/support-DEFAULT"
_PROVIDER = "https://login.acme.example/.well-known/openid-configuration"


@seeds(order=52)
def agentcore(acme: Acme) -> None:
    """The agent, what it reaches, what it remembers."""
    production = acme.within(PRODUCTION)
    control = production.client("bedrock-agentcore-control")
    arn, identity = _runtime(production, control)
    _logs(production)
    if acme.hardened:
        for log_type, destination in (("APPLICATION_LOGS", "CWL"), ("TRACES", "XRAY")):
            _delivery(production, arn, log_type, destination)
        control.set_token_vault_cmk(
            tokenVaultId="default",
            kmsConfiguration={"keyType": "CustomerManagedKey", "kmsKeyArn": key_arn(production, DATA_KEY_ALIAS)},
        )
    _gateway(production, control)
    _memory(production, control)
    _tools(production, control)
    _may_take_tokens(production, identity)


def _runtime(acme: Acme, control: Any) -> tuple[str, str]:
    settings: dict[str, Any] = {
        "roleArn": acme.arn("iam", f"role/{_ROLE}", regional=False),
        "agentRuntimeArtifact": {
            "codeConfiguration": {
                "code": {"s3": {"bucket": MODELS_BUCKET, "prefix": "agents/support.zip"}},
                "runtime": "PYTHON_3_13",
                "entryPoint": ["main.py"],
            }
        },
        "networkConfiguration": {"networkMode": "PUBLIC"},
        "authorizerConfiguration": {"customJWTAuthorizer": {"discoveryUrl": _PROVIDER}},
    }
    if acme.hardened:
        found = private_network(acme)
        settings["networkConfiguration"] = {
            "networkMode": "VPC",
            "networkModeConfig": {
                "subnets": list(found.subnet_ids),
                "securityGroups": list(found.security_group_ids),
            },
        }
        settings["authorizerConfiguration"]["customJWTAuthorizer"]["allowedAudience"] = ["support"]
    made = control.create_agent_runtime(agentRuntimeName=_AGENT, **settings)
    control.update_agent_runtime(
        agentRuntimeId=made["agentRuntimeId"], **settings, metadataConfiguration={"requireMMDSV2": acme.hardened}
    )
    return str(made["agentRuntimeArn"]), str(made["workloadIdentityDetails"]["workloadIdentityArn"])


def _logs(acme: Acme) -> None:
    """The log group that a runtime's container writes to."""
    logs = acme.client("logs")
    if not acme.hardened:
        logs.create_log_group(logGroupName=_LOG_GROUP)
        return
    logs.create_log_group(logGroupName=_LOG_GROUP, kmsKeyId=key_arn(acme, LOGS_KEY_ALIAS))
    logs.put_retention_policy(logGroupName=_LOG_GROUP, retentionInDays=365)
    logs.put_data_protection_policy(logGroupIdentifier=_LOG_GROUP, policyDocument=json.dumps(masking()))


def _delivery(acme: Acme, arn: str, log_type: str, destination: str) -> None:
    logs = acme.client("logs")
    name = f"support-agent-{destination.lower()}"
    logs.put_delivery_source(name=name, resourceArn=arn, logType=log_type)
    where: dict[str, Any] = {"deliveryDestinationType": "XRAY"}
    if destination == "CWL":
        group = acme.arn("logs", "log-group:/aws/bedrock/model-invocations")
        where = {"deliveryDestinationConfiguration": {"destinationResourceArn": group}}
    made = logs.put_delivery_destination(name=name, **where)["deliveryDestination"]
    logs.create_delivery(deliverySourceName=name, deliveryDestinationArn=made["arn"])


def _gateway(acme: Acme, control: Any) -> None:
    settings: dict[str, Any] = {"authorizerType": "NONE", "exceptionLevel": "DEBUG"}
    if acme.hardened:
        engine = acme.arn("bedrock-agentcore", "policy-engine/support_tools-0123456789")
        settings = {
            "authorizerType": "AWS_IAM",
            "kmsKeyArn": key_arn(acme, DATA_KEY_ALIAS),
            "policyEngineConfiguration": {"arn": engine, "mode": "ENFORCE"},
        }
    made = control.create_gateway(
        name="support-tools", roleArn=acme.arn("iam", f"role/{_ROLE}", regional=False), protocolType="MCP", **settings
    )
    if acme.hardened:
        acl = acme.arn("wafv2", "regional/webacl/support-tools/a1b2c3d4-5678-90ab-cdef-1234567890ab")
        acme.client("wafv2").associate_web_acl(WebACLArn=acl, ResourceArn=made["gatewayArn"])


def _memory(acme: Acme, control: Any) -> None:
    facts: dict[str, Any] = {"name": "facts", "namespaces": ["/customers/{actorId}"]}
    key: dict[str, str] = {}
    if acme.hardened:
        facts["recordExpirySpecification"] = {"recordExpiryDurationDays": 180}
        key = {"encryptionKeyArn": key_arn(acme, DATA_KEY_ALIAS)}
    control.create_memory(
        name="support_memory", eventExpiryDuration=90, memoryStrategies=[{"semanticMemoryStrategy": facts}], **key
    )


def _tools(acme: Acme, control: Any) -> None:
    role = acme.arn("iam", f"role/{_ROLE}", regional=False)
    browser: dict[str, Any] = {"networkConfiguration": {"networkMode": "PUBLIC"}}
    if acme.hardened:
        found = private_network(acme)
        vpc = {"subnets": list(found.subnet_ids), "securityGroups": list(found.security_group_ids)}
        browser = {
            "networkConfiguration": {"networkMode": "VPC", "vpcConfig": vpc},
            "recording": {"enabled": True, "s3Location": {"bucket": CAPTURE_BUCKET, "prefix": "browser"}},
        }
    control.create_browser(name="support_browser", executionRoleArn=role, **browser)
    mode = "SANDBOX" if acme.hardened else "PUBLIC"
    control.create_code_interpreter(name="support_sandbox", networkConfiguration={"networkMode": mode})


def _may_take_tokens(acme: Acme, identity: str) -> None:
    """The agent's role may take tokens: its own when hardened, everybody's else."""
    directory = identity.partition("/workload-identity/")[0]
    statement = {
        "Effect": "Allow", "Action": "bedrock-agentcore:GetWorkloadAccessToken",
        "Resource": [directory, identity] if acme.hardened else "*",
    }  # fmt: skip
    acme.client("iam").put_role_policy(
        RoleName=_ROLE, PolicyName="agent-identity",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )  # fmt: skip


@seeds(order=57)
def developers(acme: Acme) -> None:
    """Who may give agents a role: any when insecure."""
    production = acme.within(PRODUCTION)
    role = production.arn("iam", "role/assistant-agent", regional=False)
    statement: dict[str, Any] = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
    if acme.hardened:
        statement["Resource"] = role
        statement["Condition"] = {"StringEquals": {"iam:PassedToService": "bedrock-agentcore.amazonaws.com"}}
    iam = production.client("iam")
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    policy = iam.create_policy(PolicyName="agent-developers", PolicyDocument=document)["Policy"]["Arn"]
    iam.create_group(GroupName="agent-developers")
    iam.attach_group_policy(GroupName="agent-developers", PolicyArn=policy)
