"""Chat templates in files of their own."""

from __future__ import annotations

from modelkeep.engines.artifacts.formats.json_document import inspect_template
from modelkeep.engines.artifacts.formats.text import read_text, tell_secrets
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source


def inspect(source: Source, look: Look) -> None:
    """What it does."""
    text = read_text(source, look)
    if text is not None:
        tell_secrets(text, look)
        inspect_template(text, look)
