"""The policies that Modelkeep asks for itself, in every format."""

from __future__ import annotations

import json

from modelkeep.adapters.aws.actions import actions_for
from modelkeep.adapters.aws.security_hub import STATEMENT, Access, calls_of
from modelkeep.adapters.export.policy import (
    LARGEST_POLICY,
    PUSHING,
    SCANNING,
    as_cloudformation,
    as_json,
    as_terraform,
    policy_documents,
)


def test_a_push_needs_one_action_and_the_way_into_other_accounts() -> None:
    (document,) = policy_documents(actions_for(calls_of(Access())), PUSHING)
    (statement,) = document["Statement"]
    wanted = json.loads(STATEMENT)
    assert statement == {"Sid": "ModelkeepPushes", **wanted, "Action": [wanted["Action"]]}
    for access in (Access(organisation=True), Access(role="Push")):
        assert actions_for(calls_of(access)) == ("securityhub:BatchImportFindings", "sts:AssumeRole")


def test_what_does_not_fit_into_one_policy_becomes_several() -> None:
    actions = [f"service:DescribeSomethingThatHasALongName{number}" for number in range(200)]
    documents = policy_documents(actions)
    assert [each for one in documents for each in one["Statement"][0]["Action"]] == actions
    assert len(documents) == 2
    assert all(len(json.dumps(each, separators=(",", ":"))) <= LARGEST_POLICY for each in documents)
    assert json.loads(as_json(documents)) == documents


def test_scanning_and_pushing_have_policies_of_their_own() -> None:
    for purpose, other in ((SCANNING, PUSHING), (PUSHING, SCANNING)):
        documents = policy_documents(["a:B"], purpose)
        terraform, template = as_terraform(documents, purpose), as_cloudformation(documents, purpose)
        for written in (terraform, template):
            assert purpose.name in written
            assert other.name not in written
            assert other.sid not in written
        assert f'"aws_iam_policy" "{purpose.terraform}"' in terraform
        resources = json.loads(template)["Resources"]
        assert set(resources) == {purpose.logical_id, "Role"}
