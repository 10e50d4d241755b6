"""Amazon Bedrock: agents, knowledge bases, guardrails, flows and prompts
(https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Bedrock.html).

AWS chooses the ids. References give the ARN where the API takes id or ARN, so that all of them name the resource alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Form, Part, regional
from modelkeep.adapters.iac.forms.lenses import ArnOf, Computed, First, Fixed, OwnReference, Text, Texts, Word
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.bedrock import (
    Guardrail,
    GuardrailContentFilter,
    GuardrailContextualGrounding,
    GuardrailSensitiveInformation,
    GuardrailTopic,
)
from modelkeep.core.kinds.bedrock_agents import (
    Agent,
    AgentActionGroup,
    AgentAlias,
    AgentKnowledgeBase,
    DataSource,
    KnowledgeBase,
)
from modelkeep.core.kinds.bedrock_flows import Flow, Prompt
from modelkeep.core.known import all_known
from modelkeep.core.secrets import secrets_in_text
from modelkeep.core.urls import host_of, without_secrets

_AGENT = "AWS::Bedrock::Agent"
_KNOWLEDGE_BASE = "AWS::Bedrock::KnowledgeBase"
_STORE = "StorageConfiguration"
_WEB = "DataSourceConfiguration.WebConfiguration"
_SEEDS = f"{_WEB}.SourceConfiguration.UrlConfiguration.SeedUrls"
_SEED_URLS = Texts(_SEEDS, (), "Url")
_CONNECTORS = tuple(
    f"DataSourceConfiguration.{name}Configuration.SourceConfiguration"
    for name in ("Confluence", "Salesforce", "SharePoint")
)


def _instruction_secrets(properties: Properties) -> tuple[str, ...] | None:
    """Kinds of secrets in the instruction and the overridden prompts; the texts end here."""
    prompts, complete = properties.each("PromptOverrideConfiguration.PromptConfigurations")
    texts = [properties.text("Instruction")]
    texts += [each.text("BasePromptTemplate") for each in prompts if each.text("PromptCreationMode") != "DEFAULT"]
    kinds = tuple(sorted({found.kind for text in texts if text for found in secrets_in_text(text)}))
    return kinds if kinds or (complete and None not in texts) else None


def _memory_days(properties: Properties) -> int | None:
    enabled = properties.given("MemoryConfiguration.EnabledMemoryTypes")
    return (
        0 if enabled is False else None if enabled is None else properties.number("MemoryConfiguration.StorageDays", 30)
    )


def _tier(properties: Properties) -> str | None:
    """CLASSIC is the default (https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-tiers.html)."""
    given = properties.given("ContentPolicyConfig.FiltersConfig")
    return "" if given is False else None if given is None else properties.text(_TIER, "CLASSIC")


_TIER = "ContentPolicyConfig.ContentFiltersTierConfig.TierName"


def _blocks(side: str, *, strength: bool = False) -> Computed:
    """Whether what is found in the input or output is blocked: it is, unless it is not evaluated or only reported."""

    def read(properties: Properties) -> bool | None:
        parts = [
            properties.flag(f"{side}Enabled", absent=True),
            _is(properties.text(f"{side}Action", "BLOCK"), "BLOCK"),
        ]
        if strength:
            level = properties.text(f"{side}Strength", None)
            parts.append(None if level is None else level != "NONE")
        return False if False in parts else None if None in parts else True

    return Computed(read, lambda value: {} if value else {f"{side}Enabled": False})


def _is(found: str | None, wanted: str) -> bool | None:
    return None if found is None else found == wanted


def _action(side: str) -> Computed:
    def read(properties: Properties) -> str | None:
        if properties.flag(f"{side}Enabled", absent=True) is False:
            return "NONE"
        return properties.text(f"{side}Action", None) or properties.text("Action", None)

    def turned(value: str) -> Mapping[str, Any]:
        return {f"{side}Enabled": False} if value == "NONE" else {f"{side}Action": value}

    return Computed(read, turned)


def _custom_words(properties: Properties) -> int | None:
    words, complete = properties.each("WordPolicyConfig.WordsConfig")
    if not complete:
        return None
    blocked = [(_blocks("Input").read(each), _blocks("Output").read(each)) for each in words]
    return sum(True in each for each in blocked) if all(True in each or None not in each for each in blocked) else None


def _word_lists(properties: Properties) -> tuple[str, ...] | None:
    lists, complete = properties.each("WordPolicyConfig.ManagedWordListsConfig")
    kept = [each.text("Type", None) for each in lists if _blocks("Input").read(each) or _blocks("Output").read(each)]
    return all_known(kept) if complete else None


def _threshold(properties: Properties) -> float | None:
    found = properties.value("Threshold")
    try:
        return None if isinstance(found, bool) else float(found)
    except (TypeError, ValueError):
        return None


def _store_host(properties: Properties) -> str | None:
    for path in (f"{_STORE}.PineconeConfiguration.ConnectionString", f"{_STORE}.MongoDbAtlasConfiguration.Endpoint"):
        if properties.value(path) is not None:
            url = properties.text(path, None)
            return None if url is None else host_of(url)
    return ""


def _seeds(properties: Properties) -> tuple[str, ...] | None:
    """Seed URLs without user, password, query and fragment, where tokens hide."""
    found = _SEED_URLS.read(properties)
    return None if found is None else all_known(without_secrets(url) for url in found)


def _hosts(properties: Properties) -> tuple[str, ...] | None:
    urls = [_SEED_URLS.read(properties)]
    for each in _CONNECTORS:
        host = properties.text(f"{each}.HostUrl")
        urls += [None if host is None else (host,), properties.texts(f"{each}.SiteUrls")]
    found = None if None in urls else all_known(host_of(url) for several in urls for url in several or ())
    return None if found is None else tuple(sorted({*found} - {""}))


FORMS = (
    Form(
        cfn_type=_AGENT,
        row=Agent,
        identity=regional("bedrock", "agent", "AgentArn", "AgentId"),
        columns={
            "agent_status": Fixed("PREPARED"),
            "foundation_model": Text("FoundationModel"),
            "agent_resource_role_arn": Text("AgentResourceRoleArn", None),
            "customer_encryption_key_arn": Text("CustomerEncryptionKeyArn"),
            "guardrail_identifier": Text("GuardrailConfiguration.GuardrailIdentifier"),
            "guardrail_version": Text("GuardrailConfiguration.GuardrailVersion"),
            "idle_session_ttl_in_seconds": Computed(
                lambda properties: properties.number("IdleSessionTTLInSeconds"),
                lambda value: {"IdleSessionTTLInSeconds": value},
                "IdleSessionTTLInSeconds",
            ),
            "instruction_secret_kinds": Computed(
                _instruction_secrets, lambda kinds: _NO_SECRETS if not kinds else None, "Instruction"
            ),
            "orchestration_lambda_arn": Text("CustomOrchestration.Executor.Lambda"),
            "prompt_override_lambda_arn": Text("PromptOverrideConfiguration.OverrideLambda"),
            "memory_storage_days": Computed(_memory_days, lambda days: _remembering(days), "MemoryConfiguration"),
            "agent_collaboration": Text("AgentCollaboration", "DISABLED"),
        },
        sections=(
            Part(
                row=AgentActionGroup,
                paths=("ActionGroups",),
                columns={
                    "action_group_id": Text("ActionGroupName"),
                    "action_group_name": Text("ActionGroupName"),
                    "action_group_state": Text("ActionGroupState", "ENABLED"),
                    "parent_action_signature": Text("ParentActionGroupSignature"),
                    "lambda_arn": Text("ActionGroupExecutor.Lambda"),
                    "returns_control": Word(
                        "ActionGroupExecutor.CustomControl", {"RETURN_CONTROL": True}, absent=False
                    ),
                    "schema_bucket_name": Text("ApiSchema.S3.S3BucketName"),
                },
            ),
            Part(
                row=AgentKnowledgeBase,
                paths=("KnowledgeBases",),
                columns={
                    "knowledge_base_arn": ArnOf("KnowledgeBaseId", _KNOWLEDGE_BASE),
                    "knowledge_base_state": Text("KnowledgeBaseState", "ENABLED"),
                },
            ),
        ),
    ),
    Form(
        cfn_type="AWS::Bedrock::AgentAlias",
        row=AgentAlias,
        identity=regional("bedrock", "agent-alias", "AgentAliasArn", "AgentAliasId"),
        columns={
            "agent_arn": ArnOf("AgentId", _AGENT),
            "agent_versions": Texts("RoutingConfiguration", (), "AgentVersion"),
            "alias_invocation_state": Fixed("ACCEPT_INVOCATIONS"),
        },
    ),
    Form(
        cfn_type=_KNOWLEDGE_BASE,
        row=KnowledgeBase,
        identity=regional("bedrock", "knowledge-base", "KnowledgeBaseArn", "KnowledgeBaseId"),
        columns={
            "status": Fixed("ACTIVE"),
            "type": Text("KnowledgeBaseConfiguration.Type", None),
            "role_arn": Text("RoleArn", None),
            "embedding_model_arn": Text(
                "KnowledgeBaseConfiguration.VectorKnowledgeBaseConfiguration.EmbeddingModelArn"
            ),
            "storage_type": Text(f"{_STORE}.Type"),
            "vector_store_arn": First(
                (
                    Text(f"{_STORE}.OpensearchServerlessConfiguration.CollectionArn"),
                    Text(f"{_STORE}.OpensearchManagedClusterConfiguration.DomainArn"),
                    Text(f"{_STORE}.RdsConfiguration.ResourceArn"),
                    Text(f"{_STORE}.NeptuneAnalyticsConfiguration.GraphArn"),
                    Text(f"{_STORE}.S3VectorsConfiguration.VectorBucketArn"),
                    Text(f"{_STORE}.S3VectorsConfiguration.IndexArn"),
                    Text("KnowledgeBaseConfiguration.KendraKnowledgeBaseConfiguration.KendraIndexArn"),
                )
            ),
            "vector_store_host": Computed(_store_host),
            "credentials_secret_arn": First(
                (
                    *(
                        Text(f"{_STORE}.{store}Configuration.CredentialsSecretArn")
                        for store in ("Pinecone", "MongoDbAtlas")
                    ),
                    Text(f"{_STORE}.RdsConfiguration.CredentialsSecretArn"),
                )
            ),
        },
    ),
    Form(
        cfn_type="AWS::Bedrock::DataSource",
        row=DataSource,
        identity=regional("bedrock", "data-source", "DataSourceId"),
        columns={
            "knowledge_base_arn": ArnOf("KnowledgeBaseId", _KNOWLEDGE_BASE),
            "status": Fixed("AVAILABLE"),
            "type": Text("DataSourceConfiguration.Type", None),
            "bucket_arn": Text("DataSourceConfiguration.S3Configuration.BucketArn"),
            "bucket_owner_account_id": Text("DataSourceConfiguration.S3Configuration.BucketOwnerAccountId"),
            "kms_key_arn": Text("ServerSideEncryptionConfiguration.KmsKeyArn"),
            "data_deletion_policy": Text("DataDeletionPolicy", None),
            "web_seed_urls": Computed(
                _seeds, lambda urls: {_SEEDS: [{"Url": url} for url in urls]} if urls else {}, _SEEDS
            ),
            "web_scope": Text(f"{_WEB}.CrawlerConfiguration.Scope"),
            "web_inclusion_filters": Texts(f"{_WEB}.CrawlerConfiguration.InclusionFilters"),
            "source_hosts": Computed(_hosts, lambda _: {}),  # they follow from the seeds
            "credentials_secret_arn": First(tuple(Text(f"{each}.CredentialsSecretArn") for each in _CONNECTORS)),
            "transformation_lambda_arns": Texts(
                "VectorIngestionConfiguration.CustomTransformationConfiguration.Transformations",
                (),
                "TransformationFunction.TransformationLambdaConfiguration.LambdaArn",
            ),
        },
        tags="",
    ),
    Form(
        cfn_type="AWS::Bedrock::Guardrail",
        row=Guardrail,
        identity=regional("bedrock", "guardrail", "GuardrailArn", "GuardrailId", ref="{arn}", others="{arn}"),
        columns={
            "guardrail_id": OwnReference(),
            "status": Fixed("READY"),
            "kms_key_arn": Text("KmsKeyArn"),
            "content_filters_tier": Computed(_tier, lambda tier: {_TIER: tier} if tier else {}, "ContentPolicyConfig"),
            "custom_word_count": Computed(
                _custom_words,
                lambda count: (
                    {"WordPolicyConfig.WordsConfig": [{"Text": f"word {n}"} for n in range(count)]} if count else {}
                ),
                "WordPolicyConfig",
            ),
            "managed_word_lists": Computed(
                _word_lists,
                lambda lists: (
                    {"WordPolicyConfig.ManagedWordListsConfig": [{"Type": each} for each in lists]} if lists else {}
                ),
                "WordPolicyConfig",
            ),
        },
        sections=(
            Part(
                row=GuardrailContentFilter,
                paths=("ContentPolicyConfig.FiltersConfig",),
                columns={
                    "type": Text("Type", None),
                    "input_strength": Text("InputStrength", None),
                    "output_strength": Text("OutputStrength", None),
                    "input_modalities": Texts("InputModalities", ("TEXT",)),
                    "output_modalities": Texts("OutputModalities", ("TEXT",)),
                    "blocks_input": _blocks("Input", strength=True),
                    "blocks_output": _blocks("Output", strength=True),
                },
            ),
            Part(
                row=GuardrailSensitiveInformation,
                paths=(
                    "SensitiveInformationPolicyConfig.PiiEntitiesConfig",
                    "SensitiveInformationPolicyConfig.RegexesConfig",
                ),
                columns={"input_action": _action("Input"), "output_action": _action("Output")},
                always={
                    "SensitiveInformationPolicyConfig.PiiEntitiesConfig": {
                        "type": Text("Type", None),
                        "name": Fixed(""),
                    },
                    "SensitiveInformationPolicyConfig.RegexesConfig": {
                        "type": Fixed("REGEX"),
                        "name": Text("Name", None),
                    },
                },
            ),
            Part(
                row=GuardrailTopic,
                paths=("TopicPolicyConfig.TopicsConfig",),
                columns={
                    "name": Text("Name", None),
                    "blocks_input": _blocks("Input"),
                    "blocks_output": _blocks("Output"),
                },
            ),
            Part(
                row=GuardrailContextualGrounding,
                paths=("ContextualGroundingPolicyConfig.FiltersConfig",),
                columns={
                    "type": Text("Type", None),
                    "threshold": Computed(_threshold, lambda value: {"Threshold": value}, "Threshold"),
                    "blocks": Computed(
                        lambda each: _grounding_blocks(each), lambda value: {} if value else {"Action": "NONE"}
                    ),
                },
            ),
        ),
    ),
    Form(
        cfn_type="AWS::Bedrock::Flow",
        row=Flow,
        identity=regional("bedrock", "flow", "Arn", "Id", ref="{arn}", others="{arn}"),
        columns={
            "status": Fixed("Prepared"),
            "execution_role_arn": Text("ExecutionRoleArn", None),
            "customer_encryption_key_arn": Text("CustomerEncryptionKeyArn"),
        },
    ),
    Form(
        cfn_type="AWS::Bedrock::Prompt",
        row=Prompt,
        identity=regional("bedrock", "prompt", "Arn", "Id", ref="{arn}", others="{arn}"),
        columns={"customer_encryption_key_arn": Text("CustomerEncryptionKeyArn")},
    ),
)

_NO_SECRETS: Mapping[str, Any] = {"Instruction": "Answer questions about orders, politely and briefly."}


def _remembering(days: int) -> Mapping[str, Any]:
    if not days:
        return {}
    return {"MemoryConfiguration.EnabledMemoryTypes": ["SESSION_SUMMARY"], "MemoryConfiguration.StorageDays": days}


def _grounding_blocks(each: Properties) -> bool | None:
    parts = (each.flag("Enabled", absent=True), _is(each.text("Action", "BLOCK"), "BLOCK"))
    return False if False in parts else None if None in parts else True
