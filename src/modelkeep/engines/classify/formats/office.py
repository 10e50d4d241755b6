"""Office Open XML: the text of documents and slides, the cells of workbooks, who wrote them and what they link to (ECMA-376).

Prefixes of names are the writer's choice, so elements go by what follows them. What is no XML, such as pictures, macros and embedded files,
is a member: read in its own format, or told as not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

from modelkeep.engines.artifacts.archives.zip import read_zip
from modelkeep.engines.artifacts.archives.zip_content import content
from modelkeep.engines.artifacts.sniffing import Start
from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.classify.reading import Reading, Text
from modelkeep.engines.classify.tables import Rows

LARGEST = 256 << 20
"""Bytes of one part that is parsed."""
_SEPARATORS = {"p": "\n", "tr": "\n", "comment": "\n", "tc": "\t", "tab": "\t"}
_TEXTS = frozenset({"t", "instrText", "delText"})
_NO_TEXT = ("xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet")
"""Parts of which cells are made."""


def is_office(start: Start) -> bool:
    """A zip file with one of the names; a document of another name is read as a zip file of XML."""
    return start.head.startswith(b"PK\3\4") and start.name.endswith(
        (".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm")
    )


def read(source: Source, reading: Reading) -> None:
    """All parts that hold text."""
    parts = _parts(source, reading)
    strings = list(_strings(parts["xl/sharedStrings.xml"])) if "xl/sharedStrings.xml" in parts else []
    for name, part in sorted(parts.items()):
        if part.size > LARGEST:
            reading.look.inside(name).gap(f"more than {LARGEST:,} bytes of XML")
        elif name.startswith("xl/worksheets/sheet"):
            _sheet(part, strings, reading)
        elif not name.startswith(_NO_TEXT):
            told = "".join(_prose(part, every=name.startswith(("docProps/", "customXml/"))))
            if told.strip():
                reading.text(Text(told.encode("utf-8", "replace"), unit=name))
                reading.read(1)


def _parts(source: Source, reading: Reading) -> dict[str, Source]:
    """Parts of XML by their names. Links are looked at as they are written, other parts go their own way, and what cannot be unpacked is a
    gap."""
    archive = read_zip(source, reading.look.limits.members)
    if archive is None:
        raise UnreadableError("its directory cannot be read")
    parts: dict[str, Source] = {}
    for member in archive.members:
        inside = reading.look.inside(member.name)
        try:
            part = content(source, member, inside)
            if member.name.endswith(".xml"):
                parts[member.name] = part
            elif member.name.endswith(".rels"):
                reading.text(Text(part.read(0, min(part.size, LARGEST)), unit=member.name))
            elif not member.name.endswith("/"):
                reading.member(member.name, part)
        except UnreadableError as error:
            inside.gap(str(error))
    return parts


def _parse(
    source: Source,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
) -> None:
    """Tell of elements by their local names. Raises UnreadableError for what is no XML, or declares entities."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = data
    parser.buffer_text = True

    def declared(*_: object) -> None:
        raise UnreadableError("its XML declares entities")

    parser.EntityDeclHandler = declared
    try:
        parser.Parse(source.read(0, source.size), True)
    except expat.ExpatError as error:
        raise UnreadableError(f"its XML is malformed: {error}") from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _prose(source: Source, *, every: bool = False) -> Iterator[str]:
    """The text of a part: that of its runs, or with `every` of all elements."""
    parts: list[str] = []
    within = [False]

    def start(name: str, _: Mapping[str, str]) -> None:
        within[0] = every or name in _TEXTS

    def end(name: str) -> None:
        within[0] = False
        parts.append("\n" if every else _SEPARATORS.get(name, ""))

    def data(text: str) -> None:
        if within[0]:
            parts.append(text)

    _parse(source, start, end, data)
    return iter(parts)


def _strings(source: Source) -> Iterator[str]:
    told: list[list[str]] = []
    within = [False]

    def start(name: str, _: Mapping[str, str]) -> None:
        if name == "si":
            told.append([])
        within[0] = name == "t"

    def end(_: str) -> None:
        within[0] = False

    def data(text: str) -> None:
        if within[0] and told:
            told[-1].append(text)

    _parse(source, start, end, data)
    return ("".join(each) for each in told)


class _Sheet:
    """The cells of a worksheet, row by row, by the letters of their columns."""

    def __init__(self, strings: list[str]) -> None:
        self.rows: list[dict[str, str]] = []
        self._strings = strings
        self._at = self._kind = self._text = ""
        self._within = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self.rows.append({})
        elif name == "c":
            self._at, self._kind, self._text = attributes.get("r", "").rstrip("0123456789"), attributes.get("t", ""), ""
        self._within = name in ("v", "t")

    def end(self, name: str) -> None:
        self._within = False
        if name == "c" and self._text and self.rows:
            self.rows[-1][self._at] = self._shared(self._text) if self._kind == "s" else self._text

    def data(self, text: str) -> None:
        if self._within:
            self._text += text

    def _shared(self, number: str) -> str:
        return self._strings[int(number)] if number.isdecimal() and int(number) < len(self._strings) else ""


def _sheet(source: Source, strings: list[str], reading: Reading) -> None:
    sheet = _Sheet(strings)
    _parse(source, sheet.start, sheet.end, sheet.data)
    table = sheet.rows
    rows = Rows(reading)
    header = table[0] if table and all(not each[:1].isdigit() for each in table[0].values()) else {}
    for row in table[1:] if header else table:
        for at, value in row.items():
            rows.put(header.get(at) or f"column {at}", value.encode("utf-8", "replace"))
        rows.next()
    rows.end()
