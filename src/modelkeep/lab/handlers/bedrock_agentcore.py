"""Bedrock AgentCore; moto 5.2.5 has no tools, token vault or identities and drops most settings of the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles
from modelkeep.lab.handlers.bedrock import chosen, now, short_id

_SERVICE = "bedrock-agentcore-control"
_RUNTIME = (
    "description", "roleArn", "agentRuntimeArtifact", "networkConfiguration", "protocolConfiguration",
    "environmentVariables", "authorizerConfiguration", "requestHeaderConfiguration", "metadataConfiguration",
)  # fmt: skip
_GATEWAY = (
    "name", "description", "roleArn", "protocolType", "protocolConfiguration", "authorizerType",
    "authorizerConfiguration", "kmsKeyArn", "interceptorConfigurations", "policyEngineConfiguration", "exceptionLevel",
)  # fmt: skip
_MEMORY = ("name", "description", "encryptionKeyArn", "memoryExecutionRoleArn", "eventExpiryDuration")
_TOOL = ("name", "description", "executionRoleArn", "networkConfiguration")
_STRATEGIES = {
    "semanticMemoryStrategy": "SEMANTIC",
    "summaryMemoryStrategy": "SUMMARIZATION",
    "userPreferenceMemoryStrategy": "USER_PREFERENCE",
    "customMemoryStrategy": "CUSTOM",
    "episodicMemoryStrategy": "EPISODIC",
}


@handles(_SERVICE, "CreateAgentRuntime")
def create_runtime(lab: Lab, request: Request) -> Reply:
    """A runtime, ready at once, with the workload identity that AWS gives each."""
    given = request.parameters
    name = given["agentRuntimeName"]
    runtime_id = _identifier(name)
    identity = _identity(lab, request, runtime_id)
    runtime = {
        "agentRuntimeArn": _arn(request, f"runtime/{runtime_id}"), "agentRuntimeName": name,
        "agentRuntimeId": runtime_id, "agentRuntimeVersion": "1", "createdAt": now(), "lastUpdatedAt": now(),
        "status": "READY", "lifecycleConfiguration": {"idleRuntimeSessionTimeout": 900, "maxLifetime": 28800},
        "workloadIdentityDetails": {"workloadIdentityArn": identity}, **chosen(given, *_RUNTIME),
    }  # fmt: skip
    lab.collection(request, "runtimes")[runtime_id] = runtime
    names = ("agentRuntimeArn", "agentRuntimeId", "agentRuntimeVersion", "createdAt", "status")
    return chosen(runtime, *names, "workloadIdentityDetails")


@handles(_SERVICE, "UpdateAgentRuntime")
def update_runtime(lab: Lab, request: Request) -> Reply:
    """The next version of a runtime; what is left out is gone."""
    held = _held(lab, request, "runtimes", "agentRuntimeId")
    for name in _RUNTIME:
        held.pop(name, None)
    version = str(int(held["agentRuntimeVersion"]) + 1)
    held |= {**chosen(request.parameters, *_RUNTIME), "agentRuntimeVersion": version, "lastUpdatedAt": now()}
    names = ("agentRuntimeArn", "agentRuntimeId", "agentRuntimeVersion", "createdAt", "lastUpdatedAt", "status")
    return chosen(held, *names)


@handles(_SERVICE, "ListAgentRuntimes")
def list_runtimes(lab: Lab, request: Request) -> Reply:
    """All runtimes."""
    names = ("agentRuntimeArn", "agentRuntimeId", "agentRuntimeVersion", "agentRuntimeName", "lastUpdatedAt", "status")
    held = lab.collection(request, "runtimes").values()
    return {"agentRuntimes": [{"description": "An agent.", **chosen(each, *names, "description")} for each in held]}


@handles(_SERVICE, "GetAgentRuntime")
def get_runtime(lab: Lab, request: Request) -> Reply:
    """One runtime, as its newest version has it."""
    return _held(lab, request, "runtimes", "agentRuntimeId")


@handles(_SERVICE, "CreateGateway")
def create_gateway(lab: Lab, request: Request) -> Reply:
    """A gateway, ready at once."""
    given = request.parameters
    gateway_id = _identifier(given["name"])
    gateway = {
        "gatewayArn": _arn(request, f"gateway/{gateway_id}"), "gatewayId": gateway_id, "createdAt": now(),
        "updatedAt": now(), "status": "READY", **chosen(given, *_GATEWAY),
        "gatewayUrl": f"https://{gateway_id}.gateway.bedrock-agentcore.{request.region}.amazonaws.com/mcp",
    }  # fmt: skip
    lab.collection(request, "gateways")[gateway_id] = gateway
    return gateway


@handles(_SERVICE, "ListGateways")
def list_gateways(lab: Lab, request: Request) -> Reply:
    """All gateways."""
    names = ("gatewayId", "name", "status", "description", "createdAt", "updatedAt", "authorizerType", "protocolType")
    return {"items": [chosen(each, *names) for each in lab.collection(request, "gateways").values()]}


@handles(_SERVICE, "GetGateway")
def get_gateway(lab: Lab, request: Request) -> Reply:
    """One gateway."""
    return _held(lab, request, "gateways", "gatewayIdentifier")


@handles("wafv2", "AssociateWebACL")
def associate_web_acl(lab: Lab, request: Request) -> Reply | None:
    """Put a web ACL before a gateway; moto knows what else can have one."""
    arn = request.parameters["ResourceArn"]
    if ":bedrock-agentcore:" not in arn:
        return None
    gateways = lab.store(request.account, request.region).get(f"{_SERVICE}.gateways", {})
    _found(gateways, arn.rsplit("/", 1)[-1])["webAclArn"] = request.parameters["WebACLArn"]
    return {}


@handles(_SERVICE, "CreateMemory")
def create_memory(lab: Lab, request: Request) -> Reply:
    """A memory, active at once."""
    given = request.parameters
    memory_id = _identifier(given["name"])
    strategies = [_strategy(kind, each) for union in given.get("memoryStrategies", ()) for kind, each in union.items()]
    memory = {
        "arn": _arn(request, f"memory/{memory_id}"), "id": memory_id, "status": "ACTIVE", "createdAt": now(),
        "updatedAt": now(), "strategies": strategies, **chosen(given, *_MEMORY),
    }  # fmt: skip
    lab.collection(request, "memories")[memory_id] = memory
    return {"memory": memory}


@handles(_SERVICE, "ListMemories")
def list_memories(lab: Lab, request: Request) -> Reply:
    """All memories."""
    names = ("arn", "id", "status", "createdAt", "updatedAt")
    return {"memories": [chosen(each, *names) for each in lab.collection(request, "memories").values()]}


@handles(_SERVICE, "GetMemory")
def get_memory(lab: Lab, request: Request) -> Reply:
    """One memory."""
    return {"memory": _held(lab, request, "memories", "memoryId")}


@handles(_SERVICE, "CreateBrowser")
def create_browser(lab: Lab, request: Request) -> Reply:
    """A browser, ready at once."""
    return _create_tool(lab, request, "browser", "browser-custom", "recording")


@handles(_SERVICE, "ListBrowsers")
def list_browsers(lab: Lab, request: Request) -> Reply:
    """The customer's browsers and, where not left out, AWS's own."""
    return {"browserSummaries": _list_tools(lab, request, "browser", "browser")}


@handles(_SERVICE, "GetBrowser")
def get_browser(lab: Lab, request: Request) -> Reply:
    """One browser."""
    return _held(lab, request, "browser", "browserId")


@handles(_SERVICE, "CreateCodeInterpreter")
def create_code_interpreter(lab: Lab, request: Request) -> Reply:
    """A code interpreter, ready at once."""
    return _create_tool(lab, request, "codeInterpreter", "code-interpreter-custom")


@handles(_SERVICE, "ListCodeInterpreters")
def list_code_interpreters(lab: Lab, request: Request) -> Reply:
    """The customer's code interpreters and, where not left out, AWS's own."""
    return {"codeInterpreterSummaries": _list_tools(lab, request, "codeInterpreter", "code-interpreter")}


@handles(_SERVICE, "GetCodeInterpreter")
def get_code_interpreter(lab: Lab, request: Request) -> Reply:
    """One code interpreter."""
    return _held(lab, request, "codeInterpreter", "codeInterpreterId")


@handles(_SERVICE, "ListWorkloadIdentities")
def list_workload_identities(lab: Lab, request: Request) -> Reply:
    """The identities of agents."""
    held = lab.collection(request, "identities")
    return {"workloadIdentities": [{"name": name, "workloadIdentityArn": arn} for name, arn in held.items()]}


@handles(_SERVICE, "SetTokenVaultCMK")
def set_token_vault_key(lab: Lab, request: Request) -> Reply:
    """The key of the token vault."""
    lab.collection(request, "vault")["default"] = request.parameters["kmsConfiguration"]
    return _vault(lab, request)


@handles(_SERVICE, "GetTokenVault")
def get_token_vault(lab: Lab, request: Request) -> Reply:
    """The token vault, with the service's key until one is set."""
    return _vault(lab, request)


