"""Notebooks, arrays, tensors, mails, XML, and what is told and not read: units, paths, and what was left out."""

from __future__ import annotations

import io
import json
import struct
import time
import zipfile
from email.message import EmailMessage
from typing import Any

import pypdf
import pytest
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject
from tests.unit.engines.classify.test_objects import CLASSIFIER, NUMBER

from modelkeep.core.data import Classified, Method
from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.engines.classify.formats import mail
from modelkeep.engines.classify.formats.markup import visible
from modelkeep.engines.classify.reading import Plan

SSN = "123456789"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def told(name: str, content: bytes, plan: Plan | None = None) -> Classified:
    return CLASSIFIER.classify(name, Bytes(content), plan or Plan())


def found(name: str, content: bytes) -> list[tuple[str, str, str]]:
    classified = told(name, content)
    assert NUMBER not in repr(classified)
    return [(each.identifier, each.column, each.at) for each in classified.findings]


def cells(*each: dict[str, Any], **others: Any) -> bytes:
    return json.dumps({"nbformat": 4, "cells": each, **others}).encode()


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ({"source": ["x = 1\n", f"# card number {NUMBER}"]}, "cell 2"),
        ({"outputs": [{"output_type": "stream", "name": "stderr", "text": [f"card number {NUMBER}\n"]}]}, "output of cell 2"),
        ({"outputs": [{"data": {"text/html": f"<td>card number</td><td>{NUMBER[:8]}<b>{NUMBER[8:]}</b></td>"}}]}, "output of cell 2"),
        ({"outputs": [{"data": {"application/json": {"card number": NUMBER}}}]}, "output of cell 2"),
        ({"outputs": [{"traceback": [f"\x1b[0;31mValueError\x1b[0m: card number \x1b[1m{NUMBER}\x1b[0m"]}]}, "output of cell 2"),
        ({"metadata": {"card number": NUMBER}}, "metadata of cell 2"),
    ],
    ids=["source", "stderr", "html", "json", "traceback", "metadata"],
)  # fmt: skip
def test_cells_of_a_notebook_are_units(cell: dict[str, Any], unit: str) -> None:
    assert found("a.ipynb", cells({"source": "y = 2"}, cell)) == [("card", "", unit)]


@pytest.mark.parametrize(
    "cell",
    [
        {"outputs": [{"data": {"image/png": PNG}}]},
        {"attachments": {"image.png": {"image/png": PNG}}},
        {"source": f"![seen](data:image/png;base64,{PNG})"},
    ],
    ids=["output", "attachment", "embedded"],
)
def test_pictures_of_a_notebook_are_told_as_not_read(cell: dict[str, Any]) -> None:
    classified = told("a.ipynb", cells(cell))
    assert [each.reason for each in classified.gaps] == ["picture not read"]
    assert classified.data_class is None


def test_a_notebook_of_version_3_and_what_is_none() -> None:
    third = {"worksheets": [{"cells": [{"input": f"card number {NUMBER}", "outputs": [{"text": "x", "png": PNG}]}]}]}
    assert found("a.ipynb", json.dumps(third).encode()) == [("card", "", "cell 1")]
    assert told("a.ipynb", json.dumps(third).encode()).gaps
    assert found("a.ipynb", b'{"card number": "' + NUMBER.encode()) == [("card", "", "line 1")]


