"""The lab's AgentCore: what is created is listed and read, in the shapes that botocore defines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

ROLE = "arn:aws:iam::123456789012:role/agent"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
CODE = {
    "codeConfiguration": {
        "code": {"s3": {"bucket": "agents", "prefix": "agent.zip"}},
        "runtime": "PYTHON_3_13",
        "entryPoint": ["main.py"],
    }
}


@pytest.fixture(scope="module")
def lab() -> Iterator[Acme]:
    with LabServer() as server:
        yield Acme(server.url, hardened=False)


@pytest.fixture(scope="module")
def control(lab: Acme) -> Checked:
    return checked(lab.client("bedrock-agentcore-control"))


def test_a_runtime_keeps_its_settings_and_brings_an_identity(control: Checked) -> None:
    network = {"networkMode": "PUBLIC"}
    made = control(
        "CreateAgentRuntime", agentRuntimeName="helper", agentRuntimeArtifact=CODE, roleArn=ROLE,
        networkConfiguration=network,
    )  # fmt: skip
    (listed,) = control("ListAgentRuntimes")["agentRuntimes"]
    assert listed["agentRuntimeArn"] == made["agentRuntimeArn"]
    found = control("GetAgentRuntime", agentRuntimeId=listed["agentRuntimeId"])
    assert found["networkConfiguration"] == network
    assert "metadataConfiguration" not in found
    identities = control("ListWorkloadIdentities")["workloadIdentities"]
    assert [each["workloadIdentityArn"] for each in identities] == [
        made["workloadIdentityDetails"]["workloadIdentityArn"]
    ]
    control(
        "UpdateAgentRuntime", agentRuntimeId=listed["agentRuntimeId"], agentRuntimeArtifact=CODE, roleArn=ROLE,
        networkConfiguration=network, metadataConfiguration={"requireMMDSV2": True},
    )  # fmt: skip
    found = control("GetAgentRuntime", agentRuntimeId=listed["agentRuntimeId"])
    assert found["metadataConfiguration"] == {"requireMMDSV2": True}
    assert found["agentRuntimeVersion"] == "2"


def test_what_a_runtime_logs_is_delivered(lab: Acme, control: Checked) -> None:
    made = control("CreateAgentRuntime", agentRuntimeName="logged", agentRuntimeArtifact=CODE, roleArn=ROLE)
    logs = checked(lab.client("logs"))
    logs("PutDeliverySource", name="traces", resourceArn=made["agentRuntimeArn"], logType="TRACES")
    target = logs("PutDeliveryDestination", name="traces", deliveryDestinationType="XRAY")["deliveryDestination"]
    logs("CreateDelivery", deliverySourceName="traces", deliveryDestinationArn=target["arn"])
    (source,) = logs("DescribeDeliverySources")["deliverySources"]
    assert (source["resourceArns"], source["logType"]) == ([made["agentRuntimeArn"]], "TRACES")
    (delivery,) = logs("DescribeDeliveries")["deliveries"]
    assert (delivery["deliverySourceName"], delivery["deliveryDestinationType"]) == ("traces", "XRAY")


def test_a_gateway_keeps_its_settings_and_its_web_acl(lab: Acme, control: Checked) -> None:
    made = control(
        "CreateGateway", name="tools", roleArn=ROLE, authorizerType="NONE", protocolType="MCP", exceptionLevel="DEBUG"
    )
    acl = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/tools/1"
    checked(lab.client("wafv2"))("AssociateWebACL", WebACLArn=acl, ResourceArn=made["gatewayArn"])
    (listed,) = control("ListGateways")["items"]
    found = control("GetGateway", gatewayIdentifier=listed["gatewayId"])
    assert (found["authorizerType"], found["exceptionLevel"], found["webAclArn"]) == ("NONE", "DEBUG", acl)
    assert "kmsKeyArn" not in found


def test_a_memory_keeps_its_key_and_expiry(control: Checked) -> None:
    facts = {"name": "facts", "recordExpirySpecification": {"recordExpiryDurationDays": 90}}
    control(
        "CreateMemory", name="notes", eventExpiryDuration=30, encryptionKeyArn=KEY,
        memoryStrategies=[{"semanticMemoryStrategy": facts}, {"summaryMemoryStrategy": {"name": "summaries"}}],
    )  # fmt: skip
    (listed,) = control("ListMemories")["memories"]
    found = control("GetMemory", memoryId=listed["id"])["memory"]
    assert (found["encryptionKeyArn"], found["eventExpiryDuration"]) == (KEY, 30)
    assert [each.get("recordExpiryDurationDays") for each in found["strategies"]] == [90, None]


def test_tools_of_the_customer_and_of_aws_are_told_apart(control: Checked) -> None:
    control("CreateBrowser", name="pages", networkConfiguration={"networkMode": "PUBLIC"})
    control("CreateCodeInterpreter", name="sums", networkConfiguration={"networkMode": "SANDBOX"})
    (browser,) = control("ListBrowsers", type="CUSTOM")["browserSummaries"]
    (interpreter,) = control("ListCodeInterpreters", type="CUSTOM")["codeInterpreterSummaries"]
    assert len(control("ListBrowsers")["browserSummaries"]) == 2
    assert len(control("ListCodeInterpreters", type="SYSTEM")["codeInterpreterSummaries"]) == 1
    assert "recording" not in control("GetBrowser", browserId=browser["browserId"])
    found = control("GetCodeInterpreter", codeInterpreterId=interpreter["codeInterpreterId"])
    assert found["networkConfiguration"] == {"networkMode": "SANDBOX"}


def test_the_token_vault_has_the_services_key_until_one_is_set(control: Checked) -> None:
    assert control("GetTokenVault")["kmsConfiguration"] == {"keyType": "ServiceManagedKey"}
    own = {"keyType": "CustomerManagedKey", "kmsKeyArn": KEY}
    control("SetTokenVaultCMK", kmsConfiguration=own)
    assert control("GetTokenVault")["kmsConfiguration"] == own


def test_what_is_not_there_is_not_found(control: Checked) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        control("GetMemory", memoryId="nothing-0123456789")
