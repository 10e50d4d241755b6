"""Jupyter notebooks: sources and outputs of cells, as text (https://nbformat.readthedocs.io/en/latest/format_description.html).

Pictures and other bytes in base64, in outputs and attachments, are told as not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from modelkeep.engines.artifacts.sniffing import Start
from modelkeep.engines.artifacts.sources import Source
from modelkeep.engines.classify.formats import text
from modelkeep.engines.classify.formats.markup import visible
from modelkeep.engines.classify.reading import Reading, Text

LARGEST = 64 << 20
"""Bytes of a notebook that is parsed; of a larger one the JSON is read as text."""
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_EMBEDDED = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,[A-Za-z0-9+/=\s]*")
_AS_TEXT = ("text/", "application/json", "application/javascript", "application/xml", "image/svg+xml")
_TOLD = frozenset({"source", "input", "outputs", "attachments"})


def is_notebook(start: Start) -> bool:
    """By its name; what is within decides whether it is read as one."""
    return start.name.endswith(".ipynb") and start.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read(source: Source, reading: Reading) -> None:
    """Each cell by itself; what is no notebook as text, pictures and all."""
    import msgspec

    document: Any = None
    if source.size <= LARGEST:
        try:
            document = msgspec.json.decode(source.read(0, source.size).removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            document = None
    cells = list(_cells(document))
    if not cells:
        text.read(source, reading)
        if source.size > LARGEST:
            reading.look.gap(f"more than {LARGEST:,} bytes: pictures in it are not read")
        return
    for number, cell in enumerate(cells, 1):
        _tell(_joined(cell.get("source", cell.get("input"))), f"cell {number}", reading)
        _outputs(cell.get("outputs"), f"output of cell {number}", reading)
        _attachments(cell.get("attachments"), f"attachment of cell {number}", reading)
        _rest({key: value for key, value in cell.items() if key not in _TOLD}, f"metadata of cell {number}", reading)
    _rest({key: value for key, value in document.items() if key not in ("cells", "worksheets")}, "metadata", reading)
    reading.read(len(cells))


def _cells(document: Any) -> Iterator[dict[str, Any]]:
    """Those of version 4, and of the worksheets of version 3."""
    if not isinstance(document, dict):
        return
    sheets = document.get("worksheets")
    for holder in (document, *(sheets if isinstance(sheets, list) else ())):
        cells = holder.get("cells") if isinstance(holder, dict) else None
        yield from (each for each in (cells if isinstance(cells, list) else ()) if isinstance(each, dict))


def _outputs(outputs: Any, unit: str, reading: Reading) -> None:
    """Streams, results and errors. In version 3 the data of a result stand beside its type, by short names."""
    for each in outputs if isinstance(outputs, list) else ():
        if not isinstance(each, dict):
            continue
        trace = each.get("traceback")
        error = "\n".join(str(line) for line in trace) if isinstance(trace, list) else _joined(trace)
        told = (_joined(each.get("text")), _joined(each.get("ename")), _joined(each.get("evalue")), error)
        _tell("\n".join(filter(None, told)), unit, reading)
        data = each.get("data")
        for kind, value in data.items() if isinstance(data, dict) else ():
            _data(str(kind), value, unit, reading)
        for kind in ("html", "json", "latex", "svg", "javascript", "png", "jpeg", "pdf"):
            if kind in each:
                is_picture = kind in ("png", "jpeg", "pdf")
                _data(f"{'image' if is_picture else 'text'}/{kind}", each[kind], unit, reading)


def _attachments(attachments: Any, unit: str, reading: Reading) -> None:
    for name, data in attachments.items() if isinstance(attachments, dict) else ():
        _tell(str(name), unit, reading)
        for kind, value in data.items() if isinstance(data, dict) else ():
            _data(str(kind), value, unit, reading)


def _data(kind: str, value: Any, unit: str, reading: Reading) -> None:
    """What is shown, by its media type."""
    if not isinstance(value, str | list):
        _rest(value, unit, reading)  # JSON
    elif kind.startswith(("text/html", "image/svg")):
        _tell(visible(_joined(value)), unit, reading)
    elif kind.startswith(_AS_TEXT) or kind.endswith(("+json", "+xml")):
        _tell(_joined(value), unit, reading)
    else:
        reading.look.inside(unit).gap("picture not read" if kind.startswith("image/") else f"{kind[:80]} is not read")


def _rest(value: Any, unit: str, reading: Reading) -> None:
    """Anything else, as JSON: names stand near their values."""
    import msgspec

    if value:
        _tell(msgspec.json.encode(value).decode(), unit, reading)


def _joined(value: Any) -> str:
    """Text that a notebook keeps as one string or as lines."""
    if isinstance(value, str):
        return value
    return "".join(each for each in value if isinstance(each, str)) if isinstance(value, list) else ""


def _tell(told: str, unit: str, reading: Reading) -> None:
    """Without colours, which would stand within values, and without pictures that Markdown embeds."""
    if "base64," in told:
        told, embedded = _EMBEDDED.subn("", told)
        if embedded:
            reading.look.inside(unit).gap("picture not read")
    told = _COLOURS.sub("", told)
    if told.strip():
        reading.text(Text(told.encode("utf-8", "replace"), unit=unit))
