"""Which format a file is, by its content first and its name second. A format is a line here and a module beside this one.

A module has `read(source, reading)`. Those whose name has a dot are containers of `engines.artifacts.formats`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from modelkeep.engines.artifacts.sniffing import Start, is_compressed, is_safetensors, is_tar, is_zip, starts

CONTAINERS = "modelkeep.engines.artifacts.formats."
OWN = f"{__name__}."


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what accepts a file, and the whole name of the module that reads it."""

    name: str
    accepts: Callable[[Start], bool]
    module: str

    @property
    def contains(self) -> bool:
        """Its members are read, each in its own format."""
        return self.module.startswith(CONTAINERS)


def is_text(start: Start) -> bool:
    """No byte that text does not have, in UTF-8, UTF-16 with its mark, or a superset of ASCII."""
    return start.head[:2] in (b"\xff\xfe", b"\xfe\xff") or not start.head.translate(None, _TEXT)


def is_json_lines(start: Start) -> bool:
    """A JSON object, followed by a line end and another one, or by nothing."""
    head = start.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"{"):
        return False
    first, end, rest = head.partition(b"\n")
    whole = first.rstrip().endswith(b"}") and (not rest.strip() or rest.lstrip().startswith(b"{"))
    return whole or (not end and start.name.endswith((".jsonl", ".ndjson", ".jsonlines")))


def _unread(start: Start) -> bool:
    from modelkeep.engines.classify.formats.unread import reason

    return bool(reason(start, is_text=is_text(start)))


def _office(start: Start) -> bool:
    from modelkeep.engines.classify.formats.office import is_office

    return is_office(start)


def _markup(start: Start) -> bool:
    from modelkeep.engines.classify.formats.markup import is_markup

    return is_text(start) and is_markup(start)


def _xml(start: Start) -> bool:
    from modelkeep.engines.classify.formats.xml_document import is_xml

    return is_text(start) and is_xml(start)


def _mail(start: Start) -> bool:
    from modelkeep.engines.classify.formats.mail import is_mail

    return is_text(start) and is_mail(start)


def _notebook(start: Start) -> bool:
    from modelkeep.engines.classify.formats.notebook import is_notebook

    return is_text(start) and is_notebook(start)


def _json(start: Start) -> bool:
    from modelkeep.engines.classify.formats.json_document import is_json

    return is_text(start) and is_json(start)


def _delimited(start: Start) -> bool:
    from modelkeep.engines.classify.formats.delimited import is_delimited

    return is_text(start) and is_delimited(start)


_TEXT = bytes({*range(0x20, 0x7F), *b"\t\n\r\f\v\x1b\x08", *range(0x80, 0x100)})
FORMATS: tuple[Format, ...] = (
    Format("office", _office, f"{OWN}office"),
    Format("parquet", starts(b"PAR1"), f"{OWN}columnar"),
    Format("orc", starts(b"ORC"), f"{OWN}columnar"),
    Format("arrow", starts(b"ARROW1"), f"{OWN}columnar"),
    Format("avro", starts(b"Obj\x01"), f"{OWN}avro"),
    Format("pdf", starts(b"%PDF-"), f"{OWN}pdf"),
    Format("npy", starts(b"\x93NUMPY"), f"{OWN}arrays"),
    Format("safetensors", is_safetensors, f"{OWN}safetensors"),
    Format("gguf", starts(b"GGUF"), f"{OWN}gguf"),
    Format("unread", _unread, f"{OWN}unread"),
    Format("zip", is_zip, f"{CONTAINERS}zipped"),
    Format("tar", is_tar, f"{CONTAINERS}tarred"),
    Format("compressed", is_compressed, f"{OWN}compressed"),
    Format("notebook", _notebook, f"{OWN}notebook"),
    Format("json-lines", is_json_lines, f"{OWN}json_lines"),
    Format("markup", _markup, f"{OWN}markup"),
    Format("xml", _xml, f"{OWN}xml_document"),
    Format("mail", _mail, f"{OWN}mail"),
    Format("json", _json, f"{OWN}json_document"),
    Format("delimited", _delimited, f"{OWN}delimited"),
    Format("text", is_text, f"{OWN}text"),
)
"""The first that accepts a file reads it."""


def format_of(start: Start) -> Format | None:
    """The format of a file, None for one that is not known."""
    return next((each for each in FORMATS if each.accepts(start)), None)
