"""CSAF 2.0: https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html, profile 5 (VEX)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from modelkeep.core.vulnerabilities import Exploitability
from modelkeep.engines.vulnerabilities.vex.documents import Stated, VexError, author_of, aware, product_at, statement_of
from modelkeep.engines.vulnerabilities.vex.products import Product, within

_CSAF = {
    "known_not_affected": Exploitability.NOT_AFFECTED,
    "known_affected": Exploitability.AFFECTED,
    "first_affected": Exploitability.AFFECTED,
    "last_affected": Exploitability.AFFECTED,
    "fixed": Exploitability.FIXED,
    "first_fixed": Exploitability.FIXED,
    "under_investigation": Exploitability.UNDER_INVESTIGATION,
}


class _CsafHash(msgspec.Struct):
    algorithm: str
    value: str


class _CsafHashes(msgspec.Struct):
    file_hashes: list[_CsafHash] = []


class _CsafHelper(msgspec.Struct):
    purl: str = ""
    hashes: list[_CsafHashes] = []


class _CsafProduct(msgspec.Struct):
    product_id: str
    product_identification_helper: _CsafHelper | None = None


class _CsafBranch(msgspec.Struct):
    branches: list[_CsafBranch] = []
    product: _CsafProduct | None = None


class _CsafRelationship(msgspec.Struct):
    product_reference: str
    relates_to_product_reference: str
    full_product_name: _CsafProduct


class _CsafTree(msgspec.Struct):
    branches: list[_CsafBranch] = []
    full_product_names: list[_CsafProduct] = []
    relationships: list[_CsafRelationship] = []


class _CsafFlag(msgspec.Struct):
    label: str
    product_ids: list[str] = []


class _CsafThreat(msgspec.Struct):
    category: str
    details: str
    product_ids: list[str] = []


class _CsafId(msgspec.Struct):
    text: str


class _CsafVulnerability(msgspec.Struct):
    cve: str = ""
    ids: list[_CsafId] = []
    product_status: dict[str, list[str]] = {}
    flags: list[_CsafFlag] = []
    threats: list[_CsafThreat] = []


class _CsafPublisher(msgspec.Struct):
    name: str = ""


class _CsafTracking(msgspec.Struct):
    current_release_date: datetime


class _CsafDocument(msgspec.Struct):
    tracking: _CsafTracking
    publisher: _CsafPublisher = msgspec.field(default_factory=_CsafPublisher)


class _Csaf(msgspec.Struct):
    document: _CsafDocument
    product_tree: _CsafTree = msgspec.field(default_factory=_CsafTree)
    vulnerabilities: list[_CsafVulnerability] = []


def read_csaf(document: dict[str, Any], name: str) -> tuple[list[Stated], int]:
    """Read a CSAF document: statements, and how many products are neither packages nor images. Raises VexError."""
    told = msgspec.convert(document, _Csaf)
    products = _csaf_products(told.product_tree)
    by, at = author_of(name, told.document.publisher.name), aware(told.document.tracking.current_release_date)
    stated: list[Stated] = []
    unknown = 0
    for number, each in enumerate(told.vulnerabilities):
        place = f"$.vulnerabilities[{number}]"
        names = tuple(filter(None, (each.cve, *(one.text for one in each.ids))))
        if not names:
            raise VexError(f"{place}: no vulnerability is named")
        for status, product_id in _csaf_statuses(each):
            if product_id not in products:
                raise VexError(f"{place}.product_status: {product_id!r} is not in the product tree")
            found = products[product_id]
            if found is None:
                unknown += 1
            else:
                statement = statement_of(status, *_csaf_reasons(each, product_id), by, place)
                stated.append(Stated(names, found, statement, at))
    return stated, unknown


def _csaf_statuses(vulnerability: _CsafVulnerability) -> Iterator[tuple[Exploitability, str]]:
    for word, ids in vulnerability.product_status.items():
        if word in _CSAF:
            for each in ids:
                yield _CSAF[word], each


def _csaf_reasons(vulnerability: _CsafVulnerability, product_id: str) -> tuple[str, str]:
    """Justification and impact; a flag or threat without products is about all of them."""

    def about(ids: Sequence[str]) -> bool:
        return not ids or product_id in ids

    flag = next((each.label for each in vulnerability.flags if about(each.product_ids)), "")
    impacts = (each for each in vulnerability.threats if each.category == "impact" and about(each.product_ids))
    return flag, next((each.details for each in impacts), "")


def _csaf_products(tree: _CsafTree) -> dict[str, Product | None]:
    found = {each.product_id: _csaf_product(each) for each in (*tree.full_product_names, *_leaves(tree.branches))}
    for each in tree.relationships:
        own = _csaf_product(each.full_product_name)
        part, whole = found.get(each.product_reference), found.get(each.relates_to_product_reference)
        if own is None and part is not None:
            own = _csaf_part(whole, part)
        found[each.full_product_name.product_id] = own
    return found


def _csaf_part(whole: Product | None, part: Product) -> Product | None:
    """A part of an image; of something else, such as a distribution, only where the part's own purl says of which release it is."""
    if whole is not None:
        return within(whole, part)
    package = part.package
    return part if package is not None and (package.version or package.qualifiers.get("distro")) else None


def _leaves(branches: Sequence[_CsafBranch]) -> Iterator[_CsafProduct]:
    for each in branches:
        if each.product is not None:
            yield each.product
        yield from _leaves(each.branches)


def _csaf_product(product: _CsafProduct) -> Product | None:
    helper = product.product_identification_helper
    if helper is None:
        return None
    hashes = {one.algorithm: one.value for each in helper.hashes for one in each.file_hashes}
    return product_at(f"$.product_tree: {product.product_id}", helper.purl, hashes={} if helper.purl else hashes)
