"""Requirements files of pip."""

from __future__ import annotations

from modelkeep.engines.artifacts.code.doing import tell
from modelkeep.engines.artifacts.code.requirements import troubles
from modelkeep.engines.artifacts.formats.text import read_text, tell_secrets
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source


def inspect(source: Source, look: Look) -> None:
    """Where packages come from, and the secrets in addresses."""
    text = read_text(source, look)
    if text is None:
        return
    tell_secrets(text, look)
    tell(troubles(text), look)
