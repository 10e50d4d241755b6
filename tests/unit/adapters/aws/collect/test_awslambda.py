"""Functions: what is kept of environment variables, and what is not."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.aws.collect.awslambda import _function, _url

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzexample00"
"""Made up, to be found."""


def reply(**variables: str) -> dict[str, Any]:
    return {
        "FunctionName": "front",
        "FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:front",
        "Role": "arn:aws:iam::111122223333:role/front",
        "Runtime": "python3.13",
        "Environment": {"Variables": variables},
    }


def test_names_of_secrets_are_kept_and_values_are_not() -> None:
    row = _function(reply(DB_PASSWORD=SECRET, LOG_LEVEL="debug"))
    assert row.environment_secret_names == ("DB_PASSWORD",)
    assert SECRET not in repr(row)
    assert "debug" not in repr(row)


def test_names_of_models_are_kept_where_the_variable_says_so() -> None:
    arn = "arn:aws:bedrock:us-east-1:111122223333:agent/ABCDEFGHIJ"
    row = _function(reply(ENDPOINT_NAME="fraud-scoring", AGENT=arn, TARGET=arn, BUCKET="payments", MODEL_ID="a b c"))
    assert row.environment_model_references == (arn, "fraud-scoring")


def test_a_secret_under_a_models_name_is_not_kept() -> None:
    token = "hf_" + "aB3dE5gH7j" * 4
    row = _function(reply(MODEL_ID=token))
    assert row.environment_model_references == ()
    assert row.environment_secret_names == ("MODEL_ID",)
    assert token not in repr(row)


def test_variables_that_could_not_be_decrypted_are_unread() -> None:
    row = _function({**reply(), "Environment": {"Error": {"ErrorCode": "AccessDeniedException", "Message": "no"}}})
    assert row.environment_secret_names is None
    assert row.environment_model_references is None


def test_no_variables_is_knowledge() -> None:
    found = reply()
    del found["Environment"]
    assert _function(found).environment_secret_names == ()


def test_the_url_of_an_alias_is_told_from_the_functions() -> None:
    arn = "arn:aws:lambda:us-east-1:111122223333:function:front"
    item = {"FunctionUrl": "https://x.lambda-url.us-east-1.on.aws/", "AuthType": "NONE"}
    assert _url({**item, "FunctionArn": arn}, arn).qualifier == ""
    assert _url({**item, "FunctionArn": f"{arn}:live"}, arn).qualifier == "live"
