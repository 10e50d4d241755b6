"""Whatever the bytes are: no exception, and what is told has a name."""

from __future__ import annotations

import gzip
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.engines.components.reading import Found, limit, read, wants

_SAMPLES = Path(__file__).parent / "samples"
_SEEDS: dict[str, bytes] = {
    "var/lib/rpm/rpmdb.sqlite": gzip.decompress((_SAMPLES / "rpmdb.sqlite.gz").read_bytes()),
    "var/lib/rpm/Packages": gzip.decompress((_SAMPLES / "Packages.gz").read_bytes()),
    "var/lib/rpm/Packages.db": b"RpmP"
    + b"\0" * 4
    + b"\1\0\0\0" * 2
    + bytes(16)
    + b"Slot\1\0\0\0\0\1\0\0\1\0\0\0" * 254
    + b"BlbS" * 8,
    "var/lib/rpmmanifest/container-manifest-2": b"a\t1-1\t1\t1\tv\t(none)\t9\tx\t0\ta-1-1.src.rpm\n",
    "var/lib/dpkg/status": b"Package: a\nStatus: install ok installed\nVersion: 1\nSource: b (2)\n\n",
    "var/lib/dpkg/status.d/a": b"Package: a\nVersion: 1\n",
    "var/lib/dpkg/info/a.list": b"/usr/share/java/a.jar\n",
    "lib/apk/db/installed": b"P:a\nV:1\no:b\nF:usr\nR:x\n\n",
    "etc/os-release": b'ID="a"\nVERSION_ID="1"\n',
    "a-1.dist-info/METADATA": b"Name: a\nVersion: 1\nClassifier: License :: OSI Approved :: MIT License\n\n",
    "conda-meta/a.json": b'{"name": "a", "version": "1"}',
    "requirements.txt": b"a==1\n-r b.txt\nb @ https://x/y-1-py3-none-any.whl ; python_version > '3'\n-e git+https://x#egg=z\n",
    "poetry.lock": b'[[package]]\nname = "a"\nversion = "1"\ngroups = ["main"]\n',
    "pylock.toml": b'lock-version = "1.0"\n[[packages]]\nname = "a"\nvcs = {url = "x"}\n',
    "Pipfile": b'[packages]\na = "*"\n',
    "conda-lock.yml": b"metadata: {}\npackage:\n- {name: a, version: 1, manager: pip, platform: linux-64}\n",
    "usr/local/cuda/version.json": b'{"cuda": {"version": "1"}}',
    "opt/tritonserver/TRITON_VERSION": b"2.52.0",
    "Pipfile.lock": b'{"_meta": {}, "default": {"a": {"version": "==1"}}}',
    "pyproject.toml": b'[project]\ndependencies = ["a==1"]\n[tool.poetry.dependencies]\nb = {version = "1"}\n',
    "environment.yml": b"dependencies:\n- a=1=b\n- pip:\n  - c==1\n",
    "python_env.yaml": b"python: 3.10\ndependencies:\n- a==1\n",
    "MLmodel": b"flavors:\n  sklearn: {sklearn_version: 1.2.3}\nmlflow_version: 2.0\n",
    "config.json": b'{"transformers_version": "4.0"}',
}


@settings(max_examples=60, deadline=None)
@given(
    path=st.sampled_from(sorted(_SEEDS)),
    at=st.integers(0, 1 << 18),
    put=st.binary(max_size=24) | st.sampled_from([b"\xff" * 8, b"\0" * 64, b"[" * 5_000, b"&a [*a]", b"{" * 400]),
    gone=st.integers(0, 64),
)
def test_no_bytes_break_a_reader(path: str, at: int, put: bytes, gone: int) -> None:
    seed = _SEEDS[path]
    at %= len(seed) + 1
    found = Found()
    read(path, seed[:at] + put + seed[at + gone :], found)
    assert all(each.name for each in found.finish())
    assert all(each.reason for each in found.gaps)


def test_every_seed_is_read_and_bounded() -> None:
    for path, seed in _SEEDS.items():
        assert wants(path), path
        assert limit(path) >= 1 << 20
        found = Found(distribution="a-1")
        read(path, seed, found)
        assert found.components or found.owned or path == "etc/os-release" or found.gaps, path


def test_what_is_larger_than_anything_real_is_a_gap() -> None:
    found = Found()
    read("etc/os-release", bytes((1 << 20) + 1), found)
    assert [each.reason for each in found.gaps] == ["larger than 1 MiB"]
