"""CycloneDX as VEX: https://cyclonedx.org/docs/1.7/json/#vulnerabilities_items_analysis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from modelkeep.core.vulnerabilities import Exploitability
from modelkeep.engines.vulnerabilities.vex.documents import Stated, VexError, aware, product_at, statement_of
from modelkeep.engines.vulnerabilities.vex.products import Product

_CYCLONEDX = {
    "exploitable": Exploitability.AFFECTED,
    "in_triage": Exploitability.UNDER_INVESTIGATION,
    "false_positive": Exploitability.NOT_AFFECTED,
    "not_affected": Exploitability.NOT_AFFECTED,
    "resolved": Exploitability.FIXED,
    "resolved_with_pedigree": Exploitability.FIXED,
}


class _Hash(msgspec.Struct):
    alg: str
    content: str


class _CdxComponent(msgspec.Struct):
    ref: str = msgspec.field(default="", name="bom-ref")
    purl: str = ""
    version: str = ""
    hashes: list[_Hash] = []
    components: list[_CdxComponent] = []


class _CdxMetadata(msgspec.Struct):
    timestamp: datetime | None = None
    component: _CdxComponent | None = None


class _CdxVersion(msgspec.Struct):
    version: str = ""
    range: str = ""


class _CdxAffects(msgspec.Struct):
    ref: str
    versions: list[_CdxVersion] = []


class _CdxAnalysis(msgspec.Struct):
    state: str = ""
    justification: str = ""
    detail: str = ""
    lastUpdated: datetime | None = None  # noqa: N815  # CycloneDX's words
    firstIssued: datetime | None = None  # noqa: N815


class _CdxReference(msgspec.Struct):
    id: str = ""


class _CdxVulnerability(msgspec.Struct):
    id: str = ""
    references: list[_CdxReference] = []
    analysis: _CdxAnalysis | None = None
    affects: list[_CdxAffects] = []
    updated: datetime | None = None


class _Cdx(msgspec.Struct):
    metadata: _CdxMetadata = msgspec.field(default_factory=_CdxMetadata)
    components: list[_CdxComponent] = []
    vulnerabilities: list[_CdxVulnerability] = []


def read_cyclonedx(document: dict[str, Any], name: str) -> tuple[list[Stated], int]:
    """Read a CycloneDX document: statements, and how many products are neither packages nor images. Raises VexError."""
    told = msgspec.convert(document, _Cdx)
    main = told.metadata.component
    parts = {each.ref: each for each in _flat([*told.components, *([main] if main else [])]) if each.ref}
    stated: list[Stated] = []
    unknown = 0
    for number, each in enumerate(told.vulnerabilities):
        analysis, place = each.analysis, f"$.vulnerabilities[{number}]"
        if analysis is None or not analysis.state:
            continue
        if analysis.state not in _CYCLONEDX:
            raise VexError(f"{place}.analysis.state: {analysis.state!r} is none of {', '.join(_CYCLONEDX)}")
        if not each.id:
            raise VexError(f"{place}.id: no vulnerability is named")
        status = _CYCLONEDX[analysis.state]
        justification = analysis.justification or ("false_positive" if analysis.state == "false_positive" else "")
        statement = statement_of(status, justification, analysis.detail, name, place)
        names = (each.id, *(reference.id for reference in each.references if reference.id))
        at = analysis.lastUpdated or analysis.firstIssued or each.updated or told.metadata.timestamp
        for index, affects in enumerate(each.affects):
            for found in _cdx_products(affects, parts, f"{place}.affects[{index}]"):
                if found is None:
                    unknown += 1
                else:
                    stated.append(Stated(names, found, statement, aware(at)))
    return stated, unknown


def _flat(components: Sequence[_CdxComponent]) -> Iterator[_CdxComponent]:
    for each in components:
        yield each
        yield from _flat(each.components)


def _cdx_products(affects: _CdxAffects, parts: dict[str, _CdxComponent], place: str) -> Iterator[Product | None]:
    """What an entry is about; `urn:cdx:SERIAL/VERSION#REF` names a component of another document by its bom-ref, often a purl."""
    from urllib.parse import unquote

    ref = affects.ref
    part = parts.get(ref)
    if part is None and ref.startswith("urn:cdx:"):
        ref = unquote(ref.partition("#")[2])
        part = parts.get(ref)
    purl = part.purl if part is not None else ref
    hashes = {each.alg: each.content for each in part.hashes} if part is not None and not part.purl else {}
    found = product_at(f"{place}.ref", purl, hashes=hashes)
    if found is None or found.package is None or not affects.versions:
        yield found
        return
    for each in affects.versions:
        yield Product(found.digest, replace(found.package, version=each.version)) if each.version else None
