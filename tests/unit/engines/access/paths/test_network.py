"""Everything put together on a small world: from a user by a function's role to the weights of a model."""

from __future__ import annotations

import pytest
from tests.unit.engines.access.paths.worlds import (
    ACCOUNT,
    BUCKET,
    EVE,
    MALLORY,
    MODEL,
    STRONG,
    WEAK,
    Rows,
    allow,
    somebody,
    table,
    techniques,
    trust,
    world,
)

from modelkeep.core.kinds.analyses import Escalation
from modelkeep.core.kinds.awslambda import Function
from modelkeep.core.kinds.iam import Group, GroupPolicyStatement, User
from modelkeep.core.kinds.sagemaker_models import Model, ModelContainer
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.paths.answer import find, public
from modelkeep.engines.access.paths.edges import Edge, administrator
from modelkeep.engines.access.paths.names import node_words, short_name
from modelkeep.engines.access.paths.network import doing, escalations, network
from modelkeep.engines.access.paths.resources import fits_type
from modelkeep.engines.access.statements import policy_of
from modelkeep.engines.access.world import Target

FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:answer"
ADMIN = f"arn:aws:iam::{ACCOUNT}:user/admin"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
GROUP = f"arn:aws:iam::{ACCOUNT}:group/admins"
OBJECT = f"{BUCKET}/fraud/model.tar.gz"
ROWS = Rows((
    Function(arn=FUNCTION, role_arn=STRONG),
    Model(arn=MODEL, execution_role_arn=WEAK),
    ModelContainer(arn=MODEL, model_data_url="s3://acme-models/fraud/model.tar.gz"),
))  # fmt: skip
WORLD = world(
    somebody(EVE, allow("lambda:UpdateFunctionCode", "lambda:InvokeFunction", on=FUNCTION), allow("s3:DeleteBucket")),
    somebody(MALLORY, allow("sts:AssumeRole")),
    somebody(ADMIN, allow("*")),
    somebody(
        STRONG,
        allow("s3:GetObject", on=f"{BUCKET}/*"),
        trusts=[trust("Service", "lambda.amazonaws.com"), trust("AWS", MALLORY)],
    ),
    somebody(WEAK, trusts=[trust("Service", "sagemaker.amazonaws.com")]),
    targets=[Target(FUNCTION, ACCOUNT), Target(BUCKET, ACCOUNT)],
)
ALL = tuple(techniques().values())


def told(edges: tuple[Edge, ...]) -> list[tuple[str, str]]:
    return [(edge.technique, edge.target) for edge in edges]


def test_the_way_from_a_user_by_a_function_to_the_weights() -> None:
    whole = network(WORLD, ROWS, ALL)
    answer = find(whole, [MODEL], [EVE], 10)
    (path,) = answer.paths
    assert told(path.steps) == [("lambda-004", STRONG), ("mk-use-01", MODEL)]
    assert path.outcome is Outcome.ALLOWED
    assert path.steps[1].evidence[0].resource == OBJECT
    assert {choke.principal for choke in answer.chokes if choke.principal} == {STRONG}
    assert {(str(choke.statement), choke.cut) for choke in answer.chokes if choke.statement} == {
        (f"{EVE}: own, statement 0", 1),
        (f"{STRONG}: own, statement 0", 1),
    }


def test_from_everywhere_administrators_are_counted_and_not_shown() -> None:
    answer = find(network(WORLD, ROWS, ALL, targets=[MODEL]), [MODEL], None, 1)
    assert [path.steps[0].source for path in answer.paths] == [STRONG]
    assert (answer.more, answer.starts, answer.administrators) == (2, 3, 2)
    assert [(each.cut, each.principal, str(each.statement)) for each in answer.chokes[:2]] == [
        (3, "", f"{STRONG}: own, statement 0"),
        (2, STRONG, "None"),
    ]


