"""What can go wrong with a scan: each case gives a clear error or a gap, loses nothing, and never turns into a PASS."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from tests.e2e.conftest import NOW, SELECTION, ScannedLab, needs_analysis
from tests.fakes.replay import ReplayClients, denial

from modelkeep.adapters.aws.clients import Clients
from modelkeep.adapters.aws.source import LiveAws
from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.app.findings import exit_code
from modelkeep.app.scan import ScanRequest, scan
from modelkeep.bootstrap import open_estate
from modelkeep.core.control import Control
from modelkeep.core.errors import AccessError, CredentialsError, ModelkeepError, WorkspaceError
from modelkeep.core.verdict import Practice
from modelkeep.ports import Manifest, Silent


async def no_pause(seconds: float) -> None:
    """Between attempts, without waiting."""
    assert seconds >= 0


def rescan(
    lab: ScannedLab,
    folder: Path,
    clients: ReplayClients,
    *,
    resume: bool = False,
    analyses: bool = True,
    only: Callable[[Control], bool] = lambda control: True,
) -> Manifest:
    """Scan once more with some of the controls; without `analyses`, just those that a scan alone can answer."""
    chosen = (each for each in lab.catalogue.controls if analyses or not (needs_analysis(each) or each.asks))
    controls = tuple(each for each in chosen if only(each))
    source = LiveAws(lambda: cast("Clients", clients), SELECTION, lambda: NOW, no_pause)
    request = ScanRequest(controls=controls, relations=lab.catalogue.relations, parameters={"a": 1}, resume=resume)
    return scan(request, source, FolderWorkspace(folder), open_estate, Silent(), lambda: NOW)


def on_networks(control: Control) -> bool:
    """Some controls, for what does not depend on which."""
    return control.practice is Practice.NETWORK


def on_models(control: Control) -> bool:
    """The controls that ask what models are like."""
    return "sagemaker_model" in control.tables


def expected(lab: ScannedLab) -> dict[tuple[str, str], str]:
    """The verdicts of the controls on networks in the lab's own scan."""
    ids = {each.id for each in lab.catalogue.controls if on_networks(each)}
    return {(each.control, each.resource): each.verdict for each in lab.findings if each.control in ids}


def verdicts(folder: Path) -> dict[tuple[str, str], str]:
    connection = FolderWorkspace(folder).snapshot().open()
    rows = connection.execute("SELECT control, resource, verdict FROM finding").fetchall()
    connection.close()
    return {(control, resource): verdict for control, resource, verdict in rows}


def code_of(folder: Path) -> int:
    connection = FolderWorkspace(folder).snapshot().open()
    try:
        return exit_code(connection)
    finally:
        connection.close()


def after(calls: int, error: Callable[[], BaseException]) -> Callable[[str], None]:
    """A fault that begins after so many calls and lasts."""
    seen = Counter[str]()

    def fault(call: str) -> None:
        seen["all"] += 1
        if seen["all"] > calls:
            raise error()

    return fault


def expired() -> ClientError:
    return ClientError(
        {"Error": {"Code": "ExpiredToken", "Message": "expired"}, "ResponseMetadata": {"HTTPStatusCode": 403}}, "X"
    )


def throttled() -> ClientError:
    return ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "X")


def no_such_host() -> EndpointConnectionError:
    return EndpointConnectionError(endpoint_url="https://x", error="NameResolutionError: Name or service not known")


def test_a_scan_whose_token_expires_is_resumed_without_repeating_a_read(hardened: ScannedLab, tmp_path: Path) -> None:
    with pytest.raises(CredentialsError) as caught:
        rescan(hardened, tmp_path, ReplayClients(hardened.recording, fault=after(150, expired)), only=on_networks)
    assert "--resume" in caught.value.remedy
    journal = next(tmp_path.glob("runs/*/journal.jsonl"))
    kept = set(journal.read_bytes().splitlines()[:-1])
    assert len(kept) > 20

    asked = Counter[str]()
    rescan(
        hardened,
        tmp_path,
        ReplayClients(hardened.recording, fault=lambda call: asked.update([call])),
        resume=True,
        only=on_networks,
    )
    assert verdicts(tmp_path) == expected(hardened)
    complete = Counter[str]()
    rescan(
        hardened,
        tmp_path / "anew",
        ReplayClients(hardened.recording, fault=lambda call: complete.update([call])),
        only=on_networks,
    )
    assert asked.total() < complete.total() - 20


