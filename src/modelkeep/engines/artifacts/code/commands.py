"""What commands of a shell do, in scripts and in notebooks."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.core.scripts import remote_code
from modelkeep.engines.artifacts.code.doing import Doing
from modelkeep.engines.artifacts.code.python import DOWNLOAD, SHELL, hands_a_shell


def doings(text: str) -> Iterator[Doing]:
    """What is run from elsewhere, and to whom a shell is handed."""
    for each in remote_code(text):
        yield Doing(DOWNLOAD, each.line, each.how)
    for number, line in enumerate(text.splitlines(), 1):
        if hands_a_shell(line):
            yield Doing(SHELL, number, "hands a shell to a connection", line.strip())
