"""Signatures of model files, by a key of KMS, and the model package that tells them.

The weights that were imported into Bedrock are signed in both estates. So is the fraud model's artifact; in the insecure one, somebody
wrote another there afterwards. Currency rates, which a model of the insecure estate loads besides, are not signed at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from modelkeep.core.signatures import PACKAGE_BUNDLE, PACKAGE_DIGEST, SINGLE, FileDigest, Manifest
from modelkeep.engines.signing.manifests import in_order, root_of
from modelkeep.engines.signing.names import GIT, WITHIN, beside
from modelkeep.lab.seed import PRODUCTION, REGION, Acme, seeds
from modelkeep.lab.seed.model_files import fraud_artifact, imported_files, put
from modelkeep.lab.seed.names import FRAUD_ARTIFACT, IMPORTED_MODEL

SIGNING_KEY_ALIAS = "alias/acme-model-signing"
TRUSTED = f"arn:aws:kms:{REGION}:{PRODUCTION}:{SIGNING_KEY_ALIAS}"
"""Whose signatures Acme trusts."""


@seeds(order=6)
def signing_key(acme: Acme) -> None:
    """A key that signs models, in PRODUCTION. KMS rotates no such key, and its private half never leaves KMS."""
    production = acme.within(PRODUCTION)
    kms = production.client("kms")
    statement = {
        "Sid": "IamPolicies",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{PRODUCTION}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    made = kms.create_key(
        Description=SIGNING_KEY_ALIAS, KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P256",
        Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )["KeyMetadata"]  # fmt: skip
    kms.create_alias(AliasName=SIGNING_KEY_ALIAS, TargetKeyId=made["KeyId"])


@seeds(order=26)
def signatures(acme: Acme) -> None:
    """Beside what they sign. What lies at the fraud model's address in the insecure estate is not what was signed."""
    _sign(acme, FRAUD_ARTIFACT, {SINGLE: fraud_artifact(hardened=True)})
    _sign(acme, IMPORTED_MODEL, imported_files())


def registered(place: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """What `modelkeep sign --package` writes into the metadata of a model package."""
    return {
        PACKAGE_BUNDLE: beside(place, is_single=SINGLE in files),
        PACKAGE_DIGEST: f"sha256:{_manifest(place, files).root}",
    }


def _sign(acme: Acme, place: str, files: Mapping[str, bytes]) -> None:
    from modelkeep.adapters.aws.kms import KmsKey
    from modelkeep.adapters.signing.library import signed_with_key

    production = acme.within(PRODUCTION)
    kms = production.client("kms")
    told = kms.get_public_key(KeyId=SIGNING_KEY_ALIAS)
    key = KmsKey(kms, told["KeyId"], told["KeySpec"], told["PublicKey"])
    bundle = signed_with_key(_manifest(place, files), key)
    put(production.client("s3"), beside(place, is_single=SINGLE in files), bundle)


def _manifest(place: str, files: Mapping[str, bytes]) -> Manifest:
    digests = in_order(FileDigest(name, hashlib.sha256(each).hexdigest(), len(each)) for name, each in files.items())
    return Manifest(
        name=place.rstrip("/").rpartition("/")[2], files=digests, root=root_of(digests),
        ignored=() if SINGLE in files else tuple(sorted((*GIT, WITHIN))),
    )  # fmt: skip
