"""How quickly data are classified, with all identifiers and secrets, end to end in one process.

    python benchmarks/classify.py [--megabytes 32] [--peer VENV]

Sparse text: Python sources and documents of this machine, with one line of made-up personal data in 200. Dense JSON lines: records
of made-up people (name, e-mail, phone, SSN, card, IBAN, IP, date of birth, address, text), no two alike. Both are read whole, as
`--full` does. With `--peer`, Presidio of another virtual environment (presidio-analyzer and spaCy) analyses a part of the same
bytes with a blank pipeline, in documents of 30 KB. Promised: 60 and 10 MB for each CPU second, and at least 500 times Presidio. For
comparison, without a promise: the same records as CSV, and as Parquet, whose megabytes are those of its texts.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import measure
from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.objects import Classifier
from modelkeep.engines.classify.reading import Plan
from modelkeep.engines.classify.validators.numbers import iban, luhn

PROMISED = {"sparse text": 60.0, "dense JSON lines": 10.0}
TIMES_PEER = 500
RUNS = 3
PEER_BYTES = 120_000
PEER = """
import sys, time, spacy
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
class Blank(SpacyNlpEngine):
    def __init__(self):
        super().__init__()
        self.nlp = {"en": spacy.blank("en")}
engine = AnalyzerEngine(nlp_engine=Blank())
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8", errors="replace").read()
    engine.analyze(text[:2000], language="en")
    started = time.process_time()
    for at in range(0, len(text), 30_000):
        engine.analyze(text[at:at + 30_000], language="en")
    print(len(text.encode()) / (time.process_time() - started) / 1e6)
"""
FIRST = [
    "Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Frances", "Ken", "Radia", "Tim", "Hedy", "Linus",
    "Margaret", "John", "Katherine", "Dennis",
]  # fmt: skip
LAST = [
    "Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Allen", "Thompson", "Perlman", "Lee",
    "Lamarr", "Hamilton", "Backus", "Johnson",
]  # fmt: skip
WORDS = [
    "the", "market", "report", "says", "that", "growth", "of", "new", "accounts", "was", "slower", "than", "the",
    "team", "had", "planned", "for", "this", "quarter",
]  # fmt: skip


def person(chance: random.Random, number: int) -> dict[str, object]:
    """A record of nobody."""
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    body = f"4{chance.randrange(10**14):014d}"
    card = next(each for last in range(10) if luhn(each := f"{body}{last}".encode()))
    account = f"{chance.randrange(10**18):018d}"
    bank = next(each for each in (f"DE{check:02d}{account}" for check in range(2, 99)) if iban(each.encode()))
    return {
        "id": number,
        "name": name,
        "email": f"{name.lower().replace(' ', '.')}{number}@mail{chance.randrange(99)}.acme.org",
        "phone": f"+1-{chance.randrange(201, 989)}-{chance.randrange(201, 999)}-{chance.randrange(10000):04d}",
        "ssn": f"{chance.randrange(1, 665):03d}-{chance.randrange(1, 99):02d}-{chance.randrange(1, 9999):04d}",
        "card": card.decode(),
        "iban": bank,
        "ip": ".".join(str(chance.randrange(1, 223)) for _ in range(4)),
        "dob": f"{chance.randrange(1930, 2005)}-{chance.randrange(1, 12):02d}-{chance.randrange(1, 28):02d}",
        "address": f"{chance.randrange(1, 999)} {chance.choice(LAST)} Street, Springfield",
        "text": " ".join(chance.choices(WORDS, k=20)),
    }


def sparse(size: int) -> bytes:
    """Sources of Python and its packages, with a line of personal data in 200."""
    chance = random.Random(7)
    lines: list[bytes] = []
    total = 0
    for folder in dict.fromkeys((sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"))):
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix not in (".py", ".md", ".rst", ".txt") or total >= size or "stdnum" in path.parts:
                continue
            for line in path.read_bytes().splitlines():
                lines.append(line)
                total += len(line) + 1
                if len(lines) % 200 == 0:
                    lines.append(json.dumps(person(chance, len(lines))).encode())
    return b"\n".join(lines)[:size]


def dense(size: int) -> bytes:
    """Records of people, one a line."""
    chance = random.Random(7)
    lines: list[str] = []
    total = 0
    while total < size:
        lines.append(json.dumps(person(chance, len(lines))))
        total += len(lines[-1]) + 1
    return "\n".join(lines).encode()


def as_csv(records: Sequence[Mapping[str, object]]) -> bytes:
    """The records as a table."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode()


def as_parquet(records: Sequence[Mapping[str, object]]) -> tuple[bytes, int]:
    """The records in row groups of 20,000, and the bytes of their texts in Arrow's memory."""
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.Table.from_pylist(list(records)).drop_columns(["id"])
    out = io.BytesIO()
    parquet.write_table(table, out, row_group_size=20_000, compression="zstd", use_dictionary=False)
    return out.getvalue(), table.nbytes


def speed(classifier: Classifier, place: str, data: bytes, size: int) -> float:
    """Megabytes for each CPU second, of `size` bytes."""
    taken: list[float] = []
    for _ in range(RUNS):
        started = time.process_time()
        told = classifier.classify(place, Bytes(data), Plan(full=True))
        taken.append(time.process_time() - started)
    assert told.findings
    assert not told.gaps, told.gaps
    return size / measure.median(taken) / 1e6


def main() -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=32)
    parser.add_argument("--peer", type=Path, help="a virtual environment with presidio-analyzer and spaCy")
    asked = parser.parse_args()
    print(measure.machine())
    started = time.process_time()
    classifier = Classifier(compile_identifiers(load_identifiers()), b"benchmark" * 4)
    print(f"{'start, nothing kept':20} {time.process_time() - started:8.1f} CPU-s")
    texts = {"sparse text": sparse(asked.megabytes << 20), "dense JSON lines": dense(asked.megabytes << 20)}
    kept = True
    speeds: dict[str, float] = {}
    for name, data in texts.items():
        place = "records.jsonl" if "JSON" in name else "text.txt"
        speeds[name] = speed(classifier, place, data, len(data))
        good = speeds[name] >= PROMISED[name]
        kept &= good
        print(f"{name:20} {speeds[name]:8.1f} MB/CPU-s  promised {PROMISED[name]:g}  {'kept' if good else 'NOT KEPT'}")
    records = [json.loads(line) for line in texts["dense JSON lines"].splitlines()]
    table = as_csv(records)
    print(f"{'the same as CSV':20} {speed(classifier, 'records.csv', table, len(table)):8.1f} MB/CPU-s")
    table, size = as_parquet(records)
    print(f"{'the same as Parquet':20} {speed(classifier, 'records.parquet', table, size):8.1f} MB/CPU-s")
    if asked.peer:
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / str(number) for number, _ in enumerate(texts)]
            for path, data in zip(paths, texts.values(), strict=True):
                path.write_bytes(data[:PEER_BYTES])
            command = [str(asked.peer / "bin" / "python"), "-W", "ignore", "-c", PEER, *map(str, paths)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        for name, told_speed in zip(texts, map(float, answer), strict=True):
            times = speeds[name] / told_speed
            kept &= times >= TIMES_PEER
            good = "kept" if times >= TIMES_PEER else "NOT KEPT"
            print(
                f"{name:20} {told_speed:8.3f} MB/CPU-s by Presidio: {times:,.0f} times, promised {TIMES_PEER}  {good}"
            )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
