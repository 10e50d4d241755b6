"""Bundles that are malformed, over something else, or that contradict themselves are told apart before any key is asked."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.signing import FILES, manifest

from modelkeep.engines.signing.bundles import MOST, PREDICATE, Material, UnusableError, manifest_of, outline
from modelkeep.engines.signing.manifests import in_order, root_of

HINT = "ab" * 32


def statement() -> dict[str, Any]:
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "fraud", "digest": {"sha256": root_of(FILES)}}],
        "predicateType": PREDICATE,
        "predicate": {
            "serialization": {
                "method": "files", "hash_type": "sha256", "allow_symlinks": False, "ignore_paths": [".git/", "model.sig"],
            },
            "resources": [{"name": each.name, "algorithm": "sha256", "digest": each.sha256} for each in in_order(FILES)],
        },
    }  # fmt: skip


def bundle(**changed: Any) -> dict[str, Any]:
    payload = base64.b64encode(json.dumps(statement()).encode()).decode()
    return {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"publicKey": {"hint": HINT}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": payload, "payloadType": "application/vnd.in-toto+json", "signatures": [{"sig": "AA==", "keyid": ""}],
        },
        **changed,
    }  # fmt: skip


def test_a_bundle_tells_who_is_said_to_have_signed_what() -> None:
    told = outline(json.dumps(bundle()).encode())
    assert (told.material, told.hint) == (Material.KEY, HINT)
    found = manifest_of(told.payload)
    assert found == manifest(in_order(FILES), ignored=(".git", "model.sig"))
    assert outline(json.dumps(bundle(verificationMaterial={"publicKey": {"hint": None}})).encode()).hint == ""


@pytest.mark.parametrize(
    ("material", "kind"),
    [
        ({"x509CertificateChain": {"certificates": [{"rawBytes": "AQ=="}, {"rawBytes": "Ag=="}]}}, Material.CHAIN),
        ({"certificate": {"rawBytes": "AQ=="}, "tlogEntries": [{}]}, Material.SIGSTORE),
    ],
)
def test_certificates_are_those_of_the_signer_first(material: dict[str, Any], kind: Material) -> None:
    told = outline(json.dumps(bundle(verificationMaterial=material)).encode())
    assert (told.material, told.certificates[0]) == (kind, b"\x01")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no Sigstore bundle"),
        (b"\xff\xfe", "no Sigstore bundle"),
        (b"[" * 100_000, "no Sigstore bundle"),
        (json.dumps(bundle(mediaType="text/plain")).encode(), "no Sigstore bundle but text/plain"),
        (json.dumps(bundle(dsseEnvelope=None)).encode(), "no signed statement"),
        (json.dumps(bundle(verificationMaterial={})).encode(), "does not say who signed"),
        (json.dumps(bundle(dsseEnvelope={"payload": "", "payloadType": "x", "signatures": []})).encode(), "no signed"),
        (
            json.dumps(bundle(dsseEnvelope={"payload": "", "payloadType": "x", "signatures": [{"sig": ""}]})).encode(),
            "not an in-toto statement",
        ),
        (json.dumps(bundle(verificationMaterial={"certificate": {"rawBytes": "?"}})).encode(), "not in base64"),
        (b" " * (MOST + 1), "larger than 64 MiB"),
    ],
    ids=range(10),
)
def test_what_is_no_bundle_is_told(content: bytes, why: str) -> None:
    with pytest.raises(UnusableError, match=why):
        outline(content)


def _resource(**changed: Any) -> Callable[[dict[str, Any]], None]:
    return lambda told: told["predicate"]["resources"][0].update(changed)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda told: told.update(predicateType="https://slsa.dev/provenance/v1"), "another predicate, https://slsa"),
        (lambda told: told.update(_type="https://in-toto.io/Statement/v0.1"), "no in-toto statement v1"),
        (lambda told: told["predicate"]["serialization"].update(method="shards"), "digested by 'shards'"),
        (_resource(algorithm="blake3"), "digest algorithm 'blake3' is not known"),
        (_resource(digest="00"), "no SHA-256"),
        (_resource(digest="zz"), "no SHA-256"),
        (_resource(name="../up"), "which a manifest cannot tell"),
        (_resource(digest="00" * 32), "do not add up"),
        (lambda told: told["subject"].append(told["subject"][0]), "2 subjects"),
        (lambda told: told["predicate"]["resources"].append(told["predicate"]["resources"][0]), "named twice"),
        (lambda told: told.pop("predicate"), "malformed"),
    ],
    ids=range(11),
)
def test_statements_that_cannot_be_held_against_files_are_told(change: Callable[[Any], Any], why: str) -> None:
    told = statement()
    change(told)
    with pytest.raises(UnusableError, match=why):
        manifest_of(json.dumps(told).encode())


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text(), lambda each: st.lists(each, max_size=3)).map(
    lambda each: json.dumps(bundle(verificationMaterial=each)).encode()
))  # fmt: skip
def test_nothing_but_the_promised_error_is_raised(content: bytes) -> None:
    for read in (outline, manifest_of):
        try:
            read(content)
        except UnusableError:
            continue
