"""Settings: flags over environment over file over default, with the origin of each.

The file is `modelkeep.toml`, or `[tool.modelkeep]` in `pyproject.toml`, in the working directory or the nearest parent that
has one. Environment variables are `MODELKEEP_` and the setting's name in capitals, with `_` for a dot; lists are separated by commas.
A setting whose name has a dot stands in a table: `signing.trust_keys` is `trust_keys` of `[signing]`.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelkeep.core.errors import ConfigError

if TYPE_CHECKING:
    from modelkeep.core.suppression import Suppression


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the file, its type, what it is when nobody says, and what a number may be."""

    name: str
    kind: type
    default: Any
    help: str
    least: int | None = None
    most: int | None = None
    secret: bool = False
    """Whether its value is never shown."""


OWNER_TAGS = ("owner", "team", "service-owner", "contact", "department")
SETTINGS: tuple[Setting, ...] = (
    Setting("workspace", str, ".modelkeep", "Folder of snapshots and interrupted runs."),
    Setting("profile", str, None, "AWS profile."),
    Setting("regions", list, (), "Regions to scan; empty means all that the account has enabled."),
    Setting("role", str, None, "Role to assume: an ARN, or a name in each account with `organisation`."),
    Setting("external_id", str, None, "External id for assuming the role."),
    Setting("organisation", bool, False, "Scan every account of the organisation."),
    Setting("accounts", list, (), "With `organisation`: only these account ids."),
    Setting("endpoint_url", str, None, "Endpoint that replaces AWS's, such as the lab's."),
    Setting("concurrency", int, 24, "How many calls may be under way at once.", least=1, most=128),
    Setting(
        "newest_jobs", int, 1000, "How many jobs of a kind are described per region, newest first; 0 for all.", least=0
    ),
    Setting("controls", list, (), "Folders with controls of your own."),
    Setting("control_profile", str, "baseline", "Profile whose controls a scan judges."),
    Setting("incremental", bool, False, "Read again only what can have changed since the latest snapshot."),
    Setting("full_every", int, 7, "With `incremental`: days after which an answer is read again.", least=1, most=89),
    Setting("inspect", bool, False, "Look into the files that models load; that reads objects of S3."),
    Setting("everything", bool, False, "Judge all resources, not only those that a model depends on."),
    Setting(
        "owner_tags",
        list,
        OWNER_TAGS,
        "Tags that name the owner of a resource, in any case; the first that is set counts.",
    ),
    Setting(
        "state_url",
        str,
        None,
        "Database of suppressions, such as postgresql+psycopg://...; default: SQLite in the workspace.",
    ),
    Setting("known", list, (), "What rules need and only people know, each as NAME=VALUE or @FILE, as for --known."),
    Setting("spark_master", str, None, "Master of `--engine spark`, such as spark://host:7077."),
    Setting("spark_options", list, (), "Spark's own settings for it, each as NAME=VALUE."),
    Setting("spark_lake", str, None, "Where `detect` on a cluster finds a copy of the lake, such as s3://bucket/lake."),
    Setting("notify", list, (), "Where alerts are sent; addresses hold secrets.", secret=True),
    Setting("notify_key_file", str, None, "File with the key that signs webhooks; else MODELKEEP_WEBHOOK_KEY."),
    Setting("notify_per_minute", int, 20, "Messages a minute to one destination.", least=1, most=600),
    Setting("classify.scan", bool, False, "Classify the data of models; that reads objects of S3."),
    Setting("classify.classes", str, None, "File that says how identifiers lead to classes of data, as for --classes."),
    Setting("classify.identifiers", list, (), "Files and folders with identifiers of your own, as for --identifiers."),
    Setting("classify.objects", int, 300, "Objects of one place that a scan reads at most, drawn by chance.", least=1),
    Setting("vulnerabilities.scan", bool, False, "Read what models are built from, and look its packages up."),
    Setting(
        "vulnerabilities.index", str, None, "Folder of the vulnerability data; default: `vulndb` in the workspace."
    ),
    Setting("vulnerabilities.max_age", int, 7, "Days after which vulnerability data answer no more.", least=1),
    Setting("vulnerabilities.vex", list, (), "VEX documents: files that say which vulnerabilities do not apply."),
    Setting("signing.trust_keys", list, (), "Files with public keys (PEM) whose signatures of models count."),
    Setting("signing.trust_kms", list, (), "ARNs of KMS keys whose signatures of models count."),
    Setting("signing.trust_ca", list, (), "Files with CA certificates (PEM) whose signers of models count."),
    Setting(
        "signing.trust_subjects",
        list,
        (),
        "Of what these CAs issue, only these subjects (RFC 4514) or alternative names.",
    ),
    Setting("signing.trust_identities", list, (), "Who signs models with sigstore: an email or a workflow's address."),
    Setting(
        "signing.trust_issuers", list, (), "Who vouches for these identities: one for all, or one for each in order."
    ),
)
SUPPRESS = "suppress"
"""The tables of suppressions, beside the settings."""
_BY_NAME = {setting.name: setting for setting in SETTINGS}
_TABLES = frozenset(name.partition(".")[0] for name in _BY_NAME if "." in name)
"""The tables that hold settings."""