def npy(descr: Any, shape: tuple[int, ...], data: bytes) -> bytes:
    header = repr({"descr": descr, "fortran_order": False, "shape": shape}).encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (npy("<U16", (2,), f"{'x':\0<16}{NUMBER}".encode("utf-32-le")), [("card", "pan", "row 1")]),
        (npy(">U16", (2,), f"{'x':\0<16}{NUMBER}".encode("utf-32-be")), [("card", "pan", "row 1")]),
        (npy("|S16", (1, 2), b"x" + b"\0" * 15 + NUMBER.encode()), [("card", "pan[1]", "row 0")]),
        (npy("<i8", (3,), struct.pack("<3q", 1, int(NUMBER), 2)), [("card", "pan", "row 1")]),
        (npy([("n", "<f8"), ("ssn", "|S9", (2,))], (2,), (b"\0" * 8 + SSN.encode() * 2) * 2), [("nine", "pan.ssn", "row 0")]),
        (npy("<f8", (1,), struct.pack("<d", 1.5)), []),
        (npy("|u1", (len(NUMBER),), NUMBER.encode()), [("card", "", "line 1")]),
    ],
    ids=["U", "big-endian U", "S, two columns", "int64", "fields", "floats", "bytes that are text"],
)  # fmt: skip
def test_arrays_are_columns(content: bytes, expected: list[tuple[str, str, str]]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("pan.npy", content)
    assert found("pan.npy", content) == found("all.npz", packed.getvalue()) == expected
    assert not told("pan.npy", content).gaps


@pytest.mark.parametrize(
    "content",
    [npy("|O", (1,), b"\x80\x04."), npy("|V8", (1,), b"x" * 8), npy("<U4", (9,), b"x" * 8), npy("<U4", (1,), b"")[:20]],
    ids=["objects", "raw bytes", "cut off", "broken header"],
)
def test_arrays_that_are_not_read_are_never_clean(content: bytes) -> None:
    assert told("a.npy", content).data_class is None


def test_of_a_large_array_runs_of_rows_are_read_by_chance() -> None:
    content = npy("|S10", (50_000,), b"0123456789" * 50_000)
    classified = told("a.npy", content, Plan(sample=50_000))
    assert classified.method is Method.SAMPLE
    assert 1_000 < classified.records <= 5_000
    assert 0 < classified.bound < 0.1


def safetensors(header: dict[str, Any], data: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def test_the_header_of_safetensors_is_read_and_whole_numbers_are_columns() -> None:
    header = {
        "__metadata__": {"ssn": SSN, "format": "pt"},
        "weights": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
        "pan": {"dtype": "I64", "shape": [1], "data_offsets": [4, 12]},
    }
    content = safetensors(header, b"\0\0\0\0" + struct.pack("<q", int(NUMBER)))
    assert found("a.safetensors", content) == [("nine", "__metadata__.ssn", "row 0"), ("card", "pan", "row 0")]
    assert not told("a.safetensors", content).gaps
    assert told("a.safetensors", content[:-2]).gaps
    assert found("a.safetensors", content + f"card number {NUMBER}".encode())[0] == ("card", "", "line 1")


def test_the_metadata_of_gguf_are_read() -> None:
    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    entries = (text("general.ssn") + struct.pack("<I", 8) + text(SSN)) + (
        text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 1) + text(NUMBER)
    )
    content = b"GGUF" + struct.pack("<IQQ", 3, 0, 2) + entries
    assert found("a.gguf", content) == [("nine", "general.ssn", "row 0")]
    assert told("a.gguf", content[:-5]).gaps


def message(body: str, kind: str = "plain", encoding: str = "base64") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", f"Your card number {NUMBER}"
    made.set_content(body, subtype=kind, cte=encoding)
    return made


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_bodies_of_mails_are_read_as_they_are_seen(encoding: str) -> None:
    made = message(f"<p>ssn: {SSN[:4]}<b>{SSN[4:]}</b></p>", "html", encoding)
    for name in ("a.eml", "mail/1"):
        assert found(name, made.as_bytes()) == [("card", "", "message 1"), ("nine", "", "message 1")]


def test_attachments_are_members_and_broken_ones_are_told() -> None:
    made = message("see the file")
    made.add_attachment(f"id,ssn\n1,{SSN}\n2,{SSN}\n".encode(), maintype="text", subtype="csv", filename="people.csv")
    assert ("nine", "ssn", "row 0") in found("a.eml", made.as_bytes())
    made.add_attachment(b"\x89PNG\r\n\x1a\n" + bytes(50), maintype="image", subtype="png", filename="a.png")
    broken = made.as_bytes().replace(b"iVBORw0KGgo", b"iVBORw0KGgo=a")
    assert [each.place[1:] for each in told("a.eml", made.as_bytes()).gaps] == [("a.png",)]
    assert any("malformed" in each.reason for each in told("a.eml", broken).gaps)


def test_an_mbox_has_many_and_a_sample_of_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "WIDTH", 4096)
    one = b"From a@example.org Sat Jan  3 01:05:34 1996\n" + message(f"ssn: {SSN}").as_bytes() + b"\n\n"
    assert {at for _, _, at in found("a.mbox", one * 3)} == {"message 1"}
    assert told("a.mbox", one * 3).records == 3
    sample = told("a.mbox", one * 100, Plan(sample=20_000))
    assert sample.method is Method.SAMPLE
    assert {each.identifier for each in sample.findings} == {"card", "nine"}
    assert 0 < sample.bound < 1


