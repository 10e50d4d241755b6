"""A policy for a role in every format, and what is told beside it."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, date, datetime
from typing import Any

from tests.unit.engines.access.cases import allow, policy, table
from tests.unit.engines.access.least.records import ROLE, evidence_of, record, rows, training_job, written_and_proved

from modelkeep.adapters.export.least_view import write_json, write_text
from modelkeep.adapters.export.role_policy import as_cloudformation, as_json, as_terraform
from modelkeep.core.trail import TrailTrouble
from modelkeep.engines.access.least.judging import LastAccess
from modelkeep.engines.access.least.proof import prove
from modelkeep.engines.access.least.report import LeastPrivilege

VARIABLE = allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}/%{x}*")


def test_json_is_the_document_or_a_list() -> None:
    assert json.loads(as_json([VARIABLE], ROLE)) == VARIABLE
    assert json.loads(as_json([VARIABLE, VARIABLE], ROLE)) == [VARIABLE, VARIABLE]
    assert json.loads(as_json([], ROLE)) == []


def test_terraform_takes_variables_for_text() -> None:
    text = as_terraform([VARIABLE], ROLE)
    assert 'resource "aws_iam_policy" "trainer" {' in text
    assert "arn:aws:s3:::b/$${aws:username}/%%{x}*" in text
    found = re.search(r"jsonencode\((.*)\)\n\}", text, re.DOTALL)
    assert found is not None
    assert json.loads(found[1].replace("$${", "${").replace("%%{", "%{")) == VARIABLE
    both = as_terraform([VARIABLE, VARIABLE], f"{ROLE}-2")
    assert '"aws_iam_policy" "trainer_2_1"' in both
    assert "aws_iam_policy.trainer_2_2.arn" in both


def test_cloudformation_attaches_the_policies_to_the_role() -> None:
    resources = json.loads(as_cloudformation([VARIABLE, VARIABLE], ROLE))["Resources"]
    assert list(resources) == ["LeastPrivilege1", "LeastPrivilege2"]
    assert resources["LeastPrivilege1"]["Properties"]["Roles"] == ["trainer"]
    assert resources["LeastPrivilege1"]["Properties"]["PolicyDocument"] == VARIABLE


ACCESSED = {"s3": LastAccess(used=True, at=datetime(2026, 5, 1, tzinfo=UTC)), "ecr": LastAccess(used=False)}


def report(**more: Any) -> LeastPrivilege:
    records = [training_job("fraud-1"), record("s3", "ListBuckets", day=3), record("brandnew", "Do")]
    policies = [allow(["sagemaker:*TrainingJob", "s3:ListAllMyBuckets", "s3:GetObject"])]
    written, proof = written_and_proved(policies, records)
    evidence = evidence_of(*records)
    found: dict[str, Any] = {
        "role": ROLE, "evidence": evidence, "written": written, "proof": proof, "can": ("s3:GetObject",), "limited": (), "refused": (),
        "gaps": (), "accessed": ACCESSED, "source": "snapshot 1", "table_date": date(2026, 9, 26), **more,
    }  # fmt: skip
    return LeastPrivilege(**found)


def text_of(found: LeastPrivilege) -> str:
    out = io.StringIO()
    write_text(found, out)
    return out.getvalue()


def test_the_report_tells_evidence_reasons_proof_and_what_is_not_known_in_80_columns() -> None:
    found = report()
    found.evidence.troubles.append(TrailTrouble("b.json", "it is no CloudTrail file"))
    found.evidence.trouble_count += 1
    text = text_of(found)
    assert max(map(len, text.splitlines())) <= 80
    flat = " ".join(text.split())
    for part in (
        "Warning: 3 days are less than 90", "UsedSagemaker: recorded 1 time, on 2026-06-01", "2 distinct calls of 3 events",
        "0 would break", "Kept, not judged (a data event, and the files hold no data events of s3; whether a trail records them is not",
        "Last-accessed data of IAM: 1 service used, 1 never.", "Used, last on: s3 (2026-05-01)", "Never used: ecr",
        "1 event brandnew:Do", "Not read: b.json: it is no CloudTrail file", "with medium confidence: sagemaker:DeleteTrainingJob",
        "snapshot 1; action table of 2026-09-26",
    ):  # fmt: skip
        assert part in flat, (part, flat)


def test_a_call_that_would_break_is_told_and_decides_the_exit_code() -> None:
    found = report()
    assert found.exit_code == 4  # an event of a service that nobody knows
    broken = report(proof=prove(found.evidence, [policy()], rows(allow("*")), table()))
    assert broken.exit_code == 13
    assert "BREAKS: sagemaker:CreateTrainingJob" in " ".join(text_of(broken).split())
    out = io.StringIO()
    write_json(broken, out)
    document = json.loads(out.getvalue())
    assert {each["action"] for each in document["proof"]["broken"]} == {
        "sagemaker:CreateTrainingJob",
        "s3:ListAllMyBuckets",
    }
    assert document["exit_code"] == 13
    assert document["last_accessed"][1] == {"service": "s3", "used": True, "at": "2026-05-01T00:00:00Z"}
    assert "none was read" in text_of(report(accessed={}))


def test_nothing_unknown_and_nothing_broken_is_0() -> None:
    found = report()
    found.evidence.unmapped.clear()
    assert found.exit_code == 0
    assert report(gaps=("p: not read",)).exit_code == 4
    assert report(gaps=("p: not read",)).evidence.trouble_count == 0
