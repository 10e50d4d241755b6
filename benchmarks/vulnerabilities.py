"""Vulnerability data: does the matching agree with what advisories list themselves, and how quick is it?

    python benchmarks/vulnerabilities.py OSV-FILE [--synthetic 200000] [--checks 3300] [--runs 5]

OSV-FILE holds records of OSV on PyPI: PyPI/all.zip of https://osv-vulnerabilities.storage.googleapis.com, or JSON lines (.gz).

Most advisories tell the affected versions twice: as ranges, and as a list. Every version that any advisory on a package lists is
evaluated by the ranges alone, and the result is held against the list. Where both differ, the reason has to be one of those below, and
is tested; anything else ends with exit code 1. Promised: loading takes at most 0.3 s, also with 200,000 advisories, and 3,300
checks at most 1.5 s of CPU.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from packaging.version import InvalidVersion, Version

from measure import machine, median, show
from modelkeep.adapters.vulndb.download import Downloads
from modelkeep.adapters.vulndb.records import files_of, records_of
from modelkeep.adapters.vulndb.store import load
from modelkeep.adapters.vulndb.updating import Updates
from modelkeep.core.components import Component, PackageType
from modelkeep.core.vulnerabilities import Standing
from modelkeep.engines.vulnerabilities.advisories import Affected
from modelkeep.engines.vulnerabilities.matching import check
from modelkeep.engines.vulnerabilities.osv import Record, read_record
from modelkeep.engines.vulnerabilities.ranges import rule
from modelkeep.engines.vulnerabilities.versions import PYPI

LOAD_SECONDS = 0.3
CHECK_SECONDS = 1.5
LISTS_MORE = {
    "PYSEC-2021-114": "its ranges are nested: the inner one (0 to 2.11.6) ends within the outer one (2.11 to 2.11.7)",
    "PYSEC-2023-61": "it lists pre-releases of 3.2 and 4.2, which come before what it says is the first affected version",
    "PYSEC-2023-177": "it lists 23.9.0, the version that it names as the fixed one",
}
"""Advisories that list what their own ranges leave out. Such a version is affected here: a list decides."""
_LOAD = """
import sys, time
started, cpu = time.perf_counter(), time.process_time()
from pathlib import Path
from modelkeep.adapters.vulndb.store import load
index = load(Path(sys.argv[1]))
index.advisories("PyPI", sys.argv[2])
print(time.perf_counter() - started, time.process_time() - cpu)
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """An advisory whose ranges and list differ on a package: `extra` are in its ranges only, `missing` in its list only."""

    advisory: str
    package: str
    listed: frozenset[str]
    extra: tuple[str, ...]
    missing: tuple[str, ...]


def main() -> None:
    """Run all of it and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--synthetic", type=int, default=200_000)
    parser.add_argument("--checks", type=int, default=3300)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(machine())
    records = [read_record(content) for _, content in records_of(files_of(options.data))]
    kept = agreement(records)
    with tempfile.TemporaryDirectory() as folder:
        kept &= speed("as given", Path(folder) / "given", options.data, records, options)
        made = Path(folder) / "synthetic.jsonl"
        synthetic(made, options.synthetic)
        others = [read_record(content) for _, content in records_of([made])][: options.checks]
        kept &= speed(f"{options.synthetic:,} synthetic", Path(folder) / "synthetic", made, others, options)
    sys.exit(0 if kept else 1)


def agreement(records: Sequence[Record]) -> bool:
    """Whether ranges and lists agree wherever no known cause explains that they do not."""
    known: dict[str, set[str]] = {}
    for record in records:
        for entry in record.entries:
            known.setdefault(entry.name, set()).update(version for each in entry.affected for version in each.versions)
    counts: Counter[str] = Counter(advisories=len(records))
    differences = list(_differences(records, known, counts))
    causes = Counter(_cause(each) for each in differences)
    print(
        f"{counts['advisories']:,} advisories: {counts['evaluated']:,} versions evaluated by ranges, "
        f"{counts['agree']:,} as listed; {counts['no list']} entries list nothing, {counts['no version']} listed names are no versions, "
        f"{counts['undecided']} are undecided; {counts['listed']:,} listed versions matched, {counts['lost']} not"
    )
    for cause, count in causes.most_common():
        print(f"  {count:4} advisories differ: {cause or 'NOT EXPLAINED'}")
    for each in differences:
        if not _cause(each):
            print(f"       {each}")
    return not causes[""] and not counts["lost"]


def _differences(records: Sequence[Record], known: dict[str, set[str]], counts: Counter[str]) -> Iterator[Difference]:
    for record in records:
        for entry in record.entries:
            listed = frozenset(version for each in entry.affected for version in each.versions)
            counts["lost"] += sum(rule(entry.affected, each, PYPI).affected is not True for each in listed)
            counts["listed"] += len(listed)
            if not listed:
                counts["no list"] += 1
                continue
            bare = tuple(replace(each, versions=()) for each in entry.affected)
            extra, missing = _compared(bare, listed, known[entry.name], counts)
            if extra or missing:
                yield Difference(record.vulnerability.id, entry.name, listed, tuple(extra), tuple(missing))


def _compared(
    ranges: Sequence[Affected], listed: frozenset[str], known: set[str], counts: Counter[str]
) -> tuple[list[str], list[str]]:
    extra: list[str] = []
    missing: list[str] = []
    for version in sorted(known):
        if not _is_version(version):
            counts["no version"] += 1
            continue
        affected = rule(ranges, version, PYPI).affected
        if affected is None:
            counts["undecided"] += 1
            continue
        counts["evaluated"] += 1
        if affected == (version in listed):
            counts["agree"] += 1
        else:
            (extra if affected else missing).append(version)
    return extra, missing


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def _cause(difference: Difference) -> str:
    """Why an advisory's list and ranges differ, '' where none of the causes holds."""
    if difference.missing:
        return LISTS_MORE.get(difference.advisory, "") if not difference.extra else ""
    if all(Version(each).is_prerelease for each in difference.extra):
        return "its list leaves out pre-releases"
    listed = [Version(each) for each in difference.listed if _is_version(each)]
    if all(_later(Version(each), listed) for each in difference.extra):
        return "versions within its ranges were released after its list was made"
    return ""


