"""`modelkeep inspect`: a PyTorch file of 2.1 GB, 1,000 small pickles, pickles opcode by opcode, and the bytes that S3 would give.

What is measured is imported late: a process that is started begins with the memory of the one that starts it.
`--peer FOLDER` is a virtual environment with picklescan, which then looks at the same files in the same run.
"""

from __future__ import annotations

import argparse
import pickle
import pickletools
import random
import struct
import sys
import tempfile
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import measure

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.fakes import opcodes as op

TENSORS, EACH = 200, 10_485_760
SMALL = 1_000
TIMES = 3
MIB = 1 << 20
IN_PROCESS = """
import sys
from modelkeep.adapters.artifacts.files import FileSource, listed
from modelkeep.catalogue.artifacts import load_policy
from modelkeep.engines.artifacts.inspecting import inspect
policy = load_policy()
for each in listed(sys.argv[1]):
    assert inspect(each.place, FileSource(each.place), policy).state.value == "clean", each
"""


def main() -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", type=Path, help="a virtual environment with picklescan")
    peer = parser.parse_args().peer
    print(measure.machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large, small = folder / "large.pt", folder / "small"
        write_large(large)
        write_small(small)
        kept = [
            *_timed("2.1 GB", large, 0.20, 30.0, peer, folder),
            *_timed("1,000 pickles", small, 0.78, 1e9, peer, folder),
            _ranges(large),
        ]
    kept += _opcodes()
    return 0 if all(kept) else 1


def write_large(path: Path) -> None:
    """What torch.save writes of 200 tensors, with numbers only at the beginning of each: the file is sparse."""
    random.seed(7)
    with path.open("wb") as out:
        records = [_member(out, "large/data.pkl", _state(), 0), _member(out, "large/byteorder", b"little", 0)]
        records += [_member(out, f"large/data/{key}", random.randbytes(4096), EACH) for key in range(TENSORS)]
        records.append(_member(out, "large/version", b"3\n", 0))
        start = out.tell()
        directory = b"".join(records)
        out.write(directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *(len(records),) * 2, len(directory), start, 0))


def _member(file: IO[bytes], name: str, data: bytes, size: int) -> bytes:
    """Write one member, aligned as torch does; its record in the directory."""
    at, raw = file.tell(), name.encode()
    extra = b"FB" + struct.pack("<H", gap := -(at + 30 + len(raw) + 4) % 64) + b"Z" * gap
    size = size or len(data)
    fields = struct.pack("<5H3L", 20, 0x800, 0, 0, 0, zlib.crc32(data), size, size)
    file.write(b"PK\3\4" + fields + struct.pack("<2H", len(raw), len(extra)) + raw + extra + data)
    file.seek(size - len(data), 1)
    if size != len(data):
        file.truncate()
    return b"PK\1\2\0\0" + fields + struct.pack("<5H2L", len(raw), 0, 0, 0, 0, 0, at) + raw


