"""`modelkeep sign` and `modelkeep verify` of 2 GB, whole processes, beside one that only reads and hashes it.

The file holds tensors (safetensors), so that the inspection before signing has something to look into; `--peer` runs `model_signing`'s own
command on it, too. CPU seconds of a process and those that it started, the least of three; one after the other, in turns.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import measure

SIZE = 2_000_000_000
TIMES = 3
PROMISED = 1.2
HASHING = "import hashlib, sys; print(hashlib.file_digest(open(sys.argv[1], 'rb', buffering=0), 'sha256').hexdigest())"


def main() -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", action="store_true", help="also run model_signing's own command")
    peer = parser.parse_args().peer
    print(measure.machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_model(folder / "model.safetensors")
        write_keys(folder)
        ways = _ways(folder, peer=peer)
        took: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(TIMES):
            for way, command in ways.items():
                took[way].append(_run(command, folder))
    base = min(took["read and hash"])
    kept = []
    for way, seconds in took.items():
        if way.startswith("modelkeep"):
            print(f"{way:28} {min(seconds):6.2f} s CPU, {min(seconds) - base:5.2f} s more than reading and hashing")
            kept.append(measure.show(way, min(seconds) / base, PROMISED, "times"))
        else:
            print(f"{way:28} {min(seconds):6.2f} s CPU")
    return 0 if all(kept) else 1


def write_model(path: Path) -> None:
    """Twenty tensors of random numbers."""
    each = SIZE // 20 // 4
    header = {
        f"layers.{number}.weight": {
            "dtype": "F32", "shape": [each], "data_offsets": [number * each * 4, (number + 1) * each * 4],
        }
        for number in range(20)
    }  # fmt: skip
    told = json.dumps(header).encode()
    told += b" " * (-len(told) % 8)
    random.seed(8)
    block = random.randbytes(each * 4)
    with path.open("wb") as out:
        out.write(len(told).to_bytes(8, "little") + told)
        for _ in range(20):
            out.write(block)


def write_keys(folder: Path) -> None:
    """A key on P-256 and its public half."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = ec.generate_private_key(ec.SECP256R1())
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "public.pem").write_bytes(public)


def _ways(folder: Path, *, peer: bool) -> dict[str, Sequence[str]]:
    model, program = str(folder / "model.safetensors"), [sys.executable, "-m", "modelkeep"]
    found: dict[str, Sequence[str]] = {
        "read and hash": [sys.executable, "-c", HASHING, model],
        "modelkeep sign": [*program, "sign", model, "--key", "key.pem", "-q"],
        "modelkeep sign --no-inspect": [*program, "sign", model, "--key", "key.pem", "-q", "--no-inspect"],
        "modelkeep verify": [*program, "verify", model, "--trust-key", "public.pem", "-q"],
    }
    if peer:
        theirs = [sys.executable, "-m", "model_signing"]
        found["model_signing sign"] = [
            *theirs, "sign", "key", model, "--signature", "theirs.sig", "--private_key", "key.pem",
        ]  # fmt: skip
        found["model_signing verify"] = [
            *theirs, "verify", "key", model, "--signature", "theirs.sig", "--public_key", "public.pem",
        ]  # fmt: skip
    return found


def _run(command: Sequence[str], folder: Path) -> float:
    """CPU seconds of a command. Raises AssertionError where it failed."""
    told = measure.run(command, {}, folder, folder / "log")
    assert told.exit_code == 0, (folder / "log").read_text()[-2000:]
    return told.cpu


if __name__ == "__main__":
    raise SystemExit(main())
