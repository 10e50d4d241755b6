"""What a scan records about the analyses on which its controls rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.app.scan import ScanRequest, not_analysed, scan, wanted_analyses, wanted_tables
from modelkeep.bootstrap import open_estate
from modelkeep.core.arn import GLOBAL, account_arn
from modelkeep.core.control import Control, Relation, Scope
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.analyses import Access
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


def _record(journal: Journal, call: str, account: str, row: Row) -> None:
    journal.record(Read(call=call, account=account, region=GLOBAL, outcome=Outcome.OK, at=NOW), [row])


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


def test_what_is_ai_by_itself_is_read_where_a_control_or_lineage_asks_for_it() -> None:
    plain = Control(
        id="X-4", title="", severity=Severity.LOW, practice=Practice.ACCESS, why="", fix="", subject="iam_role", sql="", maps={},
        tables=frozenset({"iam_role"}), path=Path("X-4.sql"), sql_line=1,
    )  # fmt: skip
    edge = Relation(kind="uses", doc="", sql="", tables=frozenset({"kms_key"}), path=Path("uses.sql"), sql_line=1)
    assert wanted_tables([plain], ()) == {"iam_role", "tagged"}
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
