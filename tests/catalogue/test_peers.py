"""Every check about AI services that the four peers have is answered."""

from __future__ import annotations

from modelkeep.app.peers import answers
from modelkeep.bootstrap import load_catalogue, load_peers

REMAINING = {
    "checkov": {
        "CKV_AWS_372",
    },
    "config": {
        "bedrock-agentcore-memory-encryption-enabled",
        "bedrockagentcore-browsercustom-network-mode-not-public",
        "bedrockagentcore-browsercustom-recording-enabled",
        "bedrockagentcore-codeinterpreter-networkmode-check",
        "bedrockagentcore-gateway-authorizer-enabled",
        "bedrockagentcore-gateway-encryption-enabled",
        "bedrockagentcore-runtime-private-network-required",
        "sagemaker-inf-experiment-data-storage-kms-encrypted",
        "sagemaker-inf-experiment-instance-storage-kms-encrypted",
    },
    "prowler": {
        "bedrock_prompt_encrypted_with_cmk",
        "cloudwatch_log_group_agentcore_data_protection_policy_enabled",
        "iam_policy_no_agentcore_workload_access_token_wildcard",
        "iam_policy_passrole_to_bedrock_agentcore_restricted",
    },
    "securityhub": {
        "BedrockAgentCore.1",
        "BedrockAgentCore.2",
        "BedrockAgentCore.3",
        "BedrockAgentCore.4",
        "BedrockAgentCore.5",
        "BedrockAgentCore.6",
        "BedrockAgentCore.7",
        "SageMaker.23",
        "SageMaker.24",
    },
}
"""Checks whose controls do not exist yet. To be empty."""


def test_no_check_of_a_peer_is_without_an_answer() -> None:
    controls = load_catalogue().controls
    found = answers(load_peers(controls), controls)
    assert {each.peer.key for each in found} == {"prowler", "securityhub", "checkov", "config"}
    assert len(found) >= 136
    holes: dict[str, set[str]] = {}
    for each in found:
        if each.is_hole:
            holes.setdefault(each.peer.key, set()).add(each.check.id)
    assert holes == REMAINING


def test_only_what_protects_nothing_has_no_control() -> None:
    controls = load_catalogue().controls
    without = {
        each.check.id for each in answers(load_peers(controls), controls) if not each.controls and not each.is_hole
    }
    assert without == {"bedrock_prompt_management_exists", "sagemaker-image-description"}
