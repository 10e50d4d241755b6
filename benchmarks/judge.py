"""All controls over 100,000 resources: open the estate, derive lineage, judge, count.

The estate is what a scan of the insecure lab reads, repeated with other account ids until it holds 100,000 resources, so that
every control has rows and every join finds its partner. The measured process is given sealed Parquet tables, as a scan is.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import measure
from modelkeep import bootstrap
from modelkeep.adapters.lake.estate import seal
from modelkeep.adapters.store.journal import FileJournal
from modelkeep.app.scan import wanted_tables
from modelkeep.engines.posture.evaluate import evaluate
from modelkeep.engines.posture.lineage import derive, lineage_tables
from modelkeep.lab.seed import ACCOUNTS, REGION, ROLE, plant
from modelkeep.lab.server import LabServer
from modelkeep.ports import Silent


def main() -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resources", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3, help="runs; medians are printed")
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--judge", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.judge:
        judge(options.judge)
        return 0
    if options.build:
        build(options.build, options.resources)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = ["--resources", str(options.resources)]
        # A process of its own: the kernel counts a parent's memory at the fork as the child's peak.
        subprocess.run([sys.executable, __file__, "--build", str(folder), *sizes], check=True)
        command = [sys.executable, __file__, "--judge", str(folder / "estate")]
        runs = [measure.run(command, {}, folder, folder / f"{number}.log") for number in range(options.runs)]
        print((folder / "0.log").read_text())
    print(measure.machine())
    print(f"medians of {len(runs)} runs, exit codes {sorted({run.exit_code for run in runs})}")
    kept = [
        measure.show("wall", measure.median([run.wall for run in runs]), 10, "s"),
        measure.show("peak resident memory", measure.median([run.peak / measure.MIB for run in runs]), 500, "MiB"),
    ]
    print(f"CPU {measure.median([run.cpu for run in runs]):.1f} s")
    return 0 if all(kept) and {run.exit_code for run in runs} == {0} else 1


def build(folder: Path, resources: int) -> None:
    """Scan the lab once and repeat what it read, account by account, until there are so many resources."""
    catalogue = bootstrap.load_catalogue()
    wanted = wanted_tables(catalogue.controls, catalogue.relations)
    once = FileJournal(folder / "once.jsonl")
    with LabServer() as lab:
        plant(lab.url, hardened=False)
        source = bootstrap.live_aws(
            bootstrap.AwsOptions(
                regions=(REGION,),
                role=ROLE,
                organisation=True,
                endpoint_url=lab.url,
                credentials=("testing", "testing"),
            )
        )
        source.collect(wanted, once, Silent())
    seal(once.lines(), folder / "single")
    connection = bootstrap.open_estate(folder / "single")
    derive(connection, ())
    row = connection.execute("SELECT count(*) FROM resource_index").fetchone()
    connection.close()
    assert row is not None
    text = (folder / "once.jsonl").read_text(encoding="utf-8")
    accounts = re.compile("|".join(ACCOUNTS))
    with (folder / "many.jsonl").open("w", encoding="utf-8") as out:
        for number in range(-(-resources // int(row[0]))):
            names = {account: str(int(account) + 1 + number) for account in ACCOUNTS}
            out.write(accounts.sub(lambda found, names=names: names[found[0]], text))
    many = FileJournal(folder / "many.jsonl")
    seal(many.lines(), folder / "estate")


def judge(estate: Path) -> None:
    """What is measured."""
    catalogue = bootstrap.load_catalogue()
    connection = bootstrap.open_estate(estate)
    derive(connection, catalogue.relations)
    evaluate(connection, catalogue.controls, lineage_tables(catalogue.relations))
    (resources,) = connection.execute("SELECT count(*) FROM resource_index").fetchone() or (0,)
    verdicts = connection.execute("SELECT verdict, count(*) FROM finding GROUP BY verdict ORDER BY verdict").fetchall()
    (failed,) = connection.execute(
        "SELECT count(DISTINCT control) FROM finding WHERE code = 'ControlFailed'"
    ).fetchone() or (0,)
    if failed:
        raise SystemExit(f"{failed} controls failed")
    print(f"{resources:,} resources, {len(catalogue.controls)} controls, {dict(verdicts)}")


if __name__ == "__main__":
    raise SystemExit(main())