def test_an_administrator_has_everything_in_the_account_at_hand() -> None:
    whole = network(WORLD, ROWS, ALL, targets=[BUCKET])
    assert whole.administrators == {ADMIN, ROOT}
    (path,) = find(whole, [WEAK], [ADMIN], 1).paths
    assert told(path.steps) == [("administrator", administrator(ACCOUNT)), ("administrator", WEAK)]
    steps = {(edge.source, edge.target) for edge in whole.edges if edge.technique == "administrator"}
    node = administrator(ACCOUNT)
    assert {(ADMIN, node), (ROOT, node), (node, STRONG), (node, WEAK), (node, BUCKET)} <= steps


def test_nobody_from_outside_gets_in_where_no_policy_lets_them() -> None:
    answer = find(network(WORLD, ROWS, ALL), [MODEL], public(), 10)
    assert (answer.paths, answer.starts, answer.chokes) == ((), 0, ())


def test_everybody_gets_in_where_the_bucket_is_open() -> None:
    document = {
        "Version": "2012-10-17",
        "Statement": [{**trust("AWS", "*", "s3:GetObject"), "Resource": f"{BUCKET}/*"}],
    }
    policy = policy_of("policy", document, of_resource=True)
    opened = world(*WORLD.identities.values(), targets=[Target(FUNCTION, ACCOUNT), Target(BUCKET, ACCOUNT, (policy,))])
    answer = find(network(opened, ROWS, ALL), [MODEL], public(), 10)
    assert [(path.steps[0].source, path.steps[0].technique) for path in answer.paths] == [
        ("anonymous", "mk-use-01"),
        ("any other AWS account", "mk-use-01"),
    ]


def test_a_target_is_reached_by_what_its_kind_and_the_question_name() -> None:
    whole = network(WORLD, ROWS, ALL, targets=[BUCKET], actions=["s3:DeleteBucket"])
    direct = {
        (edge.technique, edge.source)
        for edge in whole.edges
        if edge.target == BUCKET and edge.technique != "administrator"
    }
    assert direct == {("mk-use-04", STRONG), ("s3:DeleteBucket", EVE)}
    assert BUCKET in whole.told
    queue = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs"
    assert queue not in network(WORLD, ROWS, ALL, targets=[queue]).told
    assert queue in network(WORLD, ROWS, ALL, targets=[queue], actions=["sqs:SendMessage"]).told