def setting_named(name: str) -> Setting:
    """The setting of that name."""
    return _BY_NAME[name]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A setting's value and where it comes from."""

    value: Any
    origin: str


class Settings:
    """All settings, resolved."""

    def __init__(self, resolved: Mapping[str, Resolved], suppressions: Sequence[Suppression] = ()) -> None:
        self._resolved = resolved
        self.suppressions = tuple(suppressions)
        """Those of the settings file."""

    def __getitem__(self, name: str) -> Any:
        return self._resolved[name].value

    def given(self, name: str) -> bool:
        """Whether a flag on the command line set it."""
        return self._resolved[name].origin == "flag"

    def items(self) -> list[tuple[str, Resolved]]:
        """Every setting by name with its origin, in the order of `SETTINGS`."""
        return [(setting.name, self._resolved[setting.name]) for setting in SETTINGS]


def resolve(
    flags: Mapping[str, Any], *, environ: Mapping[str, str] | None = None, folder: Path | None = None
) -> Settings:
    """Resolve all settings. `flags` holds what was given on the command line; None and empty lists are "not given".

    Raises ConfigError for an unknown key, a wrong type, a number out of range, a suppression that is wrong or a file that is not TOML.
    """
    environment = os.environ if environ is None else environ
    path, from_file, suppressions = _read_file(folder or Path.cwd())
    resolved: dict[str, Resolved] = {}
    for setting in SETTINGS:
        variable = f"MODELKEEP_{setting.name.upper().replace('.', '_')}"
        given = flags.get(setting.name)
        if given is not None and given != [] and given != ():
            resolved[setting.name] = Resolved(_typed(setting, given, "flag"), "flag")
        elif environment.get(variable):
            resolved[setting.name] = Resolved(
                _from_text(setting, environment[variable], variable), f"environment {variable}"
            )
        elif setting.name in from_file:
            resolved[setting.name] = Resolved(_typed(setting, from_file[setting.name], str(path)), f"file {path}")
        else:
            resolved[setting.name] = Resolved(setting.default, "default")
    return Settings(resolved, suppressions)


def _read_file(folder: Path) -> tuple[Path | None, Mapping[str, Any], Sequence[Suppression]]:
    for place in (folder, *folder.parents):
        own = place / "modelkeep.toml"
        if own.is_file():
            return own, *_split(own, *_parse(own))
        project = place / "pyproject.toml"
        if project.is_file():
            whole, text = _parse(project)
            section = whole.get("tool", {}).get("modelkeep")
            if section is not None:
                return project, *_split(project, section, text)
    return None, {}, ()


def _parse(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text), text
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}", remedy="Correct the file.") from error


def _split(path: Path, section: Mapping[str, Any], text: str) -> tuple[Mapping[str, Any], Sequence[Suppression]]:
    """The settings, checked, and the suppressions of a file."""
    suppressions: Sequence[Suppression] = ()
    if SUPPRESS in section:
        from modelkeep.adapters.store.suppression_file import FileSuppressions

        suppressions = FileSuppressions(path, section[SUPPRESS], text).all()
    return _checked(path, {key: value for key, value in section.items() if key != SUPPRESS}), suppressions


def _checked(path: Path, section: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings by name, those of tables with a dot."""
    flat: dict[str, Any] = {}
    for key, value in section.items():
        if key in _TABLES and isinstance(value, Mapping):
            flat |= {f"{key}.{name}": each for name, each in value.items()}
        else:
            flat[key] = value
    for key in flat:
        if key not in _BY_NAME:
            close = difflib.get_close_matches(key, [*_BY_NAME, SUPPRESS], 1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise ConfigError(f"{path}: unknown setting {key!r}{hint}")
    return flat


def _from_text(setting: Setting, text: str, where: str) -> Any:
    if setting.kind is list:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if setting.kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise ConfigError(f"{where}: {text!r} is neither true nor false")
    if setting.kind is int:
        try:
            return _within(setting, int(text), where)
        except ValueError as error:
            raise ConfigError(f"{where}: {text!r} is not a whole number") from error
    return text


def _typed(setting: Setting, value: Any, where: str) -> Any:
    if (
        setting.kind is list
        and isinstance(value, (list, tuple))
        and all(isinstance(each, (str, Path)) for each in value)
    ):
        return tuple(str(each) for each in value)
    if setting.kind is str and isinstance(value, (str, Path)):
        return str(value)
    if setting.kind in (int, bool) and type(value) is setting.kind:
        return _within(setting, value, where)
    told = type(value).__name__ if setting.secret else repr(value)
    raise ConfigError(f"{where}: {setting.name} is to be {_kind_name(setting.kind)}, not {told}")


def _within(setting: Setting, value: int, where: str) -> int:
    if (setting.least is not None and value < setting.least) or (setting.most is not None and value > setting.most):
        limits = f"from {setting.least} to {setting.most}" if setting.most is not None else f"{setting.least} or more"
        raise ConfigError(f"{where}: {setting.name} is {value}", remedy=f"Choose a number {limits}.")
    return value


def _kind_name(kind: type) -> str:
    return {list: "a list of texts", str: "a text", bool: "true or false", int: "a whole number"}[kind]
