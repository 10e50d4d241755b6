"""Where signatures lie: files and objects of S3."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.adapters.export.files import written_bytes
from modelkeep.core.errors import UsageError, WorkspaceError
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.signing.bundles import MOST

if TYPE_CHECKING:
    from modelkeep.adapters.aws.artifacts import Way

S3 = "s3://"


@dataclass(frozen=True, slots=True)
class Bundles:
    """An `app.verify.Bundles`. Addresses in S3 take a `way`."""

    way: Way | None = None

    def read(self, where: str, account: str = "") -> bytes | None:
        """See `app.verify.Bundles`."""
        if where.startswith(S3):
            from modelkeep.adapters.aws.signed_objects import read_object

            return read_object(where, self._way(where), account, MOST + 1)
        try:
            with Path(where).open("rb") as file:
                return file.read(MOST + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnreadableError(f"{where}: cannot be read: {error.strerror}") from error

    def write(self, where: str, bundle: bytes, account: str = "") -> None:
        """See `app.verify.Bundles`. A file appears whole or not at all; raises WorkspaceError."""
        if where.startswith(S3):
            from modelkeep.adapters.aws.signed_objects import write_object

            write_object(where, bundle, self._way(where), account)
            return
        try:
            with written_bytes(Path(where)) as file:
                file.write(bundle)
        except WorkspaceError as error:
            raise WorkspaceError(str(error), remedy="Say another place for the signature with --bundle.") from error

    def _way(self, where: str) -> Way:
        if self.way is None:
            raise UsageError(f"{where} lies in S3, which is not asked here", remedy="Name a file.")
        return self.way
