"""`modelkeep can-reach`."""

from __future__ import annotations

from typing import Annotated

import typer

from modelkeep.cli.access_options import (
    EXIT_CODES,
    AccessEverythingOption,
    FormatOption,
    IamDetailsOption,
    NoOrganizationOption,
    ResourcePoliciesOption,
    SessionPolicyOption,
    ground,
    show,
)
from modelkeep.cli.formats import require_format
from modelkeep.cli.options import OutputOption, SnapshotOption, WorkspaceOption

EPILOG = f"""Examples:

  modelkeep can-reach data-scientist

  modelkeep can-reach data-scientist --service s3 --service kms

  modelkeep can-reach fraud-pipeline --session-policy scope-down.json

  modelkeep can-reach arn:aws:iam::111122223333:role/pipeline --everything --format json

{EXIT_CODES}
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("can-reach", epilog=EPILOG)(can_reach)


def can_reach(
    principal: Annotated[
        str, typer.Argument(help="A user or role by name or ARN, a session's ARN, a service, or anonymous.")
    ],
    service: Annotated[
        list[str] | None, typer.Option("--service", help="Only resources of this service, such as s3; repeat for more.")
    ] = None,
    ai: Annotated[
        bool, typer.Option("--ai", help="Only what is AI itself: models, endpoints, agents, guardrails, ...")
    ] = False,
    everything: AccessEverythingOption = False,
    session_policy: SessionPolicyOption = None,
    format: FormatOption = "table",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
    iam_details: IamDetailsOption = None,
    resource_policies: ResourcePoliciesOption = None,
    no_organization: NoOrganizationOption = False,
) -> None:
    """Show what a principal can do with the resources that models depend on, and which roles it can become."""
    from modelkeep.adapters.export.can_reach_view import CAN_REACH_FORMATS
    from modelkeep.adapters.iam.session_policies import read_session_policies
    from modelkeep.core.errors import UsageError
    from modelkeep.engines.access.asking.naming import principal_named
    from modelkeep.engines.access.asking.reach import can_reach as answer
    from modelkeep.engines.access.asking.sessions import in_session

    require_format(format, CAN_REACH_FORMATS)
    place = ground(workspace, snapshot, iam_details, resource_policies, no_organization)
    for each in service or ():
        if not place.world.table.knows_service(each):
            raise UsageError(
                f"no service has the prefix {each!r}", remedy="Name it as its actions do: s3, kms, sagemaker, ..."
            )
    who = principal_named(place, principal)
    session = read_session_policies(session_policy or ())
    if session:
        who = in_session(who, session)
    found = answer(place, who, services=service or (), ai=ai, everything=everything)
    show(found, format, CAN_REACH_FORMATS, output)
