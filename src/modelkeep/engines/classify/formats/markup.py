"""HTML: what a reader sees, and the values of attributes. Nothing is fetched, and no script runs."""

from __future__ import annotations

from html.parser import HTMLParser

from modelkeep.engines.artifacts.sniffing import Start
from modelkeep.engines.artifacts.sources import Source
from modelkeep.engines.classify.formats import text
from modelkeep.engines.classify.reading import Reading, Text

LARGEST = 64 << 20
"""Bytes of a document that is parsed; a larger one is read as text, tags and all."""
_INLINE = frozenset({"a", "b", "i", "u", "em", "strong", "span", "code", "small", "sub", "sup", "font", "mark"})


def is_markup(start: Start) -> bool:
    """By its name, or by a first tag that says so."""
    head = start.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1000].lower()
    if head.startswith((b"<!doctype html", b"<html")) or start.name.endswith((".html", ".htm", ".xhtml")):
        return True
    return head.startswith(b"<?xml") and (b"<html" in head or b"<!doctype html" in head)


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.parts.append("\n")
        self.parts.extend(f"{name}={value}\n" for name, value in attrs if value and any(map(str.isalnum, value)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"\n{data}\n")

    def unknown_decl(self, data: str) -> None:  # CDATA
        self.parts.append(f"\n{data}\n")

    def handle_decl(self, decl: str) -> None:
        self.unknown_decl(decl)

    def handle_pi(self, data: str) -> None:
        self.unknown_decl(data)


def read(source: Source, reading: Reading) -> None:
    """The text and the attributes of a document."""
    if source.size > LARGEST or (not reading.plan.full and source.size > reading.plan.sample):
        text.read(source, reading)
        return
    data = source.read(0, source.size)
    told = visible(data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace"))
    reading.text(Text(told.encode("utf-8", "replace")))
    reading.read(1)


def visible(page: str) -> str:
    """The text of a page and the values of its attributes, a block a line."""
    seen = _Seen()
    seen.feed(page)
    seen.close()
    return "".join(seen.parts)
