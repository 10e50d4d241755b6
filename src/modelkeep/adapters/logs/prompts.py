"""The facts about prompts, made when a record of a model's invocation becomes a line: no rule reads a prompt itself."""

from __future__ import annotations

from functools import cache

import msgspec

from modelkeep.catalogue.prompts import built_in_prompt_patterns, load_prompt_patterns
from modelkeep.core.logs.prompt_facts import UNKNOWN_FACTS
from modelkeep.engines.logs.prompts.facts import PromptReader


@cache
def _reader() -> PromptReader:
    return PromptReader(load_prompt_patterns(built_in_prompt_patterns()))


def facts_of(table: str, raw: bytes) -> bytes:
    """The facts of a record of bedrock_invocation or sagemaker_capture, as JSON. What is no record has none: it is refused elsewhere."""
    try:
        record = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        record = None
    if not isinstance(record, dict):
        return msgspec.json.encode(UNKNOWN_FACTS)
    reader = _reader()
    return msgspec.json.encode(reader.bedrock(record) if table == "bedrock_invocation" else reader.capture(record))
