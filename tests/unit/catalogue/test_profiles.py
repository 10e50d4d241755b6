"""Profile files are checked when they are loaded; every error names file and line. Which controls each profile holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from modelkeep.app.selection import profile_named
from modelkeep.bootstrap import Catalogue, load_catalogue
from modelkeep.catalogue.profiles import load_profiles
from modelkeep.core.errors import CatalogueError
from modelkeep.core.profile import Profile
from modelkeep.core.verdict import Practice, Severity

OWN_CONTROL = """/*---
id: MY-1
title: Notebook instances are tidy
severity: low
practice: governance
subject: sagemaker_notebook_instance
why: Because.
fix: Tidy it.
---*/
select arn as resource, root_access = 'Disabled' as passed, '' as reason from sagemaker_notebook_instance
"""
OWN_PROFILE = 'title = "Ours"\ndescription = "What we look at."\ncontrols = ["SM-NB-01", "MY-1"]\n'


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def held(catalogue: Catalogue, name: str) -> set[str]:
    profile = profile_named(catalogue.profiles, name)
    return {each.id for each in catalogue.controls if profile.holds(each)}


def test_the_built_in_profiles_hold_what_they_say(catalogue: Catalogue) -> None:
    assert [each.name for each in catalogue.profiles] == ["baseline", "cis", "gdpr", "hipaa", "strict"]
    assert held(catalogue, "strict") == {each.id for each in catalogue.controls}
    assert held(catalogue, "hipaa") == {each.id for each in catalogue.controls if "hipaa" in each.maps}
    assert held(catalogue, "gdpr") == {each.id for each in catalogue.controls if "gdpr" in each.maps}
    assert {"IAM-01", "CT-02"} < held(catalogue, "cis") < held(catalogue, "strict")


def test_the_baseline_is_short_grave_and_covers_every_practice(catalogue: Catalogue) -> None:
    chosen = [each for each in catalogue.controls if each.id in held(catalogue, "baseline")]
    assert 50 <= len(chosen) <= 75
    severities = Counter(each.severity for each in chosen)
    assert severities[Severity.LOW] == 0
    assert severities[Severity.MEDIUM] <= 8
    assert {each.practice for each in chosen} == set(Practice)


def test_a_persons_own_control_is_in_every_profile_unless_it_names_one(tmp_path: Path) -> None:
    (tmp_path / "MY-1.sql").write_text(OWN_CONTROL)
    (tmp_path / "MY-2.sql").write_text(
        OWN_CONTROL.replace("MY-1", "MY-2").replace("fix: Tidy it.", "fix: Tidy it.\nprofiles: [hipaa]")
    )
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "ours.toml").write_text(OWN_PROFILE)
    mine = load_catalogue([tmp_path])
    holding = {name: held(mine, name) for name in ("baseline", "strict", "hipaa", "gdpr", "cis", "ours")}
    assert {name for name, ids in holding.items() if "MY-1" in ids} == set(holding)
    assert {name for name, ids in holding.items() if "MY-2" in ids} == {"hipaa", "strict"}
    assert holding["ours"] == {"SM-NB-01", "MY-1"}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('title = "Ours"\n', 1, "'description' is missing"),
        ('title = "Ours"\ndescription = "x"\n', 1, "does not say how it chooses"),
        ('title = "Ours"\ndescription = "x"\nall = false\n', 3, "all is to be true or not there"),
        ('title = "Ours"\ndescription = "x"\nframeworks = ["hippa"]\n', 3, "did you mean 'hipaa'?"),
        ('title = "Ours"\ndescription = "x"\ncontrols = ["SM-NB-77"]\n', 3, "there is no control 'SM-NB-77'"),
        ('title = "Ours"\ndescription = "x"\nnamed = "yes"\n', 3, "named is to be true or false"),
        ('title = "Ours"\ndescription = "x"\nnames = true\n', 3, "unknown key 'names'"),
    ],
)
def test_a_wrong_profile_is_refused_with_its_line(
    tmp_path: Path, catalogue: Catalogue, text: str, line: int, message: str
) -> None:
    path = tmp_path / "profiles" / "ours.toml"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(CatalogueError) as caught:
        load_profiles([tmp_path], catalogue.controls)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)


def test_the_name_of_a_built_in_profile_is_taken(tmp_path: Path, catalogue: Catalogue) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "baseline.toml").write_text(OWN_PROFILE.replace(', "MY-1"', ""))
    with pytest.raises(CatalogueError, match="profile baseline is taken by"):
        load_profiles([tmp_path], catalogue.controls)


def test_a_control_that_names_a_profile_that_there_is_not_is_refused(catalogue: Catalogue) -> None:
    control = next(each for each in catalogue.controls if each.id == "SM-NB-01")
    with pytest.raises(CatalogueError, match="unknown profile 'bassline'; did you mean 'baseline'") as caught:
        load_profiles(
            [],
            [
                replace(
                    control,
                    profiles=("bassline",),
                    maps={"hipaa": (), "gdpr": (), "cis-aws-3.0": (), "cis-aws-5.0": (), "cis-aws-7.0": ("2.1",)},
                )
            ],
        )
    assert str(caught.value).startswith(str(control.path))


def test_a_profile_takes_what_names_it_besides_what_it_chooses(catalogue: Catalogue) -> None:
    control = next(each for each in catalogue.controls if each.id == "SM-NB-01")
    profile = Profile(name="ours", title="", description="", frameworks=("nothing",), path=Path())
    assert not profile.holds(control)
    assert profile.holds(replace(control, profiles=("ours",)))
