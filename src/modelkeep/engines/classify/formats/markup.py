"""HTML: what a reader sees, and the values of attributes. Nothing is fetched, and no script runs."""

from __future__ import annotations

import re
from html import unescape

from modelkeep.engines.artifacts.sniffing import Start
from modelkeep.engines.artifacts.sources import Source
from modelkeep.engines.classify.formats import text
from modelkeep.engines.classify.reading import Reading, Text

LARGEST = 64 << 20
"""Bytes of a document that is parsed; a larger one is read as text, tags and all."""
_INLINE = frozenset({"a", "b", "i", "u", "em", "strong", "span", "code", "small", "sub", "sup", "font", "mark"})
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_NAME = re.compile(r"[A-Za-z][\w:.-]{0,40}")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=][^\s/>=]*)(\s*=\s*)?")
_BARE = re.compile(r"[^\s>]+")
_RAW = {each: re.compile(f"</{each}", re.IGNORECASE) for each in ("script", "style")}


def is_markup(start: Start) -> bool:
    """By its name, or by a first tag that says so."""
    head = start.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1000].lower()
    if head.startswith((b"<!doctype html", b"<html")) or start.name.endswith((".html", ".htm", ".xhtml")):
        return True
    return head.startswith(b"<?xml") and (b"<html" in head or b"<!doctype html" in head)


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
    """The text of a page and the values of its attributes, a block a line. What is not closed is read as it is written, in one pass: the
    standard library's parser begins anew at each such sign."""
    parts: list[str] = []
    at, size = 0, len(page)
    while at < size:
        sign = page.find("<", at)
        if sign < 0:
            sign = size
        if sign > at:
            parts.append(unescape(page[at:sign]))
        at = _sign(page, sign, parts) if sign < size else size
    return "".join(parts)


def _sign(page: str, at: int, parts: list[str]) -> int:
    """Tell of what begins with <, and return where it ends."""
    tag = _TAG.match(page, at)
    if tag is not None:
        end = _attributes(page, tag.end(), parts, tag[2])
        raw = _RAW.get(tag[2].lower()) if not tag[1] else None
        return end if raw is None else _raw(page, end, raw, parts)
    for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">")):
        if page.startswith(opening, at):
            end = page.find(closing, at + len(opening))
            told = page[at + len(opening) : end] if end >= 0 else page[at:]
            parts.append(f"\n{told}\n")
            return end + len(closing) if end >= 0 else len(page)
    parts.append("<")
    return at + 1


def _attributes(page: str, at: int, parts: list[str], name: str) -> int:
    """Tell of a tag, and return where it ends."""
    if name.lower() not in _INLINE:
        parts.append("\n")
    if not _NAME.fullmatch(name):  # an address between brackets
        parts.append(f"{name}\n")
    while found := _ATTRIBUTE.match(page, at):
        at = found.end()
        key, value = found[1], ""
        if found[2]:  # followed by a value
            quote = page[at : at + 1]
            end = page.find(quote, at + 1) if quote in ("'", '"') and quote else -1
            if end >= 0:
                value, at = page[at + 1 : end], end + 1
            elif quote and quote in "'\"":  # not closed: all that follows is read as it is written
                parts.append(f"{key}={page[at:]}")
                return len(page)
            else:
                bare = _BARE.match(page, at)
                value, at = (bare[0], bare.end()) if bare else ("", at)
        if any(map(str.isalnum, value)):
            parts.append(f"{key}={unescape(value)}\n")
        elif not found[2] and not _NAME.fullmatch(key):
            parts.append(f"{key}\n")
    end = page.find(">", at)
    if end < 0:
        parts.append(page[at:])
        return len(page)
    return end + 1


def _raw(page: str, at: int, closing: re.Pattern[str], parts: list[str]) -> int:
    """A script or a style: no tags are in it."""
    end = closing.search(page, at)
    stop = end.start() if end else len(page)
    parts.append(page[at:stop])
    return stop
