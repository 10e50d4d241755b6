"""Columnar files, records, workbooks: each column by its name, each value at its row."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import fastavro
import pyarrow as pa
import pytest
from pyarrow import ipc, orc, parquet
from tests.unit.engines.classify.test_objects import CLASSIFIER, NUMBER

from modelkeep.core.data import Classified, Method
from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.engines.classify.reading import Plan

TABLE = pa.table(
    {
        "n": [1, 2, 3],
        "social_security": ["", "123456789", None],
        "pan": [int(NUMBER), int(NUMBER), None],
        "person": [{"cards": [NUMBER]}, {"cards": []}, None],
        "score": [0.123456789, 0.5, 0.25],
    }
)
EXPECTED = [("pan", "row 0", 2), ("person.cards[]", "row 0", 1), ("social_security", "row 1", 1)]


def as_parquet(table: Any, **options: Any) -> bytes:
    out = io.BytesIO()
    parquet.write_table(table, out, **options)
    return out.getvalue()


def as_orc(table: Any) -> bytes:
    out = io.BytesIO()
    orc.write_table(table, out)
    return out.getvalue()


def as_arrow(table: Any) -> bytes:
    out = io.BytesIO()
    with ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def as_avro(table: Any) -> bytes:
    out = io.BytesIO()
    cards = {"type": "record", "name": "P", "fields": [{"name": "cards", "type": {"type": "array", "items": "string"}}]}
    fields = [
        {"name": "n", "type": "long"},
        {"name": "social_security", "type": ["null", "string"]},
        {"name": "pan", "type": ["null", "long"]},
        {"name": "person", "type": ["null", cards]},
        {"name": "score", "type": "double"},
    ]
    fastavro.writer(out, {"type": "record", "name": "R", "fields": fields}, table.to_pylist())
    return out.getvalue()


def told(name: str, content: bytes, plan: Plan | None = None) -> Classified:
    return CLASSIFIER.classify(name, Bytes(content), plan or Plan())


@pytest.mark.parametrize("write", [as_parquet, as_orc, as_arrow, as_avro])
def test_columns_and_rows(write: Callable[[Any], bytes]) -> None:
    found = told("data", write(TABLE))
    assert [(each.column, each.at, each.count) for each in found.findings] == EXPECTED
    assert (found.records, found.method, found.gaps) == (3, Method.FULL, ())


@pytest.mark.parametrize("write", [as_parquet, as_orc, as_arrow, as_avro])
def test_what_is_cut_off_is_a_gap(write: Callable[[Any], bytes]) -> None:
    found = told("data", write(TABLE)[:-40])
    assert found.gaps
    assert found.data_class is None or found.findings


def test_of_a_large_table_the_first_rows_of_some_groups_are_read() -> None:
    class Counted(Bytes):
        read_bytes = 0

        def read(self, offset: int, length: int) -> bytes:
            Counted.read_bytes += length
            return super().read(offset, length)

    values = [f"{number:0200d}" for number in range(40_000)]
    table = pa.table({"text": values, "f": [0.5] * 40_000})
    content = as_parquet(table, row_group_size=4_000, compression="none", use_dictionary=False, data_page_size=20_000)
    source = Counted(content)
    found = CLASSIFIER.classify("big.parquet", source, Plan(sample=200_000, seed=3))
    assert found.method is Method.SAMPLE
    assert found.drawn == "the first of 2,500 values of each column in 8 of 10 row groups"
    assert found.records == 8 * 80
    assert found.bound == pytest.approx(1 - 0.05 ** (1 / 8))
    assert Counted.read_bytes < 0.03 * len(content)


def test_a_workbook_and_a_document() -> None:
    sheet = (
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>SSN</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>1</v></c></row></sheetData></worksheet>'
    )
    strings = "<sst><si><t>id</t></si><si><r><t>1234</t></r><r><t>56789</t></r></si></sst>"
    document = f"<w:document><w:p><w:r><w:t>card number </w:t></w:r><w:r><w:t>{NUMBER}</w:t></w:r></w:p></w:document>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        archive.writestr("xl/sharedStrings.xml", strings)
        archive.writestr("word/document.xml", document)
    found = told("book.xlsx", out.getvalue())
    assert [(each.identifier, each.column, each.at) for each in found.findings] == [
        ("card", "", "word/document.xml"),
        ("nine", "SSN", "row 0"),
    ]


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_elements_of_office_go_by_their_names_whatever_the_prefix() -> None:
    sheet = (
        '<x:worksheet xmlns:x="x"><x:sheetData><x:row><x:c r="A1" t="inlineStr"><x:is><x:t>ssn</x:t></x:is></x:c></x:row>'
        '<x:row><x:c r="A2"><x:v>123456789</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    document = f'<n:document xmlns:n="n"><n:p><n:r><n:t>card number {NUMBER}</n:t></n:r></n:p></n:document>'
    found = told("a.xlsx", packed({"xl/worksheets/sheet1.xml": sheet, "word/document.xml": document}))
    assert [each.identifier for each in found.findings] == ["card", "nine"]
    assert not found.gaps


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "xl/comments1.xml",
            f"<comments><comment><text><r><t>card number {NUMBER}</t></r></text></comment></comments>",
        ),
        (
            "docProps/core.xml",
            f"<cp:coreProperties xmlns:cp='c'><cp:keywords>card number {NUMBER}</cp:keywords></cp:coreProperties>",
        ),
        (
            "word/_rels/document.xml.rels",
            f"<Relationships><Relationship Target='https://a.org/?card={NUMBER}'/></Relationships>",
        ),
    ],
)
def test_notes_properties_and_links_of_office_are_read(name: str, content: str) -> None:
    assert [each.at for each in told("a.docx", packed({name: content})).findings] == [name]


def test_a_picture_within_a_document_is_told_as_not_read() -> None:
    found = told("a.docx", packed({"word/document.xml": "<document/>", "word/media/image1.png": bytes(range(200))}))
    assert [(each.place[1:], each.reason) for each in found.gaps] == [
        (("word/media/image1.png",), "no format that is read here")
    ]
    assert found.data_class is None


def test_captured_bodies_in_base64_are_read_or_told() -> None:
    def capture(body: bytes) -> bytes:
        data = base64.b64encode(body).decode()
        return json.dumps({"captureData": {"endpointInput": {"encoding": "BASE64", "data": data}}}).encode()

    (finding,) = told("capture.jsonl", capture(b'{"customer": {"ssn": "123456789"}}')).findings
    assert finding.column == "captureData.endpointInput.data.customer.ssn"
    assert told("capture.jsonl", capture(bytes(range(128, 200)))).data_class is None


def test_xml_that_declares_entities_is_not_read_on() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "word/document.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document><w:p><w:t>&a;</w:t></w:p></w:document>'
        )
    assert [each.reason for each in told("a.docx", out.getvalue()).gaps] == ["office: its XML declares entities"]


def test_markup_is_read_as_seen() -> None:
    page = f"<html><body><p>card <b>number</b>: {NUMBER[:8]}<i>{NUMBER[8:]}</i></p><a href='x?pan={NUMBER}'>x</a></body></html>"
    (finding,) = told("page.html", page.encode()).findings
    assert finding.count == 2


def test_pages_of_a_pdf() -> None:
    stream = f"BT /F1 12 Tf 72 720 Td (card number {NUMBER}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /MediaBox [0 0 612 792] >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % each for each in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    found = told("scan.pdf", out)
    assert [(each.identifier, each.at) for each in found.findings] == [("card", "page 1")]
    assert [each.reason for each in found.gaps] == ["1 of 2 pages hold no text: images are not read"]
