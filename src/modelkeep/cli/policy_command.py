"""`modelkeep policy`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modelkeep.cli.formats import require_format
from modelkeep.cli.options import (
    ControlIdsOption,
    ControlProfileOption,
    ControlsOption,
    OutputOption,
    PracticesOption,
    SeveritiesOption,
    WorkspaceOption,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelkeep.cli.choice import Choice
    from modelkeep.cli.settings import Settings

EPILOG = """Examples:

  modelkeep policy > modelkeep-policy.json

  modelkeep policy --control-profile strict

  modelkeep policy --practice network --format terraform

  modelkeep policy --push securityhub --format terraform

  modelkeep policy --inspect

  modelkeep policy --vulnerabilities

  modelkeep policy --classify

  modelkeep policy lint my-policy.json
"""
LINT_EPILOG = """Examples:

  modelkeep policy lint policies/*.json

  modelkeep policy lint --kind scp guardrails.json

  aws iam get-role-policy --role-name trainer --policy-name run --query PolicyDocument | modelkeep policy lint -

  modelkeep policy lint policy.json --format sarif -o lint.sarif

Exit codes: 0 no problem, 11 to 14 the worst problem is low to critical, 2 a file cannot be opened.
"""


INSPECTED = ("s3:ListObjectsV2", "s3:GetObject", "kms:Decrypt")
"""What looking into model files asks of AWS; S3 decrypts with the key of the bucket in the caller's name."""
VERIFIED = ("kms:GetPublicKey",)
"""What verifying signatures asks of AWS besides, where keys of KMS are trusted."""
LOOKED_UP = (
    *INSPECTED, "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:DescribeImageScanFindings", "inspector2:ListCoverage",
    "inspector2:ListFindings", "lambda:GetFunction", "lambda:GetLayerVersion",
)  # fmt: skip
"""What reading packages asks of AWS. ECR asks Inspector for its findings in the caller's name."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    group = typer.Typer(invoke_without_command=True, epilog=EPILOG)
    group.callback()(policy)
    group.command("lint", epilog=LINT_EPILOG)(lint)
    app.add_typer(group, name="policy")


IncrementalOption = Annotated[
    bool, typer.Option("--incremental", help="Also what `scan --incremental` asks CloudTrail.")
]
OrgOption = Annotated[
    bool,
    typer.Option("--org", help="Also what `scan --org`, or a push with --org, needs to enter the other accounts."),
]
PushOption = Annotated[
    str | None,
    typer.Option("--push", help="Instead: only what `push` to this service needs (securityhub), which no scan does."),
]
InspectOption = Annotated[
    bool,
    typer.Option(
        "--inspect",
        help="Instead: only what `scan --inspect` and `inspect` of objects in S3 need besides, to read model files.",
    ),
]
ClassifyOption = Annotated[
    bool,
    typer.Option(
        "--classify",
        help="Instead: only what `scan --classify` and `classify` of objects in S3 need besides, to read the data of models.",
    ),
]
VulnerabilitiesOption = Annotated[
    bool,
    typer.Option(
        "--vulnerabilities",
        help="Instead: only what `scan --vulnerabilities` and `vulnerabilities` need besides, to read images, functions and files.",
    ),
]
FormatOption = Annotated[str, typer.Option("--format", "-f", help="json, terraform or cloudformation.")]


def policy(
    context: typer.Context,
    controls: ControlsOption = None,
    control_profile: ControlProfileOption = None,
    control: ControlIdsOption = None,
    practice: PracticesOption = None,
    severity: SeveritiesOption = None,
    org: OrgOption = False,
    incremental: IncrementalOption = False,
    push: PushOption = None,
    inspect: InspectOption = False,
    vulnerabilities: VulnerabilitiesOption = False,
    classify: ClassifyOption = False,
    format: FormatOption = "json",  # noqa: A002
    output: OutputOption = None,
) -> None:
    """Print the smallest read-only IAM policy for exactly the calls that the chosen controls need.

    With --push, the smallest policy for pushing findings; with --inspect, that for looking into model files; with --vulnerabilities,
    that for reading what models are built from; with --classify, that for reading their data.
    """
    if context.invoked_subcommand is not None:
        _alone(context)
        return
    from modelkeep.adapters.aws.actions import actions_for
    from modelkeep.adapters.export.files import write_text
    from modelkeep.adapters.export.policy import (
        CLASSIFYING,
        FORMATS,
        INSPECTING,
        LOOKING_UP,
        PUSHING,
        SCANNING,
        policy_documents,
    )
    from modelkeep.cli.choice import Choice
    from modelkeep.cli.settings import resolve

    require_format(format, FORMATS)
    apart = {
        "--push": push is not None,
        "--inspect": inspect,
        "--vulnerabilities": vulnerabilities,
        "--classify": classify,
    }
    _one_purpose(
        [name for name, given in apart.items() if given],
        choosing=bool(controls or control_profile or control or practice or severity or incremental),
    )
    if push is not None:
        calls, purpose = _pushing(push, org=org), PUSHING
    elif inspect:
        trusts_kms = bool(resolve({})["signing.trust_kms"])
        calls, purpose = frozenset((*INSPECTED, *(VERIFIED if trusts_kms else ()))), INSPECTING
    elif vulnerabilities:
        calls, purpose = frozenset(LOOKED_UP), LOOKING_UP
    elif classify:
        calls, purpose = frozenset(INSPECTED), CLASSIFYING
    else:
        settings = resolve({"controls": controls, "control_profile": control_profile})
        choice = Choice(control or (), practice or (), severity or ())
        calls, purpose = _scanning(settings, choice, org=org, incremental=incremental), SCANNING
    write_text(FORMATS[format](policy_documents(actions_for(calls), purpose), purpose), output)


def _one_purpose(apart: Sequence[str], *, choosing: bool) -> None:
    """Raise UsageError where the policy would have to be for several purposes."""
    from modelkeep.core.errors import UsageError

    if apart and (choosing or len(apart) > 1):
        raise UsageError(
            f"{apart[0]} needs the same whatever is scanned",
            remedy="Give one of --push, --inspect, --vulnerabilities and --classify, without --incremental and what chooses controls.",
        )


def _alone(context: typer.Context) -> None:
    """Raise UsageError for options of `policy` in front of its sub-command, where they would do nothing."""
    from modelkeep.core.errors import UsageError

    sources = {each.opts[0]: context.get_parameter_source(each.name) for each in context.command.params if each.name}
    given = [option for option, source in sources.items() if source is not None and source.name == "COMMANDLINE"]
    if given:
        raise UsageError(f"{given[0]} is no option of `policy lint`", remedy="Write options behind `lint`.")


KindOption = Annotated[
    str | None,
    typer.Option(
        "--kind",
        help="What the documents are: identity, resource, trust, scp, rcp, boundary or endpoint.",
        show_default="told by what a document holds; identity where it names no principals",
    ),
]
LintFormatOption = Annotated[str, typer.Option("--format", "-f", help="text, json or sarif.")]


def lint(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Policy documents in JSON; - for standard input.")
    ],
    kind: KindOption = None,
    format: LintFormatOption = "text",  # noqa: A002
    output: OutputOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Find what is wrong with policies: what never matches, what opens more than meant, what AWS refuses. AWS is not asked."""
    from pathlib import Path

    from modelkeep import bootstrap
    from modelkeep.adapters.export.files import written
    from modelkeep.adapters.export.lint_view import LINT_FORMATS
    from modelkeep.adapters.policies.reading import read_policies
    from modelkeep.app.policy_lint import lint_policies
    from modelkeep.cli.settings import resolve
    from modelkeep.core.errors import UsageError
    from modelkeep.engines.access.lint.subject import PolicyKind

    require_format(format, LINT_FORMATS)
    if kind is not None and kind not in list(PolicyKind):
        raise UsageError(f"there is no kind {kind!r} of policies", remedy=f"Choose one of {', '.join(PolicyKind)}.")
    table = bootstrap.load_action_table(Path(resolve({"workspace": workspace})["workspace"]))
    report = lint_policies(read_policies(files), table, PolicyKind(kind) if kind else None)
    with written(output) as file:
        LINT_FORMATS[format](report, file)
    raise typer.Exit(report.exit_code)


def _scanning(settings: Settings, choice: Choice, *, org: bool, incremental: bool) -> frozenset[str]:
    from modelkeep.app.scan import wanted_tables
    from modelkeep.cli.choice import chosen
    from modelkeep.core.coverage import SAVES_CALLS
    from modelkeep.core.kinds import calls_for

    catalogue, selection = chosen(settings, choice)
    calls = calls_for(wanted_tables(selection.controls, catalogue.relations)) | {"ec2:DescribeRegions"}
    if incremental:
        calls |= {SAVES_CALLS}
    return calls | {"organizations:ListAccounts", "sts:AssumeRole"} if org else calls


def _pushing(service: str, *, org: bool) -> frozenset[str]:
    from modelkeep.adapters.aws.security_hub import Access, calls_of
    from modelkeep.core.errors import UsageError

    if service != "securityhub":
        raise UsageError(f"nothing is pushed to {service!r}", remedy="Choose securityhub.")
    return calls_of(Access(organisation=org))