def test_elements_of_xml_are_columns_by_their_paths() -> None:
    people = "".join(f'<p id="{row}"><x:ssn>{SSN}</x:ssn><![CDATA[card number {NUMBER}]]></p>' for row in range(3))
    content = f'<?xml version="1.0"?><people xmlns:x="x">{people}</people>'
    assert found("a", content.encode()) == [("card", "people.p", "row 0"), ("nine", "people.p.ssn", "row 0")]
    assert found("a", content.encode("utf-16"))
    assert told("a", content.encode()).records == 3


def test_entities_of_xml_are_not_expanded_but_read() -> None:
    laughs = "".join(f'<!ENTITY a{each} "{f"&a{each - 1};" * 10}">' for each in range(1, 30))
    content = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "card number {NUMBER}">{laughs}]><x>&a29;</x>'
    assert [each for each, *_ in found("a.xml", content.encode())] == ["card"]


def test_malformed_xml_is_read_on_as_text() -> None:
    assert found("a.xml", f"<a><b>x</b><c>\n<ssn>{SSN}</ssn></a>".encode())[0][0] == "nine"
    assert found("a.xml", f"<a>&nbsp;\n<ssn>{SSN}</ssn></a>".encode())[0][0] == "nine"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "OLE"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n", "encrypted"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "elsewhere"),
        (b"\x80\x04\x95" + bytes(30), "pickle"),
        (b"SQLite format 3\0" + bytes(90), "SQLite"),
        (b"\x89PNG\r\n\x1a\n" + bytes(90), "picture"),
        (b"PARE" + bytes(90), "encrypted"),
    ],
)
def test_what_is_known_and_not_read_says_why(content: bytes, reason: str) -> None:
    classified = told("train.csv", content)
    assert reason in classified.gaps[0].reason
    assert classified.data_class is None


def test_yaml_is_read_with_its_names() -> None:
    assert found("a.yaml", f"people:\n  - ssn: {SSN}\n    name: x\n".encode())[0][0] == "nine"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ({"messages": [{"role": "user", "content": f"my card number is {NUMBER}"}]}, "messages[].content"),
        ({"system": "x", "messages": [{"role": "user", "content": [{"text": f"card number {NUMBER}"}]}]}, "messages[].content[].text"),
        ({"prompt": f"card number {NUMBER}", "completion": "x"}, "prompt"),
        ({"conversations": [{"from": "human", "value": f"card number {NUMBER}"}]}, "conversations[].value"),
        ({"instruction": "x", "input": f"card number {NUMBER}", "output": ""}, "input"),
    ],
    ids=["OpenAI", "Bedrock Converse", "prompt and completion", "ShareGPT", "Alpaca"],
)  # fmt: skip
def test_conversations_are_columns(line: dict[str, Any], column: str) -> None:
    assert found("train.jsonl", json.dumps(line).encode() + b"\n") == [("card", column, "row 0")]


def written(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_notes_fields_properties_and_attachments_of_a_pdf_are_read() -> None:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    field = DictionaryObject({
        NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("ssn"), NameObject("/V"): TextStringObject(SSN),
        NameObject("/Subtype"): NameObject("/Widget"),
    })  # fmt: skip
    reference = writer._add_object(field)
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([reference])})
    note = DictionaryObject({
        NameObject("/Subtype"): NameObject("/Text"), NameObject("/Contents"): TextStringObject(f"card number {NUMBER}"),
    })  # fmt: skip
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    writer.add_metadata({"/Subject": f"ssn {SSN}"})
    writer.add_attachment("people.csv", f"id,ssn\n1,{SSN}\n2,{SSN}\n".encode())
    assert sorted(found("a.pdf", written(writer))) == [
        ("card", "", "page 1"),
        ("nine", "", "properties"),
        ("nine", "ssn", "row 0"),
        ("nine", "ssn", "row 0"),
    ]


