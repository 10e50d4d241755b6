"""Rows and documents on their way to columns, in pieces of so many rows."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from modelkeep.engines.classify.reading import ROWS, Column, Reading
from modelkeep.engines.classify.transposing import DEEPEST as DEEPEST
from modelkeep.engines.classify.transposing import Transposed, UnevenError, inner

_NO_TEXT = ("image/", "audio/", "video/", "application/pdf", "application/octet-stream")


class Rows:
    """Gathers rows, and passes them on as columns. `end` passes on the rest and tells how many there were."""

    def __init__(self, reading: Reading, row: int = 0) -> None:
        """The next row is `row`."""
        self._reading = reading
        self._columns: dict[str, tuple[list[bytes], list[int]]] = {}
        self.row = row

    def add(self, names: Sequence[str], row: Sequence[str]) -> None:
        """A row of texts; fields beyond the names go by their numbers."""
        for number, value in enumerate(row):
            if value:
                self.put(
                    names[number] if number < len(names) else f"column {number + 1}", value.encode("utf-8", "replace")
                )
        self.next()

    def document(self, value: Any, path: str = "") -> None:
        """A document: every value by its path, all elements of a list by one."""
        self.gather(value, path, 0)
        self.next()

    def table(self, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Rows of texts, as `add` for each, but quickly."""
        for at in range(0, len(rows), ROWS):
            part = rows[at : at + ROWS]
            lengths = set(map(len, part))
            if max(lengths) > len(names) or len(set(names)) < len(names):
                self._each(part, lambda row: self.add(names, row))
                continue
            if lengths != {len(names)}:
                part = [[*row, *[""] * (len(names) - len(row))] for row in part]
            columns = Transposed(self._unpacked)
            own = range(self.row, self.row + len(part))
            for name, column in zip(names, zip(*part, strict=True), strict=True):
                columns.texts(name, column, own)
            self._pass(columns, len(part))

    def documents(self, documents: Sequence[Any], path: str = "") -> None:
        """Documents, as `document` for each, but quickly."""
        for at in range(0, len(documents), ROWS):
            part = documents[at : at + ROWS]
            columns = Transposed(self._unpacked)
            try:
                columns.put(path, part, range(self.row, self.row + len(part)))
            except UnevenError:
                self._each(part, lambda document: self.document(document, path))
            else:
                self._pass(columns, len(part))

    def _each(self, rows: Sequence[Any], add: Callable[[Any], None]) -> None:
        for each in rows:
            add(each)

    def _pass(self, columns: Transposed, rows: int) -> None:
        self.flush()
        for name, (values, own) in columns.columns.items():
            self._reading.column(Column(name, values, own))
        self.row += rows

    def put(self, name: str, value: bytes) -> None:
        """A value of the present row."""
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = ([], [])
        column[0].append(value)
        column[1].append(self.row)

    def next(self) -> None:
        """The present row is at its end."""
        self.row += 1
        if self.row % ROWS == 0:
            self.flush()

    def flush(self) -> None:
        """Pass on what was gathered."""
        for name, (values, rows) in self._columns.items():
            self._reading.column(Column(name, values, rows))
        self._columns.clear()

    def end(self) -> None:
        """Pass on the rest."""
        self.flush()
        self._reading.read(self.row)

    def gather(self, value: Any, path: str, depth: int) -> None:
        """The values within a value."""
        kind = value.__class__
        if kind is str:
            if value[:1] not in ("{", "[") or depth >= DEEPEST or not self._within(value, path, depth):
                self._text(value, path)
        elif kind is int or kind is float:
            self.put(path, b"%a" % value)
        elif kind is dict and depth < DEEPEST:
            for key, each in self._unpacked(value).items():
                self.gather(each, f"{path}.{key}" if path else str(key), depth + 1)
        elif kind is list and depth < DEEPEST:
            for each in value:
                self.gather(each, f"{path}[]", depth + 1)
        elif kind is bytes:
            self._text(value.decode("utf-8", "replace"), path)
        elif value is not None and kind is not bool:
            self._text(str(value), path)

    def _unpacked(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """An object whose `encoding` says that its `data` are base64, as SageMaker's data capture writes them, with what they stand
        for; one that holds a picture in base64, as messages to models do, without it."""
        data, url = value.get("data"), value.get("url")
        media = value.get("media_type") or value.get("mediaType")
        if data and isinstance(media, str) and media.startswith(_NO_TEXT):
            self._reading.look.gap("pictures and other bytes in base64 are not read")
            return {**value, "data": None}
        if isinstance(url, str) and url.startswith("data:") and ";base64," in url[:100]:
            self._reading.look.gap("pictures and other bytes in base64 are not read")
            return {**value, "url": None}
        if value.get("encoding") != "BASE64" or not isinstance(data, str):
            return value
        try:
            return {**value, "data": base64.b64decode(data, validate=True).decode()}
        except ValueError:  # no base64, or bytes that are no text
            self._reading.look.gap("data in base64 that are no text are not read")
            return value

    def _text(self, value: str, path: str) -> None:
        if value:
            self.put(path, value.encode("utf-8", "replace"))

    def _within(self, value: str, path: str, depth: int) -> bool:
        """Whether a text is a JSON document itself, as bodies in logs and captures are."""
        document = inner(value)
        if document is None:
            return False
        self.gather(document, path, depth + 1)
        return True
