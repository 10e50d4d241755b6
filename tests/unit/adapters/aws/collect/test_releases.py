"""What makers have released: what becomes of replies, and of which repositories and hubs it is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.fakes.blank import blank_estate

from modelkeep.adapters.aws.collect.bedrock_models import _foundation_model
from modelkeep.adapters.aws.collect.ecr_images import CONTAINER_ACCOUNTS, model_images
from modelkeep.adapters.aws.collect.tagging import _version
from modelkeep.adapters.aws.reader import Reader

END = datetime(2027, 1, 1, tzinfo=UTC)
OWN, DLC, OTHER = "123456789012", "763104351884", "999988887777"


def test_dates_that_bedrock_does_not_tell_are_unread() -> None:
    row = _foundation_model(
        {"modelArn": "m", "modelId": "i", "modelLifecycle": {"status": "LEGACY", "endOfLifeTime": END}}
    )
    assert (row.lifecycle_status, row.end_of_life_at, row.legacy_at) == ("LEGACY", END, None)
    assert _foundation_model({"modelArn": "m", "modelId": "i"}).lifecycle_status == ""


def test_a_hub_that_does_not_say_whether_it_supports_a_version_says_so() -> None:
    item = {"HubContentArn": "a", "HubContentName": "n", "HubContentVersion": "1.0.0", "CreationTime": END}
    assert _version(item).support_status == ""
    assert _version({**item, "SupportStatus": "Deprecated"}).support_status == "Deprecated"


def test_the_accounts_of_containers_are_aws_s() -> None:
    rows = blank_estate().execute(
        "SELECT a FROM unnest(?) u(a) WHERE NOT is_aws_image_account(a)", [list(CONTAINER_ACCOUNTS)]
    )
    assert rows.fetchall() == []


class Asking:
    """As much of a Reader as is asked here; notes which registries and repositories are asked about."""

    account, region, partition = OWN, "eu-west-1", "aws"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def wants(self, call: str) -> bool:
        return call == "ecr:DescribeImages"

    def was_asked(self, call: str, resource: str) -> bool:
        return resource.rpartition("/")[2] in {repository for _, repository in self.asked}

    async def list(self, call: str, key: str, parse: object, **given: str) -> None:
        self.asked.append((given["registryId"], given["repositoryName"]))

    each = Reader.each
    _run = type("Run", (), {"progress": type("Progress", (), {"planned": lambda self, count: None})()})()


@pytest.mark.parametrize("times", [1, 2])
def test_own_repositories_and_those_of_aws_are_asked_once(times: int) -> None:
    import asyncio

    def image(account: str, repository: str, region: str = "eu-west-1") -> str:
        return f"{account}.dkr.ecr.{region}.amazonaws.com/{repository}:1.0"

    images = [
        image(OWN, "fraud"), image(OWN, "fraud"), image(DLC, "pytorch"), image(OTHER, "theirs"),
        image(OWN, "far", "us-east-1"), "registry.example.com/x:1", "", None,
    ]  # fmt: skip
    asking = Asking()
    for _ in range(times):
        asyncio.run(model_images(asking, images))  # type: ignore[arg-type]  # all of a Reader that is used
    assert asking.asked == [(OWN, "fraud"), (DLC, "pytorch")]
