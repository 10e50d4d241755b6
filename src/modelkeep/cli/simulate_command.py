"""`modelkeep simulate`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from modelkeep.cli.options import OutputOption, WorkspaceOption

EPILOG = """Each line is one case:

  {"id": 1, "request": {"principal": "arn:aws:iam::111122223333:user/ann", "action": "s3:GetObject", "resource":
  "arn:aws:s3:::weights/m.tar.gz", "context": {"aws:SourceIp": "203.0.113.7"}}, "policies": {"identity": [{"Version":
  "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}]}}

The principal is an ARN, a service principal or "anonymous"; "resource_account" says whose the resource is where its ARN does not.
"policies" may hold identity, boundary, session, resource and endpoint, each a list of documents or of {"name", "policy"}, and scp and
rcp, a list of such lists, one for each level of the organisation from the root to the account. "mode" may be strict (a context key that
is not given is missing) or symbolic (it is open, and the answer tells on what it depends). Other fields of a case are left alone.

The answer is one line too: {"id", "decision": allowed, implicit_deny, explicit_deny, allowed_if or unknown, "condition", "by":
[{"policy", "statement"}], "blocked_by", "problem"}. Exit codes: 0, or 4 where any answer is unknown: a line was no case, an action is not
in the action table, or a policy was not understood.

Examples:

  modelkeep simulate cases.jsonl > decisions.jsonl

  modelkeep simulate cases.jsonl --mode symbolic | jq 'select(.decision == "allowed_if") | .condition'

  generate-cases | modelkeep simulate -
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("simulate", epilog=EPILOG)(simulate)


def simulate(
    file: Annotated[
        str, typer.Argument(metavar="FILE.jsonl|-", help="Cases, one JSON object a line; - for standard input.")
    ],
    mode: Annotated[str, typer.Option("--mode", help="strict or symbolic, for cases that name none.")] = "strict",
    output: OutputOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Decide stand-alone cases: may this principal do this, under these policies? Nothing is asked of AWS and no scan is needed."""
    import msgspec

    from modelkeep import bootstrap_access
    from modelkeep.adapters.export.files import written
    from modelkeep.app.simulate import Simulation
    from modelkeep.cli.settings import resolve

    folder = Path(resolve({"workspace": workspace})["workspace"])
    simulation = Simulation(bootstrap_access.simulator(folder, mode))
    encoder = msgspec.json.Encoder()
    with _lines(file) as lines, written(output) as out:
        answered_at_once = file == "-" and output is None
        for answer in simulation.answers(lines):
            out.write(encoder.encode(answer).decode() + "\n")
            if answered_at_once:
                out.flush()
    _tell(simulation.outcomes)
    raise typer.Exit(simulation.exit_code)


@contextmanager
def _lines(file: str) -> Iterator[IO[bytes]]:
    """The lines of a file or of standard input. Raises UsageError where the file cannot be read."""
    import sys

    from modelkeep.core.errors import UsageError

    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115 - only opening may fail for the reason that is told
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", remedy="Name a file with one case a line, or - .") from error
    with opened:
        yield opened


def _tell(outcomes: dict[str, Any]) -> None:
    from modelkeep.cli.console import err

    told = ", ".join(f"{count:,} {name}" for name, count in sorted(outcomes.items()))
    err().print(f"{sum(outcomes.values()):,} cases{f': {told}' if told else ''}", markup=False, highlight=False)
