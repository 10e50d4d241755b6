"""What a person names becomes the source that reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fakes.actions import DAY, write_documents, write_package, write_tarball

from modelkeep.adapters.actions.iam_data import IamData
from modelkeep.adapters.actions.service_reference import CopiedReference, PublishedReference
from modelkeep.adapters.actions.sources import action_source
from modelkeep.core.errors import UsageError


def test_places(tmp_path: Path) -> None:
    assert isinstance(action_source(None, DAY), PublishedReference)
    assert isinstance(action_source("https://mirror.example/", DAY), PublishedReference)
    assert isinstance(action_source(str(write_package(tmp_path / "a" / "package")), DAY), IamData)
    assert isinstance(action_source(str(tmp_path / "a"), DAY), IamData)
    assert isinstance(action_source(str(write_tarball(tmp_path / "iam-data.tgz")), DAY), IamData)
    documents = write_documents(tmp_path / "b")
    assert isinstance(action_source(str(documents), DAY), CopiedReference)
    assert isinstance(action_source(str(documents / "v1" / "svc" / "svc.json"), DAY), CopiedReference)


@pytest.mark.parametrize("where", ["http://mirror.example/", "ftp://mirror.example/", "nothing", "data.xml"])
def test_places_that_are_none(where: str) -> None:
    with pytest.raises(UsageError):
        action_source(where, DAY)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        action_source(str(tmp_path / "none.json"), DAY).read()
