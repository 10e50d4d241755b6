"""VEX documents: what they close, for whom, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from modelkeep.core.components import Component, PackageType
from modelkeep.core.errors import CatalogueError
from modelkeep.core.vulnerabilities import Checked, Exploitability, Match, Statement, Vulnerability
from modelkeep.engines.vulnerabilities.vex import Statements, apply, load

IMAGE, OTHER = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
OCI = f"pkg:oci/fraud@sha256%3A{'a' * 64}?repository_url=acme.example/fraud"
JINJA = Component(type=PackageType.PYPI, name="jinja2", version="2.11.2")
LIBSSL = Component(
    type=PackageType.DEB, name="libssl3", version="3.0.11-1~deb12u1", source="openssl", source_version="3.0.11-1~deb12u1",
    distribution="debian-12", architecture="amd64",
)  # fmt: skip


def openvex(*statements: Mapping[str, Any], **more: Any) -> bytes:
    told = {
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://acme.example/vex/1", "author": "Acme", "version": 1,
        "timestamp": "2026-01-01T00:00:00Z", "statements": [stating(**each) for each in statements], **more,
    }  # fmt: skip
    return json.dumps(told).encode()


def stating(
    products: Any = ("pkg:pypi/jinja2",), status: str = "not_affected", name: str = "CVE-2020-28493", **more: Any
) -> dict[str, Any]:
    why = (
        {"justification": "vulnerable_code_not_in_execute_path"}
        if status == "not_affected" and not more.get("unjustified")
        else {}
    )
    more.pop("unjustified", None)
    products = [each if isinstance(each, dict) else {"@id": each} for each in products]
    return {"vulnerability": {"name": name}, "products": products, "status": status, **why, **more}


def stated(statements: Statements, component: Component = JINJA, digest: str = IMAGE) -> Statement | None:
    match = Match(component=component, vulnerability=Vulnerability(id="PYSEC-2021-66", aliases=("CVE-2020-28493",)))
    [found] = apply([Checked(component=component, matches=(match,))], statements, digest=digest)
    return found.matches[0].statement


def test_a_statement_with_its_reason_and_its_author() -> None:
    found = stated(load([("acme.json", openvex({}))]))
    assert found == Statement(
        status=Exploitability.NOT_AFFECTED, justification="vulnerable_code_not_in_execute_path", by="Acme (acme.json)"
    )


@pytest.mark.parametrize(
    ("product", "component", "held"),
    [
        ("pkg:pypi/Jinja2", JINJA, True),
        ("pkg:pypi/jinja2@2.11.2", JINJA, True),
        ("pkg:pypi/jinja2@2.11.1", JINJA, False),
        ("pkg:pypi/flask", JINJA, False),
        ("pkg:deb/debian/libssl3", LIBSSL, True),
        ("pkg:deb/debian/libssl3@3.0.11-1~deb12u1?arch=amd64&distro=debian-12", LIBSSL, True),
        ("pkg:deb/debian/libssl3?arch=arm64", LIBSSL, False),
        ("pkg:deb/debian/libssl3?distro=debian-11", LIBSSL, False),
        ("pkg:deb/ubuntu/libssl3", LIBSSL, False),
        ("pkg:deb/debian/openssl", LIBSSL, False),
        ("pkg:deb/debian/openssl?arch=source", LIBSSL, True),
        (OCI, JINJA, True),
        (OCI.replace("a" * 64, "b" * 64), JINJA, False),
        ({"@id": "fraud", "hashes": {"sha-256": "a" * 64}}, JINJA, True),
        ({"@id": "fraud", "identifiers": {"purl": "pkg:pypi/jinja2"}}, JINJA, True),
        ({"@id": OCI, "subcomponents": [{"@id": "pkg:pypi/jinja2"}]}, JINJA, True),
        ({"@id": OCI, "subcomponents": [{"@id": "pkg:pypi/flask"}]}, JINJA, False),
        ({"@id": OCI.replace("a" * 64, "b" * 64), "subcomponents": [{"@id": "pkg:pypi/jinja2"}]}, JINJA, False),
    ],
)  # fmt: skip
def test_whom_a_statement_is_about(product: Any, component: Component, held: bool) -> None:
    assert (stated(load([("v", openvex({"products": [product]}))]), component) is not None) == held


def test_an_image_without_a_digest_is_any_image_and_held_for_none() -> None:
    statements = load(
        [("v", openvex({"products": [OCI, "pkg:oci/fraud", "https://acme.example/fraud", "pkg:npm/left-pad"]}))]
    )
    assert statements.unknown == 3
    assert stated(statements, digest="") is None


def test_a_part_of_something_unknown_is_not_the_part_anywhere() -> None:
    statements = load([("v", openvex({"products": [{"@id": "fraud", "subcomponents": ["pkg:pypi/jinja2"]}]}))])
    assert (statements.unknown, stated(statements)) == (1, None)


def test_the_latest_statement_counts() -> None:
    late = {"status": "affected", "timestamp": "2026-03-01T00:00:00Z", "products": ["pkg:pypi/jinja2@2.11.2"]}
    found = stated(load([("new", openvex(late)), ("old", openvex({}))]))
    assert found is not None
    assert found.status is Exploitability.AFFECTED
    same = stated(load([("v", openvex({}, {"status": "under_investigation"}))]))
    assert same is not None
    assert same.status is Exploitability.UNDER_INVESTIGATION


def test_statements_are_found_by_any_name_of_the_vulnerability() -> None:
    assert stated(load([("v", openvex({"name": "pysec-2021-66"}))])) is not None
    assert stated(load([("v", openvex({"name": "CVE-1999-1"}))])) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a":\n1,,}', "v:2: not JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "neither OpenVEX nor CycloneDX nor CSAF"),
        (b"\xff{}", "not JSON"),
        (openvex({"unjustified": True}), r"statements\[0\]: not_affected says neither why"),
        (openvex({}, {"justification": "we think so"}), r"statements\[1\].justification"),
        (openvex({"status": "fine"}), r"\.status"),
        (openvex({"products": []}), "no product is named"),
        (openvex({"products": ["pkg:pypi"]}), r"products\[0\]"),
        (openvex({"products": ["pkg:oci/fraud@sha256:abc"]}), "no SHA-256 digest"),
        (openvex({}, timestamp=None), "timestamp"),
        (b'{"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "CVE-1", "analysis": {"state": "fine"}}]}', "analysis.state"),
        (b'{"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "CVE-1", "analysis": {"state": "not_affected"}}]}', "neither why"),
    ],
)  # fmt: skip
def test_documents_that_are_wrong_are_refused_with_the_place(content: bytes, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        load([("v", content)])


def test_an_impact_is_a_reason_too() -> None:
    found = stated(load([("v", openvex({"unjustified": True, "impact_statement": "never rendered"}))]))
    assert found is not None
    assert found.impact == "never rendered"


def cyclonedx(state: str, ref: str, **affects: Any) -> bytes:
    told = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": "2026-01-01T00:00:00Z"},
        "components": [{"type": "library", "name": "outer", "components": [
            {"type": "library", "name": "jinja2", "bom-ref": "j", "purl": "pkg:pypi/jinja2@2.11.2"},
            {"type": "container", "name": "fraud", "bom-ref": "i", "hashes": [{"alg": "SHA-256", "content": "a" * 64}]},
        ]}],
        "vulnerabilities": [{"id": "CVE-2020-28493", "affects": [{"ref": ref, **affects}],
                             "analysis": {"state": state, "justification": "code_not_reachable"}}],
    }  # fmt: skip
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("state", "ref", "affects", "status"),
    [
        ("not_affected", "j", {}, Exploitability.NOT_AFFECTED),
        ("false_positive", "i", {}, Exploitability.NOT_AFFECTED),
        ("resolved", "pkg:pypi/jinja2", {}, Exploitability.FIXED),
        ("exploitable", "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Apypi%2Fjinja2", {}, Exploitability.AFFECTED),
        ("in_triage", "j", {"versions": [{"version": "2.11.2"}]}, Exploitability.UNDER_INVESTIGATION),
        ("not_affected", "pkg:pypi/jinja2", {"versions": [{"version": "2.11.1"}]}, None),
        ("not_affected", "nowhere", {}, None),
    ],
)  # fmt: skip
def test_cyclonedx(state: str, ref: str, affects: dict[str, Any], status: Exploitability | None) -> None:
    found = stated(load([("v", cyclonedx(state, ref, **affects))]))
    assert (found.status if found is not None else None) is status


def csaf(product: str, more: Mapping[str, Any], word: str = "known_not_affected") -> bytes:
    helper = {"product_identification_helper": {"purl": "pkg:pypi/jinja2"}}
    told = {
        "document": {"csaf_version": "2.0", "category": "csaf_vex", "publisher": {"name": "Acme"},
                     "tracking": {"current_release_date": "2026-01-01T00:00:00Z"}},
        "product_tree": {
            "branches": [{"branches": [{"product": {"product_id": "jinja", "name": "jinja", **helper}}]}],
            "full_product_names": [{"product_id": "image", "name": "fraud", "product_identification_helper": {"purl": OCI}},
                                   {"product_id": "distribution", "name": "Acme Linux 7"}],
            "relationships": [
                {"category": "default_component_of", "product_reference": "jinja", "relates_to_product_reference": whole,
                 "full_product_name": {"product_id": f"jinja:{whole}", "name": "both"}}
                for whole in ("image", "distribution")
            ],
        },
        "vulnerabilities": [{"cve": "CVE-2020-28493", "product_status": {word: [product]}, **more}],
    }  # fmt: skip
    return json.dumps(told).encode()


FLAG = {"flags": [{"label": "component_not_present"}]}


@pytest.mark.parametrize(
    ("product", "digest", "held"),
    [("jinja", "", True), ("image", IMAGE, True), ("jinja:image", IMAGE, True), ("jinja:image", OTHER, False),
     ("jinja:distribution", IMAGE, False)],
)  # fmt: skip
def test_csaf(product: str, digest: str, held: bool) -> None:
    found = stated(load([("v", csaf(product, FLAG))]), digest=digest)
    assert (found is not None) == held
    if found is not None:
        assert (found.justification, found.by) == ("component_not_present", "Acme (v)")


def test_csaf_says_why_or_is_refused() -> None:
    impact = {"threats": [{"category": "impact", "details": "never rendered", "product_ids": ["jinja"]}]}
    found = stated(load([("v", csaf("jinja", impact))]))
    assert found is not None
    assert found.impact == "never rendered"
    for wrong in (csaf("jinja", {}), csaf("nowhere", FLAG)):
        with pytest.raises(CatalogueError):
            load([("v", wrong)])
    assert stated(load([("v", csaf("jinja", {}, "recommended"))])) is None
