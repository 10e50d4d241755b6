"""Session policies from files: documents as AssumeRole's and GetFederationToken's `Policy` takes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from modelkeep.adapters.iam.details import document_text
from modelkeep.core.errors import UsageError
from modelkeep.engines.access.statements import Effect, Policy, policy_of

_REMEDY = "Write a policy's document, as JSON, with Action and Resource and without Principal."


def read_session_policies(files: Iterable[Path]) -> tuple[Policy, ...]:
    """The policies, named after their files; together they allow what any of them allows.

    Raises UsageError for a file that cannot be read and for a policy that is not understood whole: AWS would not accept it.
    """
    return tuple(map(_read, files))


def _read(path: Path) -> Policy:
    try:
        document = document_text(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}", remedy="Make the file readable.") from error
    except ValueError as error:
        raise UsageError(f"{path}: it is not encoded as text", remedy=_REMEDY) from error
    found = policy_of(f"session policy {path.name}", document)
    for statement in found.statements:
        if statement.effect is Effect.UNREAD or statement.unclear:
            raise UsageError(
                f"{path}: statement {statement.ref.statement} is not understood: {statement.unclear}", remedy=_REMEDY
            )
    return found
