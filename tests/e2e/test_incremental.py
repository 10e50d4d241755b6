"""An incremental scan finds what a full scan finds, with fewer requests, whatever becomes of CloudTrail."""

from __future__ import annotations

import shutil
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from tests.e2e.conftest import lab_process
from tests.fakes.replay import denial

from modelkeep.adapters.aws.clients import Clients, Endpoint
from modelkeep.adapters.aws.source import LiveAws, Selection
from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.app.findings import coverage, exit_code
from modelkeep.app.scan import ScanRequest, scan
from modelkeep.bootstrap import Catalogue, open_estate
from modelkeep.core.coverage import Basis
from modelkeep.core.errors import InterruptedScanError
from modelkeep.core.report import Reuse
from modelkeep.lab.large import Sizes, plant_large
from modelkeep.lab.large_changes import change_large
from modelkeep.ports import Silent

REGION = "us-east-1"
CONTROLS = ("IAM-13", "IAM-14", "IAM-17", "S3-", "SM-EP-", "SM-JOB-", "SM-MODEL-", "SM-NB-")
"""How the ids of the controls begin that are judged; `benchmarks/incremental.py` compares the verdicts of all."""
SIZES = Sizes(models=12, roles=6, buckets=6, training_jobs=4, notebooks=3)
WEEK = timedelta(days=7)
pytestmark = pytest.mark.xdist_group("incremental")


@dataclass(slots=True)
class Watched:
    """Stands for `Clients`: counts calls, and asks `fault` before each, with `client:method`."""

    clients: Clients
    fault: Callable[[str], None] = lambda call: None
    calls: Counter[str] = field(default_factory=Counter)

    def client(self, service: str, region: str) -> Any:
        return _Client(self, service, self.clients.client(service, region))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.clients, name)


@dataclass(slots=True)
class _Client:
    watched: Watched
    service: str
    real: Any

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.real, name)
        if not callable(method):
            return method

        def call(**parameters: Any) -> Any:
            self.watched.fault(f"{self.service}:{name}")
            self.watched.calls[f"{self.service}:{name}"] += 1
            return method(**parameters)

        return call


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan found and asked."""

    findings: Mapping[tuple[str, str], tuple[str, str]]
    """By control and resource: id and verdict."""
    calls: Counter[str]
    reuse: Reuse | None
    exit_code: int
    because: str


@dataclass(frozen=True, slots=True)
class Scanner:
    """Scans one lab into workspaces of its own."""

    url: str
    catalogue: Catalogue

    def scan(
        self,
        folder: Path,
        *,
        incremental: bool = False,
        resume: bool = False,
        fault: Callable[[str], None] = lambda call: None,
    ) -> Scanned:
        endpoint = Endpoint(region=REGION, endpoint_url=self.url, credentials=("testing", "testing"))
        watched = Watched(Clients.of_profile(endpoint), fault)
        source = LiveAws(lambda: cast("Clients", watched), Selection(regions=(REGION,)), utc)
        controls = tuple(control for control in self.catalogue.controls if control.id.startswith(CONTROLS))
        request = ScanRequest(
            controls=controls, relations=self.catalogue.relations, parameters={}, resume=resume,
            oldest=WEEK if incremental else None,
        )  # fmt: skip
        workspace = FolderWorkspace(folder)
        manifest = scan(request, source, workspace, open_estate, Silent(), utc)
        connection = workspace.snapshot(manifest.id).open()
        try:
            found = connection.execute("SELECT control, resource, id, verdict FROM finding").fetchall()
            return Scanned(
                {(row[0], row[1]): (row[2], row[3]) for row in found}, watched.calls, coverage(connection).reuse,
                exit_code(connection), manifest.reads_all_because,
            )  # fmt: skip
        finally:
            connection.close()


def utc() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Day:
    """A workspace with a scan of the evening, a lab that changed since, and a full scan of the morning."""

    scanner: Scanner
    evening: Path
    before: Scanned
    after: Scanned

    def workspace(self, folder: Path) -> Path:
        """A copy of the evening's workspace."""
        return Path(shutil.copytree(self.evening, folder / "workspace"))


