"""`modelkeep policy lint`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.core.errors import UsageError

SOUND = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}],
}
NOT_ACTION = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:aws:s3:::b/*"}],
}


def test_files_and_standard_input_are_judged(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text(json.dumps(NOT_ACTION))
    run = CliRunner().invoke(app, ["policy", "lint", str(file), "-", "--format", "json"], input=json.dumps(SOUND))
    document = json.loads(run.stdout)
    assert (document["documents"], [each["rule"] for each in document["problems"]]) == (2, ["allow-not-action"])
    assert document["problems"][0]["file"] == str(file)
    assert run.exit_code == 13


def test_nothing_wrong_is_0_and_the_kind_can_be_told(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["policy", "lint", "-"], input=json.dumps(SOUND)).exit_code == 0
    assert (
        CliRunner().invoke(app, ["policy", "lint", "-", "--kind", "scp"], input=json.dumps(NOT_ACTION)).exit_code == 0
    )
    output = tmp_path / "lint.txt"
    run = CliRunner().invoke(app, ["policy", "lint", "-", "-o", str(output)], input=json.dumps(NOT_ACTION))
    assert (run.exit_code, run.stdout) == (13, "")
    assert "allow-not-action" in output.read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("lint", "-", "--kind", "user"), "there is no kind 'user'"),
        (("lint", "-", "--format", "table"), "unknown format 'table'"),
        (("lint", "no-such-file.json"), "No such file"),
        (("--format", "terraform", "lint", "-"), "--format is no option of `policy lint`"),
    ],
)
def test_what_makes_no_sense_is_said(words: tuple[str, ...], message: str) -> None:
    run = CliRunner().invoke(app, ["policy", *words], input="{}")
    assert isinstance(run.exception, UsageError)
    assert message in str(run.exception)
