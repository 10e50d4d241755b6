"""What is remembered of objects: exactly this object, exactly this engine, and nothing that was not read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from modelkeep.adapters.artifacts.verdicts import Verdicts, engine_version
from modelkeep.core.artifacts import Artifact, Gap, Inspection
from modelkeep.engines.artifacts.limits import Limits

OBJECT = Artifact("s3://acme/model.pkl", 5, "tag")
TOLD = Inspection(path=OBJECT.place, size=5, formats=("pickle",), issues=(), gaps=())


def test_an_object_is_remembered_until_it_or_the_engine_changes(tmp_path: Path) -> None:
    with Verdicts(tmp_path, "1") as verdicts:
        verdicts.keep(OBJECT, TOLD)
        assert verdicts.find(OBJECT) == TOLD
        assert verdicts.find(replace(OBJECT, tag="other")) is None
    with Verdicts(tmp_path, "2") as verdicts:
        assert verdicts.find(OBJECT) is None


@pytest.mark.parametrize(
    ("artifact", "told"),
    [
        (replace(OBJECT, place="/model.pkl"), TOLD),
        (replace(OBJECT, tag=""), TOLD),
        (OBJECT, replace(TOLD, gaps=(Gap(("x",), "denied"),))),
    ],
    ids=["file", "no ETag", "not read"],
)
def test_what_may_change_unseen_is_not_remembered(artifact: Artifact, told: Inspection, tmp_path: Path) -> None:
    with Verdicts(tmp_path, "1") as verdicts:
        verdicts.keep(artifact, told)
        assert verdicts.find(artifact) is None


def test_the_engine_is_another_with_other_bounds_or_policies(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("[safe]\n")
    versions = [engine_version(Limits()), engine_version(Limits(full=True)), engine_version(Limits(), [policy])]
    assert len(set(versions)) == 3
    assert engine_version(Limits()) == versions[0]
