"""Signatures in files: there, absent, unreadable; S3 only where it may be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelkeep.adapters.signing.bundles import Bundles
from modelkeep.core.errors import UsageError, WorkspaceError
from modelkeep.engines.artifacts.sources import UnreadableError


def test_a_signature_is_written_whole_and_read_again(tmp_path: Path) -> None:
    where = str(tmp_path / "model.sig")
    assert Bundles().read(where) is None
    Bundles().write(where, b"one")
    Bundles().write(where, b"two")
    assert Bundles().read(where) == b"two"
    assert [each.name for each in tmp_path.iterdir()] == ["model.sig"]


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be read"):
        Bundles().read(str(tmp_path))
    with pytest.raises(WorkspaceError, match="No such file") as raised:
        Bundles().write(str(tmp_path / "absent" / "model.sig"), b"")
    assert "--bundle" in raised.value.remedy
    with pytest.raises(UsageError, match="lies in S3"):
        Bundles().read("s3://acme/model.sig")
