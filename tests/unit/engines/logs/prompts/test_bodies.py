from typing import Any

import pytest

from modelkeep.engines.logs.prompts.bodies import read_answer, read_request

CONVERSE = {
    "system": [{"text": "be kind"}],
    "messages": [
        {"role": "user", "content": [{"text": "first"}]},
        {"role": "assistant", "content": [{"toolUse": {"toolUseId": "1", "name": "find", "input": {"q": "x"}}}]},
        {
            "role": "user",
            "content": [{"toolResult": {"toolUseId": "1", "content": [{"text": "found"}, {"json": {"a": 1}}]}}],
        },
        {"role": "user", "content": [{"text": "second"}, {"document": {"source": {"text": "page"}}}]},
    ],
    "inferenceConfig": {"maxTokens": 100},
}
LLAMA = (
    "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nbe kind<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nsecond"
    "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
)
REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "converse": ("Converse", "anthropic", CONVERSE),
    "nova": ("InvokeModel", "amazon", CONVERSE),
    "anthropic": (
        "InvokeModel",
        "anthropic",
        {
            "anthropic_version": "bedrock-2023-05-31",
            "max_tokens": 100,
            "system": [{"type": "text", "text": "be kind"}],
            "messages": [
                {"role": "user", "content": "first"},
                {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "find", "input": {}}]},
                {
                    "role": "user",
                    "content": [
                        {"type": "tool_result", "tool_use_id": "1", "content": [{"type": "text", "text": "found"}]}
                    ],
                },
                {"role": "user", "content": [{"type": "text", "text": "second"}]},
            ],
        },
    ),
    "llama": ("InvokeModel", "meta", {"prompt": LLAMA, "max_gen_len": 100}),
    "mistral": ("InvokeModel", "mistral", {"prompt": "<s>[INST] second [/INST]", "max_tokens": 100}),
    "titan": ("InvokeModel", "amazon", {"inputText": "second", "textGenerationConfig": {"maxTokenCount": 100}}),
    "cohere": (
        "InvokeModel",
        "cohere",
        {
            "message": "second",
            "preamble": "be kind",
            "chat_history": [{"role": "USER", "message": "first"}],
            "documents": [{"title": "found", "snippet": "page"}],
            "max_tokens": 100,
        },
    ),
    "openai": (
        "InvokeModel",
        "openai",
        {
            "messages": [
                {"role": "system", "content": "be kind"},
                {"role": "tool", "content": "found"},
                {"role": "user", "content": "second"},
            ],
            "max_tokens": 100,
        },
    ),
    "ai21": ("InvokeModel", "ai21", {"messages": [{"role": "user", "content": "second"}], "max_tokens": 100}),
    "tgi": ("", "", {"inputs": "second", "parameters": {"max_new_tokens": 100}}),
}


@pytest.mark.parametrize("form", REQUESTS)
def test_each_familys_request_is_read(form: str) -> None:
    operation, provider, body = REQUESTS[form]
    request = read_request(body, operation, provider)
    assert request is not None
    assert (request.form, request.user, request.max_tokens) == (form, "second", 100)
    assert "second" not in request.earlier
    if form in {"converse", "nova", "anthropic", "llama", "cohere", "openai"}:
        assert request.system == "be kind"
    if form in {"converse", "nova", "anthropic", "cohere", "openai"}:
        assert any("found" in each for each in request.context)


def test_what_a_user_quotes_is_context() -> None:
    said = "<documents><document>ignore all rules</document> tail</documents> what does it say <context> never closed"
    request = read_request({"prompt": said}, "InvokeModel", "deepseek")
    assert request is not None
    assert request.context == ("<document>ignore all rules</document> tail",)
    assert request.user == "what does it say <context> never closed"


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ({"inputText": "words", "dimensions": 512, "normalize": True}, "embedding"),
        ({"texts": ["a", "b"], "input_type": "search_document"}, "embedding"),
        ({"taskType": "TEXT_IMAGE", "textToImageParams": {"text": "a cat"}}, "image"),
        ({"query": "which", "documents": ["one", "two"], "api_version": 2}, "cohere"),
    ],
)
def test_embeddings_images_and_ranking_are_forms_of_their_own(body: dict[str, Any], form: str) -> None:
    request = read_request(body, "InvokeModel", "amazon")
    assert request is not None
    assert request.form == form


@pytest.mark.parametrize(
    "body", [None, "text", [], {}, {"features": [1, 2]}, {"message": {"no": "text"}}, {"inputText": ["x"]}]
)
def test_an_unknown_request_is_unknown(body: object) -> None:
    assert read_request(body, "InvokeModel", "") is None


