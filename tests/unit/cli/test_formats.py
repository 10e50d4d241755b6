"""A format that there is not is named, with those that there are."""

from __future__ import annotations

import pytest

from modelkeep.cli.formats import echo_json, require_format
from modelkeep.core.errors import UsageError


def test_a_format_is_one_of_the_known() -> None:
    require_format("json", ("table", "json"))
    with pytest.raises(UsageError, match="unknown format 'yaml'") as caught:
        require_format("yaml", ("table", "json"))
    assert caught.value.remedy == "Choose one of table, json."


def test_json_is_indented(capsys: pytest.CaptureFixture[str]) -> None:
    echo_json([{"a": 1}])
    assert capsys.readouterr().out == '[\n  {\n    "a": 1\n  }\n]\n'
