"""What a control's page says about guides and the lab."""

from __future__ import annotations

import pytest
from tests.unit.adapters.export.pages import page

from modelkeep.cli.lab_command import PORT
from modelkeep.core.control_page import is_sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CloudFormation has no resource for it; use the CLI.", True),
        ("AWS::Thing::Thing documents no property for it; use the CLI.", True),
        ("Type: AWS::Thing::Thing", False),
        ("Description: It ends with a dot.", False),
        ("aws s3 sync s3://bucket .", False),
        ('resource "aws_thing" "this" {\n}', False),
        ("", False),
    ],
)
def test_sentences_are_told_from_snippets(text: str, expected: bool) -> None:
    assert is_sentence(text) is expected


def test_the_lab_is_where_the_lab_comes_up() -> None:
    assert all(f"--endpoint-url http://127.0.0.1:{PORT}" in step.commands for step in page().lab_steps)
