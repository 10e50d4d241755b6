"""A folder as CloudTrail delivers log files and digest files, signed with a key of our own."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from modelkeep.adapters.logs.digests import Checked, Standing
from modelkeep.adapters.logs.files import FileObjects
from modelkeep.adapters.logs.verification import Verification
from modelkeep.core.logs.objects import LogObject

BASE = "AWSLogs/111122223333"
HOURS = 3


@dataclass
class Delivered:
    """A folder as CloudTrail fills it, with the signatures that S3 keeps beside the digest files."""

    folder: Path
    keys: dict[str, bytes]
    signatures: dict[str, str]

    def standings(self, *, with_signatures: bool = True, keys: dict[str, bytes] | None = None) -> dict[str, Standing]:
        def signature(found: LogObject) -> str:
            return self.signatures[Path(found.key).name] if with_signatures else ""

        check = Verification(FileObjects().fetch, signature, self.keys if keys is None else keys, self.folder)
        found: list[Checked] = list(check.checked(list(FileObjects().listed(str(self.folder)))))
        assert all(bool(each.reason) is (each.standing is not Standing.VALID) for each in found)
        return {each.place.rpartition("/")[2]: each.standing for each in found}


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def deliver(folder: Path) -> Delivered:
    """Fill a folder with three hours of log files and the digest files that name them."""
    key = _key()
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    signatures: dict[str, str] = {}
    before: dict[str, str | None] = {"object": None, "hash": None, "signature": None}
    for hour in range(HOURS):
        log, digest = (
            f"{BASE}/CloudTrail/eu-west-1/log-{hour}.json.gz",
            f"{BASE}/CloudTrail-Digest/eu-west-1/digest-{hour}.json.gz",
        )
        content = json.dumps({"Records": [], "hour": hour}).encode()
        end = f"2026-11-01T{hour:02}:00:00Z"
        text = json.dumps({
            "awsAccountId": "111122223333", "digestEndTime": end, "digestS3Bucket": "trail", "digestS3Object": digest,
            "digestPublicKeyFingerprint": "fp", "digestSignatureAlgorithm": "SHA256withRSA",
            "previousDigestS3Bucket": "trail" if hour else None, "previousDigestS3Object": before["object"],
            "previousDigestHashValue": before["hash"], "previousDigestSignature": before["signature"],
            "logFiles": [{"s3Bucket": "trail", "s3Object": log, "hashValue": hashlib.sha256(content).hexdigest(),
                          "hashAlgorithm": "SHA-256"}],
        }).encode()  # fmt: skip
        hashed = hashlib.sha256(text).hexdigest()
        signed = f"{end}\ntrail/{digest}\n{hashed}\n{before['signature'] or 'null'}".encode()
        signature = key.sign(signed, padding.PKCS1v15(), hashes.SHA256()).hex()
        for name, written in ((log, content), (digest, text)):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(gzip.compress(written))
        signatures[Path(digest).name] = signature
        before = {"object": digest, "hash": hashed, "signature": signature}
    return Delivered(folder, {"fp": public}, signatures)
