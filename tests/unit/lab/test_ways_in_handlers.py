"""Identity Center, SAML providers and Cognito's identity pools in the lab: replies have AWS's shapes."""

from __future__ import annotations

from tests.unit.lab import shapes
from tests.unit.lab.shapes import Checked

from modelkeep.lab.server import LabServer

POLICY = "arn:aws:iam::aws:policy/AdministratorAccess"


def client(lab: LabServer, service: str) -> Checked:
    return shapes.client(lab, service, "eu-north-1")


def test_identity_center_is_there_once_it_is_made(lab: LabServer) -> None:
    call = client(lab, "sso-admin")
    assert call("ListInstances")["Instances"] == []
    instance = call("CreateInstance", Name="own")["InstanceArn"]
    (listed,) = call("ListInstances")["Instances"]
    assert (listed["InstanceArn"], listed["OwnerAccountId"]) == (instance, "123456789012")
    directory = client(lab, "identitystore")
    store = listed["IdentityStoreId"]
    assert directory("ListUsers", IdentityStoreId=store, MaxResults=1)["Users"] == []
    directory("CreateUser", IdentityStoreId=store, UserName="ana")
    assert len(directory("ListUsers", IdentityStoreId=store, MaxResults=1)["Users"]) == 1


def test_permission_sets_are_described_with_their_policies(lab: LabServer) -> None:
    call = client(lab, "sso-admin")
    instance = call("CreateInstance", Name="own")["InstanceArn"]
    made = call("CreatePermissionSet", InstanceArn=instance, Name="Administrators")["PermissionSet"]["PermissionSetArn"]
    place = {"InstanceArn": instance, "PermissionSetArn": made}
    call("AttachManagedPolicyToPermissionSet", **place, ManagedPolicyArn=POLICY)
    assert call("ListPermissionSets", InstanceArn=instance)["PermissionSets"] == [made]
    assert call("DescribePermissionSet", **place)["PermissionSet"]["SessionDuration"] == "PT1H"
    (policy,) = call("ListManagedPoliciesInPermissionSet", **place)["AttachedManagedPolicies"]
    assert policy["Arn"] == POLICY
    assert call("ListAccountsForProvisionedPermissionSet", **place)["AccountIds"] == []
    directory = client(lab, "identitystore")
    store = call("ListInstances")["Instances"][0]["IdentityStoreId"]
    user = directory("CreateUser", IdentityStoreId=store, UserName="ben")["UserId"]
    group = directory("CreateGroup", IdentityStoreId=store, DisplayName="scientists")["GroupId"]
    target = {"TargetType": "AWS_ACCOUNT", "TargetId": "222233334444"}
    for kind, principal in (("USER", user), ("GROUP", group)):
        call("CreateAccountAssignment", **place, **target, PrincipalType=kind, PrincipalId=principal)
    assert call("ListAccountsForProvisionedPermissionSet", **place)["AccountIds"] == ["222233334444"]
    assigned = call("ListAccountAssignments", **place, AccountId="222233334444")["AccountAssignments"]
    assert [(each["PrincipalType"], each["PrincipalId"]) for each in assigned] == [("USER", user), ("GROUP", group)]
    assert directory("DescribeUser", IdentityStoreId=store, UserId=user)["UserName"] == "ben"
    assert directory("DescribeGroup", IdentityStoreId=store, GroupId=group)["DisplayName"] == "scientists"


def test_saml_providers_tell_their_encryption_only_with_a_key(lab: LabServer) -> None:
    call = client(lab, "iam")
    document = "<x/>" + " " * 1000
    plain = call("CreateSAMLProvider", Name="plain", SAMLMetadataDocument=document)["SAMLProviderArn"]
    strict = call(
        "CreateSAMLProvider", Name="strict", SAMLMetadataDocument=document, AddPrivateKey="key",
        AssertionEncryptionMode="Required",
    )["SAMLProviderArn"]  # fmt: skip
    assert {each["Arn"] for each in call("ListSAMLProviders")["SAMLProviderList"]} == {plain, strict}
    assert "AssertionEncryptionMode" not in call("GetSAMLProvider", SAMLProviderArn=plain)
    assert call("GetSAMLProvider", SAMLProviderArn=strict)["AssertionEncryptionMode"] == "Required"


def test_identity_pools_keep_their_flow_and_roles(lab: LabServer) -> None:
    call = client(lab, "cognito-identity")
    made = call(
        "CreateIdentityPool", IdentityPoolName="app", AllowUnauthenticatedIdentities=True, AllowClassicFlow=True
    )["IdentityPoolId"]  # fmt: skip
    (listed,) = call("ListIdentityPools", MaxResults=60)["IdentityPools"]
    assert listed["IdentityPoolId"] == made
    assert call("DescribeIdentityPool", IdentityPoolId=made)["AllowClassicFlow"] is True
    assert call("GetIdentityPoolRoles", IdentityPoolId=made)["Roles"] == {}
    role = "arn:aws:iam::123456789012:role/guests"
    call("SetIdentityPoolRoles", IdentityPoolId=made, Roles={"unauthenticated": role})
    assert call("GetIdentityPoolRoles", IdentityPoolId=made)["Roles"] == {"unauthenticated": role}


def test_authorizers_of_an_http_api_are_listed(lab: LabServer) -> None:
    call = client(lab, "apigatewayv2")
    assert call("GetAuthorizers", ApiId="a1")["Items"] == []
    issuer = {"Issuer": "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_a", "Audience": ["app"]}
    call(
        "CreateAuthorizer", ApiId="a1", Name="users", AuthorizerType="JWT", JwtConfiguration=issuer,
        IdentitySource=["$request.header.Authorization"],
    )  # fmt: skip
    (listed,) = call("GetAuthorizers", ApiId="a1")["Items"]
    assert listed["JwtConfiguration"] == issuer
