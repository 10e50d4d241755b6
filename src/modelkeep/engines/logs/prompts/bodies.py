"""Bodies of InvokeModel and Converse, by the forms that AWS documents for each family of models. An unknown form gives None.

https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from modelkeep.engines.logs.prompts.blocks import (
    anthropic_answer,
    anthropic_request,
    anthropic_stream,
    chat_answer,
    chat_request,
    converse_answer,
    converse_request,
    converse_stream,
)
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

Body = Mapping[str, Any]

_LLAMA = re.compile(
    r"<\|(?:start_header_id|header_start)\|>(\w+)<\|(?:end_header_id|header_end)\|>"
    r"(.*?)(?=<\|(?:eot_id|eot|start_header_id|header_start)\|>|\Z)",
    re.DOTALL,
)
_INSTRUCTION = re.compile(r"\[INST\](.*?)(?:\[/INST\]|\Z)", re.DOTALL)
_HUMAN = re.compile(r"(?:^|\n\n)(Human|Assistant):(.*?)(?=\n\n(?:Human|Assistant):|\Z)", re.DOTALL)
_BEGINNING = re.compile(r"\A\s*(?:<\|begin_of_text\|>|<s>)\s*")
_CHAT = {"mistral": "mistral", "ai21": "ai21"}
_TOOL_ROLES = ("tool", "ipython")
_IMAGE_KEYS = ("taskType", "text_prompts", "textToImageParams")


def read_request(body: object, operation: str, provider: str) -> Request | None:
    """What a request's body says. `provider` is that of the model's id (`anthropic`), '' where it is not known."""
    if not isinstance(body, Mapping) or not body:
        return None
    if operation.startswith("Converse"):
        return converse_request("converse", body) if isinstance(body.get("messages"), list) else None
    if isinstance(body.get("messages"), list):
        return _messages(body, provider)
    for key, read in _REQUESTS.items():
        if key in body and (found := read(body, provider)) is not None:
            return found
    return _image(body, provider) if any(key in body for key in _IMAGE_KEYS) else None


def _messages(body: Body, provider: str) -> Request:
    if "anthropic_version" in body or provider == "anthropic":
        return anthropic_request(body)
    if provider == "amazon" or any(_is_nova(each) for each in mappings(body["messages"])):
        return converse_request("nova", body)
    return chat_request(_CHAT.get(provider, "openai"), body)


def _is_nova(message: Body) -> bool:
    return any("type" not in block for block in mappings(message.get("content")))


def _titan(body: Body, provider: str) -> Request | None:
    said = body["inputText"]
    if not isinstance(said, str):
        return None
    if (
        "textGenerationConfig" not in body
        and {"dimensions", "normalize", "embeddingTypes", "embeddingConfig"} & body.keys()
    ):
        return request_of("embedding", [Turn("user", said)])
    limit = mapping(body.get("textGenerationConfig")).get("maxTokenCount")
    return request_of("titan", [Turn("user", said)], max_tokens=limit)


def _cohere_chat(body: Body, _: str) -> Request | None:
    if not isinstance(body["message"], str):
        return None
    earlier = mappings(body.get("chat_history"))
    turns = [Turn("user" if each.get("role") == "USER" else "assistant", text(each.get("message"))) for each in earlier]
    found = [" ".join(text(value) for value in each.values()) for each in mappings(body.get("documents"))]
    found += [as_json(each.get("outputs", [])) for each in mappings(body.get("tool_results"))]
    turns.append(Turn("user", body["message"], tuple(found)))
    return request_of("cohere", turns, system=text(body.get("preamble")), max_tokens=body.get("max_tokens"))


def _rerank(body: Body, _: str) -> Request | None:
    if not isinstance(body["query"], str) or not isinstance(body.get("documents"), list):
        return None
    documents = tuple(as_json(each) for each in body["documents"])
    return request_of("cohere", [Turn("user", body["query"], documents)])


def _embedded(body: Body, _: str) -> Request | None:
    if not isinstance(body["texts"], list) or "input_type" not in body:
        return None
    return request_of("embedding", [Turn("user", "\n".join(text(each) for each in body["texts"]))])


def _inputs(body: Body, _: str) -> Request | None:
    if not isinstance(body["inputs"], str):
        return None
    limit = mapping(body.get("parameters")).get("max_new_tokens")
    system, turns = _split(body["inputs"])
    return request_of("tgi", turns, system=system, max_tokens=limit)


def _prompt(body: Body, provider: str) -> Request | None:
    if not isinstance(body["prompt"], str):
        return None
    form, limit = "openai", body.get("max_tokens")
    if provider == "stability":
        form = "image"
    elif "max_gen_len" in body or provider == "meta":
        form, limit = "llama", body.get("max_gen_len")
    elif "max_tokens_to_sample" in body or provider == "anthropic":
        form, limit = "anthropic", body.get("max_tokens_to_sample")
    elif "maxTokens" in body or provider == "ai21":
        form, limit = "ai21", body.get("maxTokens")
    elif provider in {"mistral", "cohere"}:
        form = provider
    system, turns = _split(body["prompt"])
    return request_of(form, turns, system=system, max_tokens=limit)


def _image(body: Body, _: str) -> Request:
    said = [text(mapping(value).get("text")) for value in body.values()]
    said += [text(each.get("text")) for each in mappings(body.get("text_prompts"))]
    return request_of("image", [Turn("user", "\n".join(part for part in said if part))])


_REQUESTS: Mapping[str, Callable[[Body, str], Request | None]] = {
    "inputText": _titan,
    "message": _cohere_chat,
    "query": _rerank,
    "texts": _embedded,
    "inputs": _inputs,
    "prompt": _prompt,
}


def _split(prompt: str) -> tuple[str, list[Turn]]:
    """The system's part and the turns of a prompt that holds them in the model's own marks."""
    if found := [(role.lower(), said.strip()) for role, said in _LLAMA.findall(prompt)]:
        system = "\n".join(said for role, said in found if role == "system")
        told = [(role, said) for role, said in found if role != "system" and said]
        turns = [Turn("tool", "", (said,)) if role in _TOOL_ROLES else Turn(role, said) for role, said in told]
        return system, turns
    if found := [("user" if role == "Human" else "assistant", said.strip()) for role, said in _HUMAN.findall(prompt)]:
        return prompt.partition("\n\nHuman:")[0].strip(), [Turn(role, said) for role, said in found if said]
    if instructions := _INSTRUCTION.findall(prompt):
        return "", [Turn("user", said.strip()) for said in instructions]
    return "", [Turn("user", _BEGINNING.sub("", prompt))]


def read_answer(body: object, operation: str) -> Answer | None:
    """What an answer's body says; the body of a streamed one is the list of its chunks."""
    chunks = [body] if isinstance(body, Mapping) else list(mappings(body))
    if not chunks:
        return None
    if operation.startswith("Converse") or isinstance(mapping(chunks[0].get("output")).get("message"), Mapping):
        form = "converse" if operation.startswith("Converse") else "nova"
        if isinstance(chunks[0].get("output"), Mapping):
            return converse_answer(form, chunks[0])
        return converse_stream(form, chunks) if _is_stream(chunks) else None
    if _is_stream(chunks):
        return converse_stream("nova", chunks)
    if any(each.get("type") == "message_start" or "content_block" in each for each in chunks):
        return anthropic_stream(chunks)
    for read in (_messages_answer, _plain_answer, _listed_answer):
        if (found := read(chunks)) is not None:
            return found
    return None


