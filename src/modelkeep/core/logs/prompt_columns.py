"""The columns that hold what is kept of a prompt: one for each field of `PromptFacts`, with its name."""

from __future__ import annotations

import dataclasses
import typing

from modelkeep.core.logs.prompt_facts import PromptFacts
from modelkeep.core.logs.tables import LogColumn
from modelkeep.core.tables import sql_type

FACTS = "modelkeepFacts"
"""Where ingest puts the facts in a record before it becomes a row."""


def _columns() -> tuple[LogColumn, ...]:
    hints = typing.get_type_hints(PromptFacts)
    return tuple(
        LogColumn(field.name, sql_type(hints[field.name]), f"{FACTS}.{field.name}")
        for field in dataclasses.fields(PromptFacts)
    )


PROMPT_COLUMNS = _columns()
