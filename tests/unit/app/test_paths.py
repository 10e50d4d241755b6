"""The use case `paths` on a small snapshot: names, starting points, and what was not read."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import duckdb
import pytest
from tests.unit.estates import ACCOUNT, Estate, model_arn

from modelkeep.app.access import SnapshotEstate
from modelkeep.app.asking import ground_of
from modelkeep.app.paths import paths
from modelkeep.bootstrap import load_action_table, load_techniques
from modelkeep.core.errors import UsageError
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.iam import Role, RolePolicyStatement, RoleTrustStatement, User, UserPolicyStatement
from modelkeep.core.kinds.organizations import AccountOrganization
from modelkeep.core.kinds.s3 import Bucket
from modelkeep.core.kinds.sagemaker_endpoints import Endpoint, EndpointPolicyStatement
from modelkeep.core.tables import Row, table_of
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.building import DETAILS
from modelkeep.engines.access.paths.answer import Answer
from modelkeep.engines.posture.schema import insert_rows
from modelkeep.ports import Manifest

USER = f"arn:aws:iam::{ACCOUNT}:user/ana"
TWIN = f"arn:aws:iam::{ACCOUNT}:role/team/ana"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/serving"
ENDPOINT = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:endpoint/fraud"
OF_ENDPOINTS = table_of(EndpointPolicyStatement).calls
BUCKET = "arn:aws:s3:::acme-models"
"""Nobody read its policy."""


@cache
def table() -> ActionTable:
    return load_action_table()


def statement(kind: type[Any], arn: str, **more: Any) -> Row:
    row = {"policy": "own", "effect": "Allow", "resources": ("*",), **more}
    return kind(arn=arn, account=ACCOUNT, region="global", **row)  # type: ignore[no-any-return]


def rows() -> Iterator[Row]:
    known: dict[str, Any] = {
        "account": ACCOUNT, "region": "global", "attached_policy_arns": (), "inline_policy_names": ("own",),
        "permissions_boundary_arn": "",
    }  # fmt: skip
    yield Account(arn=f"arn:aws:iam::{ACCOUNT}:root", account=ACCOUNT, region="global")
    yield User(arn=USER, group_arns=(), **known)
    yield Role(arn=ROLE, instance_profile_arns=(), **known)
    yield Role(arn=TWIN, instance_profile_arns=(), **known)
    yield statement(UserPolicyStatement, USER, actions=("sts:AssumeRole",))
    yield statement(RolePolicyStatement, ROLE, actions=("sagemaker:InvokeEndpoint",))
    yield statement(RoleTrustStatement, ROLE, actions=("sts:AssumeRole",), principals=(f"AWS:{USER}",), resources=())
    yield AccountOrganization(arn=f"arn:aws:iam::{ACCOUNT}:root", account=ACCOUNT, organization_id="")
    yield Endpoint(arn=ENDPOINT, account=ACCOUNT, region="us-east-1")
    yield Bucket(arn=BUCKET, account=ACCOUNT, region="us-east-1")


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    estate = Estate(
        reads=[{"call": call, "account": ACCOUNT} for call in (DETAILS, "sagemaker:ListModels", *OF_ENDPOINTS)],
        models=[{"arn": model_arn("fraud"), "name": "fraud"}],
        edges=[(model_arn("fraud"), "deployed_as", ENDPOINT)],
    )
    connection = estate.connection()
    for row in rows():
        insert_rows(connection, table_of(type(row)).name, [dataclasses.asdict(row)])
    return connection


def ask(
    connection: duckdb.DuckDBPyConnection, to: str, start: str | None = None, *actions: str, most: int = 20
) -> Answer:
    manifest = cast("Manifest", SimpleNamespace(id="s-1", finished=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)))
    ground = ground_of(connection, table(), manifest)
    return paths(ground, SnapshotEstate(connection), load_techniques(), to=to, start=start, actions=actions, most=most)


def steps(answer: Answer) -> list[list[tuple[str, str]]]:
    return [[(step.technique, step.target) for step in path.steps] for path in answer.paths]


def test_from_a_user_by_name_to_a_model_by_name(connection: duckdb.DuckDBPyConnection) -> None:
    answer = ask(connection, "fraud", USER)
    assert steps(answer) == [[("sts-001", ROLE), ("mk-use-02", model_arn("fraud"))]]
    assert (answer.target, answer.start, answer.coverage.accounts) == (model_arn("fraud"), USER, (ACCOUNT,))
    assert answer.coverage.table_date == table().date
    assert answer.coverage.source.startswith("snapshot s-1 ")


def test_what_was_not_read_is_part_of_the_answer(connection: duckdb.DuckDBPyConnection) -> None:
    answer = ask(connection, "fraud", "serving")
    assert not answer.is_complete
    told = {(each.what, each.where) for each in answer.coverage.unread}
    assert ("lambda function", f"account {ACCOUNT}") in told
    assert ("sagemaker model", f"account {ACCOUNT}") not in told
    bucket = ask(connection, BUCKET, "serving").paths
    assert {path.outcome.value for path in bucket} == {"unknown"}
    assert all(BUCKET in path.steps[0].condition for path in bucket)


def test_from_public(connection: duckdb.DuckDBPyConnection) -> None:
    """The bucket's policy was not read, so that nobody can say that it lets nobody in."""
    assert {path.steps[0].source for path in ask(connection, BUCKET, "public").paths} == {
        "anonymous",
        "any other AWS account",
    }
    assert ask(connection, "fraud", "public").paths == ()


def test_as_many_paths_as_are_asked_for(connection: duckdb.DuckDBPyConnection) -> None:
    answer = ask(connection, "fraud", most=1)
    assert (len(answer.paths), answer.more) == (1, answer.starts - 1)
    assert answer.more > 0


def test_an_action_says_what_reaching_is(connection: duckdb.DuckDBPyConnection) -> None:
    queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs"
    with pytest.raises(UsageError, match=r"what reaching .* means is not said"):
        ask(connection, queue)
    assert ask(connection, queue, "public", "sqs:PurgeQueue").target == queue
    with pytest.raises(UsageError, match="unknown action"):
        ask(connection, queue, None, "sqs:DoTheUnheardOf")


def test_a_resource_of_an_account_that_was_not_read(connection: duckdb.DuckDBPyConnection) -> None:
    elsewhere = "arn:aws:kms:us-east-1:444455556666:key/0a1b2c3d-0000-4000-8000-000000000000"
    unread = {(each.where, each.why) for each in ask(connection, elsewhere).coverage.unread}
    assert ("account 444455556666", "nothing of the account was read") in unread


@pytest.mark.parametrize(
    ("to", "start", "message"),
    [
        ("nothing", None, "nothing is named 'nothing'"),
        ("ana", None, "2 are named 'ana'"),
        ("fraud", "nobody", "nothing is named 'nobody'"),
        ("fraud", "ana", "2 are named 'ana'"),
        ("fraud", f"arn:aws:iam::{ACCOUNT}:user/gone", "no principal .* was read"),
        ("fraud", "arn:aws:s3:::b", "is the ARN of no principal"),
    ],
)
def test_a_name_that_nothing_or_several_have_is_refused(
    connection: duckdb.DuckDBPyConnection, to: str, start: str | None, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        ask(connection, to, start)


def test_somebody_of_another_account_starts_as_anybody_there(connection: duckdb.DuckDBPyConnection) -> None:
    answer = ask(connection, "fraud", "arn:aws:iam::444455556666:user/eve")
    assert {path.steps[0].source for path in answer.paths} <= {"any other AWS account"}
