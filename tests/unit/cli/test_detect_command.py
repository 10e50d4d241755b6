"""`modelkeep detect`: files, the lake, the rules' own cases, their SQL, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.adapters.logs.samples import cloudtrail, encoded
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.core.errors import CatalogueError, UsageError

RULE = """
title: Guardrail deleted
name: R-1
level: {level}
logsource: {{product: aws, service: cloudtrail}}
detection: {{s: {{eventName: {event}}}, condition: s}}
"""
CASES = "fires: [{events: [{eventName: DeleteGuardrail}]}]\nsilent: [{events: [{eventName: %s}]}]\n"


class Shell:
    """Runs commands in a folder with one rule, and a file of one event."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rules = folder / "rules"
        self.rules.mkdir()
        self.rule()
        self.file = folder / "log.json"
        self.file.write_bytes(encoded({"Records": [cloudtrail("e1", eventName="DeleteGuardrail")]}))

    def rule(self, level: str = "high", event: str = "DeleteGuardrail") -> None:
        (self.rules / "r.yml").write_text(RULE.format(level=level, event=event))

    def __call__(self, *arguments: str, code: int) -> str:
        result = CliRunner().invoke(app, list(arguments), catch_exceptions=True)
        if isinstance(result.exception, Exception):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.stdout

    def detect(self, *arguments: str, code: int) -> str:
        return self("detect", *arguments, "--rules", str(self.rules), "--quiet", code=code)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return Shell(tmp_path)


def test_files_give_alerts_and_leave_nothing(shell: Shell) -> None:
    (alert,) = map(json.loads, shell.detect(str(shell.file), "--format", "jsonl", code=13).splitlines())
    assert (alert["rule"], alert["events"], alert["new"]) == ("R-1", ["e1"], True)
    assert not (shell.folder / ".modelkeep" / "lake").exists()


@pytest.mark.parametrize(("level", "code"), [("low", 11), ("critical", 14)])
def test_the_exit_code_is_the_worst_alert(shell: Shell, level: str, code: int) -> None:
    shell.rule(level)
    assert "Guardrail deleted" in shell.detect(str(shell.file), code=code)


def test_no_alert_is_0_and_a_rule_that_was_not_evaluated_4(shell: Shell) -> None:
    shell.rule(event="DeleteAgent")
    assert "0 alerts of 1 rule" in shell.detect(str(shell.file), code=0)
    (shell.rules / "wrong.yml").write_text(
        RULE.format(level="low", event="x").replace("R-1", "R-2").replace("eventName", "nothing")
    )
    shell.detect(str(shell.file), code=4)


def test_the_lake_is_looked_at_once_and_its_alerts_stay(shell: Shell) -> None:
    shell("logs", "ingest", str(shell.file), "--quiet", code=0)
    (first,) = map(json.loads, shell.detect("--format", "jsonl", code=13).splitlines())
    shell.file.write_bytes(
        encoded(
            {
                "Records": [
                    cloudtrail(
                        "e2", eventName="DeleteGuardrail", awsRegion="us-east-1", eventTime="2026-11-19T10:00:00Z"
                    )
                ]
            }
        )
    )
    shell("logs", "ingest", str(shell.file), "--quiet", code=0)
    both = {each["id"]: each for each in map(json.loads, shell.detect("--format", "jsonl", code=13).splitlines())}
    assert {id_: each["new"] for id_, each in both.items()} == {id_: id_ != first["id"] for id_ in both}
    assert len(both) == 2
    rows = shell("sql", "SELECT id, events FROM alerts ORDER BY id", "--format", "json", code=0)
    assert {row["id"] for row in json.loads(rows)} == both.keys()
    assert "2 alerts, 0 new, of 1 rule" in shell.detect("--all", code=13)
    assert shell.detect("--since", "1h", "--format", "jsonl", code=0) == ""


