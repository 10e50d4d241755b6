"""SAML providers, of which moto 5.2.5 drops the encryption and knows one date for all.

The tag `lab:days-valid` says for how many more days a provider's certificate is valid.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

DAYS_VALID_TAG = "lab:days-valid"


@handles("iam", "CreateSAMLProvider")
def create_saml_provider(lab: Lab, request: Request) -> Reply:
    """Create."""
    given = request.parameters
    arn = f"arn:aws:iam::{request.account}:saml-provider/{given['Name']}"
    tags = {tag["Key"]: tag["Value"] for tag in given.get("Tags") or ()}
    now = datetime.now(UTC)
    kept: dict[str, Any] = {
        "CreateDate": now,
        "ValidUntil": now + timedelta(days=int(tags.get(DAYS_VALID_TAG, "3650"))),
        "SAMLMetadataDocument": given["SAMLMetadataDocument"],
    }
    if given.get("AddPrivateKey"):
        kept["PrivateKeyList"] = [{"KeyId": "AKIALABSAMLPRIVATEKEY0", "Timestamp": now}]
        kept["AssertionEncryptionMode"] = given.get("AssertionEncryptionMode", "Allowed")
    lab.store(request.account, "global").setdefault("iam.saml", {})[arn] = kept
    return {"SAMLProviderArn": arn}


@handles("iam", "ListSAMLProviders")
def list_saml_providers(lab: Lab, request: Request) -> Reply:
    """All."""
    found = lab.store(request.account, "global").get("iam.saml", {})
    return {
        "SAMLProviderList": [
            {"Arn": arn, "ValidUntil": each["ValidUntil"], "CreateDate": each["CreateDate"]}
            for arn, each in found.items()
        ]
    }


@handles("iam", "GetSAMLProvider")
def get_saml_provider(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    found: Reply | None = (
        lab.store(request.account, "global").get("iam.saml", {}).get(request.parameters["SAMLProviderArn"])
    )
    if found is None:
        raise AwsError("NoSuchEntity", "The SAML provider does not exist.", 404)
    return found
