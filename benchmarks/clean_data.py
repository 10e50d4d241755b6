"""Data in which nobody's are: sources, documents, logs, and numbers of every kind, for the benchmark of false findings.

What is about such values (faker, python-stdnum, phonenumbers) is left out, and so are tests: they hold values that are made to be found.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import sysconfig
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

MEGABYTE = 1_000_000
ABOUT_VALUES = frozenset(
    {"stdnum", "faker", "phonenumbers", "presidio_analyzer", "modelkeep", "test", "tests", "testing"}
)
DOCUMENTS = ("/usr/share/doc", "/usr/share/man")
LONGEST = 200_000
"""Bytes of one file that are taken, so that no single one is the measure."""
Document = tuple[str, bytes]
"""A name that tells the format, and what it holds."""


def corpora(size: int, seed: int, logs: Iterable[Path] = ()) -> Iterator[tuple[str, list[Document]]]:
    """By name: sources and documents of this machine, its logs, made-up logs and numbers. `size` in bytes for each."""
    stdlib, packages = Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))
    sources = [path for path in stdlib.rglob("*.py") if packages not in path.parents]
    yield "Python's own sources", _files(sources, stdlib, size, seed)
    yield "sources of packages", _files(packages.rglob("*.py"), packages, size, seed)
    for name in DOCUMENTS:
        folder = Path(name)
        yield name, _files((path for path in folder.rglob("*") if path.is_file()), folder, size, seed)
    yield "logs of this machine", _files(_logs(logs), Path("/"), size, seed)
    chance = random.Random(seed)
    for name, line in (
        ("web log", _web),
        ("application log", _application),
        ("JSON log", _json_log),
        ("syslog", _syslog),
    ):
        suffix = "jsonl" if name == "JSON log" else "log"
        yield name, [(f"made.{suffix}", _lines(partial(line, chance), size))]
    for name, value in NUMBERS.items():
        yield name, list(_as_text_and_tables(name, value, chance, size))


def _files(paths: Iterable[Path], folder: Path, size: int, seed: int) -> list[Document]:
    """Files in random order until there are `size` bytes."""
    taken: list[Document] = []
    total = 0
    ordered = sorted(path for path in paths if ABOUT_VALUES.isdisjoint(path.relative_to(folder).parts))
    random.Random(seed).shuffle(ordered)
    for path in ordered:
        data = _read(path)
        if data and b"\0" not in data[:4096]:
            taken.append(("text.txt", data))
            total += len(data)
        if total >= size:
            break
    return taken


def _read(path: Path) -> bytes:
    try:
        if path.suffix == ".gz":
            with gzip.open(path) as packed:
                return packed.read(LONGEST)
        with path.open("rb") as plain:
            return plain.read(LONGEST)
    except (OSError, EOFError):
        return b""


def _logs(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        yield from (path for path in place.rglob("*.log*") if path.is_file()) if place.is_dir() else (place,)


def _lines(make: Callable[[int], str], size: int) -> bytes:
    lines: list[str] = []
    total = 0
    while total < size:
        lines.append(make(len(lines)))
        total += len(lines[-1]) + 1
    return "\n".join(lines).encode()


_START = datetime(2026, 3, 1, tzinfo=UTC)
_PATHS = (
    "/",
    "/api/v1/models/{}",
    "/static/app.{}.js",
    "/invocations",
    "/orders/{}/lines",
    "/health?ts={}",
    "/blob/{}/raw",
)
_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.127 Safari/537.36",
    "python-requests/2.32.3",
    "aws-sdk-java/2.25.70 Linux/5.10.217-205.860.amzn2.x86_64",
)


def _time(chance: random.Random, at: int) -> datetime:
    return _START + timedelta(milliseconds=at * 137 + chance.randrange(100))


def _path(chance: random.Random) -> str:
    told = chance.choice((str(chance.randrange(10**12)), f"{chance.getrandbits(64):016x}", str(_uuid(chance))))
    return chance.choice(_PATHS).format(told)


def _uuid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _web(chance: random.Random, at: int) -> str:
    address = ".".join(str(chance.randrange(1, 224)) for _ in range(4))
    when = _time(chance, at).strftime("%d/%b/%Y:%H:%M:%S +0000")
    seconds = f"{chance.random():.6f}"
    status, size = chance.choice((200, 200, 304, 404, 500)), chance.randrange(10**6)
    return f'{address} - - [{when}] "GET {_path(chance)} HTTP/1.1" {status} {size} "-" "{chance.choice(_AGENTS)}" {seconds}'


def _application(chance: random.Random, at: int) -> str:
    when = _time(chance, at)
    some = chance.randrange
    told = chance.choice(
        (
            lambda: f"request {_uuid(chance)} took {chance.random() * 900:.3f} ms",
            lambda: f"order {some(10**15)} moved to shard {some(64)}",
            lambda: (
                f"epoch {at // 50} step {at} loss {chance.random() * 4:.6f} lr {chance.random() / 1000:.3e} tokens {some(10**9)}"
            ),
            lambda: f"offset={some(10**13)} partition={some(48)} lag={some(10**5)}",
            lambda: (
                f"trace_id={chance.getrandbits(128):032x} span_id={chance.getrandbits(64):016x} ts={when.timestamp() * 1e9:.0f}"
            ),
            lambda: f"call to risk.score returned 200 in {some(1000)} ms, cache hit {some(10**6)} of {some(10**7)}",
            lambda: f"object at 0x{chance.getrandbits(48):012x} freed, {some(10**8)} bytes, pid {some(65536)}",
            lambda: f"checkpoint s3://models/run-{some(10**10)}/step-{at:08d}.pt sha256:{chance.getrandbits(256):064x}",
            lambda: (
                f"message {some(10**18)} of queue jobs-{some(10)} received, visible at {int(when.timestamp() * 1000)}"
            ),
        )
    )()
    level = chance.choice(("INFO", "DEBUG", "WARNING"))
    return f"{when:%Y-%m-%d %H:%M:%S},{when.microsecond // 1000:03d} {level} [worker-{some(16)}] {told}"


def _json_log(chance: random.Random, at: int) -> str:
    when = _time(chance, at)
    return json.dumps(
        {
            "ts": int(when.timestamp() * 1e9),
            "time": when.isoformat(),
            "level": chance.choice(("info", "warn")),
            "request_id": _uuid(chance),
            "trace": f"{chance.getrandbits(128):032x}",
            "seq": 10**15 + at,
            "event_id": chance.randrange(10**18),
            "duration_ms": round(chance.random() * 1000, 3),
            "bytes": chance.randrange(10**7),
            "msg": _application(chance, at).partition("] ")[2],
        }
    )


def _syslog(chance: random.Random, at: int) -> str:
    some = chance.randrange
    told = chance.choice(
        (
            lambda: (
                f"kernel: [{at * 0.137:12.6f}] usb 1-{some(4)}: new high-speed USB device number {some(128)} using xhci_hcd"
            ),
            lambda: f"systemd[1]: Started Session {some(10**5)} of user root.",
            lambda: f"kernel: audit: type=1400 audit({_time(chance, at).timestamp():.3f}:{at}): pid={some(65536)}",
            lambda: f"dhclient[{some(65536)}]: bound, renewal in {some(86400)} seconds.",
            lambda: f"kernel: [{at * 0.137:12.6f}] EXT4-fs (nvme0n1p1): inode {some(10**9)} block {some(10**12)}",
            lambda: f"containerd[{some(65536)}]: shim {chance.getrandbits(256):064x} exited, exit_code {some(256)}",
        )
    )()
    return f"{_time(chance, at):%b %d %H:%M:%S} node-{some(64)} {told}"


def _digest(name: str) -> Callable[[random.Random, int], str]:
    return lambda chance, at: hashlib.new(name, chance.randbytes(16), usedforsecurity=False).hexdigest()


def _since(unit: int) -> Callable[[random.Random, int], str]:
    """Time in fractions of a second: `unit` of them make one."""
    return lambda chance, at: str(int((_START.timestamp() + at * 0.137 + chance.random() / 10) * unit))


def _float(chance: random.Random, at: int) -> str:
    form = chance.choice(("{!r}", "{:.2f}", "{:.6f}", "{:.4e}", "{:+.8f}", "{:.17g}"))
    return form.format(
        chance.choice((chance.random(), chance.gauss(0, 1), chance.gauss(0, 1) * 10 ** chance.randrange(12)))
    )


NUMBERS: dict[str, Callable[[random.Random, int], str]] = {
    "UUIDs": lambda chance, at: _uuid(chance),
    "MD5": _digest("md5"),
    "SHA-1": _digest("sha1"),
    "SHA-256": _digest("sha256"),
    "base64": lambda chance, at: base64.b64encode(chance.randbytes(chance.randrange(12, 48))).decode(),
    "floats": _float,
    "seconds": _since(1),
    "milliseconds": _since(10**3),
    "microseconds": _since(10**6),
    "nanoseconds": _since(10**9),
    "snowflakes": lambda chance, at: str(((10**12 + at * 137) << 22) | chance.randrange(1 << 22)),
    "sequences": lambda chance, at: str(4 * 10**15 + 37 * at),
    "ids of tokens": lambda chance, at: str(chance.randrange(128_256)),
    "1 to 20 digits": lambda chance, at: str(chance.randrange(10 ** chance.randrange(1, 21))),
    "16 digits": lambda chance, at: str(chance.randrange(10**15, 10**16)),
    "9 to 11 digits": lambda chance, at: str(chance.randrange(10**8, 10**11)),
}


def _as_text_and_tables(
    name: str, value: Callable[[random.Random, int], str], chance: random.Random, size: int
) -> Iterator[Document]:
    """A third each: text of several values a line, columns of a CSV file, JSON lines."""
    part = size // 3
    yield "text.txt", _lines(lambda at: " ".join(value(chance, 4 * at + each) for each in range(4)), part)
    header = "row,value,other"
    rows = _lines(lambda at: f"{at},{value(chance, at)},{value(chance, at)}", part)
    yield "table.csv", header.encode() + b"\n" + rows
    number = name in ("floats", "seconds", "milliseconds", "microseconds", "nanoseconds", "snowflakes", "sequences")

    def record(at: int) -> str:
        told = value(chance, at)
        return (
            f'{{"row": {at}, "value": {float(told) if name == "floats" else told}}}'
            if number
            else json.dumps({"row": at, "value": told})
        )

    yield "records.jsonl", _lines(record, part)
