"""Which controls a person chose: a profile, or ids, practices and severities among all."""

from __future__ import annotations

import pytest

from modelkeep.app.selection import Selection, profile_named, select, with_analysed
from modelkeep.bootstrap import Catalogue, load_catalogue
from modelkeep.core.errors import UsageError


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def chosen(
    catalogue: Catalogue, profile: str = "baseline", *, demanded: bool = False, **criteria: list[str]
) -> Selection:
    return select(catalogue.controls, catalogue.profiles, profile=profile, demanded=demanded, **criteria)


def test_nothing_given_is_the_profile(catalogue: Catalogue) -> None:
    found = chosen(catalogue)
    baseline = profile_named(catalogue.profiles, "baseline")
    assert found.controls == tuple(each for each in catalogue.controls if baseline.holds(each))
    assert found.profile == "baseline"


def test_a_practice_is_not_cut_short_by_a_profile_that_nobody_named(catalogue: Catalogue) -> None:
    found = chosen(catalogue, practices=["network"])
    assert found.controls == tuple(each for each in catalogue.controls if each.practice == "network")
    assert found.profile == ""


def test_a_practice_and_a_named_profile_are_both_heeded(catalogue: Catalogue) -> None:
    both = chosen(catalogue, demanded=True, practices=["network"])
    assert both.profile == "baseline"
    assert 0 < len(both.controls) < len(chosen(catalogue, practices=["network"]).controls)
    assert {each.id for each in both.controls} < {each.id for each in chosen(catalogue).controls}


def test_a_control_and_a_severity_choose_among_all(catalogue: Catalogue) -> None:
    assert [each.id for each in chosen(catalogue, ids=["sm-nb-09"]).controls] == ["SM-NB-09"]
    assert {each.severity.value for each in chosen(catalogue, severities=["low"]).controls} == {"low"}


def test_an_analysis_that_is_asked_for_brings_its_controls(catalogue: Catalogue) -> None:
    before = chosen(catalogue)
    found = with_analysed(before, catalogue.controls, ["component_scan"])
    added = {each.id for each in found.controls} - {each.id for each in before.controls}
    assert {"VULN-01", "VULN-02", "VULN-03"} <= added
    assert all("component_scan" in each.tables for each in found.controls if each.id in added)
    assert found.profile == "baseline"
    assert with_analysed(before, catalogue.controls, []) == before


def test_an_unknown_profile_is_a_usage_error(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="unknown control profile 'stricter'") as caught:
        chosen(catalogue, "stricter")
    assert "Did you mean strict?" in caught.value.remedy
    with pytest.raises(UsageError) as caught:
        chosen(catalogue, "zzz", practices=["network"])
    assert "baseline, cis, gdpr, hipaa, strict" in caught.value.remedy