def _state() -> bytes:
    """A state_dict of square tensors."""
    pairs: list[op.Part] = []
    none = op.call(op.name("collections", "OrderedDict"))
    for key in range(TENSORS):
        kind, count = op.name("torch", "FloatStorage"), EACH // 4
        storage = op.tup("storage", kind, str(key), "cpu", count) + op.BINPERSID
        args = (storage, 0, op.tup(1024, count // 1024), op.tup(count // 1024, 1), False, none)
        pairs += [f"layers.{key}.weight", op.call(op.name("torch._utils", "_rebuild_tensor_v2"), *args)]
    return op.pickle(op.dic(*pairs), version=2)


def write_small(folder: Path) -> None:
    """Settings and numbers as programs keep them, about 3 KB each."""
    folder.mkdir()
    rng = random.Random(7)
    for number in range(SMALL):
        weights = [rng.random() for _ in range(120)]
        labels = {f"label {rng.random():.6f}": rng.randrange(1 << 20) for _ in range(60)}
        told = OrderedDict(weights=weights, labels=labels, name=f"model {number}", version=(1, number))
        (folder / f"{number}.pkl").write_bytes(pickle.dumps(told))


def _timed(what: str, path: Path, seconds: float, mebibytes: float, peer: Path | None, folder: Path) -> Iterator[bool]:
    """Wall seconds and memory of the whole process, the least of three; the peer's beside it."""
    ways = {
        "engine, one process": [sys.executable, "-c", IN_PROCESS, str(path)],
        "modelkeep inspect": [sys.executable, "-m", "modelkeep", "inspect", "-q", "--processes", "1", str(path)],
    }
    if peer is not None:
        ways["picklescan"] = [str(peer / "bin" / "picklescan"), "-p", str(path)]
    for way, command in ways.items():
        runs = [measure.run(command, {}, folder, folder / "log") for _ in range(TIMES)]
        if any(run.exit_code for run in runs):
            print((folder / "log").read_text()[-2000:])
            yield False
        wall, cpu, peak = (min(getattr(run, key) for run in runs) for key in ("wall", "cpu", "peak"))
        print(f"{what}: {way:20} {wall:6.2f} s wall, {cpu:6.2f} s CPU, {peak / MIB:5.0f} MiB")
        if way == "engine, one process":
            yield measure.show(f"{what}, wall", wall, seconds, "s")
            if mebibytes < 1e9:
                yield measure.show(f"{what}, memory", peak / MIB, mebibytes, "MiB")


def _ranges(path: Path) -> bool:
    from modelkeep.adapters.artifacts.files import FileSource
    from modelkeep.adapters.aws.artifacts import ObjectSource
    from modelkeep.catalogue.artifacts import load_policy
    from modelkeep.engines.artifacts.inspecting import inspect

    class Ranged(ObjectSource):
        """An object of S3 that lies on this machine, and counts what it would be asked for."""

        def __init__(self) -> None:
            self.file = FileSource(str(path))
            self.size, self.requests, self.count = self.file.size, 0, 0
            self._near = OrderedDict()
            self._near_size, self._next, self._stride = 0, -1, 1
            self._lock = threading.Lock()

        def _get(self, offset: int, length: int) -> bytes:
            piece = self.file.read(offset, length)
            with self._lock:
                self.requests += 1
                self.count += len(piece)
            return piece

    source = Ranged()
    told = inspect(str(path), source, load_policy())
    assert told.state.value == "clean", told
    print(f"2.1 GB in S3: {source.requests} requests for {source.count:,} of {source.size:,} bytes")
    return measure.show("2.1 GB in S3, read", source.count / 1e6, 0.5, "MB")


def _opcodes() -> list[bool]:
    """CPU seconds of pickletools.genops by those of a whole inspection, the least of three of each."""
    from modelkeep.catalogue.artifacts import load_policy
    from modelkeep.engines.artifacts.inspecting import inspect
    from modelkeep.engines.artifacts.sources import Bytes

    rng = random.Random(7)
    cases: dict[str, object] = {
        "floats": [rng.random() for _ in range(400_000)],
        "texts and numbers": {f"word {number} {rng.random():.4f}": number for number in range(120_000)},
        "nested records": [{"id": n, "at": (n, rng.random()), "tags": ["a", f"t{n}"]} for n in range(30_000)],
    }
    policy, kept = load_policy(), list[bool]()
    for name, value in cases.items():
        data = pickle.dumps(value, 4)
        theirs = _least(lambda data=data: sum(1 for _ in pickletools.genops(data)))  # type: ignore[misc]
        ours = _least(lambda data=data: inspect("m.pkl", Bytes(data), policy))  # type: ignore[misc]
        ratio = theirs / ours
        print(
            f"{name}: {len(data) / 1e6:.1f} MB, genops {theirs:.2f} s, inspected in {ours:.2f} s CPU: {ratio:.1f} times as fast, "
            f"promised at least 3  {'kept' if ratio >= 3 else 'NOT KEPT'}"
        )
        kept.append(ratio >= 3)
    return kept


def _least(work: Callable[[], object]) -> float:
    took = []
    for _ in range(TIMES):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return min(took)


if __name__ == "__main__":
    raise SystemExit(main())
