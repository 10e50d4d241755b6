"""OpenVEX 0.2: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from modelkeep.core.vulnerabilities import Exploitability
from modelkeep.engines.vulnerabilities.vex.documents import Stated, VexError, author_of, aware, product_at, statement_of
from modelkeep.engines.vulnerabilities.vex.products import Product, within

_JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)
"""Of OpenVEX and CSAF: https://www.cisa.gov/sites/default/files/publications/VEX_Status_Justification_Jun22.pdf."""


class _Identified(msgspec.Struct):
    id: str = msgspec.field(default="", name="@id")
    identifiers: dict[str, str] = {}
    hashes: dict[str, str] = {}


class _OpenProduct(_Identified):
    subcomponents: list[_Identified | str] = []


class _OpenVulnerability(msgspec.Struct):
    name: str
    id: str = msgspec.field(default="", name="@id")
    aliases: list[str] = []


class _OpenStatement(msgspec.Struct):
    vulnerability: _OpenVulnerability | str
    status: Exploitability
    products: list[_OpenProduct | str] = []
    timestamp: datetime | None = None
    last_updated: datetime | None = None
    justification: str = ""
    impact_statement: str = ""
    action_statement: str = ""


class _OpenVex(msgspec.Struct):
    author: str
    timestamp: datetime
    statements: list[_OpenStatement]
    last_updated: datetime | None = None


def read_openvex(document: dict[str, Any], name: str) -> tuple[list[Stated], int]:
    """Read an OpenVEX document: statements, and how many products are neither packages nor images. Raises VexError."""
    told = msgspec.convert(document, _OpenVex)
    stated: list[Stated] = []
    unknown = 0
    for number, each in enumerate(told.statements):
        place = f"$.statements[{number}]"
        if each.justification and each.justification not in _JUSTIFICATIONS:
            raise VexError(f"{place}.justification: {each.justification!r} is none of {', '.join(_JUSTIFICATIONS)}")
        statement = statement_of(
            each.status, each.justification, each.impact_statement, author_of(name, told.author), place
        )
        vulnerability = each.vulnerability
        names = (vulnerability,) if isinstance(vulnerability, str) else (vulnerability.name, *vulnerability.aliases)
        at = each.last_updated or each.timestamp or told.last_updated or told.timestamp
        if not each.products:
            raise VexError(f"{place}.products: no product is named")
        for index, product in enumerate(each.products):
            for found in _open_products(product, f"{place}.products[{index}]"):
                if found is None:
                    unknown += 1
                else:
                    stated.append(Stated(names, found, statement, aware(at)))
    return stated, unknown


def _open_products(product: _OpenProduct | str, place: str) -> Iterator[Product | None]:
    whole = _open_product(product, place)
    parts = product.subcomponents if isinstance(product, _OpenProduct) else []
    if not parts:
        yield whole
    for part in parts:
        found = _open_product(part, f"{place}.subcomponents")
        yield within(whole, found) if whole is not None and found is not None else None


def _open_product(product: _Identified | str, place: str) -> Product | None:
    if isinstance(product, str):
        return product_at(place, product)
    return product_at(place, *product.identifiers.values(), product.id, hashes=product.hashes)