def test_a_page_with_a_picture_is_told_and_one_that_is_malformed_loses_no_other() -> None:
    writer = pypdf.PdfWriter()
    for number in range(2):
        page = writer.add_blank_page(200, 200)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 9 9 Td (card number {NUMBER}) Tj ET".encode())
        font = DictionaryObject({
            NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        })  # fmt: skip
        picture = DecodedStreamObject()
        picture[NameObject("/Subtype")] = NameObject("/Image")
        resources = {"/Font": DictionaryObject({NameObject("/F1"): font})}
        resources["/XObject"] = DictionaryObject({NameObject("/I"): writer._add_object(picture)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject(name): each for name, each in resources.items()})
        page[NameObject("/Contents")] = writer._add_object(stream) if number else TextStringObject("no stream")
    classified = told("a.pdf", written(writer))
    assert [(each.identifier, each.at) for each in classified.findings] == [("card", "page 2")]
    assert "1 of 2 pages hold pictures beside their text: pictures are not read" in [
        each.reason for each in classified.gaps
    ]
    assert classified.gaps[0].reason.startswith(("page 1: malformed", "1 of 2 pages"))


def test_an_encrypted_pdf_is_not_read() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret")
    assert [each.reason for each in told("a.pdf", written(writer)).gaps] == [
        "pdf: encrypted: it cannot be read without its password"
    ]


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("<p>a &amp; b</p><P>c", "\na & b\n\nc"),
        ("1<2 and <b>3</b>", "1<2 and 3"),
        ("<input name='ssn' value = \"1 &lt; 2\" disabled/>x", "\nname=ssn\nvalue=1 < 2\nx"),
        ("<a href=/x?q=1>y</a>", "href=/x?q=1\ny"),
        ("<script>if (a<b) x='</p>'</script>z", "\nif (a<b) x='</p>'\nz"),
        ("<!-- c1 --><![CDATA[c2]]><!DOCTYPE c3><?php c4 ?>", "\n c1 \n\nc2\n\nDOCTYPE c3\n\nphp c4 ?\n"),
        ("to <zoe@example.org>", "to \nzoe@example.org\n"),
        ("<a title='open <b>x", "title='open <b>x"),
        ("<!-- open <b>x", "\n<!-- open <b>x\n"),
        ("x<a b", "x"),
    ],
)
def test_what_is_seen_of_a_page(page: str, seen: str) -> None:
    assert visible(page).replace("\n\n", "\n") == seen.replace("\n\n", "\n")


@pytest.mark.parametrize(
    "sign", ["<!--", "<", "<a ", "<a b='", "<!", "<?", "</", "<script>", "&", "<![CDATA[", "<a" * 9]
)
def test_signs_that_are_not_closed_are_read_once(sign: str) -> None:
    started = time.process_time()
    visible(f"<html>{sign * 60_000}")
    assert time.process_time() - started < 5  # the standard library's parser takes minutes


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}},
    ],
    ids=["Bedrock", "OpenAI"],
)
@pytest.mark.parametrize("lines", [1, 3])
def test_pictures_in_messages_are_told_as_not_read(part: dict[str, Any], lines: int) -> None:
    line = {"messages": [{"role": "user", "content": [part, {"type": "text", "text": f"card number {NUMBER}"}]}]}
    classified = told("train.jsonl", (json.dumps(line) + "\n").encode() * lines)
    assert [each.reason for each in classified.gaps] == ["pictures and other bytes in base64 are not read"]
    assert [each.column for each in classified.findings] == ["messages[].content[].text"]
    assert told("train.jsonl", b'{"url": "https://a.org", "data": "x", "media_type": "text/plain"}\n').gaps == ()
