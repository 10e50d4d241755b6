"""An image of this machine's own packages, read layer by layer; the packages held against what dpkg and the folder itself list.

One gzip layer of about 360 MB: the records of dpkg, the metadata of every Python distribution beside us, and as many of their files as fit.
CPU seconds of one process, the least of three; then the same image again, whose layer is remembered.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import resource
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import measure
from modelkeep.adapters.images.composing import PlaceComposer
from modelkeep.adapters.images.known import Known
from modelkeep.core.components import Composition, PackageType
from modelkeep.lab.seed.image_files import CONFIG, LAYER, MANIFEST, descriptor, digest_of

SIZE = 360_000_000
TIMES = 3
MEGABYTES, AGAIN, MEMORY = 60.0, 1.0, 400.0
"""MB of a decompressed layer for each CPU second at least; CPU seconds for the same layer again, MiB of memory at most."""
SITE = Path(sysconfig.get_paths()["purelib"])
RECORDS = ("etc/os-release", "usr/lib/os-release", "var/lib/dpkg/status")


def main() -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    print(measure.machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expanded = _write(folder)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        took, told = min((_timed(PlaceComposer(), folder) for _ in range(TIMES)), key=lambda each: each[0])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with closing(Known(folder / "workspace")) as known:
            first = _timed(PlaceComposer(known=known), folder)[1]
            again, same = _timed(PlaceComposer(known=known), folder)
    right = _compare(told) and same == first == told
    speed = expanded / took / 1e6
    print(
        f"layer                            {expanded / 1e6:10,.0f} MB       in {took:.2f} CPU-s, {before >> 10} MiB before"
    )
    kept = speed >= MEGABYTES
    print(f"{'read':32} {speed:10,.0f} MB/CPU-s promised at least {MEGABYTES:.0f}  {'kept' if kept else 'NOT KEPT'}")
    kept &= measure.show("the same again", again, AGAIN, "CPU-s")
    kept &= measure.show("memory", peak / 1024, MEMORY, "MiB")
    return 0 if kept and right else 1


def _timed(composer: PlaceComposer, folder: Path) -> tuple[float, Composition]:
    start = time.process_time()
    told = composer.compose(str(folder))
    return time.process_time() - start, told


def _compare(told: Composition) -> bool:
    """Whether every package is told that dpkg and the folder of distributions list, and no other."""
    ours = {each.name for each in told.components if each.type is PackageType.DEB}
    listed = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n"], check=True, capture_output=True, text=True
    ).stdout
    theirs = {line.split()[0] for line in listed.splitlines() if line.endswith(" installed")}
    python = sum(each.type is PackageType.PYPI for each in told.components)
    folders = sum(1 for _ in SITE.glob("*.dist-info/METADATA"))
    print(f"{'Debian packages':32} {len(ours):10,}          dpkg lists {len(theirs):,}")
    print(f"{'Python distributions':32} {python:10,}          the folder holds {folders:,}")
    print(f"{'not read':32} {len(told.gaps):10,}          {'; '.join(each.told for each in told.gaps[:3])}")
    return ours == theirs and python == folders


def _write(folder: Path) -> int:
    """An OCI layout of one image; returns how many bytes its layer decompresses to."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    plain, made = folder / "layer.tar", folder / "layer.tar.gz"
    with tarfile.open(plain, "w", format=tarfile.PAX_FORMAT) as tar:
        for path, name in _files():
            tar.add(path, name, recursive=False)
    expanded = plain.stat().st_size
    with plain.open("rb") as raw, gzip.open(made, "wb", compresslevel=6) as packed:
        while chunk := raw.read(1 << 20):
            packed.write(chunk)
    layer = {"mediaType": LAYER, "digest": _digest(made), "size": made.stat().st_size}
    diff = _digest(plain)
    plain.unlink()
    made.rename(blobs / str(layer["digest"]).removeprefix("sha256:"))
    config = json.dumps(
        {"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": [diff]}}
    ).encode()
    manifest = json.dumps(
        {"schemaVersion": 2, "mediaType": MANIFEST, "config": descriptor(CONFIG, config), "layers": [layer]}
    )
    for content in (config, manifest.encode()):
        (blobs / digest_of(content).removeprefix("sha256:")).write_bytes(content)
    index = {"schemaVersion": 2, "manifests": [descriptor(MANIFEST, manifest.encode())]}
    (folder / "index.json").write_text(json.dumps(index))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return expanded


def _files() -> Iterator[tuple[Path, str]]:
    """What goes into the layer, with its name there; what tells of packages comes first."""
    for name in RECORDS:
        if (Path("/") / name).is_file():
            yield (Path("/") / name).resolve(), name
    inside = "usr/local/lib/python3/site-packages"
    left = SIZE
    told = sorted(SITE.glob("*.dist-info/METADATA"))
    first = set(told)
    for path in (*told, *(each for each in sorted(SITE.rglob("*")) if each not in first)):
        if path.is_file() and not path.is_symlink() and left > 0 and path.stat().st_size < SIZE // 4:
            left -= path.stat().st_size
            yield path, f"{inside}/{path.relative_to(SITE).as_posix()}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


if __name__ == "__main__":
    sys.exit(main())
