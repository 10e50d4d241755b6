"""Which format a file has, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from modelkeep.adapters.iac.resource import Deployment, Reading, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person says about where the files are deployed: account and region ('' where nobody says), and the values of
    parameters. `exports` are what the files' stacks export, by name."""

    account: str = ""
    region: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    exports: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to be read: `shown` is how the person named it, `within` the folder that they named, or the file's own."""

    path: Path
    shown: str
    within: Path
    content: bytes


def _config(file: File, deployment: Deployment, asked: Asked) -> Reading | None:
    del deployment, asked
    from modelkeep.adapters.iac.config.reader import looks_like_config, read_config

    if file.path.suffix not in (".json", ".gz") or not looks_like_config(file.content):
        return None
    return read_config(file.path, file.shown, file.content)


def _terraform(file: File, deployment: Deployment, asked: Asked) -> Reading | None:
    del asked
    from modelkeep.adapters.iac.terraform.documents import looks_like_terraform
    from modelkeep.adapters.iac.terraform.reader import read_terraform

    if not looks_like_terraform(file.content):
        return None
    return read_terraform(file.path, file.shown, deployment=deployment, content=file.content)


def _cloudformation(file: File, deployment: Deployment, asked: Asked) -> Reading | None:
    from modelkeep.adapters.iac.cloudformation.reader import read_if_template

    if file.path.suffix not in (".yaml", ".yml", ".json", ".template"):
        return None
    return read_if_template(
        file.path,
        file.shown,
        file.content,
        deployment=deployment,
        parameters=asked.parameters,
        within=file.within,
        exports=asked.exports,
    )


FORMATS: tuple[Callable[[File, Deployment, Asked], Reading | None], ...] = (_config, _terraform, _cloudformation)
"""Each gives None for a file that surely has another format; that is cheap."""


def read_file(file: File, deployment: Deployment, asked: Asked) -> Reading | None:
    """What a file declares; None for one that declares nothing in any format. It never raises for what is in it."""
    for read in FORMATS:
        found = read(file, deployment, asked)
        if found is not None:
            return found
    return None
