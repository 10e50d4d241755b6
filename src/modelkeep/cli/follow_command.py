"""`modelkeep logs follow`."""

from __future__ import annotations

from typing import Annotated

import typer

from modelkeep.cli.detect_command import KnownOption, RulesOption
from modelkeep.cli.formats import require_format
from modelkeep.cli.options import EndpointOption, NotifyOption, ProfileOption, QuietOption, WorkspaceOption

EPILOG = """With --queue, the messages of an SQS queue: S3's notifications of new objects (sent to the queue, by way of SNS, or as
EventBridge's "Object Created"), or events themselves that an EventBridge rule sends (CloudTrail's calls, GuardDuty's and Security Hub's
findings). A message is deleted when what it tells of is in the lake; what may not be read stays in the queue, for its dead-letter queue.

With --prefix or PATH, a place that is looked at every minute, from where the last look ended.

Stop it with Ctrl-C or SIGTERM: it ends after the batch under way. Killed, it goes on where it was: nothing is lost, nothing doubled.
How queue and rule are made, and the policy that it needs: docs/guides/follow-and-notify.md.

Examples:

  modelkeep logs follow --queue https://sqs.eu-west-1.amazonaws.com/111122223333/modelkeep-logs --detect

  modelkeep logs follow --prefix s3://acme-trail/AWSLogs/ --every 5m --since 7d

  modelkeep logs follow /var/log/aws --format json

  modelkeep logs follow --queue $URL --once --detect --notify slack://TOKEN_A/TOKEN_B/TOKEN_C

With --detect, what is there when it is first used is learned and not told: `modelkeep detect` shows it. The rules know the latest
snapshot as of the start.

Exit codes: 0 everything was read, 1 error or a message could not be sent, 2 usage, 4 something could not be read. With --detect --once also
4 a rule was not evaluated, 11 to 14 worst new alert low to critical.
"""
FORMATS = ("table", "json")


def register(app: typer.Typer) -> None:
    """Add the command to `modelkeep logs`."""
    app.command("follow", epilog=EPILOG)(follow)


def follow(
    path: Annotated[str | None, typer.Argument(metavar="[PATH]", help="A folder or file.")] = None,
    queue: Annotated[str | None, typer.Option("--queue", metavar="URL", help="URL of an SQS queue.")] = None,
    prefix: Annotated[str | None, typer.Option("--prefix", metavar="S3", help="s3://BUCKET/PREFIX to look at.")] = None,
    every: Annotated[
        str, typer.Option("--every", metavar="SPAN", help="How often a place is looked at: 30s, 5m, 1h.")
    ] = "60s",
    since: Annotated[
        str,
        typer.Option("--since", metavar="SPAN", help="How far back a prefix is read that was not followed before: 7d."),
    ] = "1d",
    detect: Annotated[
        bool, typer.Option("--detect", help="Evaluate the rules over each batch; tell new alerts.")
    ] = False,
    once: Annotated[bool, typer.Option("--once", help="End when there is nothing more.")] = False,
    rules: RulesOption = None,
    known: KnownOption = None,
    notify: NotifyOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table, or json: one object a line.")] = "table",  # noqa: A002
    profile: ProfileOption = None,
    endpoint_url: EndpointOption = None,
    quiet: QuietOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Read logs into the lake as they come, each object and each event once."""
    from modelkeep.cli.following import Wanted, run_follow
    from modelkeep.cli.settings import resolve
    from modelkeep.core.errors import UsageError

    require_format(format, FORMATS)
    if sum(1 for each in (path, queue, prefix) if each) != 1:
        raise UsageError("one thing is followed", remedy="Give --queue URL, or --prefix s3://BUCKET/PREFIX, or PATH.")
    if prefix and not prefix.startswith("s3://"):
        raise UsageError(
            f"{prefix!r} is no address in S3", remedy="Write --prefix s3://BUCKET/PREFIX; a folder is PATH."
        )
    if notify and not detect:
        raise UsageError("--notify sends alerts, which --detect finds", remedy="Add --detect.")
    settings = resolve({"workspace": workspace, "profile": profile, "endpoint_url": endpoint_url, "notify": notify})
    wanted = Wanted(
        queue=queue or "", place=prefix or path or "", rules=tuple(rules or ("builtin",)), known=tuple(known or ()),
        every=every, since=since, detect=detect, once=once,
        as_json=format == "json", quiet=quiet,
    )  # fmt: skip
    raise typer.Exit(run_follow(settings, wanted))
