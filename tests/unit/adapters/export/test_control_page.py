"""The page of a control in Markdown."""

from __future__ import annotations

import re

from tests.unit.adapters.export.pages import page

from modelkeep.adapters.export.control_page import markdown
from modelkeep.core.analyses import Analysis
from modelkeep.core.control import Guide

HOSTILE = "`</code>` [bold]no[/bold] **x** <script>alert(1)</script> \x1b[31m"


def headings(text: str) -> list[str]:
    outside = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"^#+ .*$", outside, flags=re.MULTILINE)


def test_the_page_tells_everything_in_order() -> None:
    assert headings(markdown(page())) == [
        "# NET-90", "## Why it matters", "## How an attacker uses it", "## How to fix it", "### In the console",
        "### With the AWS CLI", "### In CloudFormation", "### In Terraform", "## What it maps to",
        "## Checks of other tools that it answers", "## Profiles that hold it", "## What it reads", "## See it in the lab",
        "## Read on", "## The question, as SQL",
    ]  # fmt: skip


def test_snippets_are_code_and_sentences_are_not() -> None:
    text = markdown(page())
    assert "```sh\naws thing put --on \\\n  --name NAME\n```" in text
    assert "```yaml\nType: AWS::Thing::Thing\nProperties:\n  On: true\n```" in text
    assert "### In Terraform\n\nTerraform has no resource for things; use the CLI.\n" in text


def test_a_control_without_a_guide_has_what_it_has() -> None:
    assert "## How to fix it\n\nSwitch it on.\n\n## What it maps to" in markdown(page(None))
    assert "attacker" not in markdown(page(None))


def test_in_the_reference_the_file_is_linked_instead_of_shown() -> None:
    text = markdown(page(), level=2, source="../network/NET-90.sql")
    assert text.startswith("## NET-90\n\n**Things are on**\n")
    assert text.endswith("[`NET-90.sql`](../network/NET-90.sql)\n")
    assert "select arn" not in text


def test_the_lab_is_told_by_its_address() -> None:
    text = markdown(page())
    scan = "modelkeep scan --control NET-90 --org \\\n  --role ModelkeepReadOnly --region us-east-1 \\\n  --endpoint-url http"
    assert text.count(scan) == 2
    assert text.count('eval "$(modelkeep lab up)"') == text.count('eval "$(modelkeep lab up --hardened)"') == 1


def test_what_waits_for_an_analysis_does_not_promise_a_pass() -> None:
    text = markdown(page(analyses=(Analysis("what is inside", "Until then, look."),)))
    assert "It waits for an analysis of what is inside: a scan without it says UNKNOWN. Until then, look." in text
    assert "PASS" not in text


def test_hostile_text_is_shown_as_text() -> None:
    guide = Guide(
        attack=HOSTILE, console=HOSTILE, cli=f"aws\n```\n# out of the fence\n{HOSTILE}", cloudformation=HOSTILE, terraform=HOSTILE
    )  # fmt: skip
    text = markdown(page(guide, title=HOSTILE, why=f"\n# {HOSTILE}", fix=HOSTILE, references=(HOSTILE,), own=True))
    assert "\x1b" not in text
    assert "# out of the fence" not in headings(text)
    assert not [each for each in headings(text) if "script" in each]
    outside = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert not re.search(r"(?<!\\)<script", outside)
    assert not re.search(r"(?<!\\)\*\*x", outside)
    assert r"\[bold\]no\[/bold\]" in outside
