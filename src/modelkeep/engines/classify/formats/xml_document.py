"""XML: the text of each element and the value of each attribute by its path, as columns; a child of the outermost element is a row.

Nothing is fetched. Entities of a document are not expanded in its text, but read as they are declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.parsers import expat

from modelkeep.engines.artifacts.sniffing import Start
from modelkeep.engines.artifacts.sources import Part, Source, UnreadableError
from modelkeep.engines.classify.formats import text
from modelkeep.engines.classify.reading import BLOCK, Reading
from modelkeep.engines.classify.tables import DEEPEST, Rows

NAMES = (".xml", ".svg", ".rdf", ".kml", ".gpx", ".xsd", ".xsl", ".rss", ".atom", ".pmml")


def is_xml(start: Start) -> bool:
    """By its first line, or its name."""
    head = start.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head[2:12].replace(b"\0", b"") == b"<?xml"
    return head.startswith(b"<?xml") or (start.name.endswith(NAMES) and head.startswith(b"<"))


def read(source: Source, reading: Reading) -> None:
    """Values by their paths. A sample, and what is malformed from there on, is read as text: names of elements stand near values."""
    if not reading.plan.full and source.size > reading.plan.sample:
        text.read(source, reading)
        return
    paths = _Paths(Rows(reading))
    try:
        for at in range(0, source.size, BLOCK):
            piece = source.read(at, BLOCK)
            if not piece:
                raise UnreadableError(f"it ends at byte {at:,} of {source.size:,}")
            paths.parser.Parse(piece, False)
        paths.parser.Parse(b"", True)
    except expat.ExpatError:
        at = max(0, min(paths.parser.ErrorByteIndex, source.size - 1))
        text.read(Part(source, at, source.size - at) if at else source, reading)
    paths.end()


class _Paths:
    """Tells of what expat reads."""

    def __init__(self, rows: Rows) -> None:
        self._rows, self._path, self._said = rows, [""], list[str]()
        self._pending = False
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said.append
        parser.CommentHandler = self._apart
        parser.ProcessingInstructionHandler = lambda target, data: self._apart(f"{target} {data}")
        parser.DefaultHandler = self._said.append  # with it, references to entities are told and not expanded
        parser.StartCdataSectionHandler = parser.EndCdataSectionHandler = _nothing
        parser.XmlDeclHandler = parser.StartDoctypeDeclHandler = parser.EndDoctypeDeclHandler = _nothing

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._flush()
        above, own = self._path[-1], name.rpartition(":")[2]
        path = above if len(self._path) > DEEPEST else f"{above}.{own}" if above else own
        self._path.append(path)
        for key, value in attributes.items():
            self._put(f"{path}.{key.rpartition(':')[2]}", value)

    def _end(self, _: str) -> None:
        self._flush()
        self._path.pop()
        if len(self._path) == 2:  # the outermost element, and above it nothing
            self._next()

    def _apart(self, told: str) -> None:
        self._flush()
        self._put(self._path[-1], told)

    def _flush(self) -> None:
        if self._said:
            self._put(self._path[-1], "".join(self._said))
            self._said.clear()

    def _put(self, path: str, told: str) -> None:
        if stripped := told.strip():
            self._rows.put(path or "document", stripped.encode("utf-8", "replace"))
            self._pending = True

    def _next(self) -> None:
        self._pending = False
        self._rows.next()

    def end(self) -> None:
        """Pass on what is left."""
        self._flush()
        if self._pending:
            self._next()
        self._rows.end()


def _nothing(*_: object) -> None:
    """Marks of a document that say nothing."""
