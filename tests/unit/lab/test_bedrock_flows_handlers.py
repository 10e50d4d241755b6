"""The lab's flows and managed prompts: what is created is listed and read, in the shapes that botocore defines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

ROLE = "arn:aws:iam::123456789012:role/flow"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.fixture(scope="module")
def agents() -> Iterator[Checked]:
    with LabServer() as server:
        yield checked(Acme(server.url, hardened=False).client("bedrock-agent"))


def test_a_flow_is_served_by_an_alias_in_a_version(agents: Checked) -> None:
    definition = {
        "nodes": [{"name": "start", "type": "Input", "configuration": {"input": {}}, "inputs": [], "outputs": []}],
        "connections": [],
    }
    flow = agents("CreateFlow", name="sorting", executionRoleArn=ROLE, definition=definition)["id"]
    version = agents("CreateFlowVersion", flowIdentifier=flow)["version"]
    agents("CreateFlowAlias", flowIdentifier=flow, name="live", routingConfiguration=[{"flowVersion": version}])
    (listed,) = agents("ListFlows")["flowSummaries"]
    assert listed["id"] == flow
    assert "customerEncryptionKeyArn" not in agents("GetFlow", flowIdentifier=flow)
    (alias,) = agents("ListFlowAliases", flowIdentifier=flow)["flowAliasSummaries"]
    assert alias["routingConfiguration"] == [{"flowVersion": "1"}]
    served = agents("GetFlowVersion", flowIdentifier=flow, flowVersion="1")
    assert [node["name"] for node in served["definition"]["nodes"]] == ["start"]


def test_a_prompt_keeps_its_key(agents: Checked) -> None:
    agents("CreatePrompt", name="polite", customerEncryptionKeyArn=KEY)
    (listed,) = agents("ListPrompts")["promptSummaries"]
    assert agents("GetPrompt", promptIdentifier=listed["id"])["customerEncryptionKeyArn"] == KEY


def test_what_is_not_there_is_not_found(agents: Checked) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        agents("GetFlow", flowIdentifier="ABCDEFGHIJ")
