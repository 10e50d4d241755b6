"""Authorizers of HTTP APIs, at whose list moto 5.2.5 stumbles."""

from __future__ import annotations

import hashlib

from modelkeep.lab.handlers import Lab, Reply, Request, handles


@handles("apigatewayv2", "CreateAuthorizer")
def create_authorizer(lab: Lab, request: Request) -> Reply:
    """Create."""
    given = request.parameters
    identifier = hashlib.sha256(f"{given['ApiId']}{given['Name']}".encode()).hexdigest()[:6]
    kept = {**{key: value for key, value in given.items() if key != "ApiId"}, "AuthorizerId": identifier}
    lab.collection(request, f"authorizers.{given['ApiId']}")[identifier] = kept
    return kept


@handles("apigatewayv2", "GetAuthorizers")
def get_authorizers(lab: Lab, request: Request) -> Reply:
    """Those of an API."""
    return {"Items": list(lab.collection(request, f"authorizers.{request.parameters['ApiId']}").values())}
