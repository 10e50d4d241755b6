"""The reader: what becomes of replies and errors."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import ScriptedAws, error, ok

from modelkeep.adapters.aws.collect.sagemaker_notebooks import notebook_instances
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.coverage import Outcome
from modelkeep.core.errors import CredentialsError
from modelkeep.core.kinds.sagemaker import NotebookInstance
from modelkeep.ports import Silent

LIST = "sagemaker:ListNotebookInstances"
DESCRIBE = "sagemaker:DescribeNotebookInstance"
ARN = "arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/nb"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedAws]:
    with ScriptedAws() as scripted:
        yield scripted


@pytest.fixture
def aws(server: ScriptedAws) -> ScriptedAws:
    server.reset()
    return server


def read(
    aws: ScriptedAws,
    visit: Callable[[Reader], Awaitable[object]],
    journal: MemoryJournal | None = None,
    calls: frozenset[str] = frozenset({LIST, DESCRIBE}),
) -> MemoryJournal:
    """Run a collector against the script, without waiting between attempts."""
    kept = journal if journal is not None else MemoryJournal()

    async def no_pause(seconds: float) -> None:
        assert seconds > 0

    async def go() -> None:
        with ThreadPoolExecutor(4) as executor:
            run = Run(
                journal=kept, progress=Silent(), calls=calls, executor=executor, clock=lambda: NOW, pause=no_pause
            )
            reader = Reader(
                run, aws.clients(), account="111122223333", region="us-east-1", partition="aws", home="us-east-1"
            )
            await visit(reader)

    asyncio.run(go())
    return kept


def listed(name: str = "nb") -> dict[str, str]:
    return {
        "NotebookInstanceName": name,
        "NotebookInstanceArn": ARN.replace("nb", name) if name != "nb" else ARN,
        "NotebookInstanceStatus": "InService",
    }


def notebooks(aws: ScriptedAws, journal: MemoryJournal | None = None) -> MemoryJournal:
    return read(aws, notebook_instances.collect, journal)


def test_a_listed_resource_is_described_and_stamped(aws: ScriptedAws) -> None:
    aws.on("ListNotebookInstances", ok(NotebookInstances=[listed()]))
    aws.on("DescribeNotebookInstance", ok(**listed(), DirectInternetAccess="Disabled", SomethingNew={"a": 1}))
    row = notebooks(aws).rows[-1]
    assert isinstance(row, NotebookInstance)
    assert (row.account, row.region, row.source, row.collected_at) == ("111122223333", "us-east-1", "aws", NOW)
    assert row.direct_internet_access == "Disabled"


def test_all_pages_are_read_with_the_largest_page_size(aws: ScriptedAws) -> None:
    aws.on(
        "ListNotebookInstances",
        ok(NotebookInstances=[listed("a")], NextToken="more"),
        ok(NotebookInstances=[listed("b")]),
    )
    aws.on("DescribeNotebookInstance", error("ValidationException"))
    journal = notebooks(aws)
    assert [request.get("NextToken") for request in aws.requests["ListNotebookInstances"]] == [None, "more"]
    assert aws.requests["ListNotebookInstances"][0]["MaxResults"] == 100
    assert {row.arn.rsplit("/", 1)[-1] for row in journal.rows} >= {"a", "b"}


def test_a_failed_page_keeps_what_came_before_and_is_a_gap(aws: ScriptedAws) -> None:
    aws.on(
        "ListNotebookInstances",
        ok(NotebookInstances=[listed()], NextToken="more"),
        error("AccessDeniedException", status=403),
    )
    aws.on("DescribeNotebookInstance", ok(**listed()))
    journal = notebooks(aws)
    assert journal.read(LIST).outcome is Outcome.DENIED
    assert journal.read(DESCRIBE, ARN).outcome is Outcome.OK


def test_what_aws_is_still_at_work_on_is_asked_again_and_not_for_ever(aws: ScriptedAws) -> None:
    busy = error("ReportInProgress", status=404)
    aws.on("ListNotebookInstances", busy, busy, ok(NotebookInstances=[]))
    assert notebooks(aws).read(LIST).outcome is Outcome.OK
    aws.on("ListNotebookInstances", busy)
    gap = notebooks(aws).read(LIST)
    assert (gap.outcome, gap.code) == (Outcome.ERROR, "ReportInProgress")


def test_a_report_is_fetched_again_until_it_is_ready_and_not_for_ever(aws: ScriptedAws) -> None:
    async def report(reader: Reader) -> None:
        await reader.get(
            DESCRIBE,
            ARN,
            lambda reply: str(reply["NotebookInstanceStatus"]),
            ready=lambda reply: reply["NotebookInstanceStatus"] != "Pending",
            NotebookInstanceName="nb",
        )

    pending, done = ok(NotebookInstanceStatus="Pending"), ok(NotebookInstanceStatus="InService")
    aws.on("DescribeNotebookInstance", pending, pending, done)
    assert read(aws, report).read(DESCRIBE, ARN).outcome is Outcome.OK
    aws.reset()
    aws.on("DescribeNotebookInstance", *[pending] * 20)
    late = read(aws, report).read(DESCRIBE, ARN)
    assert (late.outcome, late.code) == (Outcome.ERROR, "NotReady")


def test_the_same_page_token_twice_is_a_gap_and_ends(aws: ScriptedAws) -> None:
    aws.on("ListNotebookInstances", ok(NotebookInstances=[], NextToken="again"))
    assert notebooks(aws).read(LIST).code == "PaginationError"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (error("AccessDeniedException", status=400), Outcome.DENIED),
        (error("com.amazon.coral#AccessDeniedException"), Outcome.DENIED),
        (error("Whatever", status=403), Outcome.DENIED),
        (error("ValidationException"), Outcome.ERROR),
        (error("InternalFailure", status=500), Outcome.ERROR),
        (error("ThrottlingException"), Outcome.THROTTLED),
        (error("Whatever", status=429), Outcome.THROTTLED),
        (error("UnrecognizedClientException"), Outcome.DENIED),
    ],
)
def test_errors_become_outcomes_and_leave_a_stub(aws: ScriptedAws, answer: object, outcome: Outcome) -> None:
    aws.on("ListNotebookInstances", ok(NotebookInstances=[listed()]))
    aws.on("DescribeNotebookInstance", answer)  # type: ignore[arg-type]  # parametrised
    journal = notebooks(aws)
    assert journal.read(DESCRIBE, ARN).outcome is outcome
    (row,) = (each for each in journal.rows if isinstance(each, NotebookInstance))
    assert (row.arn, row.direct_internet_access) == (ARN, None)


def test_throttling_and_server_errors_are_retried(aws: ScriptedAws) -> None:
    aws.on(
        "ListNotebookInstances",
        error("ThrottlingException"),
        error("InternalFailure", status=500),
        error("ThrottlingException"),
        ok(NotebookInstances=[]),
    )
    assert notebooks(aws).read(LIST).outcome is Outcome.OK
    assert aws.counts["ListNotebookInstances"] == 4


def test_a_reply_without_a_promised_field_is_a_gap(aws: ScriptedAws) -> None:
    aws.on("ListNotebookInstances", ok(SomethingElse=[]))
    read_ = notebooks(aws).read(LIST)
    assert (read_.outcome, read_.code) == (Outcome.ERROR, "MalformedReply")


def test_expired_credentials_stop_the_run(aws: ScriptedAws) -> None:
    aws.expired = True
    aws.on("ListNotebookInstances", error("ExpiredTokenException"))
    with pytest.raises(CredentialsError):
        notebooks(aws)


def test_what_was_recorded_is_not_asked_again(aws: ScriptedAws) -> None:
    aws.on("ListNotebookInstances", ok(NotebookInstances=[listed()]))
    aws.on("DescribeNotebookInstance", ok(**listed()))
    journal = notebooks(aws)
    before = aws.counts
    notebooks(aws, journal)
    assert aws.counts == before


def test_unwanted_calls_are_not_made(aws: ScriptedAws) -> None:
    aws.on("ListNotebookInstances", ok(NotebookInstances=[listed()]))
    read(aws, notebook_instances.collect, calls=frozenset({LIST}))
    assert set(aws.counts) == {"ListNotebookInstances"}


def test_a_list_of_what_is_gone_is_empty_and_no_gap(aws: ScriptedAws) -> None:
    aws.on("ListNotebookInstances", error("ResourceNotFound", "it is not there"))
    found: list[object] = []

    async def visit(reader: Reader) -> None:
        found.append(await reader.list(LIST, "NotebookInstances", str, gone="ResourceNotFound"))
        assert reader.was_asked(LIST, "")
        assert not reader.was_asked(LIST, ARN)

    journal = read(aws, visit)
    assert found == [()]
    assert journal.read(LIST).outcome is Outcome.ABSENT


def test_an_absent_code_is_an_explicit_value_only_with_its_message(aws: ScriptedAws) -> None:
    stub = NotebookInstance(arn=ARN, name="none")

    async def ask(reader: Reader) -> None:
        await reader.get(
            DESCRIBE, ARN, lambda reply: stub, absent={"ValidationException: not configured": stub}, NotebookInstanceName="nb"
        )  # fmt: skip

    aws.on("DescribeNotebookInstance", error("ValidationException", "it is not configured here"))
    journal = read(aws, ask)
    assert journal.read(DESCRIBE, ARN).outcome is Outcome.ABSENT
    assert journal.rows[0].arn == ARN
    aws.on("DescribeNotebookInstance", error("ValidationException", "something else"))
    assert read(aws, ask).read(DESCRIBE, ARN).outcome is Outcome.ERROR


def test_asking_twice_is_a_mistake_of_ours(aws: ScriptedAws) -> None:
    async def twice(reader: Reader) -> None:
        await notebook_instances.collect(reader)
        await notebook_instances.collect(reader)

    aws.on("ListNotebookInstances", ok(NotebookInstances=[]))
    with pytest.raises(AssertionError, match="asked twice"):
        read(aws, twice)
