"""The built-in frameworks and the controls that bear on them belong together."""

from __future__ import annotations

import pytest

from modelkeep.bootstrap import load_catalogue, load_frameworks, unknown_maps
from modelkeep.core.compliance import Framework

CATALOGUE = load_catalogue()
FRAMEWORKS = load_frameworks()
MAPPED = {
    (framework, each) for control in CATALOGUE.controls for framework, ids in control.maps.items() for each in ids
}


def test_controls_name_only_requirements_that_exist() -> None:
    assert unknown_maps(CATALOGUE) == ()


def test_every_framework_has_controls() -> None:
    assert {framework.id for framework in FRAMEWORKS} == {framework for framework, _ in MAPPED}


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.id)
def test_every_requirement_rests_on_controls_or_on_people(framework: Framework) -> None:
    parents = {each.parent for each in framework.requirements}
    lacking = [
        each.id
        for each in framework.requirements
        if not each.manual and each.id not in parents and (framework.id, each.id) not in MAPPED
    ]
    assert lacking == []


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.id)
def test_texts_are_sentences(framework: Framework) -> None:
    wrong = [
        each.id
        for each in framework.requirements
        if not each.text.endswith(".") or (each.manual and not each.manual.endswith(".")) or each.title.endswith(".")
    ]
    assert wrong == []
    assert framework.source.startswith("https://")
