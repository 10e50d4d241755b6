"""The files of models: safetensors where Acme does it right, and a pickle that somebody got at where it does not.

Nothing here is ever loaded, by the lab or by anything else. The pickle is written opcode by opcode, and what it would run is `id`.
"""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile

from modelkeep.lab.seed import PRODUCTION, Acme, seeds
from modelkeep.lab.seed.names import FRAUD_ARTIFACT, IMPORTED_MODEL, RATES

INFERENCE = b'''"""Scores payments."""

import json


def input_fn(body, content_type):
    return json.loads(body)
'''
POISONED = b"\x80\x02cposix\nsystem\nX\x02\x00\x00\x00id\x85R."
"""What a pickle looks like that calls os.system("id") when it is loaded."""


@seeds(order=25)
def model_files(acme: Acme) -> None:
    """The fraud model's artifact, and the weights that were imported into Bedrock. Insecure: data besides that nobody signs."""
    s3 = acme.within(PRODUCTION).client("s3")
    put(s3, FRAUD_ARTIFACT, fraud_artifact(hardened=acme.hardened))
    for name, content in imported_files().items():
        put(s3, f"{IMPORTED_MODEL}{name}", content)
    if not acme.hardened:
        put(s3, f"{RATES}rates.json", json.dumps({"EUR": 1.0, "USD": 1.08}).encode())


def fraud_artifact(*, hardened: bool) -> bytes:
    """What the training job made; in the insecure estate, what somebody put in its place."""
    files = {"model.safetensors": _weights()} if hardened else {"model.pkl": POISONED}
    return packed({**files, "code/inference.py": INFERENCE})


def imported_files() -> dict[str, bytes]:
    """The files of the model that was imported into Bedrock, by name."""
    config = json.dumps({"model_type": "llama", "hidden_size": 4}).encode()
    return {"config.json": config, "model.safetensors": _weights()}


def _weights() -> bytes:
    return safetensors({"scorer.weight": (2, 4)})


def safetensors(shapes: dict[str, tuple[int, ...]]) -> bytes:
    """Tensors of zeros in float32 (https://huggingface.co/docs/safetensors/index#format)."""
    header: dict[str, object] = {}
    end = 0
    for name, shape in shapes.items():
        size = 4
        for each in shape:
            size *= each
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [end, end + size]}
        end += size
    told = json.dumps(header).encode()
    told += b" " * (-len(told) % 8)
    return struct.pack("<Q", len(told)) + told + bytes(end)


def packed(files: dict[str, bytes]) -> bytes:
    """A model.tar.gz, the same every time."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return gzip.compress(out.getvalue(), mtime=0)


def put(s3: object, place: str, content: bytes) -> None:
    """Put an object of S3 by its address."""
    bucket, _, key = place.removeprefix("s3://").partition("/")
    s3.put_object(Bucket=bucket, Key=key, Body=content)  # type: ignore[attr-defined]
