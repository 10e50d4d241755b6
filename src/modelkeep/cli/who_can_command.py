"""`modelkeep who-can`."""

from __future__ import annotations

from typing import Annotated

import typer

from modelkeep.cli.access_options import (
    EXIT_CODES,
    AlsoOption,
    ContextOption,
    FormatOption,
    IamDetailsOption,
    NoOrganizationOption,
    ResourcePoliciesOption,
    StrictOption,
    context_of,
    ground,
    show,
)
from modelkeep.cli.formats import require_format
from modelkeep.cli.options import OutputOption, SnapshotOption, WorkspaceOption

EPILOG = f"""Examples:

  modelkeep who-can sagemaker:InvokeEndpoint fraud-detector

  modelkeep who-can s3:PutObject s3://acme-models/fraud/

  modelkeep who-can sagemaker:CreateEndpoint fraud --also arn:aws:sagemaker:eu-west-1:111122223333:endpoint-config/fraud

  modelkeep who-can kms:Decrypt KEY-ARN --iam-details details.json --resource-policies policies/

{EXIT_CODES}
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("who-can", epilog=EPILOG)(who_can)


def who_can(
    action: Annotated[str, typer.Argument(help="One IAM action, such as s3:GetObject.")],
    resource: Annotated[
        str,
        typer.Argument(
            help="An ARN, a pattern of ARNs, an s3:// address (one that ends with / is all below it), a name, or *."
        ),
    ],
    also: AlsoOption = None,
    context: ContextOption = None,
    strict: StrictOption = False,
    format: FormatOption = "table",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
    iam_details: IamDetailsOption = None,
    resource_policies: ResourcePoliciesOption = None,
    no_organization: NoOrganizationOption = False,
) -> None:
    """Show who can do something: certainly, under a condition, or perhaps, for something was not read."""
    from modelkeep.adapters.export.who_can_view import WHO_CAN_FORMATS
    from modelkeep.engines.access.asking.question import ask
    from modelkeep.engines.access.asking.who_can import who_can as answer

    require_format(format, WHO_CAN_FORMATS)
    given = context_of(context)
    place = ground(workspace, snapshot, iam_details, resource_policies, no_organization)
    question = ask(place, action, resource, also or (), given, strict=strict)
    show(answer(place, question), format, WHO_CAN_FORMATS, output)
