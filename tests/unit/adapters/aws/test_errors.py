"""What exceptions of one call mean."""

from __future__ import annotations

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    TokenRetrievalError,
)
from botocore.parsers import ResponseParserError

from modelkeep.adapters.aws.errors import Meaning, explain


def reply(code: str, status: int = 400, message: str = "") -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}, "X"
    )


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (reply("Throttling"), Meaning.THROTTLED),
        (reply("Anything", 429), Meaning.THROTTLED),
        (reply("SlowDown", 503), Meaning.THROTTLED),
        (reply("ExpiredToken", 403), Meaning.CREDENTIALS),
        (reply("AccessDenied", 403), Meaning.DENIED),
        (reply("Anything", 403), Meaning.DENIED),
        (reply("SubscriptionRequiredException"), Meaning.DENIED),
        (reply("ServiceUnavailable", 503), Meaning.TRANSIENT),
        (reply("NotImplemented", 501), Meaning.OTHER),
        (reply("ValidationException"), Meaning.OTHER),
        (NoCredentialsError(), Meaning.CREDENTIALS),
        (TokenRetrievalError(provider="sso", error_msg="expired"), Meaning.CREDENTIALS),
        (ConnectTimeoutError(endpoint_url="https://x"), Meaning.TRANSIENT),
        (EndpointConnectionError(endpoint_url="https://x", error="refused"), Meaning.TRANSIENT),
        (EndpointConnectionError(endpoint_url="https://x", error="Name or service not known"), Meaning.NO_HOST),
        (ResponseParserError("not XML"), Meaning.TRANSIENT),
        (ParamValidationError(report="wrong"), Meaning.OTHER),
        (ValueError("from deep inside a parser"), Meaning.OTHER),
    ],
)
def test_meaning(error: Exception, meaning: Meaning) -> None:
    assert explain(error).meaning is meaning


def test_messages_are_one_short_line() -> None:
    message = explain(reply("X", message="a\n" * 1000)).message
    assert "\n" not in message
    assert len(message) == 300


def test_what_a_parser_stumbled_over_is_not_repeated() -> None:
    assert explain(ValueError("a secret in the reply")).message == ""
    assert "secret" not in explain(ResponseParserError("b'a secret'")).message
