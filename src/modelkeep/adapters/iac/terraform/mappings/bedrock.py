"""Amazon Bedrock and Bedrock AgentCore. The provider writes blocks that are there once as lists of one element."""

from __future__ import annotations

from modelkeep.adapters.iac.terraform.mapping import Converted

_ONE = frozenset({"*"})
_AGENT = "aws_bedrockagent_agent"
_WEB = "data_source_configuration.web_configuration.source_configuration.url_configuration.seed_urls"
_FILTERS = tuple(
    f"data_source_configuration.{each}_configuration.crawler_configuration.filter_configuration.pattern_object_filter.filters"
    for each in ("confluence", "salesforce", "share_point")
)
_INGESTION = "vector_ingestion_configuration"
_TRANSFORMATION = f"{_INGESTION}.custom_transformation_configuration"
_LEVELS = f"{_INGESTION}.chunking_configuration.hierarchical_chunking_configuration.level_configuration"
_GUARDRAIL_LISTS = frozenset(
    {
        "content_policy_config.filters_config",
        "contextual_grounding_policy_config.filters_config",
        "sensitive_information_policy_config.pii_entities_config",
        "sensitive_information_policy_config.regexes_config",
        "topic_policy_config.topics_config",
        "word_policy_config.managed_word_lists_config",
        "word_policy_config.words_config",
    }
)
_JWT: dict[str, str | None] = {"authorizer_configuration.custom_jwt_authorizer": "CustomJWTAuthorizer"}

CONVERSIONS = (
    Converted(
        tf_type=_AGENT,
        cfn_type="AWS::Bedrock::Agent",
        computed=frozenset({"memory_configuration", "prompt_override_configuration"}),
        renames={
            "idle_session_ttl_in_seconds": "IdleSessionTTLInSeconds",
            "prepare_agent": None,
            "prompt_override_configuration.prompt_configurations.inference_configuration.max_length": "MaximumLength",
        },
        single=_ONE,
        several=frozenset({"prompt_override_configuration.prompt_configurations"}),
        gives={"agent_id": "AgentId", "id": "AgentId", "agent_arn": "arn"},
    ),
    Converted(
        tf_type="aws_bedrockagent_agent_action_group",
        cfn_type="AWS::Bedrock::Agent",
        renames={"agent_version": None, "prepare_agent": None},
        single=_ONE,
        into=_AGENT,
        by=("agent_id",),
        listed="ActionGroups",
    ),
    Converted(
        tf_type="aws_bedrockagent_agent_knowledge_base_association",
        cfn_type="AWS::Bedrock::Agent",
        renames={"agent_version": None},
        into=_AGENT,
        by=("agent_id",),
        listed="KnowledgeBases",
    ),
    Converted(
        tf_type="aws_bedrockagent_agent_alias",
        cfn_type="AWS::Bedrock::AgentAlias",
        computed=frozenset({"routing_configuration"}),
        gives={"agent_alias_id": "AgentAliasId", "agent_alias_arn": "arn"},
    ),
    Converted(
        tf_type="aws_bedrockagent_knowledge_base",
        cfn_type="AWS::Bedrock::KnowledgeBase",
        single=_ONE,
        gives={"id": "KnowledgeBaseId"},
    ),
    Converted(
        tf_type="aws_bedrockagent_data_source",
        cfn_type="AWS::Bedrock::DataSource",
        renames={
            _LEVELS: "LevelConfigurations",
            f"{_INGESTION}.chunking_configuration.semantic_chunking_configuration.max_token": "MaxTokens",
            f"{_TRANSFORMATION}.transformation": "Transformations",
            f"{_TRANSFORMATION}.intermediate_storage.s3_location.uri": "URI",
        },
        single=_ONE,
        several=frozenset({_WEB, *_FILTERS, _LEVELS, f"{_TRANSFORMATION}.transformation"}),
        gives={"data_source_id": "DataSourceId"},
    ),
    Converted(
        tf_type="aws_bedrock_guardrail",
        cfn_type="AWS::Bedrock::Guardrail",
        renames={
            "content_policy_config.tier_config": "ContentFiltersTierConfig",
            "topic_policy_config.tier_config": "TopicsTierConfig",
            "cross_region_config.guardrail_profile_identifier": "GuardrailProfileArn",
        },
        single=_ONE,
        several=_GUARDRAIL_LISTS,
        gives={"guardrail_id": "GuardrailId", "guardrail_arn": "arn"},
    ),
    Converted(
        tf_type="aws_bedrock_guardrail_version",
        cfn_type="AWS::Bedrock::GuardrailVersion",
        renames={"guardrail_arn": "GuardrailIdentifier", "skip_destroy": None},
    ),
    Converted(
        tf_type="aws_bedrockagent_flow",
        cfn_type="AWS::Bedrock::Flow",
        renames={"definition.connection": "Connections", "definition.node": "Nodes"},
        single=_ONE,
        several=frozenset({"definition.connection", "definition.node"}),
        gives={"id": "Id"},
    ),
    Converted(
        tf_type="aws_bedrockagent_prompt",
        cfn_type="AWS::Bedrock::Prompt",
        renames={"variant": "Variants"},
        single=_ONE,
        several=frozenset({"variant"}),
        gives={"id": "Id"},
    ),
    Converted(
        tf_type="aws_bedrockagentcore_agent_runtime",
        cfn_type="AWS::BedrockAgentCore::Runtime",
        renames={**_JWT, "protocol_configuration.server_protocol": None},
        single=_ONE,
        gives={"agent_runtime_id": "AgentRuntimeId", "agent_runtime_arn": "arn"},
    ),
    Converted(
        tf_type="aws_bedrockagentcore_gateway",
        cfn_type="AWS::BedrockAgentCore::Gateway",
        renames={**_JWT, "interceptor_configuration": "InterceptorConfigurations"},
        single=_ONE,
        several=frozenset({"interceptor_configuration"}),
        gives={"gateway_id": "GatewayIdentifier", "gateway_arn": "arn"},
    ),
    Converted(
        tf_type="aws_bedrockagentcore_memory",
        cfn_type="AWS::BedrockAgentCore::Memory",
        gives={"id": "MemoryId"},
    ),
    Converted(
        tf_type="aws_bedrockagentcore_browser",
        cfn_type="AWS::BedrockAgentCore::BrowserCustom",
        renames={"recording": "RecordingConfig"},
        single=_ONE,
        gives={"browser_id": "BrowserId", "browser_arn": "arn"},
    ),
    Converted(
        tf_type="aws_bedrockagentcore_code_interpreter",
        cfn_type="AWS::BedrockAgentCore::CodeInterpreterCustom",
        single=_ONE,
        gives={"code_interpreter_id": "CodeInterpreterId", "code_interpreter_arn": "arn"},
    ),
)
