"""What the invented organisation asks its models, as Bedrock's invocation log records it.

https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from modelkeep.engines.logs.organisation.actors import Actor
from modelkeep.engines.logs.organisation.cast import GUARDRAIL, MODELS
from modelkeep.engines.logs.organisation.records import Template, number_slot, slot

SUPPORT_SYSTEM = (
    "You are the support assistant of Acme, a shop for garden tools. Answer in at most four sentences, in the language of the customer. "
    "Use only the articles that you are given, and name the article that you used. Never promise a refund: say which form the customer "
    "fills in, and that a colleague decides within two working days. Do not discuss prices of other shops, politics or health."
)
ORDERS_SYSTEM = (
    "Find orders for the staff of Acme. Call find_order with the number that you are given, then tell state, carrier and expected day. "
    "Ask for the number when it is missing. Do not change an order, and do not show more than the last four digits of a card."
)

_OPENINGS = ("Hello,", "Hi there,", "Good morning,", "Quick question:", "", "Please help:", "Bonjour,", "Guten Tag,")
_THINGS = (
    *(
        "the cordless hedge trimmer",
        "my lawn mower",
        "the pruning saw",
        "a watering timer",
        "the leaf blower",
        "the greenhouse kit",
    ),
    *("the spare blade", "my order from last week", "the battery charger", "the hose reel"),
)
_QUESTIONS = (
    *(
        "does not start any more, what can I do",
        "arrived with a dent, how do I send it back",
        "is it fit for wet grass",
    ),
    *("which battery fits", "when will it be delivered", "can I change the delivery address", "how do I sharpen it"),
    *("the invoice shows the wrong company name", "please ignore my previous message about it, I found the manual"),
    *("act quickly please, the party is on Saturday", "what is the system for returns without a printer"),
    *(
        "your instructions in the booklet contradict the video",
        "is the developer edition manual the same as the retail one",
    ),
    *("the code 4a6f686e on the label means what", "would you print the rules for the guarantee"),
    *("how do I override the safety switch after a jam", "what do I do when the app forgets all devices"),
)
_ANSWERS = (
    *(
        "Thank you for asking about {thing}.",
        "Here is what the article on {thing} says.",
        "That is a common question about {thing}.",
    ),
    *("Sorry for the trouble with {thing}.",),
)
_ENDINGS = (
    *("Please charge the battery for two hours and try again.", "The form for returns is on your order page."),
    *(
        "It is safe to use in light rain.",
        "A colleague answers within two working days.",
        "The part number stands on the lower side.",
    ),
)
_ARTICLES = (
    *(
        "Article 12: Batteries of series B fit all cordless tools since spring.",
        "Article 31: Returns are free within thirty days.",
    ),
    *(
        "Article 7: Clean the air filter monthly; a blocked one stops the engine.",
        "Article 44: Delivery takes two to four days.",
    ),
    *("Article 58: The instructions for the timer are printed inside the lid.",),
)


def question(rng: Random) -> str:
    """What a customer asks."""
    return f"{rng.choice(_OPENINGS)} {rng.choice(_THINGS)}: {rng.choice(_QUESTIONS)}? Number {rng.randrange(10**6)}.".strip()


def answer(rng: Random) -> str:
    """What the assistant answers."""
    return f"{rng.choice(_ANSWERS).format(thing=rng.choice(_THINGS))} {rng.choice(_ENDINGS)}"


def article(rng: Random) -> str:
    """What retrieval found."""
    return rng.choice(_ARTICLES)


def conversation(rng: Random) -> dict[str, str]:
    """Values of the slots of every template below."""
    asked, told = question(rng), answer(rng)
    tokens_in, tokens_out = 210 + len(asked) // 4 + rng.randrange(60), 12 + len(told) // 4
    return {
        "question": asked,
        "answer": told,
        "article": article(rng),
        "tokens_in": str(tokens_in),
        "tokens_out": str(tokens_out),
        "tokens": str(tokens_in + tokens_out),
        "latency": str(400 + rng.randrange(2600)),
    }


def invocation_record(
    actor: Actor,
    region: str,
    operation: str,
    model: str,
    request: Mapping[str, Any],
    reply: Mapping[str, Any] | None,
    error: str = "",
) -> dict[str, Any]:
    """A record of the invocation log, with slots for time, request_id, tokens_in and tokens_out; a failed call has no answer."""
    record: dict[str, Any] = {
        "timestamp": slot("time"),
        "accountId": actor.account,
        "identity": {"arn": actor.session_arn},
        "region": region,
        "requestId": slot("request_id"),
        "operation": operation,
        "modelId": model,
    }
    if error:
        record["errorCode"] = error
    record["input"] = {
        "inputContentType": "application/json",
        "inputBodyJson": request,
        "inputTokenCount": number_slot("tokens_in"),
    }
    if reply is not None:
        record["output"] = {
            "outputContentType": "application/json",
            "outputBodyJson": reply,
            "outputTokenCount": number_slot("tokens_out"),
        }
    return record | {"schemaType": "ModelInvocationLog", "schemaVersion": "1.0"}


def converse_reply(text: str, stop: str = "end_turn") -> dict[str, Any]:
    """The body of an answer of Converse."""
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}},
        "stopReason": stop,
        "metrics": {"latencyMs": number_slot("latency")},
        "usage": {
            "inputTokens": number_slot("tokens_in"),
            "outputTokens": number_slot("tokens_out"),
            "totalTokens": number_slot("tokens"),
        },
    }


def support_chat(actor: Actor, region: str) -> Template:
    """A customer's question with a retrieved article, under a guardrail."""
    request = {
        "system": [{"text": SUPPORT_SYSTEM}],
        "messages": [
            {
                "role": "user",
                "content": [
                    {"document": {"format": "txt", "name": "article", "source": {"text": slot("article")}}},
                    {"text": slot("question")},
                ],
            }
        ],
        "inferenceConfig": {"maxTokens": 400, "temperature": 0.2},
        "guardrailConfig": {"guardrailIdentifier": GUARDRAIL, "guardrailVersion": "3", "trace": "enabled"},
    }
    reply = converse_reply(slot("answer")) | {
        "trace": {
            "guardrail": {"inputAssessment": {GUARDRAIL: {"invocationMetrics": {"guardrailProcessingLatency": 212}}}}
        }
    }
    return Template.of(invocation_record(actor, region, "Converse", MODELS["chat"], request, reply))