def _vault(lab: Lab, request: Request) -> Reply:
    kms = lab.collection(request, "vault").get("default", {"keyType": "ServiceManagedKey"})
    return {"tokenVaultId": "default", "kmsConfiguration": kms, "lastModifiedDate": now()}


def _create_tool(lab: Lab, request: Request, prefix: str, path: str, *settings: str) -> Reply:
    tool_id = _identifier(request.parameters["name"])
    tool = {
        f"{prefix}Id": tool_id, f"{prefix}Arn": _arn(request, f"{path}/{tool_id}"), "status": "READY",
        "createdAt": now(), "lastUpdatedAt": now(), **chosen(request.parameters, *_TOOL, *settings),
    }  # fmt: skip
    lab.collection(request, prefix)[tool_id] = tool
    return chosen(tool, f"{prefix}Id", f"{prefix}Arn", "createdAt", "status")


def _list_tools(lab: Lab, request: Request, prefix: str, path: str) -> list[dict[str, Any]]:
    names = (f"{prefix}Id", f"{prefix}Arn", "name", "description", "status", "createdAt", "lastUpdatedAt")
    found = [chosen(each, *names) for each in lab.collection(request, prefix).values()]
    kind = request.parameters.get("type")
    own = {
        f"{prefix}Id": f"aws.{path}.v1", "name": "AWS", "status": "READY", "createdAt": now(),
        f"{prefix}Arn": f"arn:aws:bedrock-agentcore:{request.region}:aws:{path}/aws.{path}.v1",
    }  # fmt: skip
    return [*(found if kind != "SYSTEM" else ()), *([own] if kind != "CUSTOM" else ())]


