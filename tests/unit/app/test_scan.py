"""What a scan records about the analyses on which its controls rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.app.scan import ScanRequest, not_analysed, scan, wanted_analyses, wanted_tables
from modelkeep.bootstrap import load_action_table, open_estate
from modelkeep.core.arn import GLOBAL, account_arn
from modelkeep.core.control import Control, Relation, Scope
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.digests import file_digest
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.analyses import Access
from modelkeep.core.kinds.iam import Role, RolePolicyStatement
from modelkeep.core.kinds.organizations import AccountOrganization
from modelkeep.core.kinds.sagemaker import NotebookInstance
from modelkeep.core.tables import Row
from modelkeep.core.verdict import Practice, Severity
from modelkeep.ports import Journal, Progress, Silent

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ONE, TWO = "111122223333", "444455556666"
SQL = (
    "SELECT s.arn AS resource, count(a.arn) = 0 AS passed, 'found' AS reason, [s.arn] AS uses "
    "FROM scope_account s LEFT JOIN access a ON a.arn = s.arn GROUP BY ALL"
)
CONTROL = Control(
    id="X-1", title="Nobody", severity=Severity.LOW, practice=Practice.ACCESS, why="", fix="", subject="scope_account", sql=SQL,
    maps={}, tables=frozenset({"scope_account", "access"}), path=Path("X-1.sql"), sql_line=1,
)  # fmt: skip


class Accounts:
    """A source of accounts; in some of them an engine has analysed who can do what."""

    def __init__(self, analysed: Iterable[str] = ()) -> None:
        self.wanted: frozenset[str] = frozenset()
        self._analysed = set(analysed)

    def collect(self, wanted: frozenset[str], journal: Journal, progress: Progress) -> None:
        """See `ports.Source`."""
        self.wanted = wanted
        for account in (ONE, TWO):
            row = Account(arn=account_arn(account, "aws"), account=account, region=GLOBAL, name=account)
            _record(journal, "sts:GetCallerIdentity", account, row)
        for account in sorted(self._analysed):
            row_ = Access(arn=account_arn(account, "aws"), account=account, region=GLOBAL, principal="*")
            _record(journal, "engine:access", account, row_)


def _record(journal: Journal, call: str, account: str, *rows: Row) -> None:
    journal.record(Read(call=call, account=account, region=GLOBAL, outcome=Outcome.OK, at=NOW), rows)


def scanned(folder: Path, source: Accounts) -> tuple[dict[str, str], list[tuple[str, ...]]]:
    """The verdict on each account, and what is recorded about analyses."""
    workspace = FolderWorkspace(folder)
    request = ScanRequest(controls=(CONTROL,), relations=(), parameters={})
    manifest = scan(request, source, workspace, open_estate, Silent(), lambda: NOW)
    connection = workspace.snapshot(manifest.id).open()
    verdicts = dict(connection.execute("SELECT account, verdict FROM finding").fetchall())
    reads = connection.execute(
        "SELECT account, region, outcome, message FROM \"read\" WHERE call = 'engine:access' ORDER BY ALL"
    ).fetchall()
    connection.close()
    return verdicts, reads


MISSING = (GLOBAL, "not-analysed", "who can do what, all policies taken together")


def test_what_no_engine_fills_is_recorded_once_for_each_account(tmp_path: Path) -> None:
    source = Accounts()
    verdicts, reads = scanned(tmp_path, source)
    assert verdicts == {ONE: "UNKNOWN", TWO: "UNKNOWN"}
    assert reads == [(ONE, *MISSING), (TWO, *MISSING)]
    assert "access" not in source.wanted


def test_what_an_engine_filled_is_judged_by_the_same_control(tmp_path: Path) -> None:
    verdicts, reads = scanned(tmp_path, Accounts(analysed=[TWO]))
    assert verdicts == {ONE: "UNKNOWN", TWO: "FAIL"}
    assert reads == [(ONE, *MISSING), (TWO, GLOBAL, "ok", "")]


def test_no_analysis_is_missed_that_no_control_reads() -> None:
    plain = Control(
        id="X-2", title="", severity=Severity.LOW, practice=Practice.ACCESS, why="", fix="", subject="iam_role", sql="", maps={},
        tables=frozenset({"iam_role"}), path=Path("X-2.sql"), sql_line=1,
    )  # fmt: skip
    assert wanted_analyses([plain]) == frozenset()
    assert wanted_analyses([plain, CONTROL]) == {"engine:access"}


ASKING = dataclasses.replace(
    CONTROL,
    sql="SELECT b.arn AS resource, count(a.arn) FILTER (WHERE a.decision = 'allowed') = 0 AS passed, "
    "coalesce(string_agg(a.principal || ' ' || a.decision, ', '), '') AS reason, [b.arn] AS uses "
    "FROM sagemaker_notebook_instance b LEFT JOIN access a ON a.arn = b.arn GROUP BY ALL",
    subject="sagemaker_notebook_instance",
    tables=frozenset({"sagemaker_notebook_instance", "access"}),
    asks={"sagemaker:StartNotebookInstance": "SELECT arn FROM sagemaker_notebook_instance"},
)
DETAILS = "iam:GetAccountAuthorizationDetails"
READER = f"arn:aws:iam::{ONE}:role/reader"


def _notebook(account: str) -> str:
    return f"arn:aws:sagemaker:eu-west-1:{account}:notebook-instance/n"


class Readers(Accounts):
    """Two accounts with a notebook each and, in the first, a role that may start it. The second's roles were refused."""

    def collect(self, wanted: frozenset[str], journal: Journal, progress: Progress) -> None:
        """See `ports.Source`."""
        super().collect(wanted, journal, progress)
        for account in (ONE, TWO):
            notebook = NotebookInstance(arn=_notebook(account), account=account, region="eu-west-1")
            _record(journal, "sagemaker:ListNotebookInstances", account, notebook)
            alone = AccountOrganization(
                arn=account_arn(account, "aws"), account=account, region=GLOBAL, organization_id=""
            )
            _record(journal, "organizations:DescribeOrganization", account, alone)
        role = Role(
            arn=READER, account=ONE, region=GLOBAL, permissions_boundary_arn="", attached_policy_arns=(), inline_policy_names=("all",)
        )  # fmt: skip
        allows = RolePolicyStatement(
            arn=READER,
            account=ONE,
            region=GLOBAL,
            policy="all",
            effect="Allow",
            actions=("sagemaker:*",),
            resources=("*",),
        )
        _record(journal, DETAILS, ONE, role, allows)
        refused = Read(call=DETAILS, account=TWO, region=GLOBAL, outcome=Outcome.DENIED, code="AccessDenied", at=NOW)
        journal.record(refused, [])


