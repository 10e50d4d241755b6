"""What changed is told once, under its name; what one bill does not tell is never called added, removed or fixed."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from tests.fakes.bills import DATA, FILE, IMAGE, TORCH, bill

from modelkeep.core.bom import Bill, Completeness, DataSet, DataUse
from modelkeep.core.bom_changes import BomComparison, Change, Sort
from modelkeep.engines.bom.comparing import compare
from modelkeep.engines.bom.cyclonedx import cyclonedx

OTHER = f"sha256:{'b' * 64}"
NO_PERSONAL_DATA = DataSet(use=DataUse.TRAINING, url="s3://acme-training/payments", classes=(), owner="payments")
TORCH_2 = "pkg:pypi/torch@2.2.0"


def with_part(ref: str, **change: Any) -> Bill:
    """The bill with one part changed."""
    known = bill()
    return replace(known, parts=tuple(replace(each, **change) if each.ref == ref else each for each in known.parts))


def without(ref: str, **holder: Any) -> Bill:
    """The bill without a part, its vulnerabilities, and what needs it; `holder` changes the image."""
    known = bill()
    parts = [each for each in known.parts if each.ref != ref]
    kept = [replace(each, needs=tuple(one for one in each.needs if one != ref)) for each in parts]
    kept = [replace(each, **holder) if each.ref == IMAGE else each for each in kept]
    left = tuple(each for each in known.vulnerabilities if each.affects[0].ref != ref)
    return replace(known, parts=tuple(kept), vulnerabilities=left)


def upgraded(**torch: Any) -> Bill:
    """The bill with a newer torch, which has no known vulnerability."""
    known = without(TORCH)
    new = replace(
        next(each for each in bill().parts if each.ref == TORCH), ref=TORCH_2, purl=TORCH_2, version="2.2.0",
        facts=(("modelkeep:vulnerabilities", "not-affected"),),
    )  # fmt: skip
    parts = tuple(replace(each, needs=(*each.needs, TORCH_2)) if each.ref == IMAGE else each for each in known.parts)
    return replace(known, parts=(*parts, replace(new, **torch)))


def changes(before: Bill, after: Bill) -> BomComparison:
    return compare(cyclonedx(before), cyclonedx(after))


def told(comparison: BomComparison) -> set[tuple[str, str, str]]:
    return {(each.change.value, each.name, each.aspect) for each in comparison.differences}


def test_the_same_bill_of_another_scan_is_no_difference() -> None:
    later = replace(bill(), source="20270101T000000Z", tool="0.2.0", made=bill().made.replace(year=2027))
    found = changes(bill(), later)
    assert (found.differences, found.exit_code) == ((), 0)
    assert found.incomplete == (FILE,)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (bill(), with_part(IMAGE, digest=OTHER, version="8"), {("changed", IMAGE, "version"), ("changed", IMAGE, "digest")}),
        (bill(), with_part(TORCH, licences=("MIT",)), {("changed", "pkg:pypi/torch", "licences")}),
        (bill(), with_part(DATA, data=NO_PERSONAL_DATA), {("changed", DATA, "classification")}),
        (bill(), with_part(FILE, facts=(("modelkeep:signature", "failed"),)), {("changed", FILE, "signature")}),
        (bill(), with_part(FILE, facts=(("modelkeep:signature", "not-verifiable: no key"),)), {("no longer known", FILE, "signature")}),
        (with_part(FILE, digest=""), bill(), {("newly known", FILE, "digest")}),
        (bill(), replace(bill(), ancestors=()), {("removed", "fraud-7", "made from")}),
        (bill(), replace(bill(), services=()), {("removed", bill().services[0].ref, "")}),
        (bill(), upgraded(), {("changed", "pkg:pypi/torch", "version"), ("removed", "CVE-2026-1", "")}),
        (upgraded(), bill(), {("changed", "pkg:pypi/torch", "version"), ("added", "CVE-2026-1", "")}),
        (bill(), without(TORCH), {("removed", "pkg:pypi/torch", ""), ("removed", "CVE-2026-1", "")}),
    ],
)  # fmt: skip
def test_what_changed_is_told_once(before: Bill, after: Bill, expected: set[tuple[str, str, str]]) -> None:
    assert told(changes(before, after)) == expected


def test_what_was_not_read_again_is_not_removed() -> None:
    after = without(TORCH, completeness=Completeness.UNKNOWN)
    found = changes(bill(), after)
    assert told(found) == {
        ("no longer known", "pkg:pypi/torch", ""),
        ("no longer known", "CVE-2026-1", ""),
        ("no longer known", IMAGE, ""),
    }
    assert found.exit_code == 4
    assert {change for change, _, _ in told(changes(after, bill()))} == {"newly known"}


@pytest.mark.parametrize("standing", ["no-data", "not-looked-up"])
def test_a_vulnerability_of_what_was_not_looked_up_again_is_not_fixed(standing: str) -> None:
    after = upgraded(facts=(("modelkeep:vulnerabilities", standing),))
    assert ("no longer known", "CVE-2026-1", "") in told(changes(bill(), after))


def test_a_data_set_of_a_model_that_was_not_wholly_read_is_not_removed() -> None:
    model = replace(bill().model, completeness=Completeness.UNKNOWN)
    after = replace(
        without(DATA), model=replace(model, needs=(FILE, IMAGE)), runs=(), card=replace(bill().card, datasets=())
    )
    (data,) = [each for each in changes(bill(), after).differences if each.sort is Sort.DATA]
    assert (data.name, data.change) == (DATA, Change.NO_LONGER_KNOWN)


def test_a_statement_of_vex_is_a_change_of_the_analysis() -> None:
    first = bill().vulnerabilities[0]
    stated = replace(first, affects=(replace(first.affects[0], statement="under_investigation (us)"),))
    after = replace(bill(), vulnerabilities=(stated, bill().vulnerabilities[1]))
    (found,) = changes(bill(), after).differences
    assert (found.name, found.aspect, found.before, found.after) == ("CVE-2026-1", "analysis", "", "in_triage")


def test_two_versions_of_a_package_are_told_together() -> None:
    both = upgraded()
    torch = next(each for each in bill().parts if each.ref == TORCH)
    parts = tuple(replace(each, needs=(*each.needs, TORCH)) if each.ref == IMAGE else each for each in both.parts)
    (found,) = [
        each
        for each in changes(bill(), replace(both, parts=(*parts, torch))).differences
        if each.sort is Sort.COMPONENT
    ]
    assert (found.aspect, found.before, found.after) == ("version", "2.1.0", "2.1.0, 2.2.0")


def test_bills_of_other_tools_are_compared_by_package_url_or_name() -> None:
    foreign = {
        "bomFormat": "CycloneDX", "specVersion": "1.5",
        "components": [
            {"type": "library", "bom-ref": "1", "name": "torch", "version": "2.1.0", "purl": "pkg:pypi/torch@2.1.0"},
            {"type": "application", "bom-ref": "2", "group": "acme", "name": "app", "version": "1"},
        ],
        "vulnerabilities": [{"id": "CVE-2026-1", "affects": [{"ref": "1"}]}],
    }  # fmt: skip
    later = deepcopy(foreign)
    later["components"] = [{**foreign["components"][1], "bom-ref": "other", "version": "2"}]  # type: ignore[dict-item]  # JSON
    later["vulnerabilities"] = []
    assert told(compare(foreign, later)) == {
        ("removed", "pkg:pypi/torch", ""),
        ("changed", "application/acme/app", "version"),
        ("removed", "CVE-2026-1", ""),
    }


@pytest.mark.parametrize(
    "breaking",
    [
        lambda it: it.update(
            components={}, dependencies=3, compositions=[1], vulnerabilities="x", services=[None], metadata=[]
        ),
        lambda it: it.update(components=[{}], dependencies=[{"dependsOn": 3}], compositions=[{"dependencies": None}]),
        lambda it: it["metadata"].update(component="x"),
        lambda it: it["components"][0].update(
            hashes=3, licenses=[3], data={}, purl=5, properties="x", externalReferences=7
        ),
    ],
)
def test_a_document_of_another_shape_is_compared_as_far_as_it_goes(breaking: Callable[[Any], object]) -> None:
    document: Any = json.loads(json.dumps(cyclonedx(bill())))
    breaking(document)
    assert compare(cyclonedx(bill()), document).exit_code in (0, 4, 10)
    assert compare(document, document).differences == ()


def test_everything_is_a_difference_of_an_empty_document() -> None:
    found = told(compare({}, cyclonedx(bill())))
    assert {name for change, name, _ in found if change == "added"} >= {
        IMAGE,
        FILE,
        DATA,
        "CVE-2026-1",
        "pkg:pypi/torch",
    }
