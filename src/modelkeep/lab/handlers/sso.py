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
    lab.collection(request, "sets")[arn] = {**kept, "instance": instance, "policies": []}
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


def _set(lab: Lab, request: Request) -> dict[str, Any]:
    found: dict[str, Any] | None = lab.collection(request, "sets").get(request.parameters["PermissionSetArn"])
    if found is None:
        raise AwsError("ResourceNotFoundException", "PermissionSet not found")
    return found
