"""Python sources: those of `code/` in a model.tar.gz, and those that a repository brings with its weights."""

from __future__ import annotations

import io
import tokenize

from modelkeep.engines.artifacts.code.doing import tell
from modelkeep.engines.artifacts.code.python import doings
from modelkeep.engines.artifacts.formats.text import tell_secrets
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source


def inspect(source: Source, look: Look) -> None:
    """Parse it, tell what it does that a person should know of, and the secrets in it."""
    if source.size > look.limits.text:
        look.gap(f"text of more than {look.limits.text:,} bytes")
        return
    data = source.read(0, source.size)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        tell_secrets(data.decode(encoding, "replace"), look)
        found = doings(data)
    except (SyntaxError, ValueError) as error:
        look.gap(f"python: no source of Python 3: {getattr(error, 'msg', None) or error}")
        return
    tell(found, look)
