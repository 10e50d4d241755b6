"""who-can with a verb, access diff and a model's passport over snapshots: what they print and the codes with which they end."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.app.test_scan import CONTROL
from typer.testing import CliRunner

from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.app.scan import ScanRequest, scan
from modelkeep.bootstrap import open_estate
from modelkeep.cli import app
from modelkeep.core.arn import GLOBAL, account_arn
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.errors import UsageError
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.iam import Role, RolePolicyStatement
from modelkeep.core.kinds.organizations import AccountOrganization
from modelkeep.core.kinds.sagemaker_models import Model
from modelkeep.core.tables import Row
from modelkeep.ports import Journal, Progress, Silent

ACCOUNT, REGION = "111122223333", "eu-west-1"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/trainer"
MODEL = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model/fraud"
HOW = "applies the model to data of its own"
JUDGED = dataclasses.replace(
    CONTROL,
    subject="sagemaker_model",
    sql="SELECT arn AS resource, true AS passed, '' AS reason FROM sagemaker_model",
    tables=frozenset({"sagemaker_model"}),
)


class OneRole:
    """An account with a model and a role of one policy."""

    def __init__(self, action: str) -> None:
        self._action = action

    def collect(self, wanted: frozenset[str], journal: Journal, progress: Progress) -> None:
        """See `ports.Source`."""
        root = account_arn(ACCOUNT, "aws")
        _record(journal, "sts:GetCallerIdentity", Account(arn=root, account=ACCOUNT, region=GLOBAL, name=ACCOUNT))
        alone = AccountOrganization(arn=root, account=ACCOUNT, region=GLOBAL, organization_id="")
        _record(journal, "organizations:DescribeOrganization", alone)
        _record(journal, "sagemaker:ListModels", Model(arn=MODEL, account=ACCOUNT, region=REGION, name="fraud"))
        role = Role(
            arn=ROLE, account=ACCOUNT, region=GLOBAL, permissions_boundary_arn="", attached_policy_arns=(),
            inline_policy_names=("own",),
        )  # fmt: skip
        allows = RolePolicyStatement(
            arn=ROLE,
            account=ACCOUNT,
            region=GLOBAL,
            policy="own",
            effect="Allow",
            actions=(self._action,),
            resources=("*",),
        )
        _record(journal, "iam:GetAccountAuthorizationDetails", role, allows)


def _record(journal: Journal, call: str, *rows: Row) -> None:
    journal.record(Read(call=call, account=ACCOUNT, region=GLOBAL, outcome=Outcome.OK, at=NOW), rows)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two snapshots: in the second, the role may use SageMaker."""
    folder = tmp_path_factory.mktemp("workspace")
    for at, action in enumerate(("s3:*", "sagemaker:*")):
        request = ScanRequest(controls=(JUDGED,), relations=(), parameters={})
        now = NOW + timedelta(hours=at)
        scan(request, OneRole(action), FolderWorkspace(folder), open_estate, Silent(), lambda now=now: now)  # type: ignore[misc]
    return folder


def run(code: int, workspace: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "-w", str(workspace)], catch_exceptions=False)
    if isinstance(result.exception, Exception):
        raise result.exception
    assert result.exit_code == code, result.stdout
    return result.stdout


def ways(text: str) -> dict[str, list[str]]:
    (verb,) = json.loads(text)["verbs"]
    return {way["how"]: [each["principal"] for each in way["principals"]] for way in verb["ways"] if way["resources"]}


def test_who_can_takes_a_verb_and_a_model(workspace: Path) -> None:
    root = account_arn(ACCOUNT, "aws")
    assert ways(run(4, workspace, "who-can", "invoke", "fraud", "-f", "json")) == {HOW: [ROLE, root]}
    assert ways(run(4, workspace, "who-can", "invoke", MODEL, "-f", "json", "--snapshot", "previous")) == {HOW: [root]}
    text = run(4, workspace, "who-can", "invoke", "fraud")
    assert f"  role trainer in {ACCOUNT}\n    {HOW}\n" in text
    assert "The snapshot shows nothing of the model for: invokes the endpoint" in text
    assert text.index("What was asked about") < text.index("Coverage")
    lines = [json.loads(each) for each in run(4, workspace, "who-can", "invoke", "fraud", "-f", "jsonl").splitlines()]
    assert [(each["type"], each.get("way")) for each in lines] == [
        ("principal", HOW),
        ("principal", HOW),
        ("coverage", None),
    ]


def test_a_model_that_gives_no_occasion_is_said(workspace: Path) -> None:
    assert "The snapshot shows nothing of the model that this is about." in run(
        4, workspace, "who-can", "unguard", "fraud"
    )


def test_access_diff_between_the_last_two_snapshots(workspace: Path) -> None:
    document = json.loads(run(4, workspace, "access", "diff", "-f", "json", "--verb", "invoke"))
    assert [(each["change"], each["after"]["principal"], each["how"]) for each in document["changes"]] == [
        ("new", ROLE, HOW)
    ]
    assert "Newly possible (1)" in run(10, workspace, "access", "diff", "--fail-on", "new")
    back = run(4, workspace, "access", "diff", "latest", "previous", "--fail-on", "new")
    assert "No longer possible (1)" in back
    assert len(document["coverage"]) == 2


def test_access_diff_under_a_policy_before_it_is_applied(workspace: Path) -> None:
    policy = workspace / "guard.json"
    denies = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "sagemaker:*", "Resource": "*"}]}
    policy.write_text(json.dumps(denies))
    document = json.loads(run(4, workspace, "access", "diff", "--policy", str(policy), "--of", ROLE, "-f", "json"))
    assert {(each["change"], each["before"]["principal"]) for each in document["changes"]} == {("gone", ROLE)}
    assert document["change"] == f"guard as a policy of {ROLE}"


def test_the_passport_says_who_can_reach_the_model(workspace: Path) -> None:
    text = run(0, workspace, "model", "fraud")
    assert "invoke: 2 certainly\n    role/trainer, root user of 111122223333\n" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("who-can", "eat", "fraud"), "'eat' is no action"),
        (("who-can", "invoke", "fraud", "--strict"), "--strict does not go with 'invoke'"),
        (("who-can", "invoke", "nobodys"), "nobodys"),
        (("access", "diff", "--policy", "x.json"), "--policy and --of go together"),
        (("access", "diff", "--policy", "there-is-none.json", "--of", ROLE), "there-is-none.json"),
        (("access", "diff", "--verb", "eat"), "there is no verb 'eat'"),
    ],
)
def test_what_makes_no_sense_is_refused(workspace: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run(2, workspace, *arguments)


@pytest.mark.parametrize(("content", "message"), [("{", "is not JSON"), ("{}", "is no policy document")])
def test_a_file_that_holds_no_policy_is_refused(workspace: Path, tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "p.json"
    file.write_text(content)
    with pytest.raises(UsageError, match=message):
        run(2, workspace, "access", "diff", "--policy", str(file), "--of", ROLE)
