"""Bedrock guardrails with versions, resource policies and account enforcement; moto 5.2.5 has none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelkeep.lab.handlers import Lab, Reply, Request, handles
from modelkeep.lab.handlers.bedrock import bedrock_arn, chosen, found, now, short_id

_POLICIES = {
    "topicPolicy": ("topicPolicyConfig", {"topicsConfig": "topics", "tierConfig": "tier"}),
    "contentPolicy": ("contentPolicyConfig", {"filtersConfig": "filters", "tierConfig": "tier"}),
    "wordPolicy": ("wordPolicyConfig", {"wordsConfig": "words", "managedWordListsConfig": "managedWordLists"}),
    "sensitiveInformationPolicy": (
        "sensitiveInformationPolicyConfig",
        {"piiEntitiesConfig": "piiEntities", "regexesConfig": "regexes"},
    ),
    "contextualGroundingPolicy": (
        "contextualGroundingPolicyConfig",
        {"filtersConfig": "filters", "tierConfig": "tier"},
    ),
}
"""How CreateGuardrail and GetGuardrail call the same settings."""


@handles("bedrock", "CreateGuardrail")
def create_guardrail(lab: Lab, request: Request) -> Reply:
    """A guardrail with a working draft."""
    given = request.parameters
    guardrail_id = short_id(given["name"])
    key = given.get("kmsKeyId")
    draft = {
        "guardrailId": guardrail_id, "guardrailArn": bedrock_arn(request, f"guardrail/{guardrail_id}"), "version": "DRAFT",
        "status": "READY", "createdAt": now(), "updatedAt": now(),
        **chosen(given, "name", "description", "blockedInputMessaging", "blockedOutputsMessaging"),
        **_policies(given), **({"kmsKeyArn": key} if key else {}),
    }  # fmt: skip
    lab.collection(request, "guardrails")[guardrail_id] = {"DRAFT": draft}
    return {
        "guardrailId": guardrail_id,
        "guardrailArn": draft["guardrailArn"],
        "version": "DRAFT",
        "createdAt": draft["createdAt"],
    }


@handles("bedrock", "CreateGuardrailVersion")
def create_guardrail_version(lab: Lab, request: Request) -> Reply:
    """The draft, frozen under the next number."""
    versions = _versions(lab, request, request.parameters["guardrailIdentifier"])
    number = str(len(versions))
    versions[number] = {**versions["DRAFT"], "version": number}
    return {"guardrailId": versions["DRAFT"]["guardrailId"], "version": number}


@handles("bedrock", "ListGuardrails")
def list_guardrails(lab: Lab, request: Request) -> Reply:
    """The drafts of all guardrails, or all versions of one."""
    identifier = request.parameters.get("guardrailIdentifier")
    if identifier is None:
        listed = [versions["DRAFT"] for versions in lab.collection(request, "guardrails").values()]
    else:
        listed = list(_versions(lab, request, identifier).values())
    return {
        "guardrails": [
            {
                "id": each["guardrailId"],
                "arn": each["guardrailArn"],
                **chosen(each, "status", "name", "version", "createdAt", "updatedAt"),
            }
            for each in listed
        ]
    }


@handles("bedrock", "GetGuardrail")
def get_guardrail(lab: Lab, request: Request) -> Reply:
    """One version, or the draft."""
    versions = _versions(lab, request, request.parameters["guardrailIdentifier"])
    reply: Reply = found(versions, request.parameters.get("guardrailVersion", "DRAFT"))
    return reply


@handles("bedrock", "PutResourcePolicy")
def put_resource_policy(lab: Lab, request: Request) -> Reply:
    """Remember a policy."""
    arn = request.parameters["resourceArn"]
    lab.collection(request, "policies")[arn] = request.parameters["resourcePolicy"]
    return {"resourceArn": arn}


@handles("bedrock", "GetResourcePolicy")
def get_resource_policy(lab: Lab, request: Request) -> Reply:
    """A policy, if there is one."""
    return {"resourcePolicy": found(lab.collection(request, "policies"), request.parameters["resourceArn"])}


@handles("bedrock", "PutEnforcedGuardrailConfiguration")
def put_enforced_guardrail(lab: Lab, request: Request) -> Reply:
    """Apply a guardrail to every model call of the account and region."""
    config = request.parameters["guardrailInferenceConfig"]
    draft = _versions(lab, request, config["guardrailIdentifier"])["DRAFT"]
    config_id = request.parameters.get("configId", short_id("enforced", draft["guardrailId"]))
    lab.collection(request, "enforced")[config_id] = {
        "configId": config_id, "guardrailArn": draft["guardrailArn"], "guardrailId": draft["guardrailId"],
        "owner": "ACCOUNT", **chosen(config, "guardrailVersion", "modelEnforcement", "selectiveContentGuarding"),
    }  # fmt: skip
    return {"configId": config_id, "updatedAt": now()}


@handles("bedrock", "ListEnforcedGuardrailsConfiguration")
def list_enforced_guardrails(lab: Lab, request: Request) -> Reply:
    """All configurations."""
    return {"guardrailsConfig": list(lab.collection(request, "enforced").values())}


def _versions(lab: Lab, request: Request, identifier: str) -> dict[str, Any]:
    versions: dict[str, Any] = found(lab.collection(request, "guardrails"), identifier.rsplit("/", 1)[-1])
    return versions


def _policies(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        policy: {names.get(key, key): value for key, value in given[config].items() if value is not None}
        for policy, (config, names) in _POLICIES.items()
        if config in given
    }
