"""The action table that ships, and the choice between it and a refreshed one."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from modelkeep.catalogue.actions import (
    ActionFile,
    built_in_actions,
    built_in_facts,
    load_facts,
    newest_actions,
)
from modelkeep.core.errors import CatalogueError

META = {"date": "2999-01-01", "source": "s", "attribution": [], "services": ["svc"], "rcp": {}}


def written(path: Path, members: Mapping[str, Any]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.json", content if isinstance(content, str) else json.dumps(content))
    return path


def test_every_service_of_the_shipped_table_is_whole() -> None:
    file = ActionFile(built_in_actions())
    names = set(zipfile.ZipFile(built_in_actions()).namelist())
    assert names == {"meta.json", *(f"{each}.json" for each in file.meta["services"])}
    for prefix in file.meta["services"]:
        content = file.service(prefix)
        types = {name.lower() for name in content["types"]}
        for name, (_, uses, keys, dependents) in content["actions"].items():
            assert {use.lower() for use, _, _ in uses} <= types, f"{prefix}:{name}"
            assert keys < len(content["sets"])
            assert all(re.fullmatch(r"[a-z0-9-]+:\w+", each) for each in dependents), f"{prefix}:{name}"


def test_the_shipped_table_is_small_and_holds_no_texts() -> None:
    assert built_in_actions().stat().st_size < 1_000_000
    assert not any("Grants permission" in str(ActionFile(built_in_actions()).service(each)) for each in ("s3", "iam"))


def test_the_newer_table_is_taken(tmp_path: Path) -> None:
    ours = built_in_actions()
    assert newest_actions(None).path == ours
    assert newest_actions(tmp_path / "actions.zip").path == ours
    newer = written(tmp_path / "newer.zip", {"meta": META})
    assert newest_actions(newer).path == newer
    older = written(tmp_path / "older.zip", {"meta": {**META, "date": "2001-01-01"}})
    assert newest_actions(older).path == ours


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"meta": "no json"},
        {"meta": [1]},
        {"meta": {"date": "2999-01-01"}},
        {"meta": {**META, "date": "soon"}},
        {"meta": {**META, "date": 7}},
    ],
)
def test_a_refreshed_table_that_is_wrong_is_said_and_not_passed_over(
    tmp_path: Path, members: Mapping[str, Any]
) -> None:
    with pytest.raises(CatalogueError) as error:
        newest_actions(written(tmp_path / "actions.zip", members))
    assert "Delete the file" in error.value.remedy


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "actions.zip").write_bytes(b"PK nothing")
    with pytest.raises(CatalogueError, match="cannot be read"):
        newest_actions(tmp_path / "actions.zip")


def test_a_service_that_is_named_and_missing(tmp_path: Path) -> None:
    file = ActionFile(written(tmp_path / "actions.zip", {"meta": META}))
    with pytest.raises(CatalogueError, match="lacks 'svc'"):
        file.service("svc")


def test_documented_facts_name_actions_that_there_are() -> None:
    file = ActionFile(built_in_actions())
    facts = load_facts(built_in_facts())
    named = {*facts.alternatives, *facts.rcp_exempt, *(each for row in facts.operations.values() for each in row)}
    services = {each.partition(":")[0] for each in named}
    assert named <= {f"{service}:{name}" for service in services for name in file.service(service)["actions"]}
    assert facts.operations["s3:HeadObject"] == ("s3:GetObject",)


def test_the_shipped_table_has_the_documented_facts() -> None:
    meta, facts = ActionFile(built_in_actions()).meta, load_facts(built_in_facts())
    assert meta["rcp"]["services"] == sorted(facts.rcp_services)
    assert meta["operations"] == {name.lower(): list(row) for name, row in facts.operations.items()}
    assert {key.name for key in facts.global_keys} <= set(meta["keys"])


def test_documented_facts_have_their_sources() -> None:
    facts = load_facts(built_in_facts())
    assert len(facts.rcp_services) == len(set(facts.rcp_services))
    assert {key.type.removeprefix("ArrayOf") for key in facts.global_keys} <= {
        "String", "ARN", "Bool", "Date", "IPAddress", "Numeric",
    }  # fmt: skip
    text = built_in_facts().read_text(encoding="utf-8")
    for part in text.split("\n[")[1:]:
        assert re.search(r'^source = "https://', part, re.MULTILINE), part[:40]
        assert re.search(r'^date = "2\d{3}-\d\d-\d\d"', part, re.MULTILINE), part[:40]


def test_facts_that_lack_something(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    path.write_text('[rcp]\ndate = "2026-01-01"\n')
    with pytest.raises(CatalogueError, match="lacks what it is to hold"):
        load_facts(path)
