"""What the commands about access share: from what they answer, and how an answer ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Protocol

import typer

if TYPE_CHECKING:
    from modelkeep.engines.access.asking.ground import Ground
    from modelkeep.engines.access.building import Estate

UNREAD_EXIT = 4
"""Something that was not read may change the answer."""

FormatOption = Annotated[
    str, typer.Option("--format", "-f", help="table, json, or jsonl: one line for each principal or resource.")
]
IamDetailsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--iam-details",
        metavar="FILE",
        help="Answer without a scan: the output of `aws iam get-account-authorization-details`; repeat for more accounts.",
    ),
]
ResourcePoliciesOption = Annotated[
    Path | None,
    typer.Option(
        "--resource-policies",
        metavar="DIR",
        help='With --iam-details: a folder with one JSON file for each resource, {"resource": ARN, "account": ID, "policy": {...}} '
        "(account only where the ARN has none), or a policy, or what AWS printed of it, in a file named after the ARN with / as %2F.",
    ),
]
NoOrganizationOption = Annotated[
    bool,
    typer.Option(
        "--no-organization",
        help="With --iam-details: the accounts belong to no organisation, so that none of its policies count.",
    ),
]
AccessEverythingOption = Annotated[
    bool, typer.Option("--everything", help="All resources, not only those that a model depends on.")
]
SessionPolicyOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--session-policy",
        metavar="FILE",
        help="A policy that is passed when the principal's session begins (AssumeRole, or GetFederationToken for a user); repeat for "
        "more.",
    ),
]
ContextOption = Annotated[
    list[str] | None,
    typer.Option(
        "--context",
        metavar="KEY=VALUE",
        help="A condition key of the request, such as aws:SourceIp=10.0.0.1; repeat for more.",
    ),
]
StrictOption = Annotated[
    bool,
    typer.Option(
        "--strict", help="Condition keys that --context does not name are missing from the request, not open."
    ),
]
AlsoOption = Annotated[
    list[str] | None,
    typer.Option("--also", metavar="RESOURCE", help="Another resource that the same request names; repeat for more."),
]

EXIT_CODES = "Exit codes: 0 answered, 2 usage, 4 something that was not read may change the answer."


class Answer(Protocol):
    """What every answer tells."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing that was not read may change it."""


@contextmanager
def estate(
    workspace: Path | None,
    snapshot: str,
    iam_details: list[Path] | None,
    resource_policies: Path | None,
    no_organization: bool,
) -> Iterator[tuple[Estate, Ground]]:
    """As `ground`, for those who ask rows too."""
    from modelkeep import bootstrap_access

    folder = _folder(workspace, iam_details, resource_policies, no_organization)
    if iam_details:
        yield bootstrap_access.estate_of_files(
            folder, iam_details, resource_policies, in_organization=not no_organization
        )
        return
    with bootstrap_access.estate_of_snapshot(folder, snapshot) as found:
        yield found


def ground(
    workspace: Path | None,
    snapshot: str,
    iam_details: list[Path] | None,
    resource_policies: Path | None,
    no_organization: bool,
) -> Ground:
    """What is asked about: a snapshot, or files. Raises UsageError or IntegrityError."""
    from modelkeep import bootstrap_access

    folder = _folder(workspace, iam_details, resource_policies, no_organization)
    if iam_details:
        return bootstrap_access.ground_of_files(
            folder, iam_details, resource_policies, in_organization=not no_organization
        )
    return bootstrap_access.ground_of_snapshot(folder, snapshot)


def _folder(
    workspace: Path | None, iam_details: list[Path] | None, resource_policies: Path | None, no_organization: bool
) -> Path:
    """The workspace. Raises UsageError for options that do not go together."""
    from modelkeep.cli.settings import resolve
    from modelkeep.core.errors import UsageError

    if not iam_details and (resource_policies is not None or no_organization):
        raise UsageError(
            "--resource-policies and --no-organization go with --iam-details",
            remedy="A snapshot holds both already: leave them out.",
        )
    return Path(resolve({"workspace": workspace})["workspace"])


def context_of(given: list[str] | None) -> dict[str, tuple[str, ...] | None]:
    """The condition keys of the request; a key that is given twice has two values. Raises UsageError."""
    from modelkeep.core.errors import UsageError

    found: dict[str, list[str]] = {}
    for each in given or ():
        key, equals, value = each.partition("=")
        if not equals or ":" not in key:
            raise UsageError(
                f"{each!r} is no condition key with its value", remedy="Write it as aws:SourceIp=10.0.0.1."
            )
        found.setdefault(key.lower(), []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def show(
    answer: Any, format_name: str, formats: Mapping[str, Callable[[Any, IO[str]], None]], output: Path | None
) -> None:
    """Write an answer and leave with its exit code."""
    from modelkeep.adapters.export.files import written

    complete: Answer = answer
    with written(output) as file:
        formats[format_name](answer, file)
    if not complete.is_complete:
        raise typer.Exit(UNREAD_EXIT)
