"""Types that have no rows of their own, but that others' rows are read from: they must not be left out on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.adapters.iac.test_forms import EVERY, schema_of
from tests.unit.adapters.iac.test_source import collected

from modelkeep.adapters.iac.forms import Form, attachments, companions, forms, types
from modelkeep.adapters.iac.forms.lenses import Followed, Gathered
from modelkeep.adapters.iac.terraform.mapping import conversions

EVERYTHING = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
TRUST = {
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
}


def statements(tmp_path: Path, cfn_type: str, conditional: bool, **properties: Any) -> list[tuple[str, str]]:
    """Table and effect of the principals' statements that a file with a policy gives."""
    policy: dict[str, Any] = {
        "Type": cfn_type,
        "Properties": {"PolicyName": "p", "PolicyDocument": EVERYTHING, **properties},
    }
    template: dict[str, Any] = {
        "Parameters": {"Stage": {"Type": "String"}},
        "Conditions": {"IsTest": {"Fn::Equals": [{"Ref": "Stage"}, "test"]}},
        "Resources": {
            "R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": TRUST}},
            "U": {"Type": "AWS::IAM::User"},
            "G": {"Type": "AWS::IAM::Group"},
            "P": policy | ({"Condition": "IsTest"} if conditional else {}),
        },
    }
    (tmp_path / "t.json").write_text(json.dumps(template))
    _, journal = collected(tmp_path)
    tables = ("iam_role_policy_statement", "iam_user_policy_statement", "iam_group_policy_statement")
    return [(table, row["effect"]) for table, row in journal.rows if table in tables]


@pytest.mark.parametrize(
    ("cfn_type", "target", "table"),
    [
        ("AWS::IAM::Policy", {"Roles": [{"Ref": "R"}]}, "iam_role_policy_statement"),
        ("AWS::IAM::RolePolicy", {"RoleName": {"Ref": "R"}}, "iam_role_policy_statement"),
        ("AWS::IAM::UserPolicy", {"UserName": {"Ref": "U"}}, "iam_user_policy_statement"),
        ("AWS::IAM::GroupPolicy", {"GroupName": {"Ref": "G"}}, "iam_group_policy_statement"),
    ],
)
def test_a_policy_of_its_own_is_its_principals(tmp_path: Path, cfn_type: str, target: Any, table: str) -> None:
    assert statements(tmp_path, cfn_type, conditional=False, **target) == [(table, "Allow")]
    assert statements(tmp_path, cfn_type, conditional=True, **target) == [(table, "Unparsed")]


def read_by_lenses() -> Iterator[str]:
    for form in EVERY:
        columns = dict(form.columns) if isinstance(form, Form) else {}
        for section in form.sections:
            columns |= getattr(section, "columns", {})
        for lens in columns.values():
            if isinstance(lens, Gathered):
                yield from lens.more
            elif isinstance(lens, Followed):
                yield from lens.to


def test_what_lenses_read_of_other_types_is_kept() -> None:
    assert set(read_by_lenses()) <= types()


@pytest.mark.parametrize("companion", companions().values(), ids=lambda each: each.cfn_type)
def test_companions_name_others_by_properties_that_exist(companion: Any) -> None:
    assert set(companion.target) <= set(schema_of(companion.cfn_type)["properties"])
    assert companion.readers
    assert set(companion.readers) <= {*forms(), *attachments()}


SAID_OTHERWISE = {
    "AWS::IAM::Policy": ("aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy"),
    "AWS::IAM::RolePolicy": ("aws_iam_role_policy",),
    "AWS::IAM::UserPolicy": ("aws_iam_user_policy",),
    "AWS::IAM::GroupPolicy": ("aws_iam_group_policy",),
    "AWS::IAM::UserToGroupAddition": ("aws_iam_user_group_membership", "aws_iam_group_membership"),
}
"""Types whose content the mappings of the provider aws put where it is added to."""


@pytest.mark.parametrize("provider", ["aws", "awscc"])
@pytest.mark.parametrize("cfn_type", sorted({*attachments(), *companions()}))
def test_what_adds_to_others_is_read_of_every_provider(cfn_type: str, provider: str) -> None:
    """Otherwise others' rows would say that nothing is added to them, which a plan says that adds it in a way that is not read."""
    own = [each for each in conversions().values() if each.tf_type.startswith(f"{provider}_")]
    said = {each.cfn_type for each in own if not each.into} | {each.companion[1] for each in own if each.companion}
    otherwise = {each.tf_type for each in own if each.into} >= set(SAID_OTHERWISE.get(cfn_type, ("none",)))
    assert cfn_type in said or otherwise
