"""Roles, users and account settings of IAM in all three accounts.

Roles that other seeds refer to by name: what runs (`RUNNING`) and who works (`WORKING`). Both accounts of the machine learning
team have all of them, with the same rights.
"""

from __future__ import annotations

import json
from typing import Any

from modelkeep.lab.handlers.iam_use import LAST_USED_TAG
from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.iam_policies import least_privilege, running_trust

SAGEMAKER, BEDROCK, LAMBDA = "sagemaker.amazonaws.com", "bedrock.amazonaws.com", "lambda.amazonaws.com"

RUNNING = {
    "fraud-notebook": SAGEMAKER,
    "fraud-training": SAGEMAKER,
    "fraud-pipeline": SAGEMAKER,
    "fraud-monitoring": SAGEMAKER,
    "fraud-serving": SAGEMAKER,
    "studio-default": SAGEMAKER,
    "assistant-agent": BEDROCK,
    "assistant-kb": BEDROCK,
    "bedrock-customization": BEDROCK,
    "bedrock-logging": BEDROCK,
    "lambda-assistant-tools": LAMBDA,
    "lambda-scoring-front": LAMBDA,
    "scoring-host": "ec2.amazonaws.com",
    "scoring-task": "ecs-tasks.amazonaws.com",
    "malware-scan": "malware-protection-plan.guardduty.amazonaws.com",
}
"""Roles that services assume, with the service."""
WORKING = ("ml-admin", "data-scientist", "security-administrator")
"""Roles that people assume."""
VENDOR = "999988887777"
"""The account of a company that labels data."""
ROOT = "<root_account>"
"""The root user, as the lab's IAM calls it."""


@seeds(order=10)
def roles(acme: Acme) -> None:
    """What runs, and who works."""
    for account in (PRODUCTION, RESEARCH):
        here = acme.within(account)
        for name, service in RUNNING.items():
            _running_role(here, name, service)
        for name in WORKING:
            _working_role(here, name)
        _platform_policy(here)
        _approver(here)
    _working_role(acme, "security-administrator")
    _running_role(acme, "trail-to-logs", "cloudtrail.amazonaws.com")
    _vendor_role(acme.within(RESEARCH))
    for account in (MANAGEMENT, PRODUCTION, RESEARCH):
        acme.within(account).client("iam").create_service_linked_role(AWSServiceName="guardduty.amazonaws.com")


@seeds(order=11)
def users(acme: Acme) -> None:
    """An administrator for emergencies in every account; and where nobody cleans up, what people left behind."""
    for account in (MANAGEMENT, PRODUCTION, RESEARCH):
        here = acme.within(account)
        _emergency_administrator(here)
        if not acme.hardened:
            _forgotten_user(here)


@seeds(order=12)
def account_settings(acme: Acme) -> None:
    """The root user, the password policy and Access Analyzer."""
    for account in (MANAGEMENT, PRODUCTION, RESEARCH):
        here = acme.within(account)
        iam = here.client("iam")
        if acme.hardened:
            _protect_root(here)
            iam.update_account_password_policy(
                MinimumPasswordLength=16, RequireSymbols=True, RequireNumbers=True, RequireUppercaseCharacters=True,
                RequireLowercaseCharacters=True, MaxPasswordAge=90, PasswordReusePrevention=24,
            )  # fmt: skip
            here.client("accessanalyzer").create_analyzer(analyzerName="outside-access", type="ACCOUNT")
        elif account == PRODUCTION:
            serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="root-account-mfa-device")["VirtualMFADevice"]
            _enable_mfa(iam, ROOT, serial["SerialNumber"])
        else:
            iam.create_access_key(UserName=ROOT)
            iam.tag_user(UserName=ROOT, Tags=[{"Key": "lab:password-last-used", "Value": "2"}])


@seeds(order=60)
def borrowed_role(acme: Acme) -> None:
    """Somebody looked into a problem of the fraud endpoint, with a notebook under the endpoint's own role."""
    if not acme.hardened:
        production = acme.within(PRODUCTION)
        production.client("sagemaker").create_notebook_instance(
            NotebookInstanceName="endpoint-debugging",
            InstanceType="ml.t3.medium",
            RoleArn=production.arn("iam", "role/fraud-serving", regional=False),
            DirectInternetAccess="Enabled",
        )


def _protect_root(acme: Acme) -> None:
    """The management account's root has a security key; those of the others have no credentials at all."""
    iam = acme.client("iam")
    if acme.account == MANAGEMENT:
        _enable_mfa(iam, ROOT, acme.arn("iam", "u2f/root-account-key-one", regional=False))
    else:
        iam.delete_login_profile(UserName=ROOT)


def _running_role(acme: Acme, name: str, service: str) -> None:
    iam = acme.client("iam")
    trust = (
        running_trust(acme, service)
        if acme.hardened
        else _allow(Principal={"Service": service}, Action="sts:AssumeRole")
    )
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))
    if acme.hardened:
        iam.put_role_policy(
            RoleName=name, PolicyName="least-privilege", PolicyDocument=document(*least_privilege(acme, name))
        )
        return
    for policy in _too_much(name, service):
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    if name in ("studio-default", "lambda-assistant-tools"):
        everything = document(_allow(Action="*", Resource="*"))
        iam.put_role_policy(RoleName=name, PolicyName="quick-fix", PolicyDocument=everything)


def _too_much(name: str, service: str) -> tuple[str, ...]:
    if name == "fraud-training":
        return ("AdministratorAccess",)
    if service == SAGEMAKER:
        return ("AmazonSageMakerFullAccess", "AmazonS3FullAccess")
    if service in ("cloudtrail.amazonaws.com", "malware-protection-plan.guardduty.amazonaws.com"):
        return ("CloudWatchLogsFullAccess",)
    return ("AmazonBedrockFullAccess", "AmazonS3FullAccess")


