"""Guardrails: what the newest published version of each does, and who else may use it."""

from __future__ import annotations

from collections.abc import Iterable

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.bedrock import (
    Guardrail,
    GuardrailContentFilter,
    GuardrailContextualGrounding,
    GuardrailPolicy,
    GuardrailPolicyStatement,
    GuardrailSensitiveInformation,
    GuardrailTopic,
    GuardrailVersion,
)
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row

DRAFT = "DRAFT"


@collector(
    Guardrail, GuardrailContentFilter, GuardrailSensitiveInformation, GuardrailTopic, GuardrailContextualGrounding,
    GuardrailVersion, GuardrailPolicy, GuardrailPolicyStatement,
)  # fmt: skip
async def guardrails(aws: Reader) -> None:
    """ListGuardrails; for each its versions, then GetGuardrail of the newest and GetResourcePolicy."""

    async def visit(guardrail: Guardrail) -> None:
        versions = await aws.pages(
            "bedrock:ListGuardrails",
            lambda reply: [row for item in reply["guardrails"] for row in _version(item)],
            resource=guardrail.arn,
            guardrailIdentifier=guardrail.arn,
        )
        unread: tuple[Row, ...] = (guardrail,)
        newest = max((each.version for each in versions if each.version is not None), default=None)
        await aws.get(
            "bedrock:GetGuardrail",
            guardrail.arn,
            lambda reply: tuple(_settings(reply)),
            unread=unread,
            guardrailIdentifier=guardrail.arn,
            guardrailVersion=str(newest) if newest is not None else DRAFT,
        )
        await _policy(aws, guardrail.arn)

    listed = await aws.list("bedrock:ListGuardrails", "guardrails", _identity)
    await aws.each([_stub(each) for each in listed], visit, calls=3)


async def _policy(aws: Reader, arn: str) -> None:
    """The resource policy. The guardrail is there, so that "not found" is about its policy."""

    none: tuple[Row, ...] = (GuardrailPolicy(arn=arn, configured=False),)

    def parse(reply: Reply) -> tuple[Row, ...]:
        document = reply.get("resourcePolicy")
        if not document:
            return none
        return (
            GuardrailPolicy(arn=arn, configured=True),
            *statements(GuardrailPolicyStatement, arn, "resource policy", document),
        )

    await aws.get(
        "bedrock:GetResourcePolicy",
        arn,
        parse,
        absent={"ResourceNotFoundException": none},
        resourceArn=arn,
    )


def _identity(item: Reply) -> tuple[str, str, str, str]:
    return item["arn"], item["id"], item["name"], item["status"]


def _stub(identity: tuple[str, str, str, str]) -> Guardrail:
    arn, guardrail_id, name, status = identity
    return Guardrail(arn=arn, guardrail_id=guardrail_id, name=name, status=status)


def _version(item: Reply) -> Iterable[GuardrailVersion]:
    """A published version; the working draft is none."""
    if item["version"] == DRAFT:
        return ()
    row = GuardrailVersion(
        arn=f"{item['arn']}:{item['version']}",
        name=f"{item['name']}:{item['version']}",
        tags={},
        guardrail_arn=item["arn"],
        version=int(item["version"]),
        status=item["status"],
    )
    return (row,)


def _settings(reply: Reply) -> Iterable[Row]:
    arn = reply["guardrailArn"]
    content = reply.get("contentPolicy", {})
    words = reply.get("wordPolicy", {})
    yield Guardrail(
        arn=arn,
        name=reply["name"],
        guardrail_id=reply["guardrailId"],
        status=reply["status"],
        version=reply["version"],
        kms_key_arn=reply.get("kmsKeyArn", ""),
        content_filters_tier=content.get("tier", {}).get("tierName", "CLASSIC") if content else "",
        custom_word_count=sum(_blocks(each, "input") or _blocks(each, "output") for each in words.get("words", ())),
        managed_word_lists=tuple(
            each["type"]
            for each in words.get("managedWordLists", ())
            if _blocks(each, "input") or _blocks(each, "output")
        ),
    )
    for item in content.get("filters", ()):
        yield _content_filter(arn, item)
    information = reply.get("sensitiveInformationPolicy", {})
    for item in information.get("piiEntities", ()):
        yield _sensitive_information(arn, item["type"], "", item)
    for item in information.get("regexes", ()):
        yield _sensitive_information(arn, "REGEX", item["name"], item)
    for item in reply.get("topicPolicy", {}).get("topics", ()):
        yield GuardrailTopic(
            arn=arn, name=item["name"], blocks_input=_blocks(item, "input"), blocks_output=_blocks(item, "output")
        )
    for item in reply.get("contextualGroundingPolicy", {}).get("filters", ()):
        blocks = item.get("enabled", True) and item.get("action", "BLOCK") == "BLOCK"
        yield GuardrailContextualGrounding(
            arn=arn, type=item["type"], threshold=float(item["threshold"]), blocks=blocks
        )


def _content_filter(arn: str, item: Reply) -> GuardrailContentFilter:
    return GuardrailContentFilter(
        arn=arn,
        type=item["type"],
        input_strength=item["inputStrength"],
        output_strength=item["outputStrength"],
        input_modalities=tuple(item.get("inputModalities", ("TEXT",))),
        output_modalities=tuple(item.get("outputModalities", ("TEXT",))),
        blocks_input=_blocks(item, "input") and item["inputStrength"] != "NONE",
        blocks_output=_blocks(item, "output") and item["outputStrength"] != "NONE",
    )


def _sensitive_information(arn: str, kind: str, name: str, item: Reply) -> GuardrailSensitiveInformation:
    def action(side: str) -> str:
        return str(item.get(f"{side}Action", item["action"])) if item.get(f"{side}Enabled", True) else "NONE"

    return GuardrailSensitiveInformation(
        arn=arn, type=kind, name=name, input_action=action("input"), output_action=action("output")
    )


def _blocks(item: Reply, side: str) -> bool:
    """Filters from before there were actions and switches have neither: they are evaluated and block."""
    return bool(item.get(f"{side}Enabled", True)) and item.get(f"{side}Action", "BLOCK") == "BLOCK"