def _is_stream(chunks: list[Body]) -> bool:
    return any({"messageStart", "contentBlockDelta", "messageStop"} & each.keys() for each in chunks)


def _messages_answer(chunks: list[Body]) -> Answer | None:
    first = chunks[0]
    if first.get("type") == "message" or (isinstance(first.get("content"), list) and "stop_reason" in first):
        return anthropic_answer(first)
    if isinstance(first.get("choices"), list):
        return chat_answer("openai", chunks)
    if "embedding" in first or "embeddings" in first or "embeddingsByType" in first:
        return Answer(form="embedding")
    if "images" in first or "artifacts" in first:
        return Answer(form="image")
    return None


_PLAIN = (
    ("generation", "llama", "stop_reason"),
    ("outputText", "titan", "completionReason"),
    ("completion", "anthropic", "stop_reason"),
    ("generated_text", "tgi", "finish_reason"),
    ("text", "cohere", "finish_reason"),
)


def _plain_answer(chunks: list[Body]) -> Answer | None:
    for key, form, stop in _PLAIN:
        if any(isinstance(each.get(key), str) for each in chunks):
            calls = [call for each in chunks for call in mappings(each.get("tool_calls"))]
            return Answer(
                form=form,
                text="".join(text(each.get(key)) for each in chunks),
                tool_arguments=tuple(as_json(each.get("parameters", {})) for each in calls),
                stop_reason=_last(text(each.get(stop)) for each in chunks),
            )
    return None


_LISTED = (
    ("results", "outputText", "titan", "completionReason"),
    ("outputs", "text", "mistral", "stop_reason"),
    ("generations", "text", "cohere", "finish_reason"),
)


def _listed_answer(chunks: list[Body]) -> Answer | None:
    for key, part, form, stop in _LISTED:
        listed = [each for chunk in chunks for each in mappings(chunk.get(key))]
        if listed and any(part in each for each in listed):
            said = "".join(text(each.get(part)) for each in listed)
            return Answer(form=form, text=said, stop_reason=_last(text(each.get(stop)) for each in listed))
    done = list(mappings(chunks[0].get("completions")))
    if done:
        said = "".join(text(mapping(each.get("data")).get("text")) for each in done)
        return Answer(
            form="ai21",
            text=said,
            stop_reason=_last(text(mapping(each.get("finishReason")).get("reason")) for each in done),
        )
    if any("relevance_score" in each for each in mappings(chunks[0].get("results"))):
        return Answer(form="cohere")
    return None


def _last(reasons: Iterator[str]) -> str | None:
    found = [each for each in reasons if each]
    return found[-1].lower() if found else None
