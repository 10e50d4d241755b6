"""Rewrite a Parquet file: its schema is kept, but for columns of numbers or dates that hold values and become text."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from modelkeep.engines.artifacts.sources import Source, Stream, UnreadableError
from modelkeep.engines.classify.documents import document_values, is_document
from modelkeep.engines.classify.reading import ROWS
from modelkeep.engines.classify.redacted import Redactor, Way
from modelkeep.engines.classify.redaction import Work
from modelkeep.engines.classify.tables import DEEPEST
from modelkeep.engines.classify.values import Plain, Value

TYPES = b"modelkeep.types"
"""In the metadata of a redacted file's schema: types of columns that became text, as JSON."""
GROUP = 64 << 20
"""Bytes in memory of a row group that is written."""


def rewrite(source: Source, work: Work, out: IO[bytes]) -> None:
    """Write the file with its values redacted. Raises UnreadableError."""
    _converted(source, out, lambda schema: _Redacting(schema, work))


def restore(source: Source, redactor: Redactor, out: IO[bytes]) -> None:
    """Write the file as it was: its values and types, not its bytes. Raises UnreadableError, WrongKeyError."""
    _converted(source, out, lambda schema: _Restoring(schema, redactor))


def _converted(source: Source, out: IO[bytes], made: Callable[[Any], Any]) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UnreadableError("Parquet is written with the extra: pip install 'modelkeep[data]'") from error
    try:
        opened = parquet.ParquetFile(io.BufferedReader(Stream(source), 1 << 20), pre_buffer=False)
        converter = made(opened.schema_arrow)
        compression = _compression(opened.metadata)
        with parquet.ParquetWriter(out, converter.schema, compression=compression) as writer:
            for group in range(opened.num_row_groups):
                for table in _tables(opened, group, converter):
                    writer.write_table(table)
    except pa.ArrowException as error:
        raise UnreadableError(f"it cannot be rewritten: {type(error).__name__}") from error


def _compression(metadata: Any) -> str:
    """That of the first column; zstd for what is not written any more."""
    if not metadata.num_row_groups or not metadata.num_columns:
        return "snappy"
    told = metadata.row_group(0).column(0).compression
    return {"UNCOMPRESSED": "none", "SNAPPY": "snappy", "GZIP": "gzip", "BROTLI": "brotli"}.get(told, "zstd")


def _tables(opened: Any, group: int, converter: Any) -> Iterator[Any]:
    """A row group's rows in tables of at most about `GROUP` bytes."""
    import pyarrow as pa

    held: list[Any] = []
    size = 0
    for batch in opened.iter_batches(batch_size=ROWS, row_groups=[group]):
        columns = [converter.column(batch.schema.field(at), each) for at, each in enumerate(batch.columns)]
        converted = pa.RecordBatch.from_arrays(columns, schema=converter.schema)
        held.append(converted)
        size += converted.nbytes
        if size >= GROUP:
            yield pa.Table.from_batches(held, schema=converter.schema)
            held, size = [], 0
    if held:
        yield pa.Table.from_batches(held, schema=converter.schema)


class _Redacting:
    """Converts columns of which something was found."""

    def __init__(self, schema: Any, work: Work) -> None:
        import pyarrow as pa

        self._work = work
        changed: dict[str, str] = {}
        fields = []
        for each in schema:
            kind = each.type
            becomes = _text_type(kind, work)
            if each.name in work.verdicts.columns and becomes is not None:
                changed[each.name] = str(kind)
                each = pa.field(each.name, becomes, nullable=each.nullable, metadata=each.metadata)
            fields.append(each)
        metadata = dict(schema.metadata or {})
        metadata.pop(b"pandas", None) if changed else None
        if changed:
            before = json.loads(metadata.get(TYPES, b"{}"))
            metadata[TYPES] = json.dumps({**changed, **before}).encode()
        self.schema = pa.schema(fields, metadata=metadata)

    def column(self, field: Any, array: Any) -> Any:
        """A column as the schema has it now."""
        import pyarrow as pa

        name, kind = field.name, field.type
        becomes = self.schema.field(name).type
        if pa.types.is_nested(kind):
            if not any(
                each == name or each.startswith((f"{name}.", f"{name}[")) for each in self._work.verdicts.columns
            ):
                return array
            return pa.array([self._nested(each, name, 0) for each in array.to_pylist()], type=kind)
        if name not in self._work.verdicts.columns and not (self._work.verdicts.escape and _is_text(kind)):
            return array
        values = _decoded(array).to_pylist()
        told = [b"" if each is None else each if isinstance(each, bytes) else str(each).encode() for each in values]
        done = self._redacted(name, told, number=not _is_text(kind))
        made = [None if old is None else new for old, new in zip(values, done, strict=True)]
        return _array(made, becomes)

    def _redacted(self, name: str, told: Sequence[bytes], *, number: bool) -> list[bytes | None]:
        work = self._work
        if name not in work.matcher:
            return [work.splice(each, []) for each in told]
        found = work.matcher.spans(name, told)
        work.counts.values[name] = work.counts.values.get(name, 0) + sum(1 for each in told if each)
        made: list[bytes | None] = []
        for value, spans in zip(told, found, strict=True):
            if spans and number:
                spans = [(0, len(value), spans[0][2])]
            changes = []
            for start, end, identifier in spans:
                stand_in = work.redactor.stand_in(identifier, value[start:end], value[start:end])
                changes.append((start, end, stand_in))
                work.counts.add(name, identifier)
            new = work.splice(value, changes)
            made.append(None if number and spans and not new else new)
        return made

    def _nested(self, value: Any, path: str, depth: int) -> Any:
        """As `tables.Rows.gather` goes."""
        if isinstance(value, dict) and depth < DEEPEST:
            return {key: self._nested(each, f"{path}.{key}", depth + 1) for key, each in value.items()}
        if isinstance(value, list) and depth < DEEPEST:
            return [self._nested(each, f"{path}[]", depth + 1) for each in value]
        if isinstance(value, str | bytes):
            raw = value.encode() if isinstance(value, str) else value
            inner = raw[:1] in (b"{", b"[") and is_document(raw)
            held = document_values(raw, Plain(0), path) if inner else [Value(path, raw, Plain(0))] if raw else []
            new = self._work.written(raw, [each for each in held if each.column in self._work.matcher])
            return new.decode("utf-8", "replace") if isinstance(value, str) else new
        if value is None or isinstance(value, bool | float) or path not in self._work.matcher:
            return value
        (done,) = self._redacted(path, [str(value).encode()], number=True)
        if done == str(value).encode():
            return value
        if self._work.redactor.way is Way.DROP:
            return None
        raise UnreadableError(f"{path} holds values that are no text: they can only be dropped (--method drop)")


