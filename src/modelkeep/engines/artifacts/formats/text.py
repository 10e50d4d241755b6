"""Plain text: configurations, documents, vocabularies. It carries no code; secrets in it are told by their kind and line."""

from __future__ import annotations

import codecs

from modelkeep.core.artifacts import Rule
from modelkeep.core.personal import personal_in_text
from modelkeep.core.secrets import NAMED_VALUE, secrets_in_text
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Part, Source

SECRET = Rule(
    id="secret-in-file",
    title="A file of a model holds a secret",
    severity=Severity.HIGH,
    fix="Revoke the secret where it was issued, take it out of the file, and read it from Secrets Manager at run time.",
    atlas=("AML.T0055",),
)
PERSONAL = Rule(
    id="personal-data-in-file",
    title="A file of a model holds data about people",
    severity=Severity.MEDIUM,
    fix="Take the data out of the package; if it has to be there, record its legal basis and restrict who may read it.",
    atlas=("AML.T0057",),
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LINE = 100_000


def is_text(head: bytes) -> bool:
    """Whether the beginning of a file is text: no control characters, in UTF-8 or, with its mark, in UTF-16."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    try:
        told = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return bool(told) and not any(each < " " and each not in "\t\n\r\f\x1b\v" for each in told)


def inspect(source: Source, look: Look) -> None:
    """Secrets, in as much of it as the bounds allow."""
    text = read_text(source, look)
    if text is not None:
        tell_secrets(text, look)


def read_text(source: Source, look: Look) -> str | None:
    """The text of a file; None, and a gap, where it is too large or no text."""
    if source.size > look.limits.text:
        look.gap(f"text of more than {look.limits.text:,} bytes")
        return None
    data = source.read(0, source.size)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        look.gap(f"no text in {encoding} from byte {error.start:,} on")
        if error.start:
            look.member(f"(bytes from {error.start} on)", Part(source, error.start, source.size - error.start))
        return None


def tell_secrets(text: str, look: Look) -> None:
    """Tell the secrets in a text, by kind and line, and data about many people, by kind and number: never by value."""
    lines = text.split("\n")
    if any(len(each) > _LINE for each in lines):
        text = "\n".join(each if len(each) <= _LINE else "" for each in lines)
        for number, each in enumerate(lines, 1):
            if len(each) > _LINE:
                pieces = "\n".join(each[at : at + _LINE] for at in range(0, len(each), _LINE - 1_000))
                for kind in {secret.kind for secret in secrets_in_text(pieces)}:
                    _tell(kind, number, look)
    for secret in secrets_in_text(text):
        _tell(secret.kind, secret.line, look)

    for kind, count in personal_in_text(text).items():
        look.found(PERSONAL, f"{count:,} different values of the kind {kind}", review=True)


def _tell(kind: str, line: int, look: Look) -> None:
    """A format that an issuer documents is sure; what rests on a name and the look of a value is for a person to review."""
    guessed = kind == NAMED_VALUE
    look.found(SECRET, kind, at=f"line {line}", severity=Severity.MEDIUM if guessed else None, review=guessed)
