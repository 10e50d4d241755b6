"""What is kept of a prompt and its answer: counts, kinds and flags, never their text.

The facts are made at ingest from the record itself (`engines.logs.prompts.facts.PromptReader`) and are typed columns of the tables
`bedrock_invocation` and `sagemaker_capture`: one column for each field of `PromptFacts`, with its name. A rule names them as fields
(`injection_user|gte: 1`). `None` is unknown: the body is of a form that nobody documents, was not delivered, or lies elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptFacts:
    """The facts of one invocation. Column types follow from the annotations: str VARCHAR, int BIGINT, float DOUBLE, bool BOOLEAN,
    tuple[str, ...] VARCHAR[].
    """

    principal: str | None = None
    """The caller: the role behind a session (`arn:aws:iam::A:role/NAME`; the session's ARN leaves out the role's path), else the ARN
    as recorded. SageMaker's capture records none."""
    session_name: str | None = None
    """The name of the caller's session, for roles."""
    model: str | None = None
    """The model's stable name: a foundation model's id without ARN, region prefix of an inference profile or context suffix
    (`anthropic.claude-3-5-sonnet-20240620-v1:0`); other models (imported, custom, application profiles) by their ARN."""
    input_form: str | None = None
    """The form of the request's body: converse, anthropic, nova, titan, llama, mistral, cohere, ai21, embedding, image, openai, tgi;
    None for one that is not known, or not in the record."""
    output_form: str | None = None
    """The same of the answer's body."""
    input_read: bool = False
    """Whether the text of the request is known: every fact about the prompt is None where it is not."""
    output_read: bool = False
    """Whether the text of the answer is known."""
    cut: bool | None = None
    """Whether text was longer than what is looked through (64 Ki characters of each part, 128 Ki of all parts for secrets, 64 tool results
    and documents): what lies beyond is not counted."""

    input_tokens: int | None = None
    """Tokens of the request, cached ones not included, as the service counts them."""
    output_tokens: int | None = None
    """Tokens of the answer."""
    cache_read_tokens: int | None = None
    """Tokens that came from the prompt cache."""
    cache_write_tokens: int | None = None
    """Tokens that were written to the prompt cache."""
    max_tokens: int | None = None
    """The limit of the answer that the request asked for, as asked: -1 and the like are kept, they are how stolen keys are tried."""
    messages: int | None = None
    """Messages in the request, the system prompt not counted; 1 for forms with one prompt."""
    user_characters: int | None = None
    """Characters of the last turn of the user."""
    context_characters: int | None = None
    """Characters of tool results and retrieved documents in the request."""
    answer_characters: int | None = None
    """Characters of the answer's text."""
    stop_reason: str | None = None
    """Why the model stopped, in lower case, as the model says it (end_turn, max_tokens, tool_use, guardrail_intervened, ...)."""

    guardrail_used: bool | None = None
    """Whether a guardrail looked at the invocation."""
    guardrail_id: str | None = None
    """Its id (without ARN). InvokeModel names it in a header that is not logged, so there it is known only from a trace."""
    guardrail_version: str | None = None
    """Its version, where the record has it."""
    guardrail_action: str | None = None
    """`intervened` or `none`; None where no guardrail was used or that is unknown."""
    guardrail_policies: tuple[str, ...] | None = None
    """The policies that intervened by the trace (topic, content, word, sensitive_information, contextual_grounding,
    automated_reasoning); None without a trace."""

    injection_user: int | None = None
    """Markers of prompt injection in the last turn of the user, each pattern once, after normalisation and one level of decoding."""
    jailbreak_user: int | None = None
    """Markers of jailbreaks there (personas without rules, rules declared void, ...)."""
    extraction_user: int | None = None
    """Markers of attempts to have the system prompt told there."""
    injection_context: int | None = None
    """Markers of injection, jailbreak or extraction in tool results and retrieved documents. 0 also where the request has none of
    them; None only where the request was not read."""
    marker_ids: tuple[str, ...] | None = None
    """The ids of the patterns that matched anywhere in the request (`catalogue/prompts/`), in order, each once."""
    encoded_kinds: tuple[str, ...] | None = None
    """How a part of the user's turn, the tool results or documents was encoded that decodes to readable text: base64, hex, percent,
    rot13. Encoded data that does not decode to text (images, hashes) does not count."""
    encoded_markers: int | None = None
    """Markers that were seen only in the decoded text."""
    hidden_characters: int | None = None
    """Characters that readers do not see and models read: Unicode tags, zero-width and bidirectional controls, variation selectors
    in rows, without those of emoji."""
    prompt_hash: str | None = None
    """16 hex digits over the last user turn (normalised, white space folded): to count different prompts. Short prompts can be
    guessed from it, so treat it as you treat the log."""
    system_hash: str | None = None
    """The same of the system prompt; '' where there is none. It tells applications apart."""

    system_overlap: float | None = None
    """The part of the system prompt's runs of 8 words that stand in the answer, 0 to 1. None without a system prompt of at least 12
    words or without an answer."""
    secret_kinds_prompt: tuple[str, ...] | None = None
    """Kinds of secrets in the request (`core.secrets`)."""
    secret_kinds_answer: tuple[str, ...] | None = None
    """Kinds of secrets in the answer."""
    sensitive_kinds_prompt: tuple[str, ...] | None = None
    """Kinds of sensitive data in the request; None without a classifier."""
    sensitive_kinds_answer: tuple[str, ...] | None = None
    """Kinds of sensitive data in the answer; None without a classifier."""
    tool_calls: int | None = None
    """Calls of tools in the answer."""
    risky_tool_kinds: tuple[str, ...] | None = None
    """What the arguments of those calls hold: shell, metadata_endpoint, exfiltration_url, credentials_file, private_address."""
    canary_prompt: bool | None = None
    """Whether a planted string stands in the request; None where none are planted."""
    canary_answer: bool | None = None
    """Whether a planted string stands in the answer; None where none are planted."""


UNKNOWN_FACTS = PromptFacts()
"""Of a record of which nothing could be read."""