@pytest.mark.parametrize(
    ("type_", "resource", "expected"),
    [
        ("s3:bucket", BUCKET, True),
        ("s3:bucket", OBJECT, False),
        ("s3:object", OBJECT, True),
        ("secretsmanager:secret", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:team/db-AbCdEf", True),
        ("kms:key", f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/x", False),
        ("s3:GetObject", OBJECT, True),
        ("s3:GetObject", BUCKET, False),
        ("nothing:there", BUCKET, False),
    ],
)
def test_a_target_is_of_the_types_that_its_arn_fits(type_: str, resource: str, expected: bool) -> None:
    assert fits_type(table(), type_, resource) is expected


def test_escalations_are_what_was_not_given() -> None:
    """Assuming a role that trusts one is no escalation, and administrators have nothing to gain but are told."""
    rows = list(escalations(WORLD, ROWS, ALL))
    assert {(row.arn, row.path, row.target, row.decision) for row in rows if row.decision != "unknown"} == {
        (ADMIN, "administrator", "", "allowed"),
        (EVE, "lambda-003", STRONG, "conditional"),
        (EVE, "lambda-004", STRONG, "allowed"),
    }
    assert all(isinstance(row, Escalation) and row.account == ACCOUNT for row in rows)
    assert {row.condition for row in rows if row.path == "lambda-003"} == {"somebody or something invokes the function"}


def test_an_administrator_gains_what_lies_in_another_account() -> None:
    other = FUNCTION.replace(ACCOUNT, "444455556666")
    role = STRONG.replace(ACCOUNT, "444455556666")
    document = {"Version": "2012-10-17", "Statement": [{**trust("AWS", ADMIN, "lambda:*"), "Resource": other}]}
    opened = Target(other, "444455556666", (policy_of("policy", document, of_resource=True),))
    of = world(somebody(ADMIN, allow("*")), somebody(role), targets=[opened], accounts=(ACCOUNT, "444455556666"))
    rows = escalations(of, Rows((Function(arn=other, role_arn=role),)), [techniques()["lambda-004"]])
    assert {(row.arn, row.path, row.target) for row in rows} == {
        (ADMIN, "administrator", ""),
        (ADMIN, "lambda-004", role),
    }


def test_rights_of_ones_own_have_no_target_and_those_of_another_have() -> None:
    own = somebody(EVE, allow("iam:PutUserPolicy", on=EVE))
    other = somebody(MALLORY, allow("iam:AttachRolePolicy", "sts:AssumeRole", on=STRONG))
    role = somebody(STRONG, trusts=[trust("AWS", MALLORY)])
    rows = escalations(world(own, other, role), Rows((User(arn=EVE), User(arn=MALLORY))), ALL)
    assert {(row.arn, row.path, row.target) for row in rows} == {(EVE, "iam-007", ""), (MALLORY, "iam-014", STRONG)}


def test_an_escalation_that_rests_on_what_was_not_read_is_there_as_unknown() -> None:
    unlisted = Rows(unread=frozenset({"lambda:ListFunctions"}))
    of = world(somebody(EVE, allow("lambda:UpdateFunctionCode", "lambda:InvokeFunction")), *[WORLD.identities[STRONG]])
    (row,) = [row for row in escalations(of, unlisted, ALL) if row.path == "lambda-004"]
    assert (row.arn, row.target, row.decision) == (EVE, STRONG, "unknown")
    assert f"whether any lambda function works as {STRONG}" in (row.condition or "")


def test_joining_a_group_of_administrators_leads_to_everything() -> None:
    statement = GroupPolicyStatement(arn=GROUP, policy="own", effect="Allow", actions=("*",), resources=("*",))
    group = Group(arn=GROUP, attached_policy_arns=(), inline_policy_names=("own",))
    of = world(somebody(EVE, allow("iam:AddUserToGroup", on=GROUP)), somebody(STRONG))
    estate = Rows((group, statement, User(arn=EVE, group_arns=())))
    (path,) = find(network(of, estate, ALL), [STRONG], [EVE], 1).paths
    assert told(path.steps)[0] == ("iam-013", GROUP)
    answer = find(network(of, estate, ALL), [STRONG], None, 9)
    assert [each.steps[0].source for each in answer.paths] == [EVE]


def test_buckets_of_others_take_the_callers_own_policies() -> None:
    """Where all accounts' buckets were listed, one that is not among them is somebody else's."""
    eve, mallory = somebody(EVE, allow("s3:PutObject")), somebody(MALLORY)

    def writers(estate: Rows) -> set[tuple[str, Outcome]]:
        edges = network(world(eve, mallory), estate, [techniques()["mk-ai-01"]]).edges
        return {(edge.source, edge.outcome) for edge in edges if edge.target == MODEL}

    anybody = {("anonymous", Outcome.UNKNOWN), ("any other AWS account", Outcome.UNKNOWN)}
    assert writers(ROWS) == {(EVE, Outcome.UNKNOWN), *anybody}
    unlisted = Rows(ROWS.found, frozenset({"s3:ListBuckets"}))
    assert writers(unlisted) == {(EVE, Outcome.UNKNOWN), (MALLORY, Outcome.UNKNOWN), *anybody}


def test_names_for_people() -> None:
    assert node_words("anonymous") == "anybody, without credentials"
    assert node_words(administrator(ACCOUNT)) == f"an administrator of account {ACCOUNT}"
    assert (node_words(EVE), short_name(EVE), short_name(BUCKET)) == (EVE, f"user/eve ({ACCOUNT})", "acme-models")
    assert doing("s3:GetObject").ordinary