def orders_agent(actor: Actor, region: str) -> Template:
    """A member of staff asks for an order; the model answers from a tool's result."""
    request = {
        "system": [{"text": ORDERS_SYSTEM}],
        "messages": [
            {"role": "user", "content": [{"text": slot("question")}]},
            {
                "role": "assistant",
                "content": [{"toolUse": {"toolUseId": "t1", "name": "find_order", "input": {"number": "A-1029"}}}],
            },
            {
                "role": "user",
                "content": [
                    {
                        "toolResult": {
                            "toolUseId": "t1",
                            "status": "success",
                            "content": [{"json": {"note": slot("article")}}],
                        }
                    }
                ],
            },
        ],
        "inferenceConfig": {"maxTokens": 300},
    }
    return Template.of(
        invocation_record(actor, region, "Converse", MODELS["small"], request, converse_reply(slot("answer")))
    )


def summaries(actor: Actor, region: str) -> Template:
    """InvokeModel with Anthropic's messages."""
    request = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 600,
        "system": "Summarise the meeting in five points.",
        "messages": [{"role": "user", "content": [{"type": "text", "text": slot("question")}]}],
    }
    reply = {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "text", "text": slot("answer")}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": number_slot("tokens_in"), "output_tokens": number_slot("tokens_out")},
    }
    return Template.of(invocation_record(actor, region, "InvokeModel", MODELS["notes"], request, reply))


def embedding(actor: Actor, region: str) -> Template:
    """Titan's text embeddings; the vector is not logged."""
    request = {"inputText": slot("article"), "dimensions": 512, "normalize": True}
    reply = {"inputTextTokenCount": number_slot("tokens_in"), "embedding": []}
    return Template.of(invocation_record(actor, region, "InvokeModel", MODELS["embed"], request, reply))


def playground(actor: Actor, region: str) -> Template:
    """A data scientist tries a small model."""
    request = {"prompt": f"<|begin_of_text|>{slot('question')}", "max_gen_len": 512, "temperature": 0.5}
    reply = {
        "generation": slot("answer"),
        "prompt_token_count": number_slot("tokens_in"),
        "generation_token_count": number_slot("tokens_out"),
        "stop_reason": "stop",
    }
    return Template.of(invocation_record(actor, region, "InvokeModel", MODELS["llama"], request, reply))
