"""Amazon Bedrock AgentCore (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_BedrockAgentCore.html)."""

from __future__ import annotations

from collections.abc import Mapping

from modelkeep.adapters.iac.forms import Form, regional
from modelkeep.adapters.iac.forms.lenses import Computed, Fixed, Flag, Lens, Number, Text, Texts
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.bedrock_agentcore import AgentRuntime, BrowserCustom, CodeInterpreterCustom, Gateway, Memory

_SERVICE = "bedrock-agentcore"
_JWT = "AuthorizerConfiguration.CustomJWTAuthorizer"
_LIMITS = {
    "allowedAudience": "AllowedAudience",
    "allowedClients": "AllowedClients",
    "allowedScopes": "AllowedScopes",
    "customClaims": "CustomClaims",
}
"""What a token must name besides its issuer, as the estate and as CloudFormation call it."""


def _limits(properties: Properties) -> tuple[str, ...] | None:
    given = {name: properties.given(f"{_JWT}.{path}") for name, path in _LIMITS.items()}
    return None if None in given.values() else tuple(name for name, there in given.items() if there)


def _placement(path: str) -> Mapping[str, Lens]:
    return {
        "network_mode": Text("NetworkConfiguration.NetworkMode", None),
        "subnet_ids": Texts(f"NetworkConfiguration.{path}.Subnets"),
        "security_group_ids": Texts(f"NetworkConfiguration.{path}.SecurityGroups"),
    }


FORMS = (
    Form(
        cfn_type="AWS::BedrockAgentCore::Runtime",
        row=AgentRuntime,
        identity=regional(_SERVICE, "runtime", "AgentRuntimeArn", "AgentRuntimeId"),
        columns={
            "status": Fixed("READY"),
            "role_arn": Text("RoleArn", None),
            **_placement("NetworkModeConfig"),
            "jwt_discovery_url": Text(f"{_JWT}.DiscoveryUrl"),
            "jwt_limits": Computed(
                _limits, lambda names: {f"{_JWT}.{_LIMITS[each]}": ["some"] for each in names}, _JWT
            ),
            "container_uri": Text("AgentRuntimeArtifact.ContainerConfiguration.ContainerUri"),
            "code_bucket_name": Text("AgentRuntimeArtifact.CodeConfiguration.Code.S3.Bucket"),
        },
    ),
    Form(
        cfn_type="AWS::BedrockAgentCore::Gateway",
        row=Gateway,
        identity=regional(_SERVICE, "gateway", "GatewayArn", "GatewayIdentifier"),
        columns={
            "status": Fixed("READY"),
            "role_arn": Text("RoleArn"),
            "authorizer_type": Text("AuthorizerType", None),
            "kms_key_arn": Text("KmsKeyArn"),
            "policy_engine_arn": Text("PolicyEngineConfiguration.Arn"),
            "policy_engine_mode": Text("PolicyEngineConfiguration.Mode"),
            "exception_level": Text("ExceptionLevel"),
            "interceptor_lambda_arns": Texts("InterceptorConfigurations", (), "Interceptor.Lambda.Arn"),
        },
    ),
    Form(
        cfn_type="AWS::BedrockAgentCore::Memory",
        row=Memory,
        identity=regional(_SERVICE, "memory", "MemoryArn", "MemoryId", ref="{arn}"),
        columns={
            "status": Fixed("ACTIVE"),
            "role_arn": Text("MemoryExecutionRoleArn"),
            "encryption_key_arn": Text("EncryptionKeyArn"),
            "event_expiry_days": Number("EventExpiryDuration"),
        },
    ),
    Form(
        cfn_type="AWS::BedrockAgentCore::BrowserCustom",
        row=BrowserCustom,
        identity=regional(_SERVICE, "browser-custom", "BrowserArn", "BrowserId"),
        columns={
            "status": Fixed("READY"),
            "role_arn": Text("ExecutionRoleArn"),
            **_placement("VpcConfig"),
            "recording_enabled": Flag("RecordingConfig.Enabled"),
            "recording_bucket_name": Text("RecordingConfig.S3Location.Bucket"),
        },
    ),
    Form(
        cfn_type="AWS::BedrockAgentCore::CodeInterpreterCustom",
        row=CodeInterpreterCustom,
        identity=regional(_SERVICE, "code-interpreter-custom", "CodeInterpreterArn", "CodeInterpreterId"),
        columns={"status": Fixed("READY"), "role_arn": Text("ExecutionRoleArn"), **_placement("VpcConfig")},
    ),
)
