"""IAM Identity Center, of which moto 5.2.5 gives every account an instance that nobody made."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles


def _digest(request: Request, text: str) -> str:
    return hashlib.sha256(f"{request.account}{text}".encode()).hexdigest()


@handles("sso-admin", "CreateInstance")
def create_instance(lab: Lab, request: Request) -> Reply:
    """Create."""
    digest = _digest(request, "instance")
    arn = f"arn:aws:sso:::instance/ssoins-{digest[:16]}"
    lab.collection(request, "instances")[arn] = {
        "InstanceArn": arn,
        "IdentityStoreId": f"d-{digest[:10]}",
        "OwnerAccountId": request.account,
        "Name": request.parameters.get("Name", ""),
        "CreatedDate": datetime.now(UTC),
        "Status": "ACTIVE",
    }
    return {"InstanceArn": arn}


@handles("sso-admin", "ListInstances")
def list_instances(lab: Lab, request: Request) -> Reply:
    """Those of the account; the organisation's is listed where it was made alone."""
    return {"Instances": list(lab.collection(request, "instances").values())}


@handles("sso-admin", "CreatePermissionSet")
def create_permission_set(lab: Lab, request: Request) -> Reply:
    """Create. Sessions take an hour unless told otherwise."""
    name, instance = request.parameters["Name"], request.parameters["InstanceArn"]
    arn = f"arn:aws:sso:::permissionSet/{instance.rpartition('/')[2]}/ps-{_digest(request, name)[:16]}"
    kept = {"Name": name, "PermissionSetArn": arn, "SessionDuration": request.parameters.get("SessionDuration", "PT1H")}
    lab.collection(request, "sets")[arn] = {**kept, "instance": instance, "policies": [], "assignments": []}
    return {"PermissionSet": kept}


@handles("sso-admin", "ListPermissionSets")
def list_permission_sets(lab: Lab, request: Request) -> Reply:
    """Those of an instance."""
    found = lab.collection(request, "sets").items()
    return {"PermissionSets": [arn for arn, each in found if each["instance"] == request.parameters["InstanceArn"]]}


@handles("sso-admin", "DescribePermissionSet")
def describe_permission_set(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    kept = _set(lab, request)
    return {"PermissionSet": {key: kept[key] for key in ("Name", "PermissionSetArn", "SessionDuration")}}


@handles("sso-admin", "AttachManagedPolicyToPermissionSet")
def attach_managed_policy(lab: Lab, request: Request) -> Reply:
    """Remember."""
    arn = request.parameters["ManagedPolicyArn"]
    _set(lab, request)["policies"].append({"Name": arn.rpartition("/")[2], "Arn": arn})
    return {}


@handles("sso-admin", "ListManagedPoliciesInPermissionSet")
def list_managed_policies(lab: Lab, request: Request) -> Reply:
    """What was attached."""
    return {"AttachedManagedPolicies": _set(lab, request)["policies"]}


@handles("sso-admin", "CreateAccountAssignment")
def create_account_assignment(lab: Lab, request: Request) -> Reply:
    """Remember, done at once."""
    given = request.parameters
    kept = {
        "AccountId": given["TargetId"], "PermissionSetArn": given["PermissionSetArn"],
        "PrincipalType": given["PrincipalType"], "PrincipalId": given["PrincipalId"],
    }  # fmt: skip
    _set(lab, request)["assignments"].append(kept)
    return {"AccountAssignmentCreationStatus": {"Status": "SUCCEEDED", "TargetType": "AWS_ACCOUNT"}}


@handles("sso-admin", "ListAccountsForProvisionedPermissionSet")
def list_accounts(lab: Lab, request: Request) -> Reply:
    """Where it is assigned to anybody."""
    return {"AccountIds": sorted({each["AccountId"] for each in _set(lab, request)["assignments"]})}


@handles("sso-admin", "ListAccountAssignments")
def list_account_assignments(lab: Lab, request: Request) -> Reply:
    """Those of a permission set in an account."""
    account = request.parameters["AccountId"]
    found = [each for each in _set(lab, request)["assignments"] if each["AccountId"] == account]
    return {"AccountAssignments": found}


@handles("identitystore", "CreateGroup")
def create_group(lab: Lab, request: Request) -> Reply:
    """Create."""
    store, name = request.parameters["IdentityStoreId"], request.parameters["DisplayName"]
    group = _digest(request, f"group {name}")
    kept = {
        "DisplayName": name, "GroupId": group[:10], "IdentityStoreId": store, "Revision": "1",
        "GroupArn": f"arn:aws:identitystore:::group/{group[:36]}",
    }  # fmt: skip
    lab.collection(request, "groups")[kept["GroupId"]] = kept
    return {key: kept[key] for key in ("GroupId", "IdentityStoreId", "GroupArn", "Revision")}


@handles("identitystore", "DescribeGroup")
def describe_group(lab: Lab, request: Request) -> Reply:
    """A group by its id."""
    return _known(lab.collection(request, "groups").get(request.parameters["GroupId"]))


@handles("identitystore", "DescribeUser")
def describe_user(lab: Lab, request: Request) -> Reply:
    """A user by its id."""
    users = lab.collection(request, "users").values()
    return _known(next((each for each in users if each["UserId"] == request.parameters["UserId"]), None))


@handles("identitystore", "CreateUser")
def create_user(lab: Lab, request: Request) -> Reply:
    """Create."""
    store, name = request.parameters["IdentityStoreId"], request.parameters["UserName"]
    user = _digest(request, name)
    arn = f"arn:aws:identitystore:::user/{user[:36]}"
    kept = {"UserName": name, "UserId": user[:10], "IdentityStoreId": store, "UserArn": arn, "Revision": "1"}
    lab.collection(request, "users")[name] = kept
    return {key: kept[key] for key in ("UserId", "IdentityStoreId", "UserArn", "Revision")}


@handles("identitystore", "ListUsers")
def list_users(lab: Lab, request: Request) -> Reply:
    """Those of a store."""
    store = request.parameters["IdentityStoreId"]
    found = [each for each in lab.collection(request, "users").values() if each["IdentityStoreId"] == store]
    return {"Users": found[: request.parameters.get("MaxResults", 100)]}


def _known(found: dict[str, Any] | None) -> Reply:
    if found is None:
        raise AwsError("ResourceNotFoundException", "no such user or group")
    return found


def _set(lab: Lab, request: Request) -> dict[str, Any]:
    found: dict[str, Any] | None = lab.collection(request, "sets").get(request.parameters["PermissionSetArn"])
    if found is None:
        raise AwsError("ResourceNotFoundException", "PermissionSet not found")
    return found
