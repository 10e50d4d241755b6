"""Where clients send their requests."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.awsrequest import AWSRequest

from modelkeep.adapters.aws.clients import Clients, Endpoint

ACCOUNT = "111122223333"


class _StopError(Exception):
    """Ends a request before it leaves."""


def sent(service: str, operation: str, region: str, *, endpoint_url: str | None = None, **parameters: Any) -> str:
    """The URL of the request that a call makes."""
    urls: list[str] = []

    def stop(request: AWSRequest, **_: object) -> None:
        urls.append(request.url)
        raise _StopError

    endpoint = Endpoint(region=region, endpoint_url=endpoint_url, credentials=("testing", "testing"))
    client = Clients.of_profile(endpoint).client(service, region)
    client.meta.events.register("before-send", stop)
    with pytest.raises(_StopError):
        getattr(client, operation)(**parameters)
    return urls[0]


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_buckets_are_asked_about_at_their_region_s_endpoint(region: str) -> None:
    """Also in us-east-1, whose buckets botocore by itself asks the global host about."""
    assert sent("s3", "list_buckets", region, BucketRegion=region).startswith(f"https://s3.{region}.amazonaws.com/")


def test_an_endpoint_that_replaces_aws_gets_buckets_in_the_path() -> None:
    url = sent("s3", "get_bucket_policy", "us-east-1", endpoint_url="http://127.0.0.1:9", Bucket="models")
    assert url == "http://127.0.0.1:9/models?policy"


def test_the_account_is_part_of_s3_control_s_host_at_aws_and_of_no_other() -> None:
    aws = sent("s3control", "get_public_access_block", "us-east-1", AccountId=ACCOUNT)
    assert aws.startswith(f"https://{ACCOUNT}.s3-control.us-east-1.amazonaws.com/")
    lab = sent(
        "s3control", "get_public_access_block", "us-east-1", endpoint_url="http://127.0.0.1:9", AccountId=ACCOUNT
    )
    assert lab.startswith("http://127.0.0.1:9/v20180820/")
