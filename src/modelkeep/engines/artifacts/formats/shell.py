"""Shell scripts that a model brings with it."""

from __future__ import annotations

from modelkeep.engines.artifacts.code.commands import doings
from modelkeep.engines.artifacts.code.doing import tell
from modelkeep.engines.artifacts.formats.text import read_text, tell_secrets
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source


def inspect(source: Source, look: Look) -> None:
    """What it runs from elsewhere, to whom it hands a shell, and the secrets in it."""
    text = read_text(source, look)
    if text is None:
        return
    tell_secrets(text, look)
    tell(doings(text), look)
