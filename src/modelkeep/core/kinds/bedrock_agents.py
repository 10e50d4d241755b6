"""Agents and knowledge bases of Amazon Bedrock (https://docs.aws.amazon.com/bedrock/latest/APIReference/, prefix API_agent)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, Statement, facet, kind, part

_AGENT = "bedrock-agent:ListAgents bedrock-agent:GetAgent"
_ACTION_GROUP = "bedrock-agent:ListAgents bedrock-agent:ListAgentActionGroups bedrock-agent:GetAgentActionGroup"
_KNOWLEDGE_BASE = "bedrock-agent:ListKnowledgeBases bedrock-agent:GetKnowledgeBase"


@kind("AWS::Bedrock::Agent", calls=_AGENT, ai=True)
class Agent(Resource):
    """An agent as its working draft has it, which its test alias always serves; other aliases serve versions, see those.

    The text of instructions and prompts never leaves the adapter.
    """

    agent_status: str | None = None
    foundation_model: str | None = None
    agent_resource_role_arn: str | None = None
    customer_encryption_key_arn: str | None = None
    guardrail_identifier: str | None = None
    """ID or ARN; '' for none."""
    guardrail_version: str | None = None
    idle_session_ttl_in_seconds: int | None = None
    instruction_secret_kinds: tuple[str, ...] | None = None
    """Secrets in the instruction or in an overridden prompt."""
    orchestration_lambda_arn: str | None = None
    prompt_override_lambda_arn: str | None = None
    memory_storage_days: int | None = None
    """0 where the agent remembers nothing between sessions."""
    agent_collaboration: str | None = None


@part(Agent, "action_group", calls=_ACTION_GROUP)
class AgentActionGroup(Row):
    """What the agent's working draft may do. `parent_action_signature` names abilities that AWS or the model maker built in."""

    action_group_id: str | None = None
    action_group_name: str | None = None
    action_group_state: str | None = None
    parent_action_signature: str | None = None
    lambda_arn: str | None = None
    returns_control: bool | None = None
    """The calling application carries the actions out, not a function."""
    schema_bucket_name: str | None = None


@part(Agent, "action", calls=_ACTION_GROUP)
class AgentAction(Row):
    """One function or API operation of an action group. `action` NULL: the schema lies in S3 or could not be understood."""

    action_group_id: str | None = None
    action: str | None = None
    http_method: str | None = None
    """In capitals; '' for functions, which have none."""
    requires_confirmation: bool | None = None


@part(Agent, "knowledge_base", calls="bedrock-agent:ListAgents bedrock-agent:ListAgentKnowledgeBases")
class AgentKnowledgeBase(Row):
    """A knowledge base that the agent's working draft may search."""

    knowledge_base_arn: str | None = None
    knowledge_base_state: str | None = None


@kind("AWS::Bedrock::AgentAlias", calls="bedrock-agent:ListAgents bedrock-agent:ListAgentAliases", ai=True)
class AgentAlias(Resource):
    """A name under which callers invoke versions of an agent."""

    agent_arn: str | None = None
    agent_versions: tuple[str, ...] | None = None
    provisioned_throughputs: tuple[str, ...] | None = None
    alias_invocation_state: str | None = None


@kind(
    "AWS::Bedrock::AgentVersion",
    calls="bedrock-agent:ListAgents bedrock-agent:ListAgentAliases bedrock-agent:GetAgentVersion",
    ai=True,
)
class AgentVersion(Resource):
    """A published version of an agent that an alias serves. AWS has no ARN for it, this one is ours."""

    agent_arn: str | None = None
    version: str | None = None
    foundation_model: str | None = None
    agent_resource_role_arn: str | None = None
    guardrail_identifier: str | None = None
    guardrail_version: str | None = None
    instruction_secret_kinds: tuple[str, ...] | None = None


@kind("AWS::Bedrock::KnowledgeBase", calls=_KNOWLEDGE_BASE, ai=True)
class KnowledgeBase(Resource):
    """Documents, embedded, that agents and applications search."""

    status: str | None = None
    type: str | None = None
    """VECTOR, KENDRA, SQL or MANAGED."""
    role_arn: str | None = None
    embedding_model_arn: str | None = None
    kms_key_arn: str | None = None
    """The key of a MANAGED knowledge base; '' elsewhere, where the vector store has its own."""
    storage_type: str | None = None
    vector_store_arn: str | None = None
    """The collection, domain, cluster, graph, index or bucket; '' for stores outside AWS and for none."""
    vector_store_host: str | None = None
    """The host of a store outside AWS."""
    credentials_secret_arn: str | None = None
    supplemental_s3_uris: tuple[str, ...] | None = None


@facet(KnowledgeBase, "policy", calls=f"{_KNOWLEDGE_BASE} bedrock-agent:GetResourcePolicy")
class KnowledgeBasePolicy(Row):
    """Whether the knowledge base has a resource policy; only MANAGED ones can."""

    configured: bool | None = None


@part(KnowledgeBase, "policy_statement", calls=f"{_KNOWLEDGE_BASE} bedrock-agent:GetResourcePolicy")
class KnowledgeBasePolicyStatement(Statement):
    """Who else may search the knowledge base."""


@kind(
    "AWS::Bedrock::DataSource",
    calls="bedrock-agent:ListKnowledgeBases bedrock-agent:ListDataSources bedrock-agent:GetDataSource",
    ai=True,
)
class DataSource(Resource):
    """Where a knowledge base takes documents from. AWS has no ARN for it, this one is ours."""

    knowledge_base_arn: str | None = None
    status: str | None = None
    type: str | None = None
    bucket_arn: str | None = None
    bucket_owner_account_id: str | None = None
    """'' where not named: the bucket is the account's own."""
    kms_key_arn: str | None = None
    """The key for what ingestion stores in between; '' for a key of AWS."""
    data_deletion_policy: str | None = None
    web_seed_urls: tuple[str, ...] | None = None
    web_scope: str | None = None
    """HOST_ONLY, SUBDOMAINS, or '' for the seeds' paths and below."""
    web_inclusion_filters: tuple[str, ...] | None = None
    source_hosts: tuple[str, ...] | None = None
    """Hosts of the web sites, wikis and services that are read."""
    credentials_secret_arn: str | None = None
    transformation_lambda_arns: tuple[str, ...] | None = None
