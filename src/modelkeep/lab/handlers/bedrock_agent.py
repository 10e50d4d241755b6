"""Agents and knowledge bases; moto 5.2.5 drops guardrails and has no action groups, aliases, versions or data sources."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles
from modelkeep.lab.handlers.bedrock import bedrock_arn, chosen, found, now, short_id

_AGENT = (
    "agentName", "instruction", "foundationModel", "description", "orchestrationType", "customOrchestration",
    "agentResourceRoleArn", "customerEncryptionKeyArn", "promptOverrideConfiguration", "guardrailConfiguration",
    "memoryConfiguration", "agentCollaboration",
)  # fmt: skip
_ACTION_GROUP = ("actionGroupName", "description", "actionGroupExecutor", "apiSchema", "functionSchema")


def upper_id(*seed: str) -> str:
    """An ID as Bedrock gives agents and knowledge bases: ten capitals and digits."""
    return short_id(*seed, length=10).upper()


@handles("bedrock-agent", "CreateAgent")
def create_agent(lab: Lab, request: Request) -> Reply:
    """An agent, prepared at once, with the test alias that AWS gives each."""
    given = request.parameters
    agent_id = upper_id("agent", given["agentName"])
    agent = {
        "agentId": agent_id, "agentArn": bedrock_arn(request, f"agent/{agent_id}"), "agentVersion": "DRAFT",
        "agentStatus": "PREPARED", "idleSessionTTLInSeconds": given.get("idleSessionTTLInSeconds", 600),
        "createdAt": now(), "updatedAt": now(), "preparedAt": now(), **chosen(given, *_AGENT),
    }  # fmt: skip
    lab.collection(request, "agents")[agent_id] = {
        "agent": agent, "versions": {}, "action_groups": {}, "knowledge_bases": {},
        "aliases": {"TSTALIASID": _alias(agent_id, "TSTALIASID", "AgentTestAlias", [{"agentVersion": "DRAFT"}])},
    }  # fmt: skip
    return {"agent": agent}


@handles("bedrock-agent", "ListAgents")
def list_agents(lab: Lab, request: Request) -> Reply:
    """All agents."""
    names = ("agentId", "agentName", "agentStatus", "description", "updatedAt", "guardrailConfiguration")
    return {
        "agentSummaries": [chosen(each["agent"], *names) for each in lab.collection(request, "agents").values()],
    }


@handles("bedrock-agent", "GetAgent")
def get_agent(lab: Lab, request: Request) -> Reply:
    """One agent's working draft."""
    return {"agent": _held(lab, request)["agent"]}


@handles("bedrock-agent", "CreateAgentActionGroup")
def create_action_group(lab: Lab, request: Request) -> Reply:
    """An action group of the working draft."""
    given = request.parameters
    group_id = upper_id(given["agentId"], given["actionGroupName"])
    signature = given.get("parentActionGroupSignature")
    group = {
        "agentId": given["agentId"], "agentVersion": given["agentVersion"], "actionGroupId": group_id,
        "actionGroupState": given.get("actionGroupState", "ENABLED"), "createdAt": now(), "updatedAt": now(),
        **chosen(given, *_ACTION_GROUP), **({"parentActionSignature": signature} if signature else {}),
    }  # fmt: skip
    _held(lab, request)["action_groups"][group_id] = group
    return {"agentActionGroup": group}


@handles("bedrock-agent", "ListAgentActionGroups")
def list_action_groups(lab: Lab, request: Request) -> Reply:
    """The working draft's action groups."""
    names = ("actionGroupId", "actionGroupName", "actionGroupState", "description", "updatedAt")
    return {"actionGroupSummaries": [chosen(each, *names) for each in _held(lab, request)["action_groups"].values()]}


@handles("bedrock-agent", "GetAgentActionGroup")
def get_action_group(lab: Lab, request: Request) -> Reply:
    """One action group."""
    return {"agentActionGroup": found(_held(lab, request)["action_groups"], request.parameters["actionGroupId"])}


@handles("bedrock-agent", "AssociateAgentKnowledgeBase")
def associate_knowledge_base(lab: Lab, request: Request) -> Reply:
    """Let an agent search a knowledge base."""
    given = request.parameters
    link = {
        "agentId": given["agentId"], "agentVersion": given["agentVersion"], "knowledgeBaseId": given["knowledgeBaseId"],
        "description": given["description"], "createdAt": now(), "updatedAt": now(),
        "knowledgeBaseState": given.get("knowledgeBaseState", "ENABLED"),
    }  # fmt: skip
    _held(lab, request)["knowledge_bases"][given["knowledgeBaseId"]] = link
    return {"agentKnowledgeBase": link}


@handles("bedrock-agent", "ListAgentKnowledgeBases")
def list_agent_knowledge_bases(lab: Lab, request: Request) -> Reply:
    """The knowledge bases of an agent's working draft."""
    names = ("knowledgeBaseId", "description", "knowledgeBaseState", "updatedAt")
    links = _held(lab, request)["knowledge_bases"].values()
    return {"agentKnowledgeBaseSummaries": [chosen(each, *names) for each in links]}


@handles("bedrock-agent", "CreateAgentAlias")
def create_agent_alias(lab: Lab, request: Request) -> Reply:
    """An alias; without a version to route to, the working draft becomes the next one."""
    given = request.parameters
    held = _held(lab, request)
    routes = given.get("routingConfiguration")
    if not routes:
        number = str(len(held["versions"]) + 1)
        draft = {key: value for key, value in held["agent"].items() if key not in ("agentVersion", "preparedAt")}
        held["versions"][number] = {**draft, "version": number}
        routes = [{"agentVersion": number}]
    alias_id = upper_id(given["agentId"], "alias", given["agentAliasName"])
    held["aliases"][alias_id] = _alias(given["agentId"], alias_id, given["agentAliasName"], routes)
    arn = bedrock_arn(request, f"agent-alias/{given['agentId']}/{alias_id}")
    return {"agentAlias": {**held["aliases"][alias_id], "agentId": given["agentId"], "agentAliasArn": arn}}


