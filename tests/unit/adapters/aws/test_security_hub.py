"""Findings on their way to Security Hub: real clients, scripted replies."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from tests.fakes.scripted_aws import Answer, ScriptedAws, error, ok

from modelkeep.adapters.aws.pace import Rate
from modelkeep.adapters.aws.security_hub import Access, SecurityHub
from modelkeep.core.destination import Destination
from modelkeep.core.errors import CredentialsError, WorkspaceError
from modelkeep.core.finding import Finding
from modelkeep.core.push import Batch, Item, Reason, Receipt, Sent
from modelkeep.core.verdict import Practice, Severity, Verdict

IMPORT = "/findings/import"
OWN = "111122223333"
HERE, EUROPE = Destination(OWN, "us-east-1"), Destination(OWN, "eu-west-1")
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedAws]:
    with ScriptedAws() as found:
        yield found


@pytest.fixture
def aws(server: ScriptedAws) -> ScriptedAws:
    server.reset()
    return server


def item(name: str, place: Destination = HERE) -> Item:
    finding = Finding(
        id=name, control="SM-01", title="t", practice=Practice.ACCESS, severity=Severity.HIGH, verdict=Verdict.FAIL,
        resource="arn:aws:s3:::b", name="", kind="", account=place.account, region=place.region, reason="", at=NOW,
    )  # fmt: skip
    sent = Sent(place=place, id=name, digest="d", created=NOW, at=NOW, seen=NOW, finding=finding)
    return Item(Reason.NEW, {"Id": name}, sent)


def batch(*names: str, place: Destination = HERE) -> Batch:
    return Batch(place, tuple(item(name, place) for name in names))


def accepted(count: int = 1, *failed: dict[str, str]) -> Answer:
    return ok(FailedCount=len(failed), SuccessCount=count, FailedFindings=list(failed))


def refused(name: str, code: str = "InvalidInput", message: str = "not so") -> dict[str, str]:
    return {"Id": name, "ErrorCode": code, "ErrorMessage": message}


@dataclass(slots=True)
class Outcome:
    """What a run was told, and how long it paused in all."""

    receipts: list[tuple[Batch, Receipt]] = field(default_factory=list)
    paused: float = 0

    @property
    def codes(self) -> dict[str, str]:
        return {key: each.code for _, receipt in self.receipts for key, each in receipt.refused.items()}

    @property
    def remedies(self) -> set[str]:
        return {each.remedy for _, receipt in self.receipts for each in receipt.refused.values()}


def send(aws: ScriptedAws, *batches: Batch, access: Access | None = None) -> Outcome:
    outcome = Outcome()

    async def pause(seconds: float) -> None:
        outcome.paused += seconds
        await asyncio.sleep(0)

    hub = SecurityHub(aws.clients, access or Access(), pause)
    hub.send(iter(batches), lambda sent, receipt: outcome.receipts.append((sent, receipt)))
    return outcome


def test_nothing_to_send_asks_nothing(aws: ScriptedAws) -> None:
    hub = SecurityHub(lambda: pytest.fail("a client was made"), Access())
    hub.send(iter(()), lambda _batch, _receipt: pytest.fail("a receipt"))


def test_batches_are_imported_and_each_has_its_receipt(aws: ScriptedAws) -> None:
    aws.on(IMPORT, accepted())
    outcome = send(aws, batch("a"), batch("b", place=EUROPE), batch("c"))
    assert sorted(each["Findings"][0]["Id"] for each in aws.requests[IMPORT]) == ["a", "b", "c"]
    assert len(outcome.receipts) == 3
    assert outcome.codes == {}


def test_single_findings_that_are_refused_are_named(aws: ScriptedAws) -> None:
    aws.on(IMPORT, accepted(1, refused("b")))
    outcome = send(aws, batch("a", "b"))
    assert outcome.codes == {"b": "InvalidInput"}


@pytest.mark.parametrize(
    "reply",
    [
        ok(FailedCount=1, SuccessCount=1, FailedFindings=[]),
        ok(FailedCount=0, SuccessCount=0, FailedFindings=[]),
        ok(FailedCount=1, SuccessCount=1, FailedFindings=[refused("other")]),
        ok(),
    ],
)
def test_a_reply_that_does_not_add_up_counts_as_refused(aws: ScriptedAws, reply: Answer) -> None:
    aws.on(IMPORT, reply)
    assert send(aws, batch("a", "b")).codes == {"a": "MalformedReply", "b": "MalformedReply"}


@pytest.mark.parametrize(
    ("answer", "code", "remedy"),
    [
        (
            error("InvalidAccessException", "Account is not subscribed to AWS Security Hub", 401),
            "InvalidAccessException",
            "enable-security-hub --region us-east-1",
        ),
        (
            error("AccessDeniedException", "not authorized", 403),
            "AccessDeniedException",
            "securityhub:BatchImportFindings",
        ),
    ],
)
def test_a_place_that_refuses_is_not_asked_again_and_the_others_are(
    aws: ScriptedAws, answer: Answer, code: str, remedy: str
) -> None:
    aws.on(IMPORT, answer, accepted())
    outcome = send(aws, batch("a"), batch("b"), batch("c", place=EUROPE))
    assert outcome.codes == {"a": code, "b": code}
    assert aws.counts[IMPORT] == 2
    assert all(remedy in each for each in outcome.remedies)


def test_not_enabled_may_also_be_said_finding_by_finding(aws: ScriptedAws) -> None:
    aws.on(IMPORT, accepted(0, refused("a", "InvalidAccess")))
    outcome = send(aws, batch("a"))
    assert outcome.codes == {"a": "InvalidAccess"}
    assert "enable-security-hub" in outcome.remedies.pop()


def test_throttled_batches_are_repeated(aws: ScriptedAws) -> None:
    aws.on(IMPORT, error("LimitExceededException", "slow down", 429), error("ThrottlingException"), accepted())
    outcome = send(aws, batch("a"))
    assert outcome.codes == {}
    assert aws.counts[IMPORT] == 3
    assert outcome.paused > 0


def test_what_is_throttled_to_the_end_is_refused_and_worth_another_push(aws: ScriptedAws) -> None:
    aws.on(IMPORT, error("LimitExceededException", "slow down", 429))
    outcome = send(aws, batch("a"))
    assert outcome.codes == {"a": "LimitExceededException"}
    assert "Push again" in outcome.remedies.pop()


def test_an_internal_error_of_aws_does_not_close_the_place(aws: ScriptedAws) -> None:
    broken = error("InternalException", "sorry", 500)
    aws.on(IMPORT, broken, broken, broken, accepted())
    assert send(aws, batch("a"), batch("b")).codes == {"a": "InternalException"}


def test_what_spoils_a_request_is_found_and_the_rest_is_imported(aws: ScriptedAws) -> None:
    wrong = error("InvalidInputException", "a finding is wrong")
    aws.on(IMPORT, wrong, accepted(2), wrong, accepted(1), wrong)
    outcome = send(aws, batch("a", "b", "c", "d"))
    asked = [[each["Id"] for each in request["Findings"]] for request in aws.requests[IMPORT]]
    assert asked == [["a", "b", "c", "d"], ["a", "b"], ["c", "d"], ["c"], ["d"]]
    assert outcome.codes == {"d": "InvalidInputException"}


def test_a_place_in_which_everything_is_wrong_is_asked_once(aws: ScriptedAws) -> None:
    aws.on(IMPORT, error("InvalidInputException", "the product is unknown"))
    outcome = send(aws, batch("a", "b"), batch("c", "d"))
    assert set(outcome.codes) == {"a", "b", "c", "d"}
    assert aws.counts[IMPORT] == 3


def test_findings_of_another_account_need_a_way_into_it(aws: ScriptedAws) -> None:
    aws.on(IMPORT, accepted())
    other = Destination("444455556666", "us-east-1")
    outcome = send(aws, batch("a", place=other), batch("b"))
    assert outcome.codes == {"a": "AnotherAccount"}
    assert "--org" in outcome.remedies.pop()


def test_a_role_of_one_account_gives_no_way_into_another(aws: ScriptedAws) -> None:
    access = Access(role="arn:aws:iam::444455556666:role/Push")
    assert send(aws, batch("a"), access=access).codes == {"a": "AnotherAccount"}


def test_expired_credentials_end_the_run(aws: ScriptedAws) -> None:
    aws.on(IMPORT, accepted())
    aws.expired = True
    with pytest.raises(CredentialsError):
        send(aws, batch("a"))


def test_credentials_that_expire_on_the_way_end_the_run_after_what_was_accepted(aws: ScriptedAws) -> None:
    aws.on(IMPORT, accepted(), error("ExpiredTokenException", "expired", 403))
    told: list[str] = []

    def receive(sent: Batch, receipt: Receipt) -> None:
        told.append(sent.items[0].sent.id)
        aws.expired = True

    hub = SecurityHub(aws.clients, Access())
    with pytest.raises(CredentialsError):
        hub.send(iter([batch("a"), batch("b")]), receive)
    assert told == ["a"]


def test_a_region_that_is_not_enabled_is_no_end(aws: ScriptedAws) -> None:
    aws.on(IMPORT, error("UnrecognizedClientException", "the security token is invalid", 403), accepted())
    outcome = send(aws, batch("a"), batch("b", place=EUROPE))
    assert outcome.codes == {"a": "UnrecognizedClientException"}


def test_what_cannot_be_remembered_ends_the_run(aws: ScriptedAws) -> None:
    aws.on(IMPORT, accepted())

    def receive(sent: Batch, receipt: Receipt) -> None:
        raise WorkspaceError("the disk is full")

    with pytest.raises(WorkspaceError):
        SecurityHub(aws.clients, Access()).send(iter([batch("a"), batch("b")]), receive)


def test_the_rate_is_ten_a_second_after_a_burst_of_thirty() -> None:
    now, waits = 100.0, list[float]()

    async def pause(seconds: float) -> None:
        nonlocal now
        waits.append(seconds)
        now += seconds

    async def take(times: int) -> None:
        for _ in range(times):
            await rate.take()

    rate = Rate(10, 30, pause, lambda: now)
    asyncio.run(take(30))
    assert waits == []
    asyncio.run(take(10))
    assert now - 100.0 == pytest.approx(1.0)
    now += 3.0
    waits.clear()
    asyncio.run(take(30))
    assert waits == []


def test_batches_under_way_keep_to_the_rate_of_their_place(aws: ScriptedAws) -> None:
    aws.on(IMPORT, accepted())
    outcome = send(aws, *(batch(f"f{each}") for each in range(40)))
    assert aws.counts[IMPORT] == 40
    assert outcome.paused > 0
    assert send(aws, *(batch(f"f{each}") for each in range(25))).paused == 0
