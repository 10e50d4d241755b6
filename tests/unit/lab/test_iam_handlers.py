"""The lab's IAM, Organizations and Access Analyzer: what is made is read back, in the shapes that botocore defines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import checked

from modelkeep.lab.handlers.iam import ROOT
from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, RESEARCH, Acme
from modelkeep.lab.seed.organisation import credentials, organisation
from modelkeep.lab.server import LabServer

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
TRUST = json.dumps({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": MANAGEMENT}}})


@pytest.fixture(scope="module")
def acme() -> Iterator[Acme]:
    with LabServer() as server:
        estate = Acme(server.url, hardened=True)
        credentials.plant(estate)
        organisation.plant(estate)
        yield estate


def test_details_give_policies_in_use_on_as_many_pages_as_asked(acme: Acme) -> None:
    iam = acme.within(RESEARCH).client("iam")
    iam.create_role(RoleName="trainer", AssumeRolePolicyDocument=TRUST)
    iam.attach_role_policy(RoleName="trainer", PolicyArn=ADMINISTRATOR)
    details = iam.get_account_authorization_details()  # boto3 decodes the documents in it, against its own shapes
    names = {policy["PolicyName"] for policy in details["Policies"]}
    assert {"AdministratorAccess", "SecurityAudit"} <= names
    assert "ReadOnlyAccess" not in names
    (role,) = (each for each in details["RoleDetailList"] if each["RoleName"] == "trainer")
    assert role["AttachedManagedPolicies"] == [{"PolicyName": "AdministratorAccess", "PolicyArn": ADMINISTRATOR}]
    pages = list(iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 1}))
    lists = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
    assert len(pages) == sum(len(details[key]) for key in lists)


def test_an_aws_managed_policy_that_does_not_exist_cannot_be_attached(acme: Acme) -> None:
    iam = acme.within(RESEARCH).client("iam")
    iam.create_role(RoleName="other", AssumeRolePolicyDocument=TRUST)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.attach_role_policy(RoleName="other", PolicyArn="arn:aws:iam::aws:policy/Made-Up")


def test_the_root_has_a_state_of_its_own(acme: Acme) -> None:
    call = checked(acme.within(PRODUCTION).client("iam"))
    summary = call("GetAccountSummary")["SummaryMap"]
    keys = ("AccountMFAEnabled", "AccountPasswordPresent", "AccountAccessKeysPresent")
    assert [summary[key] for key in keys] == [0, 1, 0]
    serial = f"arn:aws:iam::{PRODUCTION}:mfa/root-account-mfa-device"
    call(
        "EnableMFADevice",
        UserName=ROOT,
        SerialNumber=serial,
        AuthenticationCode1="123456",
        AuthenticationCode2="123457",
    )
    call("CreateAccessKey", UserName=ROOT)
    call("DeleteLoginProfile", UserName=ROOT)
    summary = call("GetAccountSummary")["SummaryMap"]
    assert [summary[key] for key in keys] == [1, 0, 1]
    (device,) = call("ListVirtualMFADevices", AssignmentStatus="Assigned")["VirtualMFADevices"]
    assert (device["SerialNumber"], device["User"]["Arn"]) == (serial, f"arn:aws:iam::{PRODUCTION}:root")
    assert call("ListVirtualMFADevices", AssignmentStatus="Unassigned")["VirtualMFADevices"] == []


def test_the_credential_report_is_made_first_and_tells_the_past(acme: Acme) -> None:
    call = checked(acme.client("iam"))
    with pytest.raises(ClientError, match="ReportNotPresent"):
        call("GetCredentialReport")
    call("CreateUser", UserName="ann")
    call("CreateAccessKey", UserName="ann")
    call("TagUser", UserName="ann", Tags=[{"Key": "lab:access-key-1-last-rotated", "Value": "400"}])
    call("GenerateCredentialReport")
    report = call("GetCredentialReport")
    lines = {line["user"]: line for line in csv.DictReader(io.StringIO(report["Content"].decode()))}
    root, ann = lines[ROOT], lines["ann"]
    assert root["mfa_active"] == "false"
    assert (ann["password_enabled"], ann["access_key_1_active"], ann["access_key_2_active"]) == (
        "false",
        "true",
        "false",
    )
    assert ann["access_key_1_last_rotated"] < f"{report['GeneratedTime']:%Y-%m-%d}"


def test_service_specific_credentials_of_all_users(acme: Acme) -> None:
    call = checked(acme.client("iam"))
    call("CreateServiceSpecificCredential", UserName="eve", ServiceName="bedrock.amazonaws.com", CredentialAgeDays=5)
    (found,) = call("ListServiceSpecificCredentials", AllUsers=True)["ServiceSpecificCredentials"]
    assert found["UserName"] == "eve"
    assert (found["ExpirationDate"] - found["CreateDate"]).days == 5
    assert call("ListServiceSpecificCredentials", UserName="bob")["ServiceSpecificCredentials"] == []


def test_the_organisation_has_just_our_accounts(acme: Acme) -> None:
    accounts = checked(acme.client("organizations"))("ListAccounts")["Accounts"]
    assert {account["Id"] for account in accounts} == {MANAGEMENT, PRODUCTION, RESEARCH}
    root = acme.client("organizations").list_roots()["Roots"][0]["Id"]
    assert all(root in account["Paths"][0].split("/") for account in accounts)
    for account in (MANAGEMENT, PRODUCTION):
        described = checked(acme.within(account).client("organizations"))("DescribeOrganization")["Organization"]
        assert described["MasterAccountId"] == MANAGEMENT
    with pytest.raises(ClientError, match="AccessDenied"):
        acme.within(PRODUCTION).client("organizations").list_accounts()


def test_an_effective_policy_is_what_the_accounts_above_assign(acme: Acme) -> None:
    call = checked(acme.within(RESEARCH).client("organizations"))
    effective = call("DescribeEffectivePolicy", PolicyType="AISERVICES_OPT_OUT_POLICY")["EffectivePolicy"]
    assert json.loads(effective["PolicyContent"]) == {"services": {"default": {"opt_out_policy": "optOut"}}}
    with pytest.raises(ClientError, match="EffectivePolicyNotFound"):
        call("DescribeEffectivePolicy", PolicyType="TAG_POLICY")


def test_analyzers_are_kept_per_region(acme: Acme) -> None:
    call = checked(acme.client("accessanalyzer"))
    assert call("ListAnalyzers")["analyzers"] == []
    call("CreateAnalyzer", analyzerName="outside", type="ACCOUNT")
    assert [each["status"] for each in call("ListAnalyzers")["analyzers"]] == ["ACTIVE"]
    assert checked(acme.client("accessanalyzer", "eu-west-1"))("ListAnalyzers")["analyzers"] == []
