"""Functions: what is kept of environment variables, and what is not."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from tests.fakes.journal import MemoryJournal

from modelkeep.adapters.aws.clients import Clients, Endpoint
from modelkeep.adapters.aws.collect.awslambda import _function, _url, functions
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.awslambda import (
    FunctionAlias,
    FunctionAliasPolicyStatement,
    FunctionVersion,
    FunctionVersionPolicyStatement,
)
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer
from modelkeep.ports import Silent

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


def _collected(acme: Acme) -> MemoryJournal:
    journal = MemoryJournal()
    endpoint = Endpoint(region="us-east-1", endpoint_url=acme.endpoint_url, credentials=("testing", "testing"))
    calls = frozenset(call for name in functions.tables for call in tables()[name].calls)

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=calls, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            reader = Reader(
                run,
                Clients.of_profile(endpoint),
                account="123456789012",
                region="us-east-1",
                partition="aws",
                home="us-east-1",
            )
            await functions.collect(reader)

    asyncio.run(go())
    return journal


def test_an_alias_and_a_version_have_policies_of_their_own() -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("f.py", "")
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    with LabServer() as lab:
        acme = Acme(lab.url, hardened=False)
        role = acme.client("iam").create_role(RoleName="front", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        client = acme.client("lambda")
        arn = client.create_function(
            FunctionName="front", Runtime="python3.13", Role=role, Handler="f.f", Code={"ZipFile": code.getvalue()}
        )["FunctionArn"]
        client.create_alias(FunctionName="front", Name="live", FunctionVersion="$LATEST")
        client.add_permission(
            FunctionName="front",
            Qualifier="live",
            StatementId="s",
            Action="lambda:InvokeFunction",
            Principal="222233334444",
        )
        client.create_function(
            FunctionName="closed", Runtime="python3.13", Role=role, Handler="f.f", Code={"ZipFile": code.getvalue()}
        )
        client.publish_version(FunctionName="front")
        client.add_permission(
            FunctionName="front", Qualifier="1", StatementId="v", Action="lambda:InvokeFunction", Principal="*"
        )
        journal = _collected(acme)
    (alias,) = (row for row in journal.rows if isinstance(row, FunctionAlias))
    assert (alias.arn, alias.function_arn, alias.function_version) == (f"{arn}:live", arn, "$LATEST")
    (statement,) = (row for row in journal.rows if isinstance(row, FunctionAliasPolicyStatement))
    assert statement.arn == alias.arn
    (version,) = (row for row in journal.rows if isinstance(row, FunctionVersion))
    assert (version.arn, version.name, version.function_arn) == (f"{arn}:1", "1", arn)
    (open_,) = (row for row in journal.rows if isinstance(row, FunctionVersionPolicyStatement))
    assert (open_.arn, open_.principals) == (version.arn, ("*",))
    assert {entry.read.resource for entry in journal.entries.values() if entry.read.call == "lambda:GetPolicy"} == {
        arn,
        alias.arn,
        version.arn,
        arn.replace("front", "closed"),
    }
    assert all(entry.read.outcome.known for entry in journal.entries.values())