def analysed(
    folder: Path, control: Control, source: Accounts
) -> tuple[dict[str, tuple[str, str]], list[tuple[str, ...]]]:
    """The verdict and reason for each resource, and what is recorded about the analysis."""
    workspace = FolderWorkspace(folder)
    request = ScanRequest(controls=(control,), relations=(), parameters={}, actions=load_action_table)
    manifest = scan(request, source, workspace, open_estate, Silent(), lambda: NOW)
    with workspace.snapshot(manifest.id).open() as connection:
        found = {
            row[0]: row[1:] for row in connection.execute("SELECT resource, verdict, reason FROM finding").fetchall()
        }
        reads = connection.execute(
            "SELECT account, outcome, message FROM \"read\" WHERE call = 'engine:access' ORDER BY ALL"
        ).fetchall()
    assert manifest.files["access.parquet"] == file_digest(workspace.snapshot(manifest.id).folder / "access.parquet")
    return found, reads


def test_a_scan_answers_what_controls_ask_and_says_which_account_it_could_not_analyse(tmp_path: Path) -> None:
    found, reads = analysed(tmp_path, ASKING, Readers())
    message = f"who can do what, all policies taken together ({DETAILS}: AccessDenied)"
    assert reads == [(ONE, "ok", ""), (TWO, "not-analysed", message)]
    assert found[_notebook(ONE)] == ("FAIL", f"{READER} allowed")
    assert found[_notebook(TWO)][0] == "UNKNOWN"
    assert found[_notebook(TWO)][1] == f"not analysed: {message}"


def test_without_an_action_table_nothing_is_analysed(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    request = ScanRequest(controls=(ASKING,), relations=(), parameters={})
    manifest = scan(request, Readers(), workspace, open_estate, Silent(), lambda: NOW)
    assert set(manifest.verdicts) == {"UNKNOWN"}


def test_what_a_source_analysed_itself_is_not_analysed_again(tmp_path: Path) -> None:
    found, reads = analysed(tmp_path, ASKING, Readers(analysed=[ONE, TWO]))
    assert [(account, outcome) for account, outcome, _ in reads] == [(ONE, "ok"), (TWO, "ok")]
    assert found[_notebook(ONE)][0] == "PASS"


def test_what_decides_access_is_read_where_a_control_asks_for_it() -> None:
    names = wanted_tables((ASKING,), ())
    assert {"iam_role_policy_statement", "s3_bucket_policy_statement", "organizations_policy_statement"} <= names
    assert "iam_role" not in wanted_tables((CONTROL,), ())


def test_what_is_ai_by_itself_is_read_where_a_control_or_lineage_asks_for_it() -> None:
    plain = Control(
        id="X-4", title="", severity=Severity.LOW, practice=Practice.ACCESS, why="", fix="", subject="iam_role", sql="", maps={},
        tables=frozenset({"iam_role"}), path=Path("X-4.sql"), sql_line=1,
    )  # fmt: skip
    edge = Relation(kind="uses", doc="", sql="", tables=frozenset({"kms_key"}), path=Path("uses.sql"), sql_line=1)
    assert wanted_tables([plain], ()) == {"iam_role", "tagged"}
    inspecting = dataclasses.replace(plain, tables=frozenset({"iam_role", "artifact_scan"}))
    assert {"sagemaker_model_package", "bedrock_imported_model"} <= wanted_tables([inspecting], ())
    assert {"iam_role", "kms_key", "sagemaker_model"} <= wanted_tables([plain], [edge])
    assert "sagemaker_model" in wanted_tables([dataclasses.replace(plain, scope=Scope.AI)], ())
    assert "sagemaker_model" in wanted_tables([dataclasses.replace(plain, tables=frozenset({"model_resource"}))], ())


@pytest.mark.parametrize("name", ["access", "artifact_scan", "sensitive_data", "log_secret"])
def test_a_source_is_never_asked_for_an_analysis(name: str) -> None:
    control = Control(
        id="X-3", title="", severity=Severity.LOW, practice=Practice.ACCESS, why="", fix="", subject="iam_role", sql="", maps={},
        tables=frozenset({"iam_role", name}), path=Path("X-3.sql"), sql_line=1,
    )  # fmt: skip
    assert name not in wanted_tables([control], ())
    (read,) = not_analysed(wanted_analyses([control]), [ONE], NOW)
    assert not read.outcome.known
    assert read.message


def test_what_files_declare_has_no_history(tmp_path: Path) -> None:
    workspace = FolderWorkspace(tmp_path)
    for told, rows in ((None, 2), ({}, 0)):
        request = ScanRequest(controls=(CONTROL,), relations=(), parameters={}, told=told)
        manifest = scan(request, Accounts(), workspace, open_estate, Silent(), lambda: NOW)
        assert manifest.tables["history"] == rows
