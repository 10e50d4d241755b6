"""Cognito identity pools, of which moto 5.2.5 drops the classic flow and has no roles."""

from __future__ import annotations

import hashlib
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

SERVICE = "cognito-identity"


@handles(SERVICE, "CreateIdentityPool")
def create_identity_pool(lab: Lab, request: Request) -> Reply:
    """Create. Its identifier is made of its name."""
    digest = hashlib.sha256(request.parameters["IdentityPoolName"].encode()).hexdigest()
    identifier = f"{request.region}:{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
    pool = {"AllowClassicFlow": False, **request.parameters, "IdentityPoolId": identifier}
    lab.collection(request, "pools")[identifier] = pool
    return pool


@handles(SERVICE, "ListIdentityPools")
def list_identity_pools(lab: Lab, request: Request) -> Reply:
    """All."""
    found = lab.collection(request, "pools").values()
    return {
        "IdentityPools": [{key: each[key] for key in ("IdentityPoolId", "IdentityPoolName")} for each in found]
    }  # fmt: skip


@handles(SERVICE, "DescribeIdentityPool")
def describe_identity_pool(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    return _pool(lab, request)


@handles(SERVICE, "SetIdentityPoolRoles")
def set_identity_pool_roles(lab: Lab, request: Request) -> Reply:
    """Remember."""
    _pool(lab, request)
    lab.collection(request, "roles")[request.parameters["IdentityPoolId"]] = request.parameters["Roles"]
    return {}


@handles(SERVICE, "GetIdentityPoolRoles")
def get_identity_pool_roles(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    identifier = _pool(lab, request)["IdentityPoolId"]
    return {"IdentityPoolId": identifier, "Roles": lab.collection(request, "roles").get(identifier, {})}


def _pool(lab: Lab, request: Request) -> dict[str, Any]:
    found: dict[str, Any] | None = lab.collection(request, "pools").get(request.parameters["IdentityPoolId"])
    if found is None:
        raise AwsError("ResourceNotFoundException", "IdentityPool not found.")
    return found
