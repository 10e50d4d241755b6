"""Messages of content blocks: Converse's and Nova's form, Anthropic's, and OpenAI's.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html
https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from modelkeep.engines.logs.prompts.conversation import (
    Answer,
    Request,
    Turn,
    as_json,
    mapping,
    mappings,
    request_of,
    text,
)


def converse_request(form: str, body: Mapping[str, Any]) -> Request:
    """A request of Converse or of Nova."""
    turns = [_converse_turn(each) for each in mappings(body.get("messages"))]
    system = "\n".join(_said(block) for block in mappings(body.get("system")))
    config = mapping(body.get("inferenceConfig"))
    limit = config.get("maxTokens", config.get("max_new_tokens"))
    return request_of(form, turns, system=system, max_tokens=limit)


def _converse_turn(message: Mapping[str, Any]) -> Turn:
    blocks = list(mappings(message.get("content")))
    quoted = [part for block in blocks for part in _converse_context(block)]
    return Turn(text(message.get("role")), _lines(_said(block) for block in blocks), tuple(quoted))


def _said(block: Mapping[str, Any]) -> str:
    guarded = mapping(mapping(block.get("guardContent")).get("text"))
    qualifiers = guarded.get("qualifiers")
    if isinstance(qualifiers, list) and "grounding_source" in qualifiers:
        return ""
    return text(block.get("text")) or text(guarded.get("text"))


def _converse_context(block: Mapping[str, Any]) -> Iterator[str]:
    for part in mappings(mapping(block.get("toolResult")).get("content")):
        yield text(part.get("text")) or (as_json(part["json"]) if "json" in part else "")
        yield from _converse_context(part)
    document = mapping(mapping(block.get("document")).get("source"))
    yield text(document.get("text"))
    yield from (text(each.get("text")) for each in mappings(document.get("content")))
    yield from (text(each.get("text")) for each in mappings(mapping(block.get("searchResult")).get("content")))
    guarded = mapping(mapping(block.get("guardContent")).get("text"))
    if not _said(block):
        yield text(guarded.get("text"))


def converse_answer(form: str, body: Mapping[str, Any]) -> Answer:
    """An answer of Converse or of Nova."""
    blocks = list(mappings(mapping(mapping(body.get("output")).get("message")).get("content")))
    return Answer(
        form=form,
        text=_lines(text(block.get("text")) for block in blocks),
        tool_arguments=tuple(
            as_json(mapping(block["toolUse"]).get("input", {})) for block in blocks if "toolUse" in block
        ),
        stop_reason=_stop(body.get("stopReason")),
    )


def converse_stream(form: str, events: list[Mapping[str, Any]]) -> Answer:
    """The events of a streamed answer of Converse or Nova."""
    said: list[str] = []
    arguments: dict[object, list[str]] = {}
    stop = None
    for event in events:
        change = mapping(event.get("contentBlockDelta"))
        delta = mapping(change.get("delta"))
        said.append(text(delta.get("text")))
        if "toolUse" in delta:
            arguments.setdefault(change.get("contentBlockIndex"), []).append(
                text(mapping(delta["toolUse"]).get("input"))
            )
        if "messageStop" in event:
            stop = _stop(mapping(event["messageStop"]).get("stopReason"))
    return Answer(form=form, text="".join(said), tool_arguments=_joined(arguments), stop_reason=stop)


def anthropic_request(body: Mapping[str, Any]) -> Request:
    """A request of Anthropic's messages."""
    system = body.get("system")
    told = text(system) or _lines(text(block.get("text")) for block in mappings(system))
    turns = [_anthropic_turn(each) for each in mappings(body.get("messages"))]
    return request_of("anthropic", turns, system=told, max_tokens=body.get("max_tokens"))


def _anthropic_turn(message: Mapping[str, Any]) -> Turn:
    content = message.get("content")
    if isinstance(content, str):
        return Turn(text(message.get("role")), content)
    blocks = list(mappings(content))
    said = _lines(text(block.get("text")) for block in blocks if block.get("type") == "text")
    return Turn(text(message.get("role")), said, tuple(part for block in blocks for part in _anthropic_context(block)))


