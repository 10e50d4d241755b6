"""What holds for every format: it exists, streams, and says the same as the others."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from tests.unit.adapters.export.samples import context, estate

from modelkeep.adapters.export import FORMATS, exporter
from modelkeep.app.findings import findings
from modelkeep.core.errors import UsageError
from modelkeep.core.finding import Finding


@pytest.mark.parametrize("name", FORMATS)
def test_format_takes_a_stream_that_can_be_read_once(name: str) -> None:
    connection = estate().connection()

    def once() -> Iterator[Finding]:
        yield from findings(connection)

    out = io.StringIO()
    exporter(name)(once(), context(), out)
    assert "SM-01" in out.getvalue()
    assert out.getvalue().encode()


@pytest.mark.parametrize("name", FORMATS)
def test_format_of_no_finding_is_still_a_whole_file(name: str) -> None:
    out = io.StringIO()
    exporter(name)(iter(()), context(), out)
    assert out.getvalue() or name == "jsonl"


def test_unknown_format_is_an_error_that_names_the_others() -> None:
    with pytest.raises(UsageError) as caught:
        exporter("xlsx")
    assert "csv" in caught.value.remedy
