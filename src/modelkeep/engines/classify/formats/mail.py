"""E-mail, one message or many in an mbox: headers, texts as their readers see them, and attachments as members (RFC 5322, 2045, 4155)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from itertools import pairwise

from modelkeep.engines.artifacts.sniffing import Start
from modelkeep.engines.artifacts.sources import Bytes, Source, UnreadableError
from modelkeep.engines.classify.formats import text
from modelkeep.engines.classify.formats.markup import visible
from modelkeep.engines.classify.reading import BLOCK, Reading, Text

LARGEST = 64 << 20
"""Bytes of one message that is parsed; a larger one is read as text, and told."""
WIDTH = 256 << 10
"""Bytes of a window of an mbox of which a sample is read."""
PARTS = 10_000
"""Parts of one message."""
_HEADERS = frozenset(
    b"from to cc subject date message-id mime-version received return-path delivered-to content-type reply-to sender"
    b" x-mailer in-reply-to references dkim-signature x-originating-ip x-from".split()
)
_SURE = 3
"""Header fields that make a message of a text whose name does not tell."""
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):")
_FROM = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]{3,200}\d\d:\d\d[^\n]*\n")
_ENCODINGS = frozenset({"", "7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", "uuencode", "uue"})


def is_mail(start: Start) -> bool:
    """By its name, or by header fields that only messages have."""
    head = start.head.lstrip(b"\xef\xbb\xbf\r\n")
    is_first = _FROM.match(head)
    fields, _, _ = head[is_first.end() if is_first else 0 :].replace(b"\r\n", b"\n").partition(b"\n\n")
    names = {
        match[1].lower() for line in fields.split(b"\n") if not line[:1].isspace() and (match := _FIELD.match(line))
    }
    if start.name.endswith((".eml", ".mbox", ".mbx", ".mht", ".mhtml")) or is_first:
        return bool(names)
    return len(names & _HEADERS) >= _SURE and _FIELD.match(head) is not None


def read(source: Source, reading: Reading) -> None:
    """Every message, or those of the start, the middle and the end."""
    count = 0
    for data, is_whole in _messages(source, reading):
        count += 1
        unit = f"message {count}" if is_whole else ""
        if len(data) > LARGEST or not _message(data, unit, reading):
            reading.look.gap(f"message {count}: read as it is written: what it encodes is not read")
            for piece in text.pieces(Bytes(data), 0, len(data)):
                reading.text(piece)
    reading.read(count)


def _messages(source: Source, reading: Reading) -> Iterator[tuple[bytes, bool]]:
    """Messages, and whether their numbers are known."""
    is_many = source.read(0, 5) == b"From "
    if not is_many and (reading.plan.full or source.size <= LARGEST):
        yield source.read(0, source.size), True
        return
    for start, stop in _windows(source.size, reading):
        yield from ((each, start == 0) for each in _of_window(source, start, stop, reading))


def _windows(size: int, reading: Reading) -> list[tuple[int, int]]:
    """All of an mbox, or its start and others by chance, wide enough for whole messages."""
    if reading.plan.full or size <= reading.plan.sample:
        return [(0, size)]
    total = -(-size // WIDTH)
    count = max(1, reading.plan.sample // WIDTH - 1)
    drawn = sorted(reading.plan.chance(reading.place).sample(range(1, total), min(count, total - 1)))
    reading.sampled(len(drawn), total - 1, f"its start and {len(drawn):,} of {total - 1:,} windows of {WIDTH:,} bytes")
    return [(each * WIDTH, min(size, (each + 1) * WIDTH)) for each in (0, *drawn)]


def _of_window(source: Source, start: int, stop: int, reading: Reading) -> Iterator[bytes]:
    """The messages of an mbox that begin between two offsets. Of one that is cut off by them, what there is is a text."""
    kept, within = b"", start > 0
    for at in range(start, stop, BLOCK):
        new = source.read(at, min(BLOCK, stop - at))
        if not new:
            raise UnreadableError(f"it ends at byte {at:,} of {stop:,}")
        kept += new
        starts = [each.start() for each in _FROM.finditer(kept) if each.start()]
        if within and starts:
            kept, starts, within = kept[starts[0] :], [each - starts[0] for each in starts[1:]], False
        if within:
            continue
        yield from (kept[begin:end] for begin, end in pairwise([0, *starts]))
        kept = kept[starts[-1] :] if starts else kept
        if len(kept) > LARGEST + BLOCK:
            yield kept
            kept = b""
    if kept and (within or stop < source.size):
        reading.text(Text(kept))
    elif kept:
        yield kept


def _message(data: bytes, unit: str, reading: Reading) -> bool:
    """False for what cannot be parsed."""
    try:
        message = message_from_bytes(data)
        parts = list(message.walk())
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return False
    if len(parts) > PARTS:
        return False
    reading.text(Text("\n".join(_fields(parts)).encode("utf-8", "replace"), unit=unit))
    for number, part in enumerate(parts, 1):
        if not part.is_multipart():
            _part(part, f"part {number}" if not unit else f"{unit}, part {number}", unit, reading)
    return True


def _fields(parts: list[Message]) -> Iterator[str]:
    for part in parts:
        for name, value in part.raw_items():
            yield f"{name}: {_decoded(str(value))}"
        for note in (part.preamble, part.epilogue):
            if note and note.strip():
                yield note


def _decoded(value: str) -> str:
    """A header field with its encoded words as what they stand for."""
    if "=?" not in value:
        return value
    try:
        told = decode_header(value)
    except (MessageError, ValueError):
        return value
    return "".join(each if isinstance(each, str) else _text(each, charset) for each, charset in told)


def _text(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return data.decode("latin-1")


def _part(part: Message, place: str, unit: str, reading: Reading) -> None:
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    content = part.get_payload(decode=True)
    is_broken = any(type(each).__name__.startswith("InvalidBase64") for each in part.defects)
    if encoding not in _ENCODINGS or is_broken or not isinstance(content, bytes):
        reading.look.inside(place).gap("what it encodes is malformed, and not read")
    if not isinstance(content, bytes) or not content.strip():
        return
    kind = part.get_content_type()
    if kind.startswith("text/") and part.get_content_disposition() != "attachment":
        told = _text(content, part.get_content_charset())
        reading.text(Text((visible(told) if kind == "text/html" else told).encode("utf-8", "replace"), unit=unit))
    else:
        reading.member(_decoded(part.get_filename() or place), Bytes(content))
