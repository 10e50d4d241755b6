"""What verdicts become of gaps in what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.blank import blank_estate

from modelkeep.core.control import Control, Relation, Scope
from modelkeep.core.finding import finding_id
from modelkeep.core.verdict import Practice, Severity
from modelkeep.engines.posture.evaluate import evaluate
from modelkeep.engines.posture.lineage import derive
from modelkeep.engines.posture.schema import insert_rows

ACCOUNT, OTHER = "111122223333", "444455556666"
HERE, THERE = "us-east-1", "eu-west-1"
SUBJECT = "sagemaker_notebook_instance"
DESCRIBE = "sagemaker:DescribeNotebookInstance"
LIST = "sagemaker:ListNotebookInstances"
IAM = "iam:GetAccountAuthorizationDetails"

ALONE = (
    "select arn as resource, root_access = 'Disabled' as passed, 'root is ' || root_access as reason from " + SUBJECT
)
WITH_ROLE = (
    "select n.arn as resource, r.path = '/ml/' as passed, coalesce('path ' || r.path, 'no such role') as reason {uses} "
    f"from {SUBJECT} n left join iam_role r on r.arn = n.role_arn"
)
USES = ", [n.role_arn] as uses"


def control(sql: str, *, scope: Scope = Scope.ALL, complete: tuple[str, ...] = (), tables: frozenset[str]) -> Control:
    return Control(
        id="T-1", title="root access is disabled", severity=Severity.HIGH, practice=Practice.ACCESS, why="", fix="",
        subject=SUBJECT, sql=sql, scope=scope, complete=complete, maps={}, tables=tables, path=Path("T-1.sql"), sql_line=1,
    )  # fmt: skip


def alone(**options: Any) -> Control:
    return control(ALONE, tables=frozenset({SUBJECT}), **options)


def with_role(*, uses: bool = False, **options: Any) -> Control:
    sql = WITH_ROLE.format(uses=USES if uses else "")
    return control(sql, tables=frozenset({SUBJECT, "iam_role"}), **options)


def notebook(name: str, *, account: str = ACCOUNT, region: str = HERE, **columns: Any) -> dict[str, Any]:
    return {"arn": name, "name": name, "account": account, "region": region, **columns}


def role(name: str, path: str, account: str = ACCOUNT) -> dict[str, Any]:
    return {"arn": name, "name": name, "account": account, "region": "global", "path": path}


def gap(
    call: str, resource: str = "", *, account: str = ACCOUNT, region: str = HERE, outcome: str = "denied"
) -> dict[str, Any]:
    return {
        "call": call, "account": account, "region": region, "resource": resource, "outcome": outcome, "code": "Nope",
        "message": "", "at": "2026-01-01T00:00:00Z",
    }  # fmt: skip


def judge(
    subject: Control,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    relations: Sequence[Relation] = (),
    lineage: frozenset[str] = frozenset(),
    everything: bool = False,
) -> dict[str, str]:
    connection = blank_estate()
    for name, each in rows.items():
        insert_rows(connection, name, each)
    derive(connection, relations)
    evaluate(connection, [subject], lineage, everything=everything)
    found = connection.execute("SELECT resource, verdict FROM finding").fetchall()
    connection.close()
    return {str(resource): str(verdict) for resource, verdict in found}


def test_the_three_values_of_sql_are_the_verdict() -> None:
    rows = {
        SUBJECT: [notebook("good", root_access="Disabled"), notebook("bad", root_access="Enabled"), notebook("unread")]
    }
    assert judge(alone(), rows) == {"good": "PASS", "bad": "FAIL", "unread": "UNKNOWN"}


@pytest.mark.parametrize("outcome", ["denied", "throttled", "error"])
def test_a_gap_about_one_resource_bears_on_that_resource_only(outcome: str) -> None:
    rows = {
        SUBJECT: [
            notebook("a", root_access="Disabled"),
            notebook("b", root_access="Disabled"),
            notebook("c", root_access="Enabled"),
        ],
        "read": [gap(DESCRIBE, "a", outcome=outcome), gap(DESCRIBE, "c", outcome=outcome)],
    }
    assert judge(alone(), rows) == {"a": "UNKNOWN", "b": "PASS", "c": "FAIL"}


@pytest.mark.parametrize("outcome", ["ok", "absent", "unsupported"])
def test_knowledge_is_no_gap(outcome: str) -> None:
    rows = {
        SUBJECT: [notebook("a", root_access="Disabled")],
        "read": [gap(DESCRIBE, "a", outcome=outcome), gap(LIST, outcome=outcome)],
    }
    assert judge(alone(), rows) == {"a": "PASS"}


def test_a_list_that_failed_is_one_unknown_per_account_and_region() -> None:
    rows = {
        SUBJECT: [notebook("a", root_access="Disabled")],
        "read": [gap(LIST), gap(LIST, account=OTHER, region=THERE)],
    }
    assert judge(alone(), rows) == {
        "a": "PASS",
        f"{ACCOUNT}/{HERE}/{SUBJECT}/*": "UNKNOWN",
        f"{OTHER}/{THERE}/{SUBJECT}/*": "UNKNOWN",
    }


def test_a_resource_that_was_not_described_and_gave_no_row_is_unknown() -> None:
    only_running = control(ALONE + " where status = 'InService'", tables=frozenset({SUBJECT}))
    rows = {SUBJECT: [notebook("a")], "read": [gap(DESCRIBE, "a")]}
    assert judge(only_running, rows) == {"a": "UNKNOWN"}


def test_a_facet_read_in_bulk_that_failed_bears_on_the_account_and_region_where_it_did() -> None:
    """Even where the verdict could be PASS without the facet."""
    either = Control(
        id="T-2", title="versions or locks", severity=Severity.HIGH, practice=Practice.ACCESS, why="", fix="", subject="s3_bucket",
        sql="select b.arn as resource, v.mfa_delete or o.enabled as passed, '' as reason from s3_bucket b "
        "left join s3_bucket_versioning v on v.arn = b.arn left join s3_bucket_object_lock o on o.arn = b.arn",
        maps={}, tables=frozenset({"s3_bucket", "s3_bucket_versioning", "s3_bucket_object_lock"}), path=Path("T-2.sql"), sql_line=1,
    )  # fmt: skip
    buckets = [notebook("here"), notebook("there", region=THERE), notebook("other", account=OTHER)]
    locked = [{**bucket, "enabled": True} for bucket in buckets]
    rows = {
        "s3_bucket": buckets,
        "s3_bucket_object_lock": [{key: each[key] for key in each if key != "name"} for each in locked],
        "read": [gap("s3:GetBucketVersioning")],
    }
    assert judge(either, rows) == {"here": "UNKNOWN", "there": "PASS", "other": "PASS"}


def test_a_part_that_failed_in_bulk_is_one_unknown_where_it_alone_gives_the_rows() -> None:
    urls = Control(
        id="T-3", title="urls ask who calls", severity=Severity.HIGH, practice=Practice.ACCESS, why="", fix="",
        subject="lambda_function", sql="select arn as resource, auth_type = 'AWS_IAM' as passed, '' as reason from lambda_function_url",
        maps={}, tables=frozenset({"lambda_function", "lambda_function_url"}), path=Path("T-3.sql"), sql_line=1,
    )  # fmt: skip
    rows = {"lambda_function": [notebook("a")], "read": [gap("lambda:ListFunctionUrlConfigs")]}
    assert judge(urls, rows) == {f"{ACCOUNT}/{HERE}/lambda_function/*": "UNKNOWN"}


def test_a_gap_elsewhere_bears_on_the_whole_account_but_not_on_others() -> None:
    rows = {
        SUBJECT: [
            notebook("a", role_arn="r"),
            notebook("b", role_arn="r2", account=OTHER),
            notebook("c", role_arn="bad", region=THERE),
        ],
        "iam_role": [role("r", "/ml/"), role("r2", "/ml/", OTHER), role("bad", "/")],
        "read": [gap(IAM, region="global")],
    }
    verdicts = judge(with_role(), rows)
    assert (verdicts["a"], verdicts["b"], verdicts["c"]) == ("UNKNOWN", "PASS", "FAIL")
    assert f"{ACCOUNT}/global/{SUBJECT}/*" in verdicts


def test_uses_narrows_a_gap_to_the_rows_that_rest_on_it() -> None:
    rows = {
        SUBJECT: [notebook("a", role_arn="r"), notebook("b", role_arn="s")],
        "iam_role": [role("r", "/ml/"), role("s", "/ml/")],
        "read": [gap(IAM, "r", region="global")],
    }
    assert judge(with_role(uses=True), rows) == {"a": "UNKNOWN", "b": "PASS"}


def test_a_fail_that_rests_on_absence_is_unknown_where_the_table_is_incomplete() -> None:
    absent = WITH_ROLE.format(uses=USES).replace("r.path = '/ml/'", "r.arn is not null")
    tables = frozenset({SUBJECT, "iam_role"})
    rows = {SUBJECT: [notebook("a", role_arn="r")], "read": [gap(IAM, region="global")]}
    assert judge(control(absent, tables=tables), rows) == {"a": "FAIL"}
    assert judge(control(absent, tables=tables, complete=("iam_role",)), rows) == {"a": "UNKNOWN"}


def test_an_account_that_could_not_be_entered_is_unknown_for_every_control() -> None:
    rows = {"read": [gap("sts:AssumeRole", account=OTHER, region="global")]}
    assert judge(alone(), rows) == {f"{OTHER}/global/{SUBJECT}/*": "UNKNOWN"}


def test_several_rows_of_a_resource_give_its_worst_verdict_with_those_reasons() -> None:
    sql = (
        "select * from (values ('x', true, 'fine'), ('x', false, 'broken'), ('x', NULL, 'unread'), "
        "('y', true, 'fine'), ('y', NULL, 'unread')) t(resource, passed, reason)"
    )
    connection = blank_estate()
    insert_rows(connection, SUBJECT, [notebook("x"), notebook("y")])
    derive(connection, ())
    evaluate(connection, [control(sql, tables=frozenset({SUBJECT}))], frozenset())
    found = connection.execute("SELECT resource, verdict, reason FROM finding ORDER BY resource").fetchall()
    connection.close()
    assert found == [("x", "FAIL", "broken"), ("y", "UNKNOWN", "unread")]


ROLE_CONTROL = Control(
    id="T-2", title="t", severity=Severity.LOW, practice=Practice.ACCESS, why="", fix="", subject="iam_role",
    sql="select arn as resource, path = '/ml/' as passed, path as reason from iam_role", scope=Scope.AI, maps={},
    tables=frozenset({"iam_role"}), path=Path("T-2.sql"), sql_line=1,
)  # fmt: skip
RUNS_AS = Relation(
    kind="runs_as", doc="", sql=f"select arn as src, role_arn as dst from {SUBJECT}", tables=frozenset({SUBJECT}),
    path=Path("runs_as.sql"), sql_line=1,
)  # fmt: skip


def test_ai_scope_keeps_what_a_model_depends_on_unless_everything_is_asked_for() -> None:
    rows = {SUBJECT: [notebook("a", role_arn="ai")], "iam_role": [role("ai", "/"), role("other", "/")]}
    lineage = frozenset({SUBJECT})
    assert judge(ROLE_CONTROL, rows, relations=[RUNS_AS], lineage=lineage) == {"ai": "FAIL"}
    assert judge(ROLE_CONTROL, rows, relations=[RUNS_AS], lineage=lineage, everything=True) == {
        "ai": "FAIL",
        "other": "FAIL",
    }


def test_unknown_relevance_is_said_where_something_bad_was_left_out() -> None:
    rows: dict[str, list[dict[str, Any]]] = {"iam_role": [role("maybe", "/")], "read": [gap(LIST)]}
    lineage = frozenset({SUBJECT})
    unknown = judge(ROLE_CONTROL, rows, relations=[RUNS_AS], lineage=lineage)
    assert unknown == {f"{ACCOUNT}/{HERE}/iam_role/*": "UNKNOWN"}
    rows["iam_role"] = [role("fine", "/ml/")]
    assert judge(ROLE_CONTROL, rows, relations=[RUNS_AS], lineage=lineage) == {}


def test_unknown_relevance_is_said_where_what_was_left_out_rests_on_something_unread() -> None:
    """Neither whether it matters nor how it stands is known: that must not vanish as if it were PASS."""
    reached = replace(
        ROLE_CONTROL,
        sql="select arn as resource, arn not in (select principal from access) as passed, '' as reason, [arn] as uses from iam_role",
        tables=frozenset({"iam_role", "access"}),
    )
    rows = {"iam_role": [role("fine", "/ml/")], "read": [gap(LIST), gap("engine:access")]}
    unknown = judge(reached, rows, relations=[RUNS_AS], lineage=frozenset({SUBJECT}))
    assert unknown == {f"{ACCOUNT}/{HERE}/iam_role/*": "UNKNOWN"}


def test_unknown_relevance_is_said_where_what_would_tell_it_was_not_described() -> None:
    """A cluster that may be AI because of settings that were not read, and that gave no row."""
    hosts = Control(
        id="T-4", title="clusters log", severity=Severity.HIGH, practice=Practice.ACCESS, why="", fix="", subject="eks_cluster",
        scope=Scope.AI, sql="select arn as resource, true as passed, '' as reason from eks_cluster where version is not null",
        maps={}, tables=frozenset({"eks_cluster"}), path=Path("T-4.sql"), sql_line=1,
    )  # fmt: skip
    rows = {"eks_cluster": [notebook("a")], "read": [gap("eks:DescribeCluster", "a")]}
    assert judge(hosts, rows, lineage=frozenset({"eks_cluster"})) == {f"{ACCOUNT}/{HERE}/eks_cluster/*": "UNKNOWN"}
    rows["read"] = []
    assert judge(hosts, rows, lineage=frozenset({"eks_cluster"})) == {}


def test_a_list_of_one_parents_children_that_failed_is_an_unknown_of_the_children() -> None:
    stages = Control(
        id="T-5", title="stages have a firewall", severity=Severity.HIGH, practice=Practice.ACCESS, why="", fix="",
        subject="apigateway_stage", sql="select arn as resource, web_acl_arn <> '' as passed, '' as reason from apigateway_stage",
        maps={}, tables=frozenset({"apigateway_stage"}), path=Path("T-5.sql"), sql_line=1,
    )  # fmt: skip
    rows = {
        "apigateway_rest_api": [notebook("a"), notebook("b")],
        "apigateway_stage": [notebook("b/live", web_acl_arn="acl")],
        "read": [gap("apigateway:GetStages", "a")],
    }
    assert judge(stages, rows) == {"b/live": "PASS", f"{ACCOUNT}/{HERE}/apigateway_stage/*": "UNKNOWN"}


@pytest.mark.parametrize(
    ("denied", "listed", "found"),
    [(ACCOUNT, False, {}), (OTHER, True, {"member": "PASS"}), (ACCOUNT, True, {"member": "PASS"})],
)
def test_an_account_that_may_not_ask_whom_it_manages_is_an_unknown_of_its_members_unless_it_is_one(
    denied: str, listed: bool, found: dict[str, str]
) -> None:
    bound = replace(
        alone(), subject="organizations_account", tables=frozenset({"organizations_account", "organizations_policy"}),
        sql="select a.arn as resource, p.arn = 'scp' as passed, '' as reason, [p.arn] as uses "
            "from organizations_account a left join organizations_policy p on true",
    )  # fmt: skip
    rows = {
        "scope_account": [notebook(f"root-{each}", account=each, region="global") for each in (ACCOUNT, OTHER)],
        "organizations_account": [notebook("member", account=OTHER, region="global")] if listed else [],
        "organizations_policy": [notebook("scp", region="global")] if listed else [],
    }
    assert judge(bound, rows) == found
    rows["read"] = [gap("organizations:DescribeOrganization", f"root-{denied}", account=denied, region="global")]
    unlisted = {f"{ACCOUNT}/global/organizations_account/*": "UNKNOWN"}
    assert judge(bound, rows) == found | (unlisted if denied == ACCOUNT else {})


def test_finding_ids_are_the_same_in_sql_and_python() -> None:
    connection = blank_estate()
    insert_rows(connection, SUBJECT, [notebook("arn:aws:x", root_access="Disabled")])
    derive(connection, ())
    evaluate(connection, [alone()], frozenset())
    row = connection.execute("SELECT id FROM finding").fetchone()
    connection.close()
    assert row == (finding_id("T-1", "arn:aws:x"),)


def test_a_fail_for_want_of_an_edge_rests_on_what_draws_edges_in_every_account() -> None:
    edged = control(
        "SELECT n.arn AS resource, r.arn IS NOT NULL AS passed, '' AS reason FROM sagemaker_notebook_instance n "
        "LEFT JOIN relation r ON r.arn = n.arn",
        tables=frozenset({SUBJECT, "relation"}),
        complete=("relation",),
    )
    elsewhere = gap("sagemaker:DescribeTrainingJob", "job", account=OTHER, region=THERE)
    edge = {"arn": "a", "account": ACCOUNT, "region": HERE, "kind": "trained_by", "dst": "job"}
    rows = {SUBJECT: [notebook("a"), notebook("b")], "relation": [edge], "read": [elsewhere]}
    lineage = frozenset({"sagemaker_training_job"})
    found = judge(edged, rows, lineage=lineage)
    assert (found["a"], found["b"]) == ("PASS", "UNKNOWN")


def reach() -> Control:
    """Notebooks that nobody but their owner reaches, where root is off: part of it takes an analysis."""
    sql = (
        "select n.arn as resource, n.root_access = 'Disabled' and not exists (select 1 from access a where a.arn = n.arn) as passed, "
        f"'found' as reason, [n.arn] as uses from {SUBJECT} n"
    )
    return control(sql, tables=frozenset({SUBJECT, "access"}))


def told(rows: Mapping[str, Sequence[Mapping[str, Any]]], subject: Control) -> dict[str, tuple[str, str, str]]:
    connection = blank_estate()
    for name, each in rows.items():
        insert_rows(connection, name, each)
    derive(connection, ())
    evaluate(connection, [subject], frozenset())
    found = connection.execute("SELECT resource, verdict, call, reason FROM finding").fetchall()
    connection.close()
    return {str(resource): (str(verdict), str(call), str(reason)) for resource, verdict, call, reason in found}


NOT_ANALYSED = {
    **gap("engine:access", region="global", outcome="not-analysed"),
    "code": "",
    "message": "who can do what",
}


def test_what_rests_on_an_analysis_that_was_not_made_is_unknown() -> None:
    rows = {
        SUBJECT: [notebook("a", root_access="Disabled"), notebook("b", root_access="Enabled"), notebook("c")],
        "read": [NOT_ANALYSED],
    }
    unknown = ("UNKNOWN", "engine:access", "not analysed: who can do what")
    assert told(rows, reach()) == {"a": unknown, "b": ("FAIL", "", "found"), "c": unknown}


def test_an_analysis_that_was_made_needs_no_change_of_the_control() -> None:
    made = {**NOT_ANALYSED, "outcome": "ok", "message": ""}
    rows = {
        SUBJECT: [notebook("a", root_access="Disabled"), notebook("b", root_access="Disabled")],
        "access": [{"arn": "b", "account": ACCOUNT, "region": HERE}],
        "read": [made],
    }
    assert judge(reach(), rows) == {"a": "PASS", "b": "FAIL"}


def test_an_analysis_of_another_account_is_no_answer_for_this_one() -> None:
    rows = {
        SUBJECT: [notebook("a", root_access="Disabled")],
        "read": [{**NOT_ANALYSED, "outcome": "ok", "account": OTHER}, NOT_ANALYSED],
    }
    assert judge(reach(), rows) == {"a": "UNKNOWN"}


def test_a_read_that_failed_is_named_before_what_was_not_analysed() -> None:
    rows = {SUBJECT: [notebook("a", root_access="Disabled")], "read": [NOT_ANALYSED, gap(DESCRIBE, "a")]}
    assert told(rows, reach()) == {"a": ("UNKNOWN", DESCRIBE, f"not read: {DESCRIBE} denied (Nope)")}


def test_without_uses_rows_may_be_missing_for_lack_of_an_analysis() -> None:
    found = control(
        "SELECT arn AS resource, false AS passed, '' AS reason FROM access", tables=frozenset({SUBJECT, "access"})
    )
    assert told({"read": [NOT_ANALYSED]}, found) == {
        f"{ACCOUNT}/global/{SUBJECT}/*": ("UNKNOWN", "engine:access", "not analysed: who can do what")
    }


@pytest.mark.parametrize(
    "reads", [[], [{"call": LIST, "account": OTHER, "region": HERE, "outcome": "denied", "code": "", "resource": ""}]]
)
def test_rows_of_a_control_about_several_kinds_have_each_their_own(reads: list[dict[str, Any]]) -> None:
    both = f"select arn as resource, true as passed, '' as reason from {SUBJECT} union all select arn, true, '' from iam_role"
    asked = replace(control(both, tables=frozenset({SUBJECT, "iam_role"})), also=("iam_role",))
    with blank_estate() as connection:
        for table, row in ((SUBJECT, notebook("n")), ("iam_role", role("r", "/"))):
            insert_rows(connection, table, [row])
        insert_rows(connection, "read", reads)
        derive(connection, ())
        evaluate(connection, [asked], frozenset())
        found = dict(connection.execute("SELECT resource, kind FROM finding WHERE account = ?", [ACCOUNT]).fetchall())
    assert found == {"n": "AWS::SageMaker::NotebookInstance", "r": "AWS::IAM::Role"}
