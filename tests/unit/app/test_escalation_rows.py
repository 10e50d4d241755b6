"""A scan says who can make itself more powerful, and which account it could not analyse."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.app.test_scan import ASKING, ONE, READER, Accounts, _record
from tests.unit.engines.access.paths.worlds import Rows, RowT, table, techniques, world
from tests.unit.estates import ACCOUNT, Estate

from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.app.access import world_tables
from modelkeep.app.escalation_rows import PATHS_ENGINE, analyse_escalations, path_tables
from modelkeep.app.scan import ScanRequest, scan, wanted_tables
from modelkeep.bootstrap import load_action_table, load_techniques, open_estate
from modelkeep.core.arn import GLOBAL, account_arn
from modelkeep.core.coverage import Outcome
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.iam import Role, RolePolicyStatement
from modelkeep.core.kinds.organizations import AccountOrganization
from modelkeep.core.tables import Row, table_of
from modelkeep.engines.access.building import DETAILS
from modelkeep.engines.access.paths.asking import AskedWorld
from modelkeep.engines.access.paths.gathering import gather
from modelkeep.engines.access.paths.people import with_groups
from modelkeep.engines.posture.schema import insert_rows
from modelkeep.ports import Journal, Progress, Silent

OTHER = "444455556666"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/runs-models"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def rows() -> list[Row]:
    of = {"account": ACCOUNT, "region": GLOBAL}
    return [
        *(Account(arn=account_arn(each), account=each, region=GLOBAL) for each in (ACCOUNT, OTHER)),
        AccountOrganization(arn=account_arn(ACCOUNT), organization_id="", **of),
        Role(
            arn=ROLE, account=ACCOUNT, region=GLOBAL, permissions_boundary_arn="", attached_policy_arns=(), inline_policy_names=("own",)
        ),
        RolePolicyStatement(
            arn=ROLE, account=ACCOUNT, region=GLOBAL, policy="own", effect="Allow", actions=("iam:PutRolePolicy",), resources=("*",)
        ),
    ]  # fmt: skip


def test_the_table_and_the_coverage_say_what_was_found_and_what_was_not_analysed() -> None:
    connection = Estate(reads=[{"call": DETAILS, "account": ACCOUNT}], accounts=(ACCOUNT, OTHER)).connection()
    for row in rows():
        insert_rows(connection, table_of(type(row)).name, [dataclasses.asdict(row)])
    reads = analyse_escalations(connection, load_techniques(), table(), [ACCOUNT, OTHER], NOW)
    assert [(read.account, read.outcome, read.message) for read in reads] == [
        (ACCOUNT, Outcome.OK, ""),
        (OTHER, Outcome.NOT_ANALYSED, f"who can make itself more powerful, step by step ({DETAILS}: it was not asked)"),
    ]
    found = connection.execute("SELECT arn, path, target, decision, condition FROM escalation").fetchall()
    assert found == [(ROLE, "iam-005", "", "allowed", "")]
    told = connection.execute(
        'SELECT account, outcome FROM "read" WHERE call = ? ORDER BY 1', [PATHS_ENGINE]
    ).fetchall()
    assert told == [(ACCOUNT, "ok"), (OTHER, "not-analysed")]


ASKED: set[str] = set()


class Noting(Rows):
    """An estate that notes what it is asked for."""

    def rows(self, row: type[RowT]) -> list[RowT]:
        ASKED.add(table_of(row).name)
        return []


def test_every_table_that_facts_are_taken_from_is_read_for_them() -> None:
    estate, nobody = Noting(), world()
    with_groups(nobody, estate)
    gather(estate, nobody, AskedWorld(nobody), techniques().values())
    assert ASKED - {"relation"} <= path_tables()


class Everything(Accounts):
    """Two accounts, in the first of which a role may do everything."""

    def collect(self, wanted: frozenset[str], journal: Journal, progress: Progress) -> None:
        """See `ports.Source`."""
        super().collect(wanted, journal, progress)
        alone = AccountOrganization(arn=account_arn(ONE), account=ONE, region=GLOBAL, organization_id="")
        _record(journal, "organizations:DescribeOrganization", ONE, alone)
        role = Role(
            arn=READER,
            account=ONE,
            region=GLOBAL,
            permissions_boundary_arn="",
            attached_policy_arns=(),
            inline_policy_names=("all",),
        )
        allows = RolePolicyStatement(
            arn=READER, account=ONE, region=GLOBAL, policy="all", effect="Allow", actions=("*",), resources=("*",)
        )
        _record(journal, DETAILS, ONE, role, allows)


CONTROL = dataclasses.replace(
    ASKING,
    sql="SELECT r.arn AS resource, count(e.arn) = 0 AS passed, coalesce(string_agg(e.path, ', '), '') AS reason, [r.arn] AS uses "
    "FROM iam_role r LEFT JOIN escalation e ON e.arn = r.arn GROUP BY ALL",
    subject="iam_role",
    tables=frozenset({"iam_role", "escalation"}),
    asks={},
)


def test_a_control_about_escalation_has_everything_read_that_facts_are_taken_from() -> None:
    declared = wanted_tables([CONTROL], ())
    assert path_tables() <= declared
    assert world_tables() <= declared


@pytest.mark.parametrize(
    ("with_techniques", "expected"), [(True, ("FAIL", "administrator")), (False, ("UNKNOWN", None))]
)
def test_a_scan_analyses_escalation_where_it_has_techniques(
    tmp_path: Path, with_techniques: bool, expected: tuple[str, str | None]
) -> None:
    workspace = FolderWorkspace(tmp_path)
    request = ScanRequest(
        controls=(CONTROL,), relations=(), parameters={}, everything=True, actions=load_action_table,
        techniques=load_techniques if with_techniques else None,
    )  # fmt: skip
    manifest = scan(request, Everything(), workspace, open_estate, Silent(), lambda: NOW)
    with workspace.snapshot(manifest.id).open() as connection:
        ((verdict, reason),) = connection.execute(
            "SELECT verdict, reason FROM finding WHERE resource = ?", [READER]
        ).fetchall()
    assert verdict == expected[0]
    assert expected[1] is None or reason == expected[1]
