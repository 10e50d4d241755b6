"""Other ways in than IAM users: Identity Center, the company's SAML provider, the build system, and users of the assistant."""

from __future__ import annotations

import json
from typing import Any

from modelkeep.lab.handlers.iam_federation import DAYS_VALID_TAG
from modelkeep.lab.seed import PRODUCTION, RESEARCH, Acme, seeds

BUILD_SYSTEM = "token.actions.githubusercontent.com"
METADATA = "<EntityDescriptor/>" + " " * 1000


@seeds(order=9)
def identity_center(acme: Acme) -> None:
    """Where nobody looks: long sessions of administrators, and an instance that a member account made for itself."""
    if acme.hardened:
        return
    center = acme.client("sso-admin")
    instance = center.create_instance(Name="acme")["InstanceArn"]
    ana = _directory(acme)
    administrators = center.create_permission_set(
        InstanceArn=instance, Name="Administrators", SessionDuration="PT12H"
    )["PermissionSet"]["PermissionSetArn"]  # fmt: skip
    center.attach_managed_policy_to_permission_set(
        InstanceArn=instance,
        PermissionSetArn=administrators,
        ManagedPolicyArn="arn:aws:iam::aws:policy/AdministratorAccess",
    )
    for kind, principal in (("USER", ana), ("GROUP", _everybody(acme))):
        center.create_account_assignment(
            InstanceArn=instance, PermissionSetArn=administrators, TargetType="AWS_ACCOUNT", TargetId=PRODUCTION,
            PrincipalType=kind, PrincipalId=principal,
        )  # fmt: skip
    research = acme.within(RESEARCH)
    research.client("sso-admin").create_instance(Name="experiments")
    _directory(research)


@seeds(order=9)
def company(acme: Acme) -> None:
    """The company's own sign-in. Neglected, its certificate ends within days and assertions travel in the clear."""
    for account in (PRODUCTION, RESEARCH):
        encrypted: dict[str, Any] = {"AssertionEncryptionMode": "Required", "AddPrivateKey": "lab"}
        acme.within(account).client("iam").create_saml_provider(
            Name="acme-sso",
            SAMLMetadataDocument=METADATA,
            Tags=[{"Key": DAYS_VALID_TAG, "Value": "400" if acme.hardened else "12"}],
            **(encrypted if acme.hardened else {}),
        )


@seeds(order=11)
def outsiders(acme: Acme) -> None:
    """A role for the build system, and one that the company's people assume."""
    research = acme.within(RESEARCH)
    iam = research.client("iam")
    provider = iam.create_open_id_connect_provider(
        Url=f"https://{BUILD_SYSTEM}", ClientIDList=["sts.amazonaws.com"], ThumbprintList=["f" * 40]
    )["OpenIDConnectProviderArn"]  # fmt: skip
    condition: dict[str, Any] = {"StringEquals": {f"{BUILD_SYSTEM}:aud": "sts.amazonaws.com"}}
    if acme.hardened:
        condition["StringLike"] = {f"{BUILD_SYSTEM}:sub": "repo:acme/fraud-scoring:ref:refs/heads/main"}
    _role(iam, "model-builds", provider, "sts:AssumeRoleWithWebIdentity", condition)
    if not acme.hardened:
        saml = research.arn("iam", "saml-provider/acme-sso", regional=False)
        _role(iam, "contractors", saml, "sts:AssumeRoleWithSAML", {})


@seeds(order=85)
def users_of_the_assistant(acme: Acme) -> None:
    """Who may talk to the assistant: employees with a second factor; or whoever comes by."""
    production = acme.within(PRODUCTION)
    pool = _user_pool(production)
    gateway = production.client("apigateway")
    api_id = next(each["id"] for each in gateway.get_rest_apis()["items"] if each["name"] == "fraud-scoring")
    gateway.create_authorizer(
        restApiId=api_id,
        name="employees",
        type="COGNITO_USER_POOLS",
        providerARNs=[production.arn("cognito-idp", f"userpool/{pool}")],
        identitySource="method.request.header.Authorization",
    )
    identity = production.client("cognito-identity")
    identities = identity.create_identity_pool(
        IdentityPoolName="assistant",
        AllowUnauthenticatedIdentities=not acme.hardened,
        AllowClassicFlow=not acme.hardened,
        CognitoIdentityProviders=[
            {"ProviderName": f"cognito-idp.{acme.region}.amazonaws.com/{pool}", "ClientId": "a" * 26}
        ],
    )["IdentityPoolId"]
    iam = production.client("iam")
    roles = {}
    for audience in ("authenticated",) if acme.hardened else ("authenticated", "unauthenticated"):
        condition = {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": identities},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": audience},
        }
        name = f"assistant-{audience}"
        _role(iam, name, "cognito-identity.amazonaws.com", "sts:AssumeRoleWithWebIdentity", condition)
        statement = {
            "Effect": "Allow",
            "Action": "bedrock:InvokeModel",
            "Resource": f"arn:aws:bedrock:{acme.region}::foundation-model/anthropic.*",
        }
        iam.put_role_policy(RoleName=name, PolicyName="ask", PolicyDocument=_document(statement))
        roles[audience] = production.arn("iam", f"role/{name}", regional=False)
    identity.set_identity_pool_roles(IdentityPoolId=identities, Roles=roles)


def _user_pool(acme: Acme) -> str:
    strong = {
        "MinimumLength": 16, "RequireUppercase": True, "RequireLowercase": True, "RequireNumbers": True,
        "RequireSymbols": True,
    }  # fmt: skip
    weak = {**strong, "MinimumLength": 6, "RequireSymbols": False}
    created = acme.client("cognito-idp").create_user_pool(
        PoolName="employees",
        Policies={"PasswordPolicy": strong if acme.hardened else weak},
        MfaConfiguration="ON" if acme.hardened else "OFF",
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": acme.hardened},
        UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED" if acme.hardened else "OFF"},
    )
    return str(created["UserPool"]["Id"])


def _directory(acme: Acme) -> str:
    user = acme.client("identitystore").create_user(IdentityStoreId=_store(acme), UserName="ana")
    return str(user["UserId"])


def _everybody(acme: Acme) -> str:
    group = acme.client("identitystore").create_group(IdentityStoreId=_store(acme), DisplayName="everybody")
    return str(group["GroupId"])


def _store(acme: Acme) -> str:
    (instance,) = acme.client("sso-admin").list_instances()["Instances"]
    return str(instance["IdentityStoreId"])


def _role(iam: Any, name: str, provider: str, action: str, condition: dict[str, Any]) -> None:
    trust = {"Effect": "Allow", "Principal": {"Federated": provider}, "Action": action}
    iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=_document({**trust, **({"Condition": condition} if condition else {})})
    )


def _document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