def _anthropic_context(block: Mapping[str, Any]) -> Iterator[str]:
    kind = block.get("type")
    if kind in {"tool_result", "search_result", "web_search_tool_result"}:
        yield from _texts(block.get("content"))
    elif kind == "document":
        source = mapping(block.get("source"))
        if source.get("type") in {"text", "content"}:
            yield text(source.get("data"))
            yield from _texts(source.get("content"))


def _texts(content: object) -> Iterator[str]:
    yield text(content)
    for block in mappings(content):
        yield text(block.get("text"))
        yield from _anthropic_context(block)


def anthropic_answer(body: Mapping[str, Any]) -> Answer:
    """An answer of Anthropic's messages."""
    blocks = list(mappings(body.get("content")))
    return Answer(
        form="anthropic",
        text=_lines(text(block.get("text")) for block in blocks if block.get("type") == "text"),
        tool_arguments=tuple(as_json(block.get("input", {})) for block in blocks if block.get("type") == "tool_use"),
        stop_reason=_stop(body.get("stop_reason")),
    )


def anthropic_stream(events: list[Mapping[str, Any]]) -> Answer:
    """The events of a streamed answer of Anthropic's messages."""
    said: list[str] = []
    arguments: dict[object, list[str]] = {}
    stop = None
    for event in events:
        delta = mapping(event.get("delta"))
        said.append(text(delta.get("text")))
        if mapping(event.get("content_block")).get("type") == "tool_use":
            arguments.setdefault(event.get("index"), [])
        if "partial_json" in delta:
            arguments.setdefault(event.get("index"), []).append(text(delta["partial_json"]))
        stop = _stop(delta.get("stop_reason")) or stop
    return Answer(form="anthropic", text="".join(said), tool_arguments=_joined(arguments), stop_reason=stop)


def chat_request(form: str, body: Mapping[str, Any]) -> Request:
    """A request in OpenAI's form, which Mistral, AI21, DeepSeek, Qwen and others share."""
    system: list[str] = []
    turns: list[Turn] = []
    for message in mappings(body.get("messages")):
        role = text(message.get("role"))
        said = text(message.get("content")) or _lines(
            text(block.get("text")) for block in mappings(message.get("content"))
        )
        if role in {"system", "developer"}:
            system.append(said)
        elif role in {"tool", "function"}:
            turns.append(Turn(role, "", (said,)))
        else:
            turns.append(Turn(role, said))
    limit = body.get("max_tokens", body.get("max_completion_tokens"))
    return request_of(form, turns, system="\n".join(system), max_tokens=limit)


def chat_answer(form: str, chunks: list[Mapping[str, Any]]) -> Answer:
    """An answer in OpenAI's form: whole, or as the chunks of a stream."""
    said: list[str] = []
    arguments: dict[object, list[str]] = {}
    stop = None
    for number, chunk in enumerate(chunks):
        for choice in mappings(chunk.get("choices")):
            message = mapping(choice.get("message")) or mapping(choice.get("delta"))
            said.append(text(choice.get("text")) or text(message.get("content")))
            for index, call in enumerate(mappings(message.get("tool_calls"))):
                key = call.get("index", (number, index))
                arguments.setdefault(key, []).append(as_json(mapping(call.get("function")).get("arguments", "")))
            stop = _stop(choice.get("finish_reason") or choice.get("stop_reason")) or stop
    return Answer(form=form, text="".join(said), tool_arguments=_joined(arguments), stop_reason=stop)


def _joined(arguments: Mapping[object, list[str]]) -> tuple[str, ...]:
    return tuple("".join(parts) for parts in arguments.values())


def _lines(parts: Iterator[str]) -> str:
    return "\n".join(part for part in parts if part)


def _stop(value: object) -> str | None:
    return value.lower() if isinstance(value, str) else None
