"""A corpus of model files: written with what to expect of each, and measured with the engine and with its peers.

`corpus.py OUT` writes `malicious/`, `review/` and `benign/` with `manifest.jsonl`; payloads are inert, and nothing is ever loaded.
`corpus.py --measure OUT` inspects it: everything dangerous has to be told above review, nothing benign may be. `--benign FOLDER` adds
files that are known to be good; `--peer VENV` is a virtual environment with picklescan, modelscan or fickling, whose commands look at
the same files, or at every Nth with `--peer-every N`. They only read; they run in an empty folder.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import measure

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.fakes.corpus import cases

from modelkeep.adapters.artifacts.files import FileSource, listed
from modelkeep.catalogue.artifacts import load_policy
from modelkeep.core.artifacts import Inspection
from modelkeep.engines.artifacts.inspecting import inspect

MANIFEST = "manifest.jsonl"
LISTED = 40
"""Paths of one kind that are printed."""
SECONDS = 60
PEERS = {"picklescan": ("-p",), "modelscan": ("-p",), "fickling": ("--check-safety",)}
"""Commands of the peers: 0 says that nothing was found, 1 that something was, any other that the file was not read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the corpus; `expected` is dangerous, review or clean, `rule` how the rule begins that has to tell what is dangerous."""

    path: str
    family: str
    expected: str
    why: str
    rule: str = ""


def main() -> int:
    """Write or measure; the exit code says whether the engine told everything dangerous and blamed nothing benign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder of the corpus")
    parser.add_argument("--measure", action="store_true", help="inspect the corpus instead of writing it")
    parser.add_argument("--peer", type=Path, help="a virtual environment with other scanners")
    parser.add_argument(
        "--peer-every", type=int, default=1, metavar="N", help="show them every Nth file of each family"
    )
    parser.add_argument("--benign", type=Path, action="append", default=[], help="a folder of files known to be good")
    given = parser.parse_args()
    if not given.measure:
        return write(given.out)
    print(measure.machine())
    entries = [Entry(**json.loads(line)) for line in (given.out / MANIFEST).read_text().splitlines()]
    good = [Entry(each.place, "given as good", "clean", "") for folder in given.benign for each in listed(str(folder))]
    kept = judge(given.out, [*entries, *good])
    if given.peer is not None:
        with tempfile.TemporaryDirectory() as folder:
            beside(given.out.resolve(), entries, given.peer.resolve(), given.peer_every, Path(folder))
    return 0 if kept else 1


def write(out: Path) -> int:
    """The files and the manifest."""
    counts: Counter[str] = Counter()
    out.mkdir(parents=True, exist_ok=True)
    with (out / MANIFEST).open("w") as manifest:
        for case in cases():
            path = out / case.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(case.make())
            told = {
                "path": case.path,
                "family": case.family,
                "expected": case.expected,
                "why": case.why,
                "rule": case.rule,
            }
            manifest.write(json.dumps(told) + "\n")
            counts[case.expected] += 1
    print(f"{counts.total():,} files: " + ", ".join(f"{count:,} {expected}" for expected, count in counts.items()))
    return 0


def result(told: Inspection, rule: str = "") -> str:
    """dangerous, review, not analysed or clean; dangerous only by a rule that begins so."""
    if any(not issue.review and issue.rule.startswith(rule) for issue in told.issues):
        return "dangerous"
    if told.issues:
        return "review"
    return "not analysed" if told.gaps else "clean"


def judge(out: Path, entries: list[Entry]) -> bool:
    """Print what the engine says of all files, and whether it is right about what is dangerous and what is benign."""
    policy, found = load_policy(), dict[Entry, str]()
    started = time.process_time()
    for entry in entries:
        place = str(out / entry.path)
        rule = entry.rule if entry.expected == "dangerous" else ""
        found[entry] = result(inspect(place, FileSource(place), policy), rule)
    took = time.process_time() - started
    _table("modelkeep", found)
    print(f"{len(entries):,} files inspected in {took:.1f} s CPU, {took / max(1, len(entries)) * 1e3:.2f} ms each")
    missed = _list("missed", found, "dangerous", {"review", "not analysed", "clean"})
    blamed = _list("benign and above review", found, "clean", {"dangerous"})
    _list("benign, for review or not analysed", found, "clean", {"review", "not analysed"})
    _list("unknown, and not told", found, "review", {"not analysed", "clean"})
    _list("unknown, and told as dangerous", found, "review", {"dangerous"})
    return not missed and not blamed


def _table(who: str, found: dict[Entry, str]) -> None:
    """Of each family: what is told of what is dangerous, for review and benign."""
    families: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for entry, told in found.items():
        families[entry.family][entry.expected, told] += 1
        families["all"][entry.expected, told] += 1
    print(f"\n{who:24} {'dangerous found':>17} {'review told':>13} {'benign clean':>14} {'blamed':>8}")
    for family, counts in sorted(families.items(), key=lambda pair: (pair[0] == "all", pair[0])):
        total = {
            kind: sum(n for (each, _), n in counts.items() if each == kind) for kind in ("dangerous", "review", "clean")
        }
        told = counts["review", "review"] + counts["review", "dangerous"]
        print(
            f"{family:24} {counts['dangerous', 'dangerous']:8,} /{total['dangerous']:7,} {told:6,} /{total['review']:5,} "
            f"{counts['clean', 'clean']:7,} /{total['clean']:5,} {counts['clean', 'dangerous']:8,}"
        )


def _list(what: str, found: dict[Entry, str], expected: str, told: set[str]) -> list[Entry]:
    """Print the files of which something else was said."""
    wrong = [entry for entry, said in found.items() if entry.expected == expected and said in told]
    print(f"{what}: {len(wrong):,}")
    for entry in wrong[:LISTED]:
        print(f"  {found[entry]:13} {entry.path}  {entry.why}")
    if len(wrong) > LISTED:
        print(f"  and {len(wrong) - LISTED:,} more")
    return wrong


def beside(out: Path, entries: list[Entry], peer: Path, every: int, folder: Path) -> None:
    """Print what the peers' commands say of the same files."""
    chosen = list(_every(entries, every))
    for name, options in PEERS.items():
        command = peer / "bin" / name
        if not command.exists() or _exit([str(command), "--help"], folder):
            print(f"\n{name}: not in {peer.name}")
            continue
        with ThreadPoolExecutor(2) as pool:
            codes = pool.map(lambda entry: _exit([str(command), *options, str(out / entry.path)], folder), chosen)  # noqa: B023
            found = dict(zip(chosen, map(_said, codes), strict=True))
        _table(name, found)
        unread = Counter(entry.expected for entry, said in found.items() if said == "not analysed")
        print(
            f"of {len(chosen):,} files not read: "
            + (", ".join(f"{n:,} {kind}" for kind, n in unread.items()) or "none")
        )


def _every(entries: list[Entry], every: int) -> Iterator[Entry]:
    """The first of each family and kind, and every Nth after it."""
    seen: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        if seen[entry.family, entry.expected] % every == 0:
            yield entry
        seen[entry.family, entry.expected] += 1


def _exit(command: list[str], folder: Path) -> int:
    """The exit code; 2 where it did not end."""
    try:
        done = subprocess.run(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return 2
    return done.returncode


def _said(code: int) -> str:
    return {0: "clean", 1: "dangerous"}.get(code, "not analysed")


if __name__ == "__main__":
    raise SystemExit(main())
