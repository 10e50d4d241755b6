"""What the process that inspects tells of a file beside its issues: its digest, where every byte was or is to be read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from modelkeep.adapters.artifacts.frames import Setup
from modelkeep.adapters.artifacts.worker import DIGESTED, Inspector
from modelkeep.catalogue.artifacts import load_policy
from modelkeep.core.artifacts import Artifact
from modelkeep.engines.artifacts.limits import Limits


@pytest.mark.parametrize(("digests", "known"), [(True, True), (False, False)])
def test_large_files_have_a_digest_where_it_is_asked_for(tmp_path: Path, digests: bool, known: bool) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(DIGESTED + 1)
    told = Inspector(Setup(Limits(), (), 0, digests=digests), load_policy()).inspect(
        Artifact(str(path), DIGESTED + 1, "")
    )
    assert told.sha256 == (hashlib.sha256(path.read_bytes()).hexdigest() if known else "")