@pytest.fixture(scope="module")
def day(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with lab_process("--empty") as url:
        plant_large(url, SIZES)
        urllib.request.urlopen(f"{url}/modelkeep-lab/elapse/180").read()
        scanner, evening = Scanner(url, catalogue), tmp_path_factory.mktemp("evening")
        before = scanner.scan(evening)
        change_large(url, SIZES)
        yield Day(scanner, evening, before, scanner.scan(tmp_path_factory.mktemp("morning")))


def reuse_of(scanned: Scanned) -> Reuse:
    assert scanned.reuse is not None
    return scanned.reuse


def test_the_changes_are_seen_at_all(day: Day) -> None:
    before, after = dict(day.before.findings), dict(day.after.findings)
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    subjects = {resource.split(":")[2] for _, resource in changed}
    assert {"s3", "iam", "sagemaker"} <= subjects


def test_an_incremental_scan_finds_what_a_full_scan_finds(day: Day, tmp_path: Path) -> None:
    found = day.scanner.scan(day.workspace(tmp_path), incremental=True)
    assert found.findings == day.after.findings
    assert found.exit_code == day.after.exit_code
    bases = reuse_of(found).bases
    assert bases[Basis.CLOUDTRAIL] > 60
    assert not {Basis.UNPROVEN, Basis.OLD, Basis.FAILED} & set(bases)
    asked = {call: count for call, count in found.calls.items() if ":list" not in call}
    assert asked["sagemaker:describe_model"] == 1
    assert asked["sagemaker:describe_endpoint"] == 1
    assert asked["sagemaker:describe_endpoint_config"] == 1
    assert "sagemaker:describe_notebook_instance" not in asked
    assert asked["s3:get_bucket_encryption"] == 3
    assert found.calls["cloudtrail:lookup_events"] == 1


@pytest.mark.slow
def test_a_second_incremental_scan_keeps_what_the_first_kept(day: Day, tmp_path: Path) -> None:
    workspace = day.workspace(tmp_path)
    first = day.scanner.scan(workspace, incremental=True)
    second = day.scanner.scan(workspace, incremental=True)
    assert second.findings == day.after.findings
    assert len(reuse_of(second).snapshots) >= len(reuse_of(first).snapshots)
    assert reuse_of(second).oldest == reuse_of(first).oldest


@pytest.mark.slow
def test_without_cloudtrail_lists_vouch_and_the_rest_is_read_again(day: Day, tmp_path: Path) -> None:
    def denied(call: str) -> None:
        if call == "cloudtrail:lookup_events":
            raise denial("LookupEvents")

    found = day.scanner.scan(day.workspace(tmp_path), incremental=True, fault=denied)
    assert found.findings == day.after.findings
    assert found.exit_code == day.after.exit_code
    bases = reuse_of(found).bases
    assert bases[Basis.LISTED] > 20
    assert bases[Basis.UNPROVEN] >= 6 * 8
    assert Basis.CLOUDTRAIL not in bases
    assert "CloudTrail did not tell what changed in 123456789012 us-east-1 (AccessDenied" in reuse_of(found).told
    assert found.calls["s3:get_bucket_policy"] == SIZES.buckets + 1


@pytest.mark.slow
def test_with_nothing_to_keep_from_everything_is_read_and_it_says_why(day: Day, tmp_path: Path) -> None:
    found = day.scanner.scan(tmp_path, incremental=True)
    assert found.findings == day.after.findings
    assert found.because == "there is no earlier snapshot"
    assert found.reuse is None
    assert found.calls == day.after.calls


def test_an_interrupted_incremental_scan_goes_on(day: Day, tmp_path: Path) -> None:
    workspace = day.workspace(tmp_path)
    made: list[str] = []

    def interrupted(call: str) -> None:
        made.append(call)
        if len(made) == 60:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedScanError):
        day.scanner.scan(workspace, incremental=True, fault=interrupted)
    resumed = day.scanner.scan(workspace, resume=True)
    assert resumed.findings == day.after.findings
    assert reuse_of(resumed).kept > 60
    assert "cloudtrail:lookup_events" not in resumed.calls
