"""Every error that Modelkeep raises on purpose, by what the user can do about it.

ModelkeepError
├── UsageError            the command line or an argument is wrong
├── ConfigError           modelkeep.toml or an environment variable is wrong
├── CredentialsError      no credentials, or they expired
├── AccessError           AWS refused something that the run cannot do without
├── ConnectionFailedError an endpoint cannot be reached
├── CatalogueError        a control, relation or test case file is wrong, at a place
├── WorkspaceError        the workspace cannot be written or is in use
│   └── LakeInUseError    another process is writing the lake
├── StateError            the state store cannot be reached, or is from a newer version
├── IntegrityError        a snapshot is corrupt, foreign or from a newer version
├── RefusedFileError      a model file is not proven to be what was asked for
├── RedactionError        a file cannot be proven to be redacted
├── MissingExtraError     an optional part of Modelkeep is not installed
├── NothingToScanError    the selection holds no account or region
└── InterruptedScanError  a scan stopped before its end and can be resumed

Only `cli` catches the root. Each error carries a remedy: one sentence that says what to do.
"""

from __future__ import annotations

from pathlib import Path


class ModelkeepError(Exception):
    """The root. `remedy` says what the user can do; `exit_code` is what the process ends with."""

    exit_code = 1
    default_remedy = "Run the command again with --verbose and report the output."

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message)
        self.remedy = remedy or self.default_remedy


class UsageError(ModelkeepError):
    """The command line is wrong."""

    exit_code = 2
    default_remedy = "See the command's --help."


class EmptyPlaceError(UsageError):
    """A place that there is, and that holds nothing."""


class ConfigError(ModelkeepError):
    """A configuration file or environment variable is wrong."""

    exit_code = 2
    default_remedy = "`modelkeep config show --origin` lists every setting and where it comes from."


class CredentialsError(ModelkeepError):
    """AWS credentials are missing, invalid or expired."""

    default_remedy = "Sign in (for example `aws sso login`) or choose a profile with --profile, then try again."


class AccessError(ModelkeepError):
    """AWS refused a call without which the run cannot go on. `code` is AWS's own, '' where there is none."""

    default_remedy = "Attach the policy that `modelkeep policy` prints to the principal that scans."

    def __init__(self, message: str, *, remedy: str | None = None, code: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.code = code


class ConnectionFailedError(ModelkeepError):
    """An endpoint cannot be reached."""

    default_remedy = "Check the region, the network and --endpoint-url."


class CatalogueError(ModelkeepError):
    """A catalogue file is wrong. The message starts with `file:line`."""

    exit_code = 2
    default_remedy = "Correct the file; `modelkeep controls test` checks it."

    def __init__(self, path: Path | str, line: int, message: str, *, remedy: str | None = None) -> None:
        super().__init__(f"{path}:{line}: {message}", remedy=remedy)
        self.path = path
        self.line = line


class WorkspaceError(ModelkeepError):
    """The workspace cannot be written, is full or is in use by another scan."""

    default_remedy = "Choose another workspace with --workspace."


class LakeInUseError(WorkspaceError):
    """Another process is writing the lake."""

    default_remedy = "Wait until it has ended."


class StateError(ModelkeepError):
    """The state store, where suppressions are kept, cannot be reached, read or written."""

    default_remedy = "Check the setting state_url and whether the database answers."


class IntegrityError(ModelkeepError):
    """A snapshot is corrupt, foreign or from a newer version."""

    default_remedy = "Delete the snapshot's folder and scan again; `modelkeep snapshots` lists what is usable."


class RefusedFileError(ModelkeepError):
    """A model file is not proven to be what was asked for: it is neither loaded nor converted."""

    default_remedy = "`modelkeep inspect FILE --format json` tells all that is known of the file."


class RedactionError(ModelkeepError):
    """A file is not proven to be redacted, or cannot be turned back: nothing is written."""

    default_remedy = "`modelkeep classify FILE --full` tells what is known of the file."


class MissingExtraError(ModelkeepError):
    """An optional part is not installed; `extra` is the one that brings it."""

    def __init__(self, message: str, *, extra: str) -> None:
        super().__init__(message, remedy=f"Install it: pip install 'modelkeep[{extra}]'.")


class NothingToScanError(ModelkeepError):
    """The selection holds nothing to scan."""

    exit_code = 3
    default_remedy = "Widen --region, --account or the choice of controls."


class InterruptedScanError(ModelkeepError):
    """A scan stopped before its end; what it read is kept."""

    default_remedy = "`modelkeep scan --resume` goes on where it stopped."