def test_what_rules_of_a_folder_find_is_kept_beside_what_others_found(shell: Shell) -> None:
    other = shell.folder / "other"
    other.mkdir()
    (other / "o.yml").write_text(RULE.format(level="low", event="DeleteGuardrail").replace("R-1", "O-1"))
    shell("logs", "ingest", str(shell.file), "--quiet", code=0)
    shell.detect(code=13)
    assert "1 alert of 1 rule" in shell("detect", "--rules", str(other), "--quiet", code=11)
    both = shell("detect", "--rules", str(other), "--rules", str(shell.rules), "--quiet", code=13)
    assert "2 alerts, 0 new, of 2 rules" in both
    rows = json.loads(shell("sql", "SELECT rule FROM alerts ORDER BY rule", "--format", "json", code=0))
    assert [row["rule"] for row in rows] == ["O-1", "R-1"]


def test_rules_of_which_none_compiles_are_not_evaluated(shell: Shell) -> None:
    (shell.rules / "r.yml").write_text(RULE.format(level="low", event="x").replace("eventName", "nothing"))
    assert "0 alerts of 0 rules" in shell.detect(str(shell.file), code=4)
    shell("logs", "ingest", str(shell.file), "--quiet", code=0)
    assert "0 alerts of 0 rules" in shell.detect(code=4)


def test_what_people_know_stands_in_the_settings_unless_a_flag_says_otherwise(shell: Shell) -> None:
    (shell.rules / "r.yml").write_text(
        RULE.format(level="low", event="'%names%'").replace("eventName:", "eventName|expand:")
    )
    shell.detect(str(shell.file), code=4)
    (shell.folder / "modelkeep.toml").write_text('known = ["names=DeleteGuardrail", "names=x"]\n')
    assert "1 alert of 1 rule" in shell.detect(str(shell.file), code=11)
    assert "0 alerts of 1 rule" in shell.detect(str(shell.file), "--known", "names=x", code=0)


def test_a_file_holds_several_rules_without_names(shell: Shell) -> None:
    some = [RULE.format(level="low", event=each).replace("name: R-1\n", "") for each in ("DeleteGuardrail", "x")]
    (shell.rules / "r.yml").write_text("---\n".join([*some, some[0]]))
    found = shell.detect(str(shell.file), "--format", "jsonl", code=11)
    assert [json.loads(each)["rule"] for each in found.splitlines()] == ["r", "r-3"]


def test_rules_keep_their_cases_or_not(shell: Shell) -> None:
    (shell.folder / "R-1.yaml").write_text(CASES % "GetGuardrail")
    given = ("detect", "test", "--rules", str(shell.rules), "--cases", str(shell.folder))
    assert "1 of 1 rules keep their cases" in shell(*given, code=0)
    (shell.folder / "R-1.yaml").write_text(CASES % "DeleteGuardrail")
    assert "0 of 1 rules keep their cases" in shell(*given, code=1)


def test_a_rule_is_explained_for_each_engine(shell: Shell) -> None:
    told = shell("detect", "explain", "R-1", "--rules", str(shell.rules), code=0)
    assert [line for line in told.splitlines() if line.startswith("-- R-1")] == [
        f"-- R-1: Guardrail deleted ({engine})" for engine in ("duckdb", "spark", "athena")
    ]
    assert told.count("deleteguardrail") >= 3
    assert "-- R-1" in shell("detect", "explain", "r", "--engine", "duckdb", "--rules", str(shell.rules), code=0)


def test_a_rule_that_is_wrong_is_not_explained(shell: Shell) -> None:
    (shell.rules / "r.yml").write_text(RULE.format(level="low", event="x").replace("eventName", "nothing"))
    with pytest.raises(CatalogueError, match=r"r.yml:6: R-1: .*has no field 'nothing'") as told:
        shell("detect", "explain", "r", "--rules", str(shell.rules), code=2)
    assert "others are evaluated" in told.value.remedy


def test_a_query_with_a_keyword_as_a_name_says_how_to_write_it(shell: Shell) -> None:
    shell("logs", "ingest", str(shell.file), "--quiet", code=0)
    with pytest.raises(UsageError) as told:
        shell("sql", "SELECT event_id, at, region FROM cloudtrail", code=2)
    assert 'write "at"' in told.value.remedy
