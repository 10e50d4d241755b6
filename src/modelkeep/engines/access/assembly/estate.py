"""What a world is built from: rows and reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from modelkeep.core.tables import Row

RowT = TypeVar("RowT", bound=Row)


class Estate(Protocol):
    """The rows of a snapshot, or of files, and what was read for them."""

    def rows(self, row: type[RowT]) -> Iterable[RowT]:
        """All rows of a table."""

    def was_read(self, call: str, account: str, region: str, resource: str) -> bool:
        """Whether a call about this resource, or about its whole account and region, gave an answer."""

    def why_not(self, call: str, account: str, resource: str) -> str:
        """Why there is no answer, in words; "it was not asked" where no call was made."""