def _later(version: Version, listed: Sequence[Version]) -> bool:
    """Newer than all that is listed, or than all of its own series, by the first number or the first two."""
    lines = [[each for each in listed if each.release[:depth] == version.release[:depth]] for depth in (0, 1, 2)]
    return any(version > max(line) for line in lines if line)


def speed(title: str, folder: Path, data: Path, records: Sequence[Record], options: argparse.Namespace) -> bool:
    """Build, load and look up, and print how long each takes."""
    started = time.process_time()
    Updates(folder, str(data), clock=lambda: datetime.now(UTC), downloads=Downloads(folder / ".downloads")).refresh(
        "PyPI", lambda text, done, total: None
    )
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{title}: index built in {time.process_time() - started:.1f} CPU-s, {size / 1e6:.1f} MB")
    components = _components(records, options.checks)
    loads = [_loaded(folder, components[0].name) for _ in range(options.runs)]
    runs = [_checked(folder, components) for _ in range(options.runs)]
    affected = Counter(standing for _, standings in runs[:1] for standing in standings)
    print(
        f"  of {len(components):,}: " + ", ".join(f"{count:,} {standing.value}" for standing, count in affected.items())
    )
    kept = show("  load, with imports (CPU)", median([cpu for _, cpu in loads]), LOAD_SECONDS, "s")
    print(
        f"  load, with imports (wall): {median([wall for wall, _ in loads]):.2f} s, which other work on the machine lengthens"
    )
    return show(f"  {len(components):,} checks (CPU)", median([cpu for cpu, _ in runs]), CHECK_SECONDS, "s") and kept


def _components(records: Sequence[Record], count: int) -> list[Component]:
    """Packages of the data in turn, each with another of its versions every time; a tenth is not in the data."""
    versions: dict[str, list[str]] = {}
    for record in records:
        for entry in record.entries:
            versions.setdefault(entry.name, []).extend(version for each in entry.affected for version in each.versions)
    names = sorted(versions)
    made: list[Component] = []
    for number in range(count):
        name = names[number % len(names)]
        told = versions[name] or ["1.0"]
        stranger = number % 10 == 0
        made.append(
            Component(
                type=PackageType.PYPI,
                name=f"{name}-{number}" if stranger else name,
                version=told[(number // len(names)) * 7 % len(told)] if number % 3 else "999!1.0",
            )
        )
    return made


def _loaded(folder: Path, name: str) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", _LOAD, str(folder), name], capture_output=True, text=True, check=True)
    wall, cpu = done.stdout.split()
    return float(wall), float(cpu)


def _checked(folder: Path, components: Sequence[Component]) -> tuple[float, list[Standing]]:
    """CPU seconds of looking all up in an index that was loaded for it."""
    _forget()
    index = load(folder)
    if index is None:
        raise SystemExit("no index was built")
    started = time.process_time()
    standings = [each.standing for each in check(components, index, now=index.data[0].made)]
    return time.process_time() - started, standings


def _forget() -> None:
    """Empty what remembers versions, so that each run parses them again."""
    from modelkeep.engines.vulnerabilities import ranges, versions

    for each in (versions.pypi_key, versions.pypi_normal, ranges.bounds_of):
        each.cache_clear()


def synthetic(path: Path, count: int) -> None:
    """Write advisories of the usual size: ten on a package, each with a few ranges and twenty listed versions."""
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            package = f"package-{number % max(1, count // 10)}"
            major = number % 7
            affected = {
                "package": {"ecosystem": "PyPI", "name": package},
                "ranges": [
                    {"type": "ECOSYSTEM", "events": [
                        {"introduced": f"{major}.0"}, {"fixed": f"{major}.2.1"},
                        {"introduced": f"{major + 1}.0rc1"}, {"fixed": f"{major + 1}.0.3"},
                    ]},
                ],
                "versions": [f"{major}.{minor}.{patch}" for minor in range(2) for patch in range(10)],
            }  # fmt: skip
            record = {
                "id": f"PYSEC-2026-{number}",
                "modified": "2026-11-20T00:00:00Z",
                "published": "2026-11-01T00:00:00Z",
                "aliases": [f"CVE-2026-{number}", f"GHSA-{number:012d}"],
                "summary": "Something in it can be made to do what it should not" * 3,
                "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
                "references": [{"type": "ADVISORY", "url": f"https://advisories.example/{number}"}],
                "affected": [affected],
            }
            out.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
