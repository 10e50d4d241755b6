"""PDF: the text of its pages, notes and links on them, fields of forms, properties and attached files. Pictures are told as not read."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from modelkeep.engines.artifacts.looking import attempt
from modelkeep.engines.artifacts.sources import Bytes, Source, Stream, UnreadableError
from modelkeep.engines.classify.reading import Reading, Text
from modelkeep.engines.classify.tables import Rows

if TYPE_CHECKING:
    import pypdf

PAGES = 50
"""Pages of a sample."""
LONGEST = 8 << 20
"""Characters of one page that are looked at."""
DEEPEST = 4
"""Drawings within drawings in which pictures are counted."""


def read(source: Source, reading: Reading) -> None:
    """The text of all pages with `plan.full`; else of some. What cannot be read of one page or part is a gap, and the others are read."""
    try:
        import pypdf
    except ImportError as error:
        raise UnreadableError("PDF is read with the extra: pip install 'modelkeep[data]'") from error
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says may quote the document
    try:
        document = pypdf.PdfReader(io.BufferedReader(Stream(source)))
        if document.is_encrypted and not document.decrypt(""):
            raise UnreadableError("encrypted: it cannot be read without its password")
        count = len(document.pages)
    except pypdf.errors.PyPdfError as error:
        raise UnreadableError(f"it cannot be read ({type(error).__name__})") from error
    chosen = _chosen(count, reading)
    seen = _Seen()
    for number in chosen:
        attempt(f"page {number + 1}", reading.look, partial(_page, document, number, seen, reading))
    parts: Mapping[str, Callable[[pypdf.PdfReader, Reading], None]] = {
        "fields": _fields, "properties": _properties, "attachments": _attachments,
    }  # fmt: skip
    for name, tell in parts.items():
        attempt(name, reading.look, partial(tell, document, reading))
    reading.read(len(chosen) - seen.empty)
    if seen.empty:
        reading.look.gap(f"{seen.empty:,} of {len(chosen):,} pages hold no text: images are not read")
    if seen.pictures:
        reading.look.gap(
            f"{seen.pictures:,} of {len(chosen):,} pages hold pictures beside their text: pictures are not read"
        )


class _Seen:
    """Pages without text, and pages with pictures beside it."""

    empty = pictures = 0


def _chosen(count: int, reading: Reading) -> list[int]:
    if reading.plan.full or count <= PAGES:
        return list(range(count))
    reading.sampled(PAGES, count, f"{PAGES:,} of {count:,} pages")
    return sorted(reading.plan.chance(reading.place).sample(range(count), PAGES))


def _page(document: pypdf.PdfReader, number: int, seen: _Seen, reading: Reading) -> None:
    page = document.pages[number]
    told = page.extract_text()[:LONGEST]
    notes = "\n".join(_notes(page))
    if told.strip():
        seen.pictures += _has_picture(page.get("/Resources"))
    else:
        seen.empty += 1
    if told.strip() or notes:
        reading.text(Text(f"{told}\n{notes}".encode("utf-8", "replace"), unit=f"page {number + 1}"))


def _notes(page: Any) -> Iterator[str]:
    """What is written on a page, and where its links lead."""
    annotations = page.get("/Annots")
    for each in annotations.get_object() if annotations is not None else ():
        note = each.get_object()
        link = note.get("/A")
        for told in (
            note.get("/Contents"),
            note.get("/T"),
            link.get_object().get("/URI") if link is not None else None,
        ):
            if told:
                yield str(told)


def _has_picture(resources: Any, depth: int = 0) -> bool:
    drawn = resources.get_object().get("/XObject") if resources is not None else None
    for each in drawn.get_object().values() if drawn is not None else ():
        found = each.get_object()
        if found.get("/Subtype") == "/Image":
            return True
        if depth < DEEPEST and _has_picture(found.get("/Resources"), depth + 1):
            return True
    return False


def _fields(document: pypdf.PdfReader, reading: Reading) -> None:
    """What was filled in, by the names of the fields."""
    rows = Rows(reading)
    for name, found in (document.get_fields() or {}).items():
        value = found.get("/V")
        if value is not None:
            rows.put(str(name), str(value).encode("utf-8", "replace"))
    rows.next()
    rows.flush()
    for name, part in (document.xfa or {}).items():
        reading.member(f"{name}.xml", Bytes(bytes(part)))


def _properties(document: pypdf.PdfReader, reading: Reading) -> None:
    told = "\n".join(f"{str(name).removeprefix('/')}: {value}" for name, value in (document.metadata or {}).items())
    if told:
        reading.text(Text(told.encode("utf-8", "replace"), unit="properties"))


def _attachments(document: pypdf.PdfReader, reading: Reading) -> None:
    for each in document.attachment_list:
        content = each.content
        reading.look.expand(len(content))
        reading.member(each.name, Bytes(content))