def _strategy(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    expiry = given.get("recordExpirySpecification", {})
    namespaces = list(given.get("namespaces", ("/facts/{actorId}",)))
    return {
        "strategyId": _identifier(given["name"]), "name": given["name"], "type": _STRATEGIES[kind], "status": "ACTIVE",
        "namespaces": namespaces, "namespaceTemplates": namespaces, "createdAt": now(),
        **chosen(expiry, "recordExpiryDurationDays"),
    }  # fmt: skip


def _identity(lab: Lab, request: Request, name: str) -> str:
    arn = _arn(request, f"workload-identity-directory/default/workload-identity/{name}")
    lab.collection(request, "identities")[name] = arn
    return arn


def _identifier(name: str) -> str:
    """An ID as AgentCore makes them: the name and ten letters and digits."""
    return f"{name}-{short_id(name, length=10)}"


def _arn(request: Request, resource: str) -> str:
    return f"arn:aws:bedrock-agentcore:{request.region}:{request.account}:{resource}"


def _found(collection: Mapping[str, Any], key: str) -> dict[str, Any]:
    if key not in collection:
        raise AwsError("ResourceNotFoundException", f"{key} was not found.", 404)
    held: dict[str, Any] = collection[key]
    return held


def _held(lab: Lab, request: Request, collection: str, parameter: str) -> dict[str, Any]:
    return _found(lab.collection(request, collection), request.parameters[parameter])


@handles(_SERVICE, "PutResourcePolicy")
def put_resource_policy(lab: Lab, request: Request) -> Reply:
    """Put."""
    given = request.parameters
    lab.collection(request, "policies")[given["resourceArn"]] = given["policy"]
    return {"policy": given["policy"]}


@handles(_SERVICE, "GetResourcePolicy")
def get_resource_policy(lab: Lab, request: Request) -> Reply:
    """Get."""
    held = lab.collection(request, "policies").get(request.parameters["resourceArn"])
    if held is None:
        raise AwsError("ResourceNotFoundException", "The resource has no policy.", 404)
    return {"policy": held}
