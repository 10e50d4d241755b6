"""Flows and managed prompts, which moto 5.2.5 lacks."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.handlers import Lab, Reply, Request, handles
from modelkeep.lab.handlers.bedrock import bedrock_arn, chosen, found, now
from modelkeep.lab.handlers.bedrock_agent import upper_id

_FLOW = ("name", "description", "executionRoleArn", "customerEncryptionKeyArn", "definition")
_PROMPT = ("name", "description", "customerEncryptionKeyArn", "defaultVariant", "variants")
_SUMMARY = ("name", "description", "id", "arn", "status", "createdAt", "updatedAt", "version")


@handles("bedrock-agent", "CreateFlow")
def create_flow(lab: Lab, request: Request) -> Reply:
    """A flow, prepared at once."""
    flow_id = upper_id("flow", request.parameters["name"])
    flow = {
        "id": flow_id, "arn": bedrock_arn(request, f"flow/{flow_id}"), "status": "Prepared", "createdAt": now(),
        "updatedAt": now(), "version": "DRAFT", **chosen(request.parameters, *_FLOW),
    }  # fmt: skip
    lab.collection(request, "flows")[flow_id] = {"itself": flow, "versions": {}, "aliases": []}
    return flow


@handles("bedrock-agent", "ListFlows")
def list_flows(lab: Lab, request: Request) -> Reply:
    """All flows."""
    return {"flowSummaries": [chosen(each["itself"], *_SUMMARY) for each in lab.collection(request, "flows").values()]}


@handles("bedrock-agent", "GetFlow")
def get_flow(lab: Lab, request: Request) -> Reply:
    """One flow's working draft."""
    draft: Reply = _held(lab, request)["itself"]
    return draft


@handles("bedrock-agent", "CreateFlowVersion")
def create_flow_version(lab: Lab, request: Request) -> Reply:
    """The working draft as the next version."""
    held = _held(lab, request)
    number = str(len(held["versions"]) + 1)
    draft = {key: value for key, value in held["itself"].items() if key != "updatedAt"}
    version: Reply = {**draft, "version": number, "createdAt": now()}
    held["versions"][number] = version
    return version


@handles("bedrock-agent", "GetFlowVersion")
def get_flow_version(lab: Lab, request: Request) -> Reply:
    """One published version."""
    version: Reply = found(_held(lab, request)["versions"], request.parameters["flowVersion"])
    return version


@handles("bedrock-agent", "CreateFlowAlias")
def create_flow_alias(lab: Lab, request: Request) -> Reply:
    """A name under which callers invoke a version."""
    given = request.parameters
    alias_id = upper_id(given["flowIdentifier"], given["name"])
    alias = {
        "flowId": given["flowIdentifier"], "id": alias_id, "createdAt": now(), "updatedAt": now(),
        "arn": bedrock_arn(request, f"flow/{given['flowIdentifier']}/alias/{alias_id}"),
        **chosen(given, "name", "description", "routingConfiguration"),
    }  # fmt: skip
    _held(lab, request)["aliases"].append(alias)
    return alias


@handles("bedrock-agent", "ListFlowAliases")
def list_flow_aliases(lab: Lab, request: Request) -> Reply:
    """A flow's aliases."""
    return {"flowAliasSummaries": _held(lab, request)["aliases"]}


@handles("bedrock-agent", "CreatePrompt")
def create_prompt(lab: Lab, request: Request) -> Reply:
    """A managed prompt's working draft."""
    prompt_id = upper_id("prompt", request.parameters["name"])
    prompt = {
        "id": prompt_id, "arn": bedrock_arn(request, f"prompt/{prompt_id}"), "createdAt": now(), "updatedAt": now(),
        "version": "DRAFT", **chosen(request.parameters, *_PROMPT),
    }  # fmt: skip
    lab.collection(request, "prompts")[prompt_id] = prompt
    return prompt


@handles("bedrock-agent", "ListPrompts")
def list_prompts(lab: Lab, request: Request) -> Reply:
    """All managed prompts."""
    names = [each for each in _SUMMARY if each != "status"]
    return {"promptSummaries": [chosen(each, *names) for each in lab.collection(request, "prompts").values()]}


@handles("bedrock-agent", "GetPrompt")
def get_prompt(lab: Lab, request: Request) -> Reply:
    """One managed prompt."""
    prompt: Reply = found(lab.collection(request, "prompts"), request.parameters["promptIdentifier"])
    return prompt


def _held(lab: Lab, request: Request) -> dict[str, Any]:
    held: dict[str, Any] = found(lab.collection(request, "flows"), request.parameters["flowIdentifier"])
    return held
