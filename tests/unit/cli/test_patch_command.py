"""`modelkeep patch status`: what is shown of standings."""

from __future__ import annotations

from datetime import date

import pytest

from modelkeep.cli.console import out
from modelkeep.cli.patch_command import _record, _show
from modelkeep.core.releases import Aspect, Part, PatchStatus, Source, Standing

OLD = Part(
    aspect=Aspect.IMAGE, subject="[red]fraud:1.4[/red]", standing=Standing.BEHIND, reason="a newer one is there", age_days=400,
    source=Source(name="ecr:DescribeImages", as_of=date(2026, 11, 20)),
)  # fmt: skip
GOOD = Part(
    aspect=Aspect.VERSION,
    subject="fraud/2",
    standing=Standing.CURRENT,
    reason="the newest",
    source=Source(name="a call"),
)
STATUS = PatchStatus(
    arn="arn:aws:sagemaker:us-east-1:111122223333:model/fraud", name="fraud", kind="AWS::SageMaker::Model", account="111122223333",
    region="us-east-1", parts=(GOOD, OLD), endpoints=("arn:aws:sagemaker:us-east-1:111122223333:endpoint/live",),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_console() -> None:
    out.cache_clear()


def test_what_is_not_current_is_told_with_its_source_and_day(capsys: pytest.CaptureFixture[str]) -> None:
    _show([STATUS], everything=False)
    heading, first, *rest = capsys.readouterr().out.splitlines()
    assert heading.split() == ["model", *Aspect]
    assert first.split() == ["fraud", "-", "behind", "-", "current", "-"]
    told = " ".join(" ".join(rest).split())
    assert "fraud 111122223333 us-east-1, serves live" in told
    assert "behind image: [red]fraud:1.4[/red]: a newer one is there (ecr:DescribeImages as of 2026-11-20)" in told
    assert "the newest" not in told
    _show([STATUS], everything=True)
    assert "current version: fraud/2: the newest (a call)" in capsys.readouterr().out
    out.cache_clear()


def test_json_has_every_part_and_the_worst_of_each_aspect() -> None:
    record = _record(STATUS)
    assert (record["worst"], record["standing"]["image"], record["standing"]["maker"]) == ("behind", "behind", "none")
    assert [(each["aspect"], each["standing"], each["age_days"]) for each in record["parts"]] == [
        ("version", "current", None),
        ("image", "behind", 400),
    ]
