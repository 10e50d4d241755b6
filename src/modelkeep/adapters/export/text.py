"""Names and messages that AWS or a stranger chose, made safe to show to people."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from modelkeep.core.finding import Finding

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that change how the text around them looks, or that cannot be seen: controls (terminal escapes), formats
(bidirectional overrides, zero-width characters, tags), surrogates, line and paragraph separators."""

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  # full-width ones count too


def visible(text: str) -> str:
    """The text with white space as plain blanks and characters that hide or rearrange others written out as `<U+202E>`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\t\r\n":
        return " "
    return f"<U+{ord(character):04X}>" if unicodedata.category(character) in _UNSEEN else character


def disarmed(cell: str) -> str:
    """A spreadsheet cell that is text whatever it begins with.

    Spreadsheets run cells that begin with these characters as formulas; an apostrophe in front makes them text
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def stamp(at: datetime) -> str:
    """A time as RFC 3339 in UTC, to the second; times without zone are UTC."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(at: datetime) -> str:
    """The day of a time in UTC; times without zone are UTC."""
    return stamp(at)[:10]


def milliseconds(at: datetime) -> int:
    """A time as milliseconds since 1970 in UTC; times without zone are UTC."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1000)


def owner_told(finding: Finding) -> str:
    """`owner: fraud-team` in words; empty where nobody owns the resource."""
    return (
        "owner unknown: tags not read" if finding.owner is None else f"owner: {finding.owner}" if finding.owner else ""
    )


def suppressed_told(finding: Finding) -> str:
    """`suppressed until 2027-01-31: reason (modelkeep.toml:12)`; empty where it is not suppressed."""
    return finding.suppressed.told if finding.suppressed else ""


def reason_told(finding: Finding) -> str:
    """What was found, and that somebody decided to live with it."""
    return "; ".join(filter(None, (finding.reason, suppressed_told(finding))))


def kind_words(cfn_type: str) -> str:
    """`AWS::SageMaker::NotebookInstance` as `SageMaker notebook instance`, `Modelkeep::Scope::Account` as `account`."""
    parts = cfn_type.split("::")
    if len(parts) != 3:
        return visible(cfn_type)
    words = [word if word.isupper() else word.lower() for word in _WORD_START.split(parts[2])]
    return visible(" ".join(words if parts[0] == "Modelkeep" else [parts[1], *words]))
