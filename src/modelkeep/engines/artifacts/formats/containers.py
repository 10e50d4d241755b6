"""What archives of all kinds have in common: the rules on names and on expansion."""

from __future__ import annotations

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity

UNSAFE_PATH = Rule(
    id="archive-unsafe-path",
    title="An archive writes outside of its folder",
    severity=Severity.HIGH,
    fix="Do not unpack the archive. Get the original from its publisher.",
)
BOMB = Rule(
    id="decompression-bomb",
    title="A file expands beyond all measure",
    severity=Severity.HIGH,
    fix="Do not unpack the file. Raise the limits if it is really that large.",
    atlas=("AML.T0029",),
)
