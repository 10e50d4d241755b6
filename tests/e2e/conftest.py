"""The lab's two estates, each scanned once, with every reply recorded, and the program as a person starts it."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import pytest
from tests.fakes.replay import Recording, RecordingClients, ReplayClients

from modelkeep.adapters.aws.clients import Clients, Endpoint
from modelkeep.adapters.aws.source import LiveAws, Selection
from modelkeep.adapters.lake.estate import open_tables
from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.app.artifact_rows import analyse_artifacts
from modelkeep.app.scan import ScanRequest, scan
from modelkeep.bootstrap import AwsOptions, Catalogue, load_action_table, load_catalogue, load_techniques, open_estate
from modelkeep.bootstrap_inspect import loaded_part, looking
from modelkeep.bootstrap_signing import scanning_signatures
from modelkeep.cli import console, main
from modelkeep.core.control import Control
from modelkeep.core.kinds import tables
from modelkeep.core.signatures import Trust
from modelkeep.core.tables import Role
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.posture.evaluate import evaluate
from modelkeep.engines.posture.lineage import lineage_tables
from modelkeep.lab.seed import ACCOUNTS, REGION, ROLE
from modelkeep.lab.seed.signing import TRUSTED
from modelkeep.ports import Silent

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
PRODUCTION = (
    "scan",
    "--control-profile",
    "strict",
    "--region",
    "us-east-1",
    "--role",
    "arn:aws:iam::222233334444:role/ModelkeepReadOnly",
)
NOW = datetime.now(UTC)
"""Labs are seeded with ages relative to the present."""
SELECTION = Selection(regions=(REGION, REGION), organisation=True, role=ROLE)
"""A region that is named twice is scanned once."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What tests ask of a finding."""

    control: str
    resource: str
    verdict: str
    reason: str


def needs_analysis(control: Control) -> bool:
    """Whether a control rests on a table that an engine fills which no scan runs. Who can do what, and who can make itself more
    powerful, a scan finds out itself."""
    return any(tables()[name].role is Role.ANALYSIS and name not in ("access", "escalation") for name in control.tables)