class _Restoring:
    """Converts what was redacted to what it was."""

    def __init__(self, schema: Any, redactor: Redactor) -> None:
        import pyarrow as pa

        self._redactor = redactor
        metadata = dict(schema.metadata or {})
        types = json.loads(metadata.pop(TYPES, b"{}"))
        self._types = {name: _type_of(told) for name, told in types.items()}
        fields = [
            pa.field(each.name, self._types.get(each.name, each.type), nullable=each.nullable, metadata=each.metadata)
            for each in schema
        ]
        self.schema = pa.schema(fields, metadata=metadata or None)

    def column(self, field: Any, array: Any) -> Any:
        """A column as it was."""
        import pyarrow as pa

        kind = field.type
        if pa.types.is_nested(kind):
            return pa.array([self._nested(each) for each in array.to_pylist()], type=kind)
        if not _is_text(kind):
            return array
        values = [self._nested(each) for each in _decoded(array).to_pylist()]
        told = [each.encode() if isinstance(each, str) else each for each in values]
        return _array(told, self._types.get(field.name, kind))

    def _nested(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._nested(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._nested(each) for each in value]
        if isinstance(value, str):
            return self._redactor.restored(value.encode()).decode()
        return self._redactor.restored(value) if isinstance(value, bytes) else value


def _text_type(kind: Any, work: Work) -> Any:
    """What a column of this type becomes where values in it are redacted; None for what it is."""
    import pyarrow as pa

    if pa.types.is_fixed_size_binary(kind):
        return pa.binary()
    if _is_text(kind) or pa.types.is_nested(kind) or work.redactor.way is Way.DROP:
        return None
    return pa.string()


def _type_of(told: str) -> Any:
    import re

    import pyarrow as pa

    match = re.fullmatch(r"(timestamp|time32|time64|duration)\[(\w+)(?:, tz=(.+))?\]", told)
    if match:
        kind, unit, zone = match.groups()
        return pa.timestamp(unit, zone) if kind == "timestamp" else getattr(pa, kind)(unit)
    match = re.fullmatch(r"(decimal\d+)\((\d+), (-?\d+)\)", told)
    if match:
        return getattr(pa, match[1])(int(match[2]), int(match[3]))
    match = re.fullmatch(r"fixed_size_binary\[(\d+)\]", told)
    if match:
        return pa.binary(int(match[1]))
    return pa.type_for_alias(re.sub(r"\[.*\]", "", told))


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    checks = ("is_string", "is_large_string", "is_binary", "is_large_binary", "is_fixed_size_binary")
    return any(getattr(pa.types, each)(kind) for each in checks)


def _decoded(array: Any) -> Any:
    import pyarrow as pa

    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _array(values: Sequence[bytes | None], kind: Any) -> Any:
    """Bytes as an array of a type."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _array(values, kind.value_type).dictionary_encode().cast(kind)
    binary = pa.array(values, type=pa.large_binary())
    if pa.types.is_fixed_size_binary(kind):
        return pa.array(values, type=kind)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return binary.cast(kind)
    text = binary.cast(pa.large_string())
    return text.cast(kind)
