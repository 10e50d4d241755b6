"""`modelkeep detect`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli import simulate_attack_command
from modelkeep.cli.formats import require_format
from modelkeep.cli.options import NotifyOption, OutputOption, QuietOption, SnapshotOption, WorkspaceOption
from modelkeep.cli.unnamed import UNNAMED, UnnamedGroup

EPILOG = """Without FILE, the events of the workspace's lake are looked at (`modelkeep logs ingest`), those that came since the last time:
alerts are kept, and all of them are shown. With FILE, it is what those files hold, and nothing is kept. What the latest snapshot knows of
the estate is used where there is one.

Examples:

  modelkeep detect

  modelkeep detect --since 7d --format html -o alerts.html

  modelkeep detect --all

  modelkeep detect AWSLogs/ --format json

  modelkeep detect --rules sigma/rules/cloud/aws --rules builtin

  modelkeep detect --known release_roles=arn:aws:iam::111122223333:role/deploy --known owned_networks=198.51.100.0/24

  modelkeep detect attack/logs --known @attack/estate.json

  modelkeep detect --since 1d --notify slack://TOKEN_A/TOKEN_B/TOKEN_C

  modelkeep detect --engine spark --spark-master spark://master:7077

Also: modelkeep detect test (run the rules' own cases), modelkeep detect explain RULE (show its SQL), modelkeep detect simulate SCENARIO
(write an attack as log files).

Exit codes: 0 all rules were evaluated and none fired, 1 error or (with --notify) alerts could not be sent, 3 there is nothing to look at,
4 a rule was not evaluated or something could not be read, 11 to 14 worst open alert low to critical.
"""
TEST_EPILOG = """Examples:

  modelkeep detect test

  modelkeep detect test AID-003 AID-011

  modelkeep detect test --rules my-rules/ --cases my-rules/tests/

Exit codes: 0 all cases hold, 1 one does not.
"""
EXPLAIN_EPILOG = """Placeholders that nobody gives stand in the SQL by their names.

Examples:

  modelkeep detect explain AID-003

  modelkeep detect explain AID-011 --engine athena
"""
ENGINES = ("duckdb", "spark", "athena")
RUNNING = ("duckdb", "spark")
"""Those that `detect` itself can start; Athena is given the SQL by people."""
app = typer.Typer(cls=UnnamedGroup, help="Find attacks in logs: alerts of Sigma rules, and GuardDuty's.")

RulesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--rules", metavar="DIR", help="Only the Sigma rules of this folder; `builtin` means ours; repeat for more."
    ),
]
RuleOption = Annotated[list[str] | None, typer.Option("--rule", help="Only this rule, by its name; repeat for more.")]
KnownOption = Annotated[
    list[str] | None,
    typer.Option(
        "--known",
        metavar="NAME=VALUE|@FILE",
        help="A value of a placeholder that rules use, such as release_roles, owned_networks or canaries, or @FILE with a JSON object "
        "of all of them; repeat for more.",
    ),
]
SinceOption = Annotated[
    str | None, typer.Option("--since", help="Only alerts with events since then: 24h, 7d, or a day as 2026-01-31.")
]
FormatOption = Annotated[
    str,
    typer.Option(
        "--format",
        "-f",
        help="table, json (one alert a line), jsonl, csv, sarif, ocsf (detection findings), asff, junit or html.",
    ),
]


@app.command(UNNAMED, epilog=EPILOG, hidden=True)
def run(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help="Log files, folders, s3://BUCKET/PREFIX, or -.")
    ] = None,
    since: SinceOption = None,
    rules: RulesOption = None,
    rule: RuleOption = None,
    known: KnownOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop with exit code 2 where a rule is wrong.")] = False,
    anew: Annotated[
        bool,
        typer.Option(
            "--all", help="Look at the whole lake again, not only at what is new, and drop alerts that no longer hold."
        ),
    ] = False,
    engine: Annotated[
        str, typer.Option("--engine", help="duckdb, in this process, or spark (extra `spark`, Java 17).")
    ] = "duckdb",
    spark_master: Annotated[
        str | None,
        typer.Option(
            "--spark-master",
            metavar="URL",
            help="With --engine spark: local[*], spark://HOST:7077 or yarn.",
            show_default="spark-submit's, or this machine",
        ),
    ] = None,
    notify: NotifyOption = None,
    format: FormatOption = "table",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Find attacks in logs: alerts of Sigma rules, and GuardDuty's on AI assets."""
    from modelkeep.cli.detecting import Ask, run_detect
    from modelkeep.cli.settings import resolve

    require_format(engine, RUNNING)
    given = {"workspace": workspace, "spark_master": spark_master, "notify": notify}
    ask = Ask(
        files=tuple(files or ()), rules=tuple(rules or ("builtin",)), names=tuple(rule or ()), known=tuple(known or ()), since=since,
        strict=strict, snapshot=snapshot, quiet=quiet, engine=engine, anew=anew,
    )  # fmt: skip
    raise typer.Exit(run_detect(resolve(given), ask, format, output))


@app.command("test", epilog=TEST_EPILOG)
def run_tests(
    names: Annotated[list[str] | None, typer.Argument(metavar="[RULE]...", help="Only these rules.")] = None,
    rules: RulesOption = None,
    cases: Annotated[
        Path | None, typer.Option("--cases", help="Folder of the case files. Default: ours are built in.")
    ] = None,
) -> None:
    """Run each rule's own cases: events at which it fires, and near misses at which it must not."""
    from modelkeep.cli.detecting import test_rules

    raise typer.Exit(test_rules(tuple(rules or ("builtin",)), tuple(names or ()), cases))


@app.command("explain", epilog=EXPLAIN_EPILOG)
def explain(
    name: Annotated[str, typer.Argument(metavar="RULE", help="The rule's name.")],
    engine: Annotated[
        list[str] | None, typer.Option("--engine", help="Only this one: duckdb, spark or athena; repeat for more.")
    ] = None,
    rules: RulesOption = None,
    known: KnownOption = None,
) -> None:
    """Show what a rule looks for as SQL, for each engine."""
    from modelkeep.cli.detecting import explain_rule

    for each in engine or ():
        require_format(each, ENGINES)
    typer.echo(explain_rule(tuple(rules or ("builtin",)), name, tuple(engine or ENGINES), tuple(known or ())))


simulate_attack_command.register(app)
