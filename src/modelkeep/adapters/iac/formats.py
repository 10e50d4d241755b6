"""Which format a file has, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from modelkeep.adapters.iac.resource import Deployment, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person says about where the files are deployed: account and region ('' where nobody says), and the values of
    parameters."""

    account: str = ""
    region: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


class Format(Protocol):
    """One format of files that declare resources."""

    @property
    def name(self) -> str:
        """As `Reading.format`."""

    @property
    def operation(self) -> str:
        """What reading a file is called in the coverage."""

    def recognises(self, path: Path, content: bytes) -> bool:
        """Whether the file has this format, or was meant to. Cheap for all others."""

    def read(self, path: Path, shown: str, content: bytes, deployment: Deployment, asked: Asked) -> Reading:
        """What the file declares; never raises for what is in it."""


@dataclass(frozen=True, slots=True)
class CloudFormation:
    """CloudFormation templates in YAML or JSON."""

    name: str = "cloudformation"
    operation: str = "Template"

    def recognises(self, path: Path, content: bytes) -> bool:  # see Format
        from modelkeep.adapters.iac.cloudformation.files import looks_like_template

        return path.suffix in (".yaml", ".yml", ".json", ".template") and looks_like_template(content)

    def read(self, path: Path, shown: str, content: bytes, deployment: Deployment, asked: Asked) -> Reading:
        from modelkeep.adapters.iac.cloudformation.reader import read_template

        return read_template(path, shown, deployment=deployment, parameters=asked.parameters, content=content)


@dataclass(frozen=True, slots=True)
class ConfigDelivery:
    """Snapshots and histories that AWS Config delivers to S3, plain or gzipped."""

    name: str = "config"
    operation: str = "Delivery"

    def recognises(self, path: Path, content: bytes) -> bool:  # see Format
        from modelkeep.adapters.iac.config.reader import looks_like_config

        return path.suffix in (".json", ".gz") and looks_like_config(content)

    def read(self, path: Path, shown: str, content: bytes, deployment: Deployment, asked: Asked) -> Reading:
        from modelkeep.adapters.iac.config.reader import read_config

        return read_config(path, shown, content)


FORMATS: tuple[Format, ...] = (ConfigDelivery(), CloudFormation())


def format_of(path: Path, content: bytes) -> Format | None:
    """The format of a file; None for a file that declares nothing."""
    return next((each for each in FORMATS if each.recognises(path, content)), None)
