"""`modelkeep who-can`."""

from __future__ import annotations

from pathlib import Path
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

  modelkeep who-can replace fraud-detector

  modelkeep who-can s3:PutObject s3://acme-models/fraud/

  modelkeep who-can sagemaker:CreateEndpoint fraud --also arn:aws:sagemaker:eu-west-1:111122223333:endpoint-config/fraud

  modelkeep who-can kms:Decrypt KEY-ARN --iam-details details.json --resource-policies policies/

{EXIT_CODES}
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("who-can", epilog=EPILOG)(who_can)


def who_can(
    action: Annotated[
        str,
        typer.Argument(
            help="One IAM action, such as s3:GetObject; or what may be done with a model: invoke, read-weights, replace, approve, "
            "poison, decrypt, unguard or watch."
        ),
    ],
    resource: Annotated[
        str,
        typer.Argument(
            help="An ARN, a pattern of ARNs, an s3:// address (one that ends with / is all below it), a name, or *; or a model."
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
    if ":" not in action:
        others = {
            "--also": also, "--context": context, "--strict": strict, "--iam-details": iam_details,
            "--resource-policies": resource_policies, "--no-organization": no_organization,
        }  # fmt: skip
        who_can_verb(
            action, resource, [name for name, value in others.items() if value], format, output, snapshot, workspace
        )
        return
    given = context_of(context)
    place = ground(workspace, snapshot, iam_details, resource_policies, no_organization)
    question = ask(place, action, resource, also or (), given, strict=strict)
    show(answer(place, question), format, WHO_CAN_FORMATS, output)


def who_can_verb(
    verb: str,
    model: str,
    others: list[str],
    format_name: str,
    output: Path | None,
    snapshot: str,
    workspace: Path | None,
) -> None:
    """Answer for a verb of the catalogue; `others` are options that do not go with one."""
    from modelkeep import bootstrap_access
    from modelkeep.adapters.export.verb_view import VERB_FORMATS
    from modelkeep.cli.settings import resolve
    from modelkeep.core.errors import UsageError

    known = bootstrap_access.verb_names()
    if verb not in known:
        remedy = f"Write an action as s3:GetObject, or what may be done with a model: {', '.join(known)}."
        raise UsageError(f"{verb!r} is no action", remedy=remedy)
    if others:
        remedy = "Leave it out; models and what belongs to them are known from a scan."
        raise UsageError(f"{' and '.join(others)} does not go with {verb!r}", remedy=remedy)
    with bootstrap_access.model_verbs(Path(resolve({"workspace": workspace})["workspace"]), snapshot) as verbs:
        answer = verbs.who_can(model, [verb])
    show(answer, format_name, VERB_FORMATS, output)
