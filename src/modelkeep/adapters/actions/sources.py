"""What a person names as the place of action facts, as a source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from modelkeep.adapters.actions.files import LARGEST, Folder, Tarball
from modelkeep.adapters.actions.https import Https
from modelkeep.adapters.actions.iam_data import NAME, IamData
from modelkeep.adapters.actions.service_reference import URL, CopiedReference, PublishedReference
from modelkeep.core.errors import UsageError
from modelkeep.ports import ActionSource


def action_source(where: str | None, today: date) -> ActionSource:
    """AWS's service reference, unless a URL, a folder or a file is named. What is downloaded is dated `today`.

    Raises UsageError for what is none of these.
    """
    if where is None or "://" in where:
        url = where or URL
        return PublishedReference(Https(url, largest=LARGEST).get, today, url)
    path = Path(where)
    for folder in (path, path / "package"):
        if (folder / "package.json").is_file():
            return IamData(Folder(folder))
    if path.is_file() and path.name.endswith((".tgz", ".tar.gz")):
        return IamData(Tarball(path))
    if path.is_dir() or path.suffix == ".json":
        return CopiedReference(path)
    raise UsageError(
        f"{where}: neither an https URL nor a copy of action facts",
        remedy=f"Name a folder of service reference documents, or the npm package {NAME} as a folder or .tgz file.",
    )