@handles("bedrock-agent", "ListAgentAliases")
def list_agent_aliases(lab: Lab, request: Request) -> Reply:
    """An agent's aliases, AWS's test alias among them."""
    return {"agentAliasSummaries": list(_held(lab, request)["aliases"].values())}


@handles("bedrock-agent", "GetAgentVersion")
def get_agent_version(lab: Lab, request: Request) -> Reply:
    """One published version."""
    version = dict(found(_held(lab, request)["versions"], request.parameters["agentVersion"]))
    version.pop("orchestrationType", None)
    return {"agentVersion": version}


@handles("bedrock-agent", "CreateKnowledgeBase")
def create_knowledge_base(lab: Lab, request: Request) -> Reply:
    """A knowledge base, active at once."""
    given = request.parameters
    knowledge_base_id = upper_id("knowledge base", given["name"])
    knowledge_base = {
        "knowledgeBaseId": knowledge_base_id, "status": "ACTIVE", "createdAt": now(), "updatedAt": now(),
        "knowledgeBaseArn": bedrock_arn(request, f"knowledge-base/{knowledge_base_id}"),
        **chosen(given, "name", "description", "roleArn", "knowledgeBaseConfiguration", "storageConfiguration"),
    }  # fmt: skip
    lab.collection(request, "knowledge_bases")[knowledge_base_id] = {"itself": knowledge_base, "data_sources": {}}
    return {"knowledgeBase": knowledge_base}


@handles("bedrock-agent", "ListKnowledgeBases")
def list_knowledge_bases(lab: Lab, request: Request) -> Reply:
    """All knowledge bases."""
    names = ("knowledgeBaseId", "name", "description", "status", "updatedAt")
    held = lab.collection(request, "knowledge_bases").values()
    return {"knowledgeBaseSummaries": [chosen(each["itself"], *names) for each in held]}


@handles("bedrock-agent", "GetKnowledgeBase")
def get_knowledge_base(lab: Lab, request: Request) -> Reply:
    """One knowledge base."""
    return {"knowledgeBase": _knowledge_base(lab, request)["itself"]}


@handles("bedrock-agent", "CreateDataSource")
def create_data_source(lab: Lab, request: Request) -> Reply:
    """A data source, available at once."""
    given = request.parameters
    names = ("name", "description", "dataSourceConfiguration", "serverSideEncryptionConfiguration")
    source = {
        "knowledgeBaseId": given["knowledgeBaseId"], "dataSourceId": upper_id(given["knowledgeBaseId"], given["name"]),
        "status": "AVAILABLE", "dataDeletionPolicy": given.get("dataDeletionPolicy", "DELETE"), "createdAt": now(),
        "updatedAt": now(), **chosen(given, *names, "vectorIngestionConfiguration"),
    }  # fmt: skip
    _knowledge_base(lab, request)["data_sources"][source["dataSourceId"]] = source
    return {"dataSource": source}


@handles("bedrock-agent", "ListDataSources")
def list_data_sources(lab: Lab, request: Request) -> Reply:
    """The data sources of a knowledge base."""
    names = ("knowledgeBaseId", "dataSourceId", "name", "status", "description", "updatedAt")
    held = _knowledge_base(lab, request)["data_sources"].values()
    return {"dataSourceSummaries": [chosen(each, *names) for each in held]}


@handles("bedrock-agent", "GetDataSource")
def get_data_source(lab: Lab, request: Request) -> Reply:
    """One data source."""
    return {"dataSource": found(_knowledge_base(lab, request)["data_sources"], request.parameters["dataSourceId"])}


@handles("bedrock-agent", "PutResourcePolicy")
def put_resource_policy(lab: Lab, request: Request) -> Reply:
    """Remember the policy of a knowledge base; MANAGED ones alone can have one."""
    arn = request.parameters["resourceArn"]
    held = found(lab.collection(request, "knowledge_bases"), arn.rsplit("/", 1)[-1])
    if held["itself"]["knowledgeBaseConfiguration"]["type"] != "MANAGED":
        raise AwsError("ValidationException", "Resource policies are supported for MANAGED knowledge bases only.")
    lab.collection(request, "policies")[arn] = request.parameters["policy"]
    return {"resourceArn": arn, "revisionId": "1"}


@handles("bedrock-agent", "GetResourcePolicy")
def get_resource_policy(lab: Lab, request: Request) -> Reply:
    """The policy of a knowledge base, if there is one."""
    arn = request.parameters["resourceArn"]
    return {"resourceArn": arn, "policy": found(lab.collection(request, "policies"), arn), "revisionId": "1"}


def _held(lab: Lab, request: Request) -> dict[str, Any]:
    held: dict[str, Any] = found(lab.collection(request, "agents"), request.parameters["agentId"])
    return held


def _knowledge_base(lab: Lab, request: Request) -> dict[str, Any]:
    held: dict[str, Any] = found(lab.collection(request, "knowledge_bases"), request.parameters["knowledgeBaseId"])
    return held


def _alias(agent_id: str, alias_id: str, name: str, routes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "agentAliasId": alias_id, "agentAliasName": name, "agentAliasStatus": "PREPARED", "routingConfiguration": routes,
        "createdAt": now(), "updatedAt": now(), "aliasInvocationState": "ACCEPT_INVOCATIONS",
    }  # fmt: skip
