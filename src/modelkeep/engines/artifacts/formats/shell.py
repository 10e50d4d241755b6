"""Shell scripts that a model brings with it."""

from __future__ import annotations

from modelkeep.core.scripts import remote_code
from modelkeep.engines.artifacts.code.python import DOWNLOAD, SHELL, hands_a_shell
from modelkeep.engines.artifacts.formats.text import read_text, tell_secrets
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source


def inspect(source: Source, look: Look) -> None:
    """What it runs from elsewhere, to whom it hands a shell, and the secrets in it."""
    text = read_text(source, look)
    if text is None:
        return
    tell_secrets(text, look)
    for each in remote_code(text):
        look.found(DOWNLOAD, each.how, at=f"line {each.line}")
    for number, line in enumerate(text.splitlines(), 1):
        if hands_a_shell(line):
            look.found(SHELL, "hands a shell to a connection", at=f"line {number}", evidence=line.strip())
