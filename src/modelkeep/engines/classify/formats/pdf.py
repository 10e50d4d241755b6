"""PDF: the text of its pages. What is an image only is told as not read."""

from __future__ import annotations

import io

from modelkeep.engines.artifacts.sources import Source, Stream, UnreadableError
from modelkeep.engines.classify.reading import Reading, Text

PAGES = 50
"""Pages of a sample."""
LONGEST = 8 << 20
"""Characters of one page that are looked at."""


def read(source: Source, reading: Reading) -> None:
    """The text of all pages with `plan.full`; else of some."""
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
        chosen = range(count)
        if not reading.plan.full and count > PAGES:
            reading.sampled()
            chance = reading.plan.chance(" > ".join(reading.look.place))
            chosen = sorted(chance.sample(chosen, PAGES))  # type: ignore[assignment]
        empty = 0
        for number in chosen:
            told = document.pages[number].extract_text()[:LONGEST]
            if told.strip():
                reading.text(Text(told.encode("utf-8", "replace"), unit=f"page {number + 1}"))
            else:
                empty += 1
    except pypdf.errors.PyPdfError as error:
        raise UnreadableError(f"it cannot be read ({type(error).__name__})") from error
    reading.read(len(chosen) - empty)
    if empty:
        reading.look.gap(f"{empty:,} of {len(chosen):,} pages hold no text: images are not read")
