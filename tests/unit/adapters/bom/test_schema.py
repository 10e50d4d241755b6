"""What is written is valid by its format's own rules; what is not valid is found, with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.bills import FILE, IMAGE, MODEL, TORCH, bill

from modelkeep.adapters.bom.files import read_bom
from modelkeep.adapters.bom.schema import validate
from modelkeep.adapters.bom.spdx import check, spdx
from modelkeep.bootstrap_bom import check_file, written_bill
from modelkeep.core.errors import ModelkeepError, UsageError
from modelkeep.engines.bom.cyclonedx import cyclonedx, text_of

DOCUMENT = cyclonedx(bill())


def component(ref: str, document: Any = DOCUMENT) -> Any:
    return next(each for each in document["components"] if each["bom-ref"] == ref)


def problems(change: Callable[[Any], object]) -> tuple[str, ...]:
    document = deepcopy(DOCUMENT)
    change(document)
    return validate(document)


def test_a_bill_with_everything_is_valid() -> None:
    assert validate(DOCUMENT) == ()


def test_the_same_bill_gives_the_same_text_and_another_another_number() -> None:
    assert text_of(cyclonedx(bill())) == text_of(DOCUMENT)
    other = cyclonedx(replace(bill(), source="20261122T100000Z"))
    assert other["serialNumber"] != DOCUMENT["serialNumber"]
    assert [each["bom-ref"] for each in other["components"]] == [each["bom-ref"] for each in DOCUMENT["components"]]


def test_how_far_things_are_told_stands_in_compositions_and_in_words() -> None:
    told = {each["bom-ref"]: each for each in DOCUMENT["compositions"]}
    assert told["composition:complete"]["dependencies"] == sorted((MODEL, IMAGE))
    assert told["composition:unknown"]["dependencies"] == [FILE]
    assert told["composition:vulnerabilities"]["aggregate"] == "incomplete"
    assert [(each["subjects"], each["text"]) for each in DOCUMENT["annotations"]] == [
        ([FILE], "Not everything is known: was not looked into."),
        ([MODEL], "Not everything is known: no vulnerabilities were looked up for model.tar.gz."),
    ]


def test_licences_are_ids_expressions_or_names() -> None:
    assert component(TORCH)["licenses"] == [{"license": {"id": "BSD-3-Clause"}}]
    ssl = next(each for each in DOCUMENT["components"] if each["name"] == "libssl3")
    assert ssl["licenses"] == [{"expression": "Apache-2.0 OR MIT"}, {"license": {"name": "as is"}}]


def test_every_licence_that_is_written_as_an_id_is_in_the_schema() -> None:
    from cyclonedx.schema import _res
    from packaging.licenses._spdx import LICENSES

    known = json.loads(Path(_res.SPDX_JSON).read_text())["enum"]
    ours = {str(each["id"]) for each in LICENSES.values()}
    missing = sorted(ours - set(known))
    assert missing == []


def test_vulnerabilities_say_what_vex_says() -> None:
    open_, settled = DOCUMENT["vulnerabilities"]
    assert "analysis" not in open_
    assert open_["affects"] == [{"ref": TORCH, "versions": [{"version": "2.1.0", "status": "affected"}]}]
    assert open_["recommendation"] == "Upgrade to torch 2.2.0 or later."
    assert settled["analysis"]["state"] == "not_affected"
    assert settled["affects"][0]["versions"][0]["status"] == "unaffected"
    assert settled["ratings"] == [{"severity": "unknown"}]


def test_addresses_are_written_as_such() -> None:
    links = component(FILE)["externalReferences"]
    assert [each["url"] for each in links] == [
        "s3://acme-models/fraud%207/model.tar.gz",
        "s3://acme-models/fraud%207/%22model%22.sig",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda it: it["metadata"]["component"]["modelCard"].update(bogus=1), "metadata.component.modelCard: Additional properties"),
        (lambda it: it["components"][0].update(type="model"), "components[0].type: 'model' is not one of"),
        (lambda it: it["components"].append(it["components"][2]), "components[5]: the same is there twice"),
        (lambda it: it["components"].extend({"type": "box", "name": str(one)} for one in range(60)), "components[64].type: 'box'"),
        (lambda it: it.update(services="none"), "services: 'none' is not of type 'array'"),
        (lambda it: it["metadata"].update(timestamp="yesterday"), "metadata.timestamp: 'yesterday' is not a 'date-time'"),
        (lambda it: it["components"].append({"type": "file", "name": "x", "bom-ref": TORCH}), f"bom-ref {TORCH!r} is given 2 times"),
        (lambda it: it["dependencies"][0].update(dependsOn=["gone"]), "'gone', which is not there"),
        (lambda it: it["components"][0]["externalReferences"][0].update(url="s3://a b"), "'s3://a b' is no address"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(change: Callable[[Any], object], told: str) -> None:
    assert any(told in each for each in problems(change)), problems(change)


def test_what_would_not_be_valid_is_an_error_of_ours() -> None:
    astray = replace(bill(), model=replace(bill().model, needs=("gone",)))
    with pytest.raises(ModelkeepError, match="'gone', which is not there") as caught:
        written_bill(astray, "cyclonedx")
    assert caught.value.exit_code == 1
    wrong: Any = 7
    with pytest.raises(ModelkeepError, match="must be of type str"):
        written_bill(replace(bill(), card=replace(bill().card, task=wrong)), "spdx")


def test_spdx_has_the_model_its_data_packages_and_vulnerabilities() -> None:
    text = spdx(bill(), "1f7a219a-f347-5b34-82e1-90888b78ebc5")
    assert text == spdx(bill(), "1f7a219a-f347-5b34-82e1-90888b78ebc5")
    graph = json.loads(text)["@graph"]
    of = {kind: [each for each in graph if each["type"] == kind] for kind in {each["type"] for each in graph}}
    (model,) = [each for each in of["ai_AIPackage"] if each["name"] == "fraud-7"]
    assert model["ai_metric"] == [{"type": "DictionaryEntry", "key": "june auc", "value": "0.91"}]
    assert model["ai_useSensitivePersonalInformation"] == "yes"
    (data,) = of["dataset_DatasetPackage"]
    relations = {
        (each["relationshipType"], each["from"], *each["to"]): each.get("completeness") for each in of["Relationship"]
    }
    assert relations["trainedOn", model["spdxId"], data["spdxId"]] == "complete"
    assert {each["name"] for each in of["security_Vulnerability"]} == {"CVE-2026-1", "CVE-2026-2"}
    assert len(of["security_VexNotAffectedVulnAssessmentRelationship"]) == 1
    (image,) = [each for each in of["software_Package"] if each["name"] == "acme/fraud"]
    (contains,) = [
        each for each in of["Relationship"] if (each["from"], each["relationshipType"]) == (image["spdxId"], "contains")
    ]
    assert len(contains["to"]) == 2
    unknown = [
        each
        for each in of["Relationship"]
        if each.get("completeness") == "noAssertion" and each["relationshipType"] == "contains"
    ]
    assert [each["from"].endswith("model.tar.gz") for each in unknown] == [True]


def test_spdx_that_leads_nowhere_is_refused() -> None:
    graph = json.loads(spdx(bill(), "1f7a219a-f347-5b34-82e1-90888b78ebc5"))
    next(each for each in graph["@graph"] if each["type"] == "Relationship")["to"] = ["https://elsewhere.example/x"]
    with pytest.raises(ValueError, match=r"elsewhere\.example/x is named and not there"):
        check(json.dumps(graph))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<bom/>", "no JSON"),
        ("[]", "no CycloneDX"),
        ('{"@graph": []}', "a document of SPDX"),
        ("[" * 100_000, "no JSON"),
        ('{"bomFormat": "CycloneDX", "specVersion": "9.9"}', "CycloneDX 9.9 is not known"),
        ('{"bomFormat": "CycloneDX", "specVersion": ["1.7"]}', "is not known"),
    ],
)
def test_what_is_no_cyclonedx_is_said_to_be_none(content: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "bom.json"
    file.write_text(content)
    with pytest.raises(UsageError, match=told.replace("[", r"\[")):
        check_file(file)


def test_a_file_is_read_and_checked(tmp_path: Path) -> None:
    file = tmp_path / "bom.json"
    file.write_text(written_bill(bill(), "cyclonedx"))
    assert read_bom(file) == DOCUMENT
    assert check_file(file) == ()
