"""Python sources: those of `code/` in a model.tar.gz, and those that a repository brings with its weights."""

from __future__ import annotations

from modelkeep.engines.artifacts.code.python import doings
from modelkeep.engines.artifacts.formats.text import read_text, tell_secrets
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source


def inspect(source: Source, look: Look) -> None:
    """Parse it, tell what it does that a person should know of, and the secrets in it."""
    text = read_text(source, look)
    if text is None:
        return
    tell_secrets(text, look)
    try:
        found = doings(text)
    except (SyntaxError, ValueError) as error:
        look.gap(f"python: no source of Python 3: {getattr(error, 'msg', None) or error}")
        return
    for each in found:
        look.found(
            each.rule, each.message, at=f"line {each.line}", evidence=each.evidence, severity=each.severity, review=each.review
        )  # fmt: skip
