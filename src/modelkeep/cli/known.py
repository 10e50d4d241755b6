"""What the latest snapshot and people know for rules: the values of placeholders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from modelkeep import bootstrap
from modelkeep.app.placeholders import known_placeholders, models_of
from modelkeep.cli.settings import Settings
from modelkeep.core.errors import UsageError


def estate_known(
    settings: Settings, given: Sequence[str], snapshot: str = "latest"
) -> tuple[Mapping[str, Sequence[str] | None], Mapping[str, tuple[str, ...]]]:
    """What a snapshot knows for rules, and the models of its resources; what people told (`given`, see --known; else the setting `known`)
    goes first."""
    told = {**known_by_people(settings["known"]), **known_by_people(given)}
    opened = bootstrap.open_workspace(Path(settings["workspace"]))
    if snapshot == "latest" and not opened.snapshots():
        return known_placeholders(None, told), {}
    connection = opened.snapshot(snapshot).open()
    try:
        return known_placeholders(connection, told), models_of(connection)
    finally:
        connection.close()


def known_by_people(given: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The values of --known by name. Raises UsageError."""
    found: dict[str, list[str]] = {}
    for each in given:
        if each.startswith("@"):
            for name, values in _known_file(Path(each[1:])).items():
                found.setdefault(name, []).extend(values)
            continue
        name, separator, value = each.partition("=")
        if not separator or not name:
            raise UsageError(f"{each!r} gives no placeholder", remedy="Write --known NAME=VALUE.")
        found.setdefault(name, []).extend([value] if value else [])
    return found


def _known_file(path: Path) -> Mapping[str, Sequence[str]]:
    import msgspec

    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, list[str]])
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError(
            f"{path} gives no placeholders: {error}",
            remedy='Write a JSON object of lists: {"release_roles": ["arn:..."]}.',
        ) from error
