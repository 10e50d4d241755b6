"""Verbs over a snapshot's tables: which model, what was not read, what a policy would change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb
import pytest

from modelkeep.adapters.lake.estate import empty_estate
from modelkeep.app.access import world_of
from modelkeep.app.access_diff import between, with_changed_policy
from modelkeep.app.model_verbs import ModelVerbs
from modelkeep.bootstrap import load_action_table
from modelkeep.bootstrap_access import verbs_over
from modelkeep.core.errors import UsageError
from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role
from modelkeep.engines.access.asking.ground import Ground
from modelkeep.engines.access.verbs.changes import Turn
from modelkeep.engines.posture.lineage import derive
from modelkeep.engines.posture.schema import insert_rows

ACCOUNT, REGION = "111122223333", "eu-west-1"
DETAILS = "iam:GetAccountAuthorizationDetails"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/trainer"
REGISTRAR = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sagemaker:*", "Resource": "*"}]}


def fill(connection: duckdb.DuckDBPyConnection, *, actions: list[str]) -> None:
    here = {"account": ACCOUNT, "region": REGION}
    there = {"account": ACCOUNT, "region": "global"}
    insert_rows(connection, "scope_account", [{"arn": f"arn:aws:iam::{ACCOUNT}:root", **there}])
    insert_rows(
        connection,
        "scope_account_organization",
        [{"arn": f"arn:aws:iam::{ACCOUNT}:root", **there, "organization_id": ""}],
    )
    insert_rows(connection, "sagemaker_model", [{"arn": model("support"), **here, "name": "support"}])
    insert_rows(connection, "sagemaker_model", [{"arn": model("double"), **here, "name": "support"}])
    role = {
        "arn": ROLE,
        **there,
        "permissions_boundary_arn": "",
        "attached_policy_arns": [],
        "inline_policy_names": ["own"],
    }
    insert_rows(connection, "iam_role", [role])
    statement = {
        "arn": ROLE, **there, "policy": "own", "position": 0, "effect": "Allow", "actions": actions, "not_actions": [],
        "resources": ["*"], "not_resources": [], "principals": [], "not_principals": [], "conditions": [],
        "version": "2012-10-17",
    }  # fmt: skip
    insert_rows(connection, "iam_role_policy_statement", [statement])
    read = {
        "call": DETAILS,
        **there,
        "resource": "",
        "outcome": "ok",
        "code": "",
        "message": "",
        "at": datetime.now(UTC),
    }
    insert_rows(connection, "read", [read])
    derive(connection, ())


READ = {
    "account": ACCOUNT, "region": REGION, "resource": "", "outcome": "ok", "code": "", "message": "", "at": datetime.now(UTC),
}  # fmt: skip


def test_what_was_never_asked_is_said(connection: duckdb.DuckDBPyConnection) -> None:
    found = verbs(connection).who_can(model("support"), ["invoke"])
    assert not found.is_complete
    (told,) = [each.why for each in found.coverage.unread if each.what == "what belongs to the model"]
    assert told.endswith("more: not asked in this scan")


def model(name: str) -> str:
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model/{name}"


def verbs(connection: duckdb.DuckDBPyConnection) -> ModelVerbs:
    return verbs_over(connection, Ground(world=world_of(connection, load_action_table())))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_estate() as made:
        fill(made, actions=["s3:*"])
        yield made


@pytest.fixture(scope="module")
def later() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_estate() as made:
        fill(made, actions=["sagemaker:*"])
        yield made


def ways(found: ModelVerbs, verb: str) -> dict[str, list[str]]:
    (answer,) = found.who_can(model("support"), [verb]).answers
    return {way.how: [each.principal for each in way.grants] for way in answer.ways if way.resources}


def test_a_verb_is_answered_for_one_model(
    connection: duckdb.DuckDBPyConnection, later: duckdb.DuckDBPyConnection
) -> None:
    how = "applies the model to data of its own"
    root = f"arn:aws:iam::{ACCOUNT}:root"
    assert ways(verbs(connection), "invoke") == {how: [root]}
    assert ways(verbs(later), "invoke") == {how: [ROLE, root]}


def test_a_name_of_several_models_and_a_verb_that_there_is_not_are_errors(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(UsageError, match="2 models are named 'support'"):
        verbs(connection).who_can("support", ["invoke"])
    with pytest.raises(UsageError, match="there is no verb 'eat'"):
        verbs(connection).who_can(model("support"), ["eat"])


@pytest.mark.parametrize("account", [ACCOUNT, "999988887777"])
def test_what_was_not_read_is_said_and_makes_the_answer_incomplete_in_whatever_account(account: str) -> None:
    with empty_estate() as made:
        fill(made, actions=["s3:*"])
        lists = {table.calls[0] for table in tables().values() if table.role is Role.KIND and table.calls}
        insert_rows(made, "read", [{**READ, "call": call} for call in sorted(lists)])
        assert verbs(made).who_can(model("support"), ["invoke"]).is_complete
        denied = {
            "call": "sagemaker:ListModels", "account": account, "region": REGION, "resource": "",
            "outcome": "denied", "code": "AccessDenied", "message": "", "at": datetime.now(UTC),
        }  # fmt: skip
        insert_rows(made, "read", [denied])
        found = verbs(made).who_can(model("support"), ["invoke"])
        assert not found.is_complete
        told = [(each.where, each.why) for each in found.coverage.unread if each.what == "what belongs to the model"]
        assert told == [(f"account {account}", "sagemaker:ListModels: AccessDenied")]


def test_without_anybodys_policies_the_passport_has_no_reach() -> None:
    with empty_estate() as made:
        assert verbs(made).reach(model("support")) is None


def test_the_passport_counts_everybody_by_verb(later: duckdb.DuckDBPyConnection) -> None:
    found = {each.verb: each for each in verbs(later).reach(model("support")) or ()}
    assert (found["invoke"].certain, found["invoke"].names) == (2, (ROLE, f"arn:aws:iam::{ACCOUNT}:root"))
    assert not found["read-weights"].occasion


def test_two_snapshots_are_compared(connection: duckdb.DuckDBPyConnection, later: duckdb.DuckDBPyConnection) -> None:
    found = between(verbs(connection), verbs(later), verbs=["invoke"], model=model("support"), change="a to b")
    assert [(each.turn, each.grant.principal) for each in found.changes] == [(Turn.NEW, ROLE)]
    back = between(verbs(later), verbs(connection), verbs=["invoke"], change="b to a")
    assert {(each.turn, each.model) for each in back.changes} == {
        (Turn.GONE, model("support")),
        (Turn.GONE, model("double")),
    }


def test_a_model_that_neither_snapshot_has_is_an_error(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UsageError):
        between(verbs(connection), verbs(connection), model="nothing", change="")


def test_a_policy_is_looked_at_before_it_is_applied(connection: duckdb.DuckDBPyConnection) -> None:
    found = with_changed_policy(verbs(connection), ROLE, REGISTRAR, "more", chosen=["invoke"], model=model("support"))
    assert [(each.turn, each.grant.principal, each.verb) for each in found.opens] == [(Turn.NEW, ROLE, "invoke")]
    with pytest.raises(UsageError, match="is no ARN"):
        with_changed_policy(verbs(connection), "trainer", REGISTRAR, "more")
