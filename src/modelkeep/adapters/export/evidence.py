"""The evidence pack: what a compliance report rests on, as one ZIP file whose manifest names the digest of every member.

manifest.json             what the pack is, SHA-256 and size of each other member
manifest.json.sig         Ed25519 signature over the bytes of manifest.json, in base64; missing in a pack that is not signed
findings.jsonl            the findings that are evidence, one a line
compliance.json, .html    the report
coverage.json             what was read and what was not
versions.json             the tool, and each control's digest in the catalogue and in the scan
reads.jsonl               every call with its outcome
raw/<table>.jsonl         the rows of the estate that the controls of the report read

The same report gives the same bytes: members are sorted, times are the scan's.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import duckdb

from modelkeep.adapters.export import compliance_html, compliance_json
from modelkeep.adapters.export.compliance_json import framework_record
from modelkeep.adapters.export.evidence_signature import MANIFEST, SIGNATURE, sign
from modelkeep.adapters.export.files import written_bytes
from modelkeep.adapters.export.record import coverage_record, finding_record, scan_record
from modelkeep.adapters.export.text import stamp
from modelkeep.core.compliance import ComplianceReport
from modelkeep.ports import Snapshot

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = "modelkeep-evidence"
FORMAT_VERSION = 1
_PIECE = 2000


def write_pack(report: ComplianceReport, snapshot: Snapshot, path: Path, key: Ed25519PrivateKey | None = None) -> None:
    """Write the pack of a report and the snapshot that it is about, signed where a key is given.

    Raises IntegrityError where the snapshot is damaged and WorkspaceError where the file cannot be written.
    """
    with written_bytes(path) as out:
        connection = snapshot.open()
        try:
            write(report, snapshot.manifest.controls, connection, out, key)
        finally:
            connection.close()


def write(
    report: ComplianceReport,
    scanned: Mapping[str, str],
    connection: duckdb.DuckDBPyConnection,
    out: IO[bytes],
    key: Ed25519PrivateKey | None = None,
) -> None:
    """As `write_pack`, to an open file. `scanned` maps the controls of the scan to their digests."""
    at = _aware(report.context.finished).timetuple()[:6]
    members: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as pack:
        for name, pieces in sorted(_members(report, scanned, connection), key=lambda member: member[0]):
            members[name] = _add(pack, name, pieces, at)
        manifest = json.dumps(_manifest(report, members, signed=key is not None), indent=1).encode() + b"\n"
        _add(pack, MANIFEST, iter([manifest]), at)
        if key is not None:
            _add(pack, SIGNATURE, iter([sign(manifest, key)]), at)


def _members(
    report: ComplianceReport, scanned: Mapping[str, str], connection: duckdb.DuckDBPyConnection
) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield "findings.jsonl", _findings(report)
    yield "compliance.json", _rendered(compliance_json.write, report)
    yield "compliance.html", _rendered(compliance_html.write, report)
    yield "coverage.json", _document(coverage_record(report.context.summary.coverage))
    yield "versions.json", _document(_versions(report, scanned))
    yield "reads.jsonl", _rows(connection, "read")
    present = {name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    for table in sorted(_tables(report) & present):
        yield f"raw/{table}.jsonl", _rows(connection, table)


def _bearing(report: ComplianceReport) -> set[str]:
    return {control for each in report.requirements for control in (*each.controls, *each.not_scanned)}


def _tables(report: ComplianceReport) -> set[str]:
    """The tables that the report's controls read, and the lineage that ties resources to models."""
    known = report.context.controls
    asked = {table for control in _bearing(report) if control in known for table in known[control].tables}
    return (asked | {"scope_account", "scope_region", "model", "relation"}) - {"read", "finding"}


def _findings(report: ComplianceReport) -> Iterator[bytes]:
    found = {finding.id: finding for each in report.requirements for finding in each.findings}
    for finding_id in sorted(found):
        finding = found[finding_id]
        yield _line(finding_record(finding, report.context.controls.get(finding.control)))


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[bytes]:
    """A table's rows in a fixed order, whatever order the snapshot gives them in."""
    cursor = connection.cursor()
    result = cursor.execute(f'SELECT * FROM "{table}" ORDER BY ALL')
    columns = [each[0] for each in result.description or ()]
    while rows := result.fetchmany(_PIECE):
        yield b"".join(_line(dict(zip(columns, row, strict=True))) for row in rows)


def _rendered(write: Any, report: ComplianceReport) -> Iterator[bytes]:
    text = io.StringIO()
    write(report, text)
    yield text.getvalue().encode("utf-8", "backslashreplace")


def _document(value: object) -> Iterator[bytes]:
    yield json.dumps(value, indent=1).encode() + b"\n"


def _line(row: object) -> bytes:
    return json.dumps(row, default=_plain).encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _versions(report: ComplianceReport, scanned: Mapping[str, str]) -> dict[str, Any]:
    known = report.context.controls
    return {
        "tool": "modelkeep",
        "tool_version": report.context.tool_version,
        "framework": framework_record(report.framework),
        "controls": {
            each: {"catalogue": known[each].digest if each in known else "", "scan": scanned.get(each, "")}
            for each in sorted(_bearing(report))
        },
    }


def _manifest(report: ComplianceReport, members: Mapping[str, Mapping[str, Any]], *, signed: bool) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "signed": signed,
        "signature": "Ed25519 over the bytes of this file, in manifest.json.sig" if signed else "none: this pack is not signed",
        "scan": scan_record(report.context),
        "framework": framework_record(report.framework),
        "standings": {standing.value: count for standing, count in report.counts().items()},
        "members": members,
    }  # fmt: skip


def _add(pack: zipfile.ZipFile, name: str, pieces: Iterator[bytes], at: Any) -> dict[str, Any]:
    entry = zipfile.ZipInfo(name, at)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    digest, size = hashlib.sha256(), 0
    with pack.open(entry, "w", force_zip64=True) as member:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            member.write(piece)
    return {"sha256": digest.hexdigest(), "size": size}


def _aware(at: datetime) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