def _working_role(acme: Acme, name: str) -> None:
    """People come from the identity provider when hardened; otherwise whoever knows the role's name may try."""
    iam = acme.client("iam")
    federation = {
        **_allow(
            Principal={"Federated": acme.arn("iam", "saml-provider/acme-sso", regional=False)},
            Action="sts:AssumeRoleWithSAML",
        ),
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    }
    open_to_all = _allow(Principal={"AWS": "*"}, Action="sts:AssumeRole")
    own_account = _allow(Principal={"AWS": f"arn:aws:iam::{acme.account}:root"}, Action="sts:AssumeRole")
    trust = federation if acme.hardened else open_to_all if name == "data-scientist" else own_account
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))
    if name == "security-administrator":
        iam.attach_role_policy(RoleName=name, PolicyArn="arn:aws:iam::aws:policy/SecurityAudit")


def _platform_policy(acme: Acme) -> None:
    """The policy that the machine learning team wrote for itself."""
    iam = acme.client("iam")
    if acme.hardened:
        content = document(*least_privilege(acme, "ml-platform"))
    else:
        content = document(_allow(Action=["sagemaker:*", "bedrock:*", "kms:*", "cloudtrail:*"], Resource="*"))
    policy = iam.create_policy(PolicyName="ml-platform", PolicyDocument=content)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="ml-admin", PolicyArn=policy)
    iam.attach_role_policy(RoleName="data-scientist", PolicyArn=policy)
    if not acme.hardened:
        everything = document(_allow(Action="*", Resource="*"))
        superuser = iam.create_policy(PolicyName="ml-superuser", PolicyDocument=everything)["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="ml-admin", PolicyArn=superuser)


def _approver(acme: Acme) -> None:
    """Approves models and does nothing else; in the insecure estate nobody has come to do so for long."""
    _working_role(acme, "model-approver")
    packages = acme.arn("sagemaker", "model-package/fraud-*")
    iam = acme.client("iam")
    iam.put_role_policy(
        RoleName="model-approver", PolicyName="approve",
        PolicyDocument=document(_allow(Action=["sagemaker:UpdateModelPackage"], Resource=packages)),
    )  # fmt: skip
    if not acme.hardened:
        iam.tag_role(RoleName="model-approver", Tags=[{"Key": LAST_USED_TAG, "Value": "200"}])


def _vendor_role(acme: Acme) -> None:
    trust = _allow(Principal={"AWS": f"arn:aws:iam::{VENDOR}:root"}, Action="sts:AssumeRole")
    if acme.hardened:
        trust["Condition"] = {"StringEquals": {"sts:ExternalId": "acme-3f1c9f0a-5d7e"}}
    iam = acme.client("iam")
    iam.create_role(RoleName="labelling-vendor", AssumeRolePolicyDocument=document(trust))
    iam.put_role_policy(
        RoleName="labelling-vendor", PolicyName="labels",
        PolicyDocument=document(*least_privilege(acme, "labelling-vendor")),
    )  # fmt: skip


def _emergency_administrator(acme: Acme) -> None:
    """Signs in with a security key when hardened, with a code from an app otherwise."""
    iam = acme.client("iam")
    iam.create_group(GroupName="emergency-administrators")
    iam.attach_group_policy(
        GroupName="emergency-administrators", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    iam.create_user(UserName="emergency-administrator")
    iam.add_user_to_group(GroupName="emergency-administrators", UserName="emergency-administrator")
    iam.create_login_profile(UserName="emergency-administrator", Password="Cheese-Grater-Ocean-42!")  # noqa: S106  # the lab's
    if acme.hardened:
        without_mfa = {
            "Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
        }  # fmt: skip
        iam.put_group_policy(
            GroupName="emergency-administrators", PolicyName="second-factor", PolicyDocument=document(without_mfa)
        )
        serial = acme.arn("iam", "u2f/user/emergency-administrator/key-one", regional=False)
    else:
        serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="emergency-administrator")["VirtualMFADevice"][
            "SerialNumber"
        ]
    _enable_mfa(iam, "emergency-administrator", serial)
    iam.tag_user(UserName="emergency-administrator", Tags=[{"Key": "lab:password-last-used", "Value": "20"}])


def _forgotten_user(acme: Acme) -> None:
    """Left long ago, with a password, two access keys and a key for Bedrock."""
    iam = acme.client("iam")
    name = "former-data-scientist"
    iam.create_user(UserName=name)
    iam.create_login_profile(UserName=name, Password="Summer2023!")  # noqa: S106  # the lab's
    iam.put_user_policy(
        UserName=name, PolicyName="temporary", PolicyDocument=document(_allow(Action="*", Resource="*"))
    )
    for _ in range(2):
        iam.create_access_key(UserName=name)
    past = {
        "lab:password-last-used": "300", "lab:password-last-changed": "700", "lab:access-key-1-last-rotated": "700",
        "lab:access-key-1-last-used": "290", "lab:access-key-2-last-rotated": "400",
    }  # fmt: skip
    iam.tag_user(UserName=name, Tags=[{"Key": key, "Value": value} for key, value in past.items()])
    iam.create_service_specific_credential(UserName=name, ServiceName="bedrock.amazonaws.com")


def _enable_mfa(iam: Any, user: str, serial: str) -> None:
    iam.enable_mfa_device(
        UserName=user, SerialNumber=serial, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )


def _allow(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", **elements}


def document(*statements: dict[str, Any]) -> str:
    """A policy document of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