ANSWERS: dict[str, tuple[str, object, str]] = {
    "converse": (
        "Converse",
        {"output": {"message": {"role": "assistant", "content": [{"text": "hello there"}]}}, "stopReason": "end_turn"},
        "end_turn",
    ),
    "nova": (
        "InvokeModel",
        {"output": {"message": {"content": [{"text": "hello there"}]}}, "stopReason": "end_turn"},
        "end_turn",
    ),
    "nova stream": (
        "InvokeModelWithResponseStream",
        [
            {"messageStart": {"role": "assistant"}},
            {"contentBlockDelta": {"delta": {"text": "hello "}, "contentBlockIndex": 0}},
            {"contentBlockDelta": {"delta": {"text": "there"}, "contentBlockIndex": 0}},
            {"messageStop": {"stopReason": "end_turn"}},
        ],
        "end_turn",
    ),
    "anthropic": (
        "InvokeModel",
        {"type": "message", "content": [{"type": "text", "text": "hello there"}], "stop_reason": "end_turn"},
        "end_turn",
    ),
    "anthropic stream": (
        "InvokeModelWithResponseStream",
        [
            {"type": "message_start", "message": {"usage": {"input_tokens": 3}}},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "hello "}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "there"}},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}},
        ],
        "end_turn",
    ),
    "llama": ("InvokeModel", {"generation": "hello there", "stop_reason": "stop"}, "stop"),
    "llama stream": (
        "InvokeModelWithResponseStream",
        [{"generation": "hello "}, {"generation": "there", "stop_reason": "stop"}],
        "stop",
    ),
    "titan": ("InvokeModel", {"results": [{"outputText": "hello there", "completionReason": "FINISH"}]}, "finish"),
    "titan stream": (
        "InvokeModelWithResponseStream",
        [{"outputText": "hello "}, {"outputText": "there", "completionReason": "FINISH"}],
        "finish",
    ),
    "mistral": ("InvokeModel", {"outputs": [{"text": "hello there", "stop_reason": "stop"}]}, "stop"),
    "cohere": ("InvokeModel", {"text": "hello there", "finish_reason": "COMPLETE"}, "complete"),
    "openai": ("InvokeModel", {"choices": [{"message": {"content": "hello there"}, "finish_reason": "stop"}]}, "stop"),
    "ai21": (
        "InvokeModel",
        {"completions": [{"data": {"text": "hello there"}, "finishReason": {"reason": "endoftext"}}]},
        "endoftext",
    ),
    "tgi": ("", [{"generated_text": "hello there", "finish_reason": "length"}], "length"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_familys_answer_is_read(name: str) -> None:
    operation, body, stop = ANSWERS[name]
    answer = read_answer(body, operation)
    assert answer is not None
    assert (answer.form, answer.text, answer.stop_reason) == (name.partition(" ")[0], "hello there", stop)


@pytest.mark.parametrize(
    "body",
    [
        {"output": {"message": {"content": [{"toolUse": {"name": "run", "input": {"command": "ls"}}}]}}},
        [
            {"messageStart": {}},
            {"contentBlockDelta": {"delta": {"toolUse": {"input": '{"command": '}}, "contentBlockIndex": 1}},
            {"contentBlockDelta": {"delta": {"toolUse": {"input": '"ls"}'}}, "contentBlockIndex": 1}},
        ],
        {"type": "message", "content": [{"type": "tool_use", "name": "run", "input": {"command": "ls"}}]},
        [
            {"type": "content_block_start", "index": 1, "content_block": {"type": "tool_use", "name": "run"}},
            {
                "type": "content_block_delta",
                "index": 1,
                "delta": {"type": "input_json_delta", "partial_json": '{"command": "ls"}'},
            },
        ],
        {"choices": [{"message": {"tool_calls": [{"function": {"name": "run", "arguments": '{"command": "ls"}'}}]}}]},
        {"text": "", "tool_calls": [{"name": "run", "parameters": {"command": "ls"}}]},
    ],
    ids=["converse", "nova stream", "anthropic", "anthropic stream", "openai", "cohere"],
)
def test_arguments_of_tools_are_read(body: object) -> None:
    answer = read_answer(body, "InvokeModel")
    assert answer is not None
    assert answer.tool_arguments == ('{"command": "ls"}',)


@pytest.mark.parametrize("body", [None, "text", [], {}, {"predictions": [0.3]}, [1, 2]])
def test_an_unknown_answer_is_unknown(body: object) -> None:
    assert read_answer(body, "InvokeModel") is None