@dataclass(frozen=True, slots=True)
class ScannedLab:
    """One estate of the lab: its replies, its findings, and the failed reads behind them."""

    recording: Recording
    catalogue: Catalogue
    findings: tuple[Finding, ...]
    gaps: tuple[tuple[Any, ...], ...]
    """What was not analysed is none of them: AWS refused nothing."""
    calls: tuple[str, ...]
    folder: Path
    """The workspace with the snapshot."""
    inspected: tuple[Finding, ...] = ()
    """What the controls on model files find in the same estate once the files are looked into; the hardened estate's only."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one lab run in one process, so that it is seeded and scanned once."""
    for item in items:
        for lab in ("seeded", "hardened"):
            if lab in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(lab))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def insecure(seeded: str, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> ScannedLab:
    return scanned_lab(seeded, catalogue, tmp_path_factory.mktemp("insecure"))


@pytest.fixture(scope="session")
def hardened(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> ScannedLab:
    with lab_process("--hardened") as url:
        scanned = scanned_lab(url, catalogue, tmp_path_factory.mktemp("hardened"))
        return replace(scanned, inspected=inspected(url, scanned))


@contextmanager
def lab_process(*options: str) -> Iterator[str]:
    """The URL of a lab in a process of its own: moto keeps one state per process, whatever the number of servers."""
    command = [sys.executable, "-m", "modelkeep", "lab", "up", "--foreground", "--port", "0", *filter(None, options)]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, cwd=folder, text=True)
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            log.seek(0)
            assert line, log.read().decode()
            yield line.split("AWS_ENDPOINT_URL=")[1].split()[0]
        finally:
            process.terminate()
            process.communicate()


def scanned_lab(url: str, catalogue: Catalogue, folder: Path) -> ScannedLab:
    recording = Recording()
    endpoint = Endpoint(region=REGION, endpoint_url=url, credentials=("testing", "testing"))
    clients = RecordingClients(Clients.of_profile(endpoint), recording)
    findings, gaps, calls = scanned(clients, catalogue, catalogue.controls, folder)
    return ScannedLab(recording, catalogue, findings, gaps, calls, folder)


def inspected(url: str, lab: ScannedLab) -> tuple[Finding, ...]:
    """Look into the model files of a lab that was scanned, trusting its key, and judge the controls that ask for it."""
    options = AwsOptions(
        endpoint_url=url, regions=(REGION,), role=ROLE, organisation=True, credentials=("testing", "testing")
    )
    (snapshot,) = (lab.folder / "snapshots").iterdir()
    kept = (path.stem for path in snapshot.glob("*.parquet") if not path.stem.startswith("finding"))
    with (
        closing(open_tables(snapshot, kept, load=True)) as estate,
        looking(Limits(), processes=1, aws=options) as looks,
        scanning_signatures(Trust(kms_keys=(TRUSTED,)), options, lab.folder) as signatures,
    ):
        estate.execute("DELETE FROM \"read\" WHERE call = 'engine:artifacts'")
        analyse_artifacts(estate, loaded_part(), looks, ACCOUNTS, NOW, Silent(), signatures)
        controls = [each for each in lab.catalogue.controls if each.tables & {"artifact_scan", "artifact_issue"}]
        evaluate(estate, controls, lineage_tables(lab.catalogue.relations), everything=False)
        found = estate.execute("SELECT control, resource, verdict, reason FROM finding ORDER BY ALL").fetchall()
    return tuple(Finding(*row) for row in found)


def scanned(
    clients: RecordingClients | ReplayClients, catalogue: Catalogue, controls: tuple[Control, ...], folder: Path
) -> tuple[tuple[Finding, ...], tuple[tuple[Any, ...], ...], tuple[str, ...]]:
    """Scan the three accounts and return the findings, the failed reads and all calls that were made."""
    workspace = FolderWorkspace(folder)
    source = LiveAws(lambda: cast("Clients", clients), SELECTION, lambda: NOW)
    request = ScanRequest(
        controls=controls, relations=catalogue.relations, parameters={}, actions=load_action_table, techniques=load_techniques
    )  # fmt: skip
    manifest = scan(request, source, workspace, open_estate, Silent(), lambda: NOW)
    connection = workspace.snapshot(manifest.id).open()
    try:
        findings = connection.execute("SELECT control, resource, verdict, reason FROM finding ORDER BY ALL").fetchall()
        gaps = connection.execute(
            'SELECT call, account, region, resource, outcome, code, message FROM "read" '
            "WHERE outcome NOT IN ('ok', 'absent', 'unsupported', 'not-analysed') ORDER BY ALL"
        ).fetchall()
        calls = connection.execute(
            "SELECT DISTINCT call FROM \"read\" WHERE NOT starts_with(call, 'engine:') ORDER BY 1"
        ).fetchall()
    finally:
        connection.close()
    return tuple(Finding(*row) for row in findings), tuple(gaps), tuple(row[0] for row in calls)


def environment(home: Path, **more: str) -> dict[str, str]:
    """No credentials, no configuration but what is given."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "MODELKEEP_"))}
    return {**kept, "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", "COLUMNS": "80", **more}


def modelkeep(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "modelkeep", *arguments],
        capture_output=True, text=True, check=False, cwd=folder, env=environment(folder, **more), timeout=300,
    )  # fmt: skip


def within(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The same within this process, which takes a second less: for what asks nothing of AWS."""
    stdout, stderr = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    code = 0
    try:
        with (
            contextlib.chdir(folder),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
            patch.dict(os.environ, environment(folder, **more), clear=True),
            patch.object(sys, "argv", ["modelkeep", *arguments]),
        ):
            _forget_consoles()
            main()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        _forget_consoles()
    stdout.seek(0)
    stderr.seek(0)
    return subprocess.CompletedProcess(["modelkeep", *arguments], code, stdout.read(), stderr.read())


def _forget_consoles() -> None:
    for made in (console.out, console.out_uncut, console.err):
        made.cache_clear()


@pytest.fixture(scope="session")
def seeded() -> Iterator[str]:
    """The insecure lab, which tests of one group share; those of `test_push` change it, and come after those that scan it."""
    with lab_process() as url:
        yield url


@pytest.fixture(scope="session", name="scanned")
def scanned_production(seeded: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one scan of the lab's production account."""
    folder = tmp_path_factory.mktemp("scanned")
    run = modelkeep(folder, *PRODUCTION, "--endpoint-url", seeded, **KEYS)
    assert run.returncode == 14, run.stderr
    return folder
