"""`modelkeep explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from modelkeep.cli.access_options import (
    EXIT_CODES,
    AlsoOption,
    ContextOption,
    IamDetailsOption,
    NoOrganizationOption,
    ResourcePoliciesOption,
    SessionPolicyOption,
    StrictOption,
    context_of,
    ground,
    show,
)
from modelkeep.cli.formats import require_format
from modelkeep.cli.options import OutputOption, SnapshotOption, WorkspaceOption

EPILOG = f"""Examples:

  modelkeep explain data-scientist s3:GetObject s3://acme-training/labels.csv

  modelkeep explain data-scientist kms:Decrypt KEY-ARN --context kms:ViaService=s3.eu-west-1.amazonaws.com

  modelkeep explain fraud-pipeline s3:GetObject s3://acme-models/m --session-policy scope-down.json

  modelkeep explain anonymous s3:GetObject 'arn:aws:s3:::acme-models/*'

{EXIT_CODES}
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain", epilog=EPILOG)(explain)


def explain(
    principal: Annotated[
        str, typer.Argument(help="A user or role by name or ARN, a session's ARN, a service, or anonymous.")
    ],
    action: Annotated[str, typer.Argument(help="One IAM action, such as s3:GetObject.")],
    resource: Annotated[str, typer.Argument(help="An ARN, a pattern of ARNs, an s3:// address, a name, or *.")],
    also: AlsoOption = None,
    context: ContextOption = None,
    strict: StrictOption = False,
    via: Annotated[
        str, typer.Option("--via", metavar="VPCE", help="The id of the VPC endpoint that the request goes through.")
    ] = "",
    session_policy: SessionPolicyOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
    iam_details: IamDetailsOption = None,
    resource_policies: ResourcePoliciesOption = None,
    no_organization: NoOrganizationOption = False,
) -> None:
    """Explain why a principal may or may not do something: each layer of policies, what decides, what would change it."""
    from modelkeep.adapters.export.explain_view import EXPLAIN_FORMATS
    from modelkeep.adapters.iam.session_policies import read_session_policies
    from modelkeep.engines.access.asking.explaining import explain as answer
    from modelkeep.engines.access.asking.naming import principal_named
    from modelkeep.engines.access.asking.question import ask
    from modelkeep.engines.access.asking.sessions import in_session

    require_format(format, EXPLAIN_FORMATS)
    given = context_of(context)
    place = ground(workspace, snapshot, iam_details, resource_policies, no_organization)
    who = principal_named(place, principal)
    session = read_session_policies(session_policy or ())
    if session:
        who = in_session(who, session)
    question = ask(place, action, resource, also or (), given, strict=strict)
    show(answer(place, who, question, via), format, EXPLAIN_FORMATS, output)
