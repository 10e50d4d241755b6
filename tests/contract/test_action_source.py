"""Every source of action facts gives a whole edition, in AWS's spelling."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.fakes.actions import (
    DAY,
    URL,
    Told,
    action,
    published,
    release,
    write_documents,
    write_package,
    write_tarball,
)

from modelkeep.adapters.actions.files import Folder, Tarball
from modelkeep.adapters.actions.iam_data import IamData
from modelkeep.adapters.actions.service_reference import CopiedReference, PublishedReference
from modelkeep.ports import ActionSource


def source(kind: str, folder: Path) -> ActionSource:
    if kind == "package":
        return IamData(Folder(write_package(folder)))
    if kind == "tarball":
        return IamData(Tarball(write_tarball(folder / "package.tgz")))
    if kind == "copy":
        return CopiedReference(write_documents(folder))
    if kind == "published":
        return PublishedReference(published, DAY, URL)
    return Told(release(action("svc:PutThing")))


@pytest.mark.parametrize("kind", ["package", "tarball", "copy", "published", "fake"])
def test_an_edition_is_whole(kind: str, tmp_path: Path) -> None:
    found = source(kind, tmp_path).read()
    assert isinstance(found.date, date)
    assert found.source
    assert found.attribution
    (service,) = found.services
    assert service.prefix == "svc"
    put = next(each for each in service.actions if each.name == "svc:PutThing")
    assert [use.name for use in put.resource_types] == ["thing"]
    (thing,) = service.resource_types
    assert thing.name == "thing"
    assert [key.name for key in service.condition_keys] == ["svc:Colour"]