def test_credentials_that_never_worked_stop_the_scan_at_once(hardened: ScannedLab, tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match="does not accept the credentials"):
        rescan(hardened, tmp_path, ReplayClients(hardened.recording, fault=after(0, expired)))


def test_an_organisation_that_cannot_be_listed_stops_the_scan(hardened: ScannedLab, tmp_path: Path) -> None:
    def fault(call: str) -> None:
        if call == "organizations:list_accounts":
            raise denial("ListAccounts")

    with pytest.raises(AccessError, match="organisation's accounts"):
        rescan(hardened, tmp_path, ReplayClients(hardened.recording, fault=fault))


def test_when_every_call_is_throttled_nothing_passes(hardened: ScannedLab, tmp_path: Path) -> None:
    spared = ("sts:", "organizations:list_accounts")

    def fault(call: str) -> None:
        if not call.startswith(spared):
            raise throttled()

    manifest = rescan(hardened, tmp_path, ReplayClients(hardened.recording, fault=fault))
    assert set(manifest.verdicts) == {"UNKNOWN"}
    assert manifest.reads["throttled"] > 50
    assert code_of(tmp_path) == 4


def test_a_service_that_a_region_does_not_offer_is_knowledge(hardened: ScannedLab, tmp_path: Path) -> None:
    def fault(call: str) -> None:
        if call.startswith("macie2:"):
            raise no_such_host()

    def on_macie(control: Control) -> bool:
        return any(name.startswith("macie") for name in control.tables)

    rescan(
        hardened, tmp_path / "offered", ReplayClients(hardened.recording, fault=fault), analyses=False, only=on_macie
    )
    unknown = [key for key, verdict in verdicts(tmp_path / "offered").items() if verdict == "UNKNOWN"]
    assert unknown
    rescan(
        hardened,
        tmp_path / "not",
        ReplayClients(hardened.recording, fault=fault, offered=False),
        analyses=False,
        only=on_macie,
    )
    manifest = FolderWorkspace(tmp_path / "not").snapshot().manifest
    assert manifest.reads["unsupported"] > 0
    assert "UNKNOWN" not in manifest.verdicts


def test_one_denied_call_makes_the_exit_code_4(hardened: ScannedLab, tmp_path: Path) -> None:
    denied = ReplayClients(hardened.recording, denied="sagemaker:DescribeModel")
    rescan(hardened, tmp_path, denied, analyses=False, only=on_models)
    assert code_of(tmp_path) == 4
    assert code_of_clean(hardened, tmp_path / "clean") == 0


def code_of_clean(lab: ScannedLab, folder: Path) -> int:
    rescan(lab, folder, ReplayClients(lab.recording), analyses=False, only=on_models)
    return code_of(folder)


def test_an_analysis_that_was_not_made_makes_the_exit_code_4_and_is_no_read_that_failed(
    hardened: ScannedLab, tmp_path: Path
) -> None:
    manifest = rescan(hardened, tmp_path, ReplayClients(hardened.recording))
    assert set(manifest.reads) <= {"ok", "absent", "unsupported", "not-analysed"}
    assert code_of(tmp_path) == 4


def test_a_disk_that_fills_keeps_what_was_read(
    hardened: ScannedLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = 30

    def pwrite(file: int, content: bytes, offset: int) -> int:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(28, "No space left on device")
        return real(file, content, offset)

    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", pwrite)
    with pytest.raises(WorkspaceError, match="No space left"):
        rescan(hardened, tmp_path, ReplayClients(hardened.recording), only=on_networks)
    monkeypatch.setattr(os, "pwrite", real)
    rescan(hardened, tmp_path, ReplayClients(hardened.recording), resume=True, only=on_networks)
    assert verdicts(tmp_path) == expected(hardened)


def test_every_error_says_what_to_do() -> None:
    waiting: list[type[ModelkeepError]] = [ModelkeepError]
    while waiting:
        kind = waiting.pop()
        assert kind.default_remedy.endswith("."), kind
        waiting.extend(kind.__subclasses__())
