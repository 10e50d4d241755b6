"""The lab's Bedrock: what is created is listed and read, in the shapes that botocore defines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

ROLE = "arn:aws:iam::123456789012:role/bedrock"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.fixture(scope="module")
def lab() -> Iterator[Acme]:
    with LabServer() as server:
        yield Acme(server.url, hardened=False)


@pytest.fixture(scope="module")
def bedrock(lab: Acme) -> Checked:
    return checked(lab.client("bedrock"))


@pytest.fixture(scope="module")
def agents(lab: Acme) -> Checked:
    return checked(lab.client("bedrock-agent"))


def test_logging_is_off_until_it_is_put(bedrock: Checked) -> None:
    assert "loggingConfig" not in bedrock("GetModelInvocationLoggingConfiguration")
    bedrock("PutModelInvocationLoggingConfiguration", loggingConfig={"s3Config": {"bucketName": "acme-prompts"}})
    config = bedrock("GetModelInvocationLoggingConfiguration")["loggingConfig"]
    assert config["s3Config"]["bucketName"] == "acme-prompts"
    assert config["textDataDeliveryEnabled"] is True


def test_data_retention_is_inherited_until_it_is_put(bedrock: Checked) -> None:
    assert bedrock("GetAccountDataRetention")["mode"] == "inherit"
    bedrock("PutAccountDataRetention", mode="none")
    assert bedrock("GetAccountDataRetention")["mode"] == "none"


def test_customization_makes_a_model_without_inventing_a_key(bedrock: Checked) -> None:
    data = {"s3Uri": "s3://acme-training/prompts.jsonl"}
    job_arn = bedrock(
        "CreateModelCustomizationJob", jobName="tune", customModelName="tuned", roleArn=ROLE,
        baseModelIdentifier="amazon.nova-lite-v1:0", trainingDataConfig=data, outputDataConfig=data,
    )["jobArn"]  # fmt: skip
    (listed,) = bedrock("ListModelCustomizationJobs")["modelCustomizationJobSummaries"]
    job = bedrock("GetModelCustomizationJob", jobIdentifier=job_arn)
    assert listed["jobArn"] == job["jobArn"] == job_arn
    (model,) = bedrock("ListCustomModels")["modelSummaries"]
    assert model["modelArn"] == job["outputModelArn"]
    described = bedrock("GetCustomModel", modelIdentifier=model["modelArn"])
    assert described["trainingDataConfig"] == data
    assert "modelKmsKeyArn" not in described
    assert "failureMessage" not in job
    throughput = bedrock(
        "CreateProvisionedModelThroughput", modelUnits=1, provisionedModelName="tuned", modelId=model["modelArn"]
    )
    (reserved,) = bedrock("ListProvisionedModelThroughputs")["provisionedModelSummaries"]
    assert reserved["provisionedModelArn"] == throughput["provisionedModelArn"]
    assert reserved["foundationModelArn"].endswith("foundation-model/amazon.nova-lite-v1:0")
    bedrock(
        "UpdateProvisionedModelThroughput",
        provisionedModelId=reserved["provisionedModelArn"],
        desiredModelId=reserved["foundationModelArn"],
    )
    (updating,) = bedrock("ListProvisionedModelThroughputs")["provisionedModelSummaries"]
    assert (updating["status"], updating["desiredModelArn"]) == ("Updating", reserved["foundationModelArn"])


def test_import_makes_a_model(bedrock: Checked) -> None:
    source = {"s3DataSource": {"s3Uri": "s3://acme-models/llama/"}}
    job_arn = bedrock(
        "CreateModelImportJob", jobName="import", importedModelName="llama", roleArn=ROLE, modelDataSource=source,
        importedModelKmsKeyId=KEY,
    )["jobArn"]  # fmt: skip
    assert bedrock("ListModelImportJobs")["modelImportJobSummaries"][0]["jobArn"] == job_arn
    assert bedrock("GetModelImportJob", jobIdentifier=job_arn)["importedModelKmsKeyArn"] == KEY
    (model,) = bedrock("ListImportedModels")["modelSummaries"]
    assert bedrock("GetImportedModel", modelIdentifier=model["modelArn"])["modelDataSource"] == source


def test_batches_are_listed_whole(bedrock: Checked) -> None:
    bedrock(
        "CreateModelInvocationJob", jobName="nightly", roleArn=ROLE, modelId="amazon.nova-lite-v1:0",
        inputDataConfig={"s3InputDataConfig": {"s3Uri": "s3://acme/in/"}},
        outputDataConfig={"s3OutputDataConfig": {"s3Uri": "s3://acme/out/", "s3EncryptionKeyId": KEY}},
    )  # fmt: skip
    (job,) = bedrock("ListModelInvocationJobs")["invocationJobSummaries"]
    assert job["outputDataConfig"]["s3OutputDataConfig"]["s3EncryptionKeyId"] == KEY


def test_guardrail_versions_are_frozen_and_reachable_by_arn(bedrock: Checked) -> None:
    created = bedrock("CreateGuardrail", **_guardrail())
    arn = created["guardrailArn"]
    assert bedrock("CreateGuardrailVersion", guardrailIdentifier=arn)["version"] == "1"
    assert [each["version"] for each in bedrock("ListGuardrails")["guardrails"]] == ["DRAFT"]
    versions = bedrock("ListGuardrails", guardrailIdentifier=arn)["guardrails"]
    assert [each["version"] for each in versions] == ["DRAFT", "1"]
    settings = bedrock("GetGuardrail", guardrailIdentifier=arn, guardrailVersion="1")
    assert settings["contentPolicy"]["filters"][0]["type"] == "PROMPT_ATTACK"
    assert settings["contentPolicy"]["tier"]["tierName"] == "STANDARD"
    assert settings["sensitiveInformationPolicy"]["piiEntities"][0]["type"] == "EMAIL"
    assert settings["topicPolicy"]["topics"][0]["name"] == "Investment advice"
    assert settings["wordPolicy"]["managedWordLists"][0]["type"] == "PROFANITY"
    assert settings["contextualGroundingPolicy"]["filters"][0]["threshold"] == 0.7
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        bedrock("GetResourcePolicy", resourceArn=arn)
    bedrock("PutResourcePolicy", resourceArn=arn, resourcePolicy="{}")
    assert bedrock("GetResourcePolicy", resourceArn=arn)["resourcePolicy"] == "{}"
    bedrock(
        "PutEnforcedGuardrailConfiguration",
        guardrailInferenceConfig={"guardrailIdentifier": arn, "guardrailVersion": "1"},
    )
    assert bedrock("ListEnforcedGuardrailsConfiguration")["guardrailsConfig"][0]["guardrailArn"] == arn


def test_agents_keep_guardrail_actions_and_versions(agents: Checked) -> None:
    agent = agents(
        "CreateAgent", agentName="helper", instruction="Help people with their questions about orders and returns.",
        foundationModel="amazon.nova-pro-v1:0", agentResourceRoleArn=ROLE,
        guardrailConfiguration={"guardrailIdentifier": "abc123", "guardrailVersion": "1"},
    )["agent"]  # fmt: skip
    agent_id = agent["agentId"]
    assert agents("ListAgents")["agentSummaries"][0]["agentId"] == agent_id
    assert agents("GetAgent", agentId=agent_id)["agent"]["guardrailConfiguration"]["guardrailVersion"] == "1"
    draft = {"agentId": agent_id, "agentVersion": "DRAFT"}
    group = agents(
        "CreateAgentActionGroup", **draft, actionGroupName="refunds", actionGroupExecutor={"customControl": "RETURN_CONTROL"},
        functionSchema={"functions": [{"name": "refund", "requireConfirmation": "ENABLED"}]},
    )["agentActionGroup"]  # fmt: skip
    assert (
        agents("ListAgentActionGroups", **draft)["actionGroupSummaries"][0]["actionGroupId"] == group["actionGroupId"]
    )
    read = agents("GetAgentActionGroup", **draft, actionGroupId=group["actionGroupId"])["agentActionGroup"]
    assert read["functionSchema"]["functions"][0]["requireConfirmation"] == "ENABLED"
    agents("AssociateAgentKnowledgeBase", **draft, knowledgeBaseId="ABCDEFGHIJ", description="Handbook")
    linked = agents("ListAgentKnowledgeBases", **draft)["agentKnowledgeBaseSummaries"]
    assert [each["knowledgeBaseId"] for each in linked] == ["ABCDEFGHIJ"]
    agents("CreateAgentAlias", agentId=agent_id, agentAliasName="live")
    aliases = agents("ListAgentAliases", agentId=agent_id)["agentAliasSummaries"]
    assert [each["routingConfiguration"][0]["agentVersion"] for each in aliases] == ["DRAFT", "1"]
    version = agents("GetAgentVersion", agentId=agent_id, agentVersion="1")["agentVersion"]
    assert version["guardrailConfiguration"]["guardrailIdentifier"] == "abc123"


def test_knowledge_bases_keep_their_sources_and_policies(agents: Checked) -> None:
    created = agents(
        "CreateKnowledgeBase", name="handbook", roleArn=ROLE,
        knowledgeBaseConfiguration={"type": "MANAGED", "managedKnowledgeBaseConfiguration": {}},
    )["knowledgeBase"]  # fmt: skip
    knowledge_base_id, arn = created["knowledgeBaseId"], created["knowledgeBaseArn"]
    assert agents("ListKnowledgeBases")["knowledgeBaseSummaries"][0]["knowledgeBaseId"] == knowledge_base_id
    assert agents("GetKnowledgeBase", knowledgeBaseId=knowledge_base_id)["knowledgeBase"]["knowledgeBaseArn"] == arn
    source = agents(
        "CreateDataSource", knowledgeBaseId=knowledge_base_id, name="documents",
        dataSourceConfiguration={"type": "S3", "s3Configuration": {"bucketArn": "arn:aws:s3:::acme-documents"}},
    )["dataSource"]  # fmt: skip
    (listed,) = agents("ListDataSources", knowledgeBaseId=knowledge_base_id)["dataSourceSummaries"]
    where = {"knowledgeBaseId": knowledge_base_id, "dataSourceId": listed["dataSourceId"]}
    assert (
        agents("GetDataSource", **where)["dataSource"]["dataDeletionPolicy"] == source["dataDeletionPolicy"] == "DELETE"
    )
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        agents("GetResourcePolicy", resourceArn=arn)
    agents("PutResourcePolicy", resourceArn=arn, policy="{}")
    assert agents("GetResourcePolicy", resourceArn=arn)["policy"] == "{}"


def _guardrail() -> dict[str, Any]:
    return {
        "name": "assistant",
        "blockedInputMessaging": "No.",
        "blockedOutputsMessaging": "No.",
        "contentPolicyConfig": {
            "filtersConfig": [{"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"}],
            "tierConfig": {"tierName": "STANDARD"},
        },
        "sensitiveInformationPolicyConfig": {"piiEntitiesConfig": [{"type": "EMAIL", "action": "ANONYMIZE"}]},
        "topicPolicyConfig": {
            "topicsConfig": [{"name": "Investment advice", "definition": "Advice about assets.", "type": "DENY"}]
        },
        "wordPolicyConfig": {"managedWordListsConfig": [{"type": "PROFANITY"}]},
        "contextualGroundingPolicyConfig": {"filtersConfig": [{"type": "GROUNDING", "threshold": 0.7}]},
    }


def test_log_groups_tell_whether_they_mask(lab: Acme) -> None:
    logs = checked(lab.client("logs"))
    logs("CreateLogGroup", logGroupName="/acme/prompts")
    assert "dataProtectionStatus" not in logs("DescribeLogGroups")["logGroups"][0]
    logs("PutDataProtectionPolicy", logGroupIdentifier="/acme/prompts", policyDocument="{}")
    assert logs("DescribeLogGroups")["logGroups"][0]["dataProtectionStatus"] == "ACTIVATED"


def test_foundation_models_tell_where_they_stand_in_their_life(bedrock: Checked) -> None:
    lives = {each["modelId"]: each["modelLifecycle"] for each in bedrock("ListFoundationModels")["modelSummaries"]}
    legacy = lives["anthropic.claude-3-5-sonnet-20240620-v1:0"]
    assert (legacy["status"], legacy["legacyTime"] < legacy["publicExtendedAccessTime"] < legacy["endOfLifeTime"]) == (
        "LEGACY",
        True,
    )
    assert lives["amazon.nova-lite-v1:0"]["status"] == "ACTIVE"
