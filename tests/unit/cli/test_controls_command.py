"""`modelkeep controls show`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelkeep.cli.controls_command import app
from modelkeep.core.errors import UsageError

OWN = """/*---
id: MY-1
title: "[red]Notebooks[/red] are `tidy`"
severity: low
practice: governance
subject: sagemaker_notebook_instance
why: Because [bold]I[/bold] say so.
fix: Tidy it.
maps: {mine: ["R1"]}
peers: {another: [tidy]}
---*/
select arn as resource, root_access = 'Disabled' as passed, 'root' as reason
from sagemaker_notebook_instance
"""


def show(*arguments: str) -> str:
    run = CliRunner().invoke(app, ["show", *arguments], catch_exceptions=False)
    assert run.exit_code == 0, run.output
    return run.stdout


def test_a_control_with_a_guide() -> None:
    text = show("sm-nb-01")
    for heading in (
        "How an attacker uses it",
        "In the console",
        "With the AWS CLI",
        "In CloudFormation",
        "In Terraform",
    ):
        assert f"\n{heading}\n" in text
    assert "Regulation (EU) 2016/679" in text
    assert "CKV_AWS_122" in text
    assert "modelkeep scan --control SM-NB-01" in text


def test_a_control_without_a_guide_and_with_names_that_nobody_knows(tmp_path: Path) -> None:
    (tmp_path / "MY-1.sql").write_text(OWN)
    text = show("MY-1", "--controls", str(tmp_path))
    assert "[red]Notebooks[/red] are `tidy`" in text
    assert "Because [bold]I[/bold] say so." in text
    assert "another\n    tidy\n" in text
    assert "In Terraform" not in text


def test_markdown_is_markdown(tmp_path: Path) -> None:
    (tmp_path / "MY-1.sql").write_text(OWN)
    text = show("MY-1", "--controls", str(tmp_path), "--format", "markdown")
    assert text.startswith("# MY-1\n\n**\\[red\\]Notebooks\\[/red\\] are \\`tidy\\`**\n")
    assert str(tmp_path) not in text


def test_json_has_every_way() -> None:
    document = json.loads(show("SM-NB-01", "--format", "json"))
    assert set(document["guide"]) == {"attack", "console", "cli", "cloudformation", "terraform"}
    assert "sagemaker:DescribeNotebookInstance" in document["calls"]


def test_another_format_is_refused() -> None:
    with pytest.raises(UsageError):
        show("SM-NB-01", "--format", "pdf")
