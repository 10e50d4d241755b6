"""`modelkeep learn`."""

from __future__ import annotations

import gc
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from modelkeep.bootstrap import Catalogue
    from modelkeep.core.control import Control
    from modelkeep.core.finding import Finding
    from modelkeep.core.verdict import Verdict
    from modelkeep.lab.lessons import Call, Exercise, Lesson
    from modelkeep.lab.seed import Acme


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("learn", epilog="Example: modelkeep learn network --yes")(learn)


def learn(
    practice: Annotated[
        list[str] | None, typer.Argument(metavar="[PRACTICE]...", help="Only these practices. Default: all thirteen.")
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="List the lessons and stop.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not wait: play every step.")] = False,
) -> None:
    """Learn in the lab, practice by practice: break something, see it found, fix it, verify. Needs no AWS account."""
    from modelkeep import bootstrap
    from modelkeep.cli.console import err, out
    from modelkeep.core.errors import UsageError
    from modelkeep.lab.process import require_lab

    require_lab()
    from modelkeep.lab.lessons import all_lessons
    from modelkeep.lab.seed import plant
    from modelkeep.lab.server import LabServer

    lessons = [each for each in all_lessons() if not practice or each.practice in practice]
    unknown = set(practice or []) - {each.practice.value for each in lessons}
    if unknown:
        raise UsageError(
            f"there is no lesson on {', '.join(sorted(unknown))}", remedy="`modelkeep learn --list` shows all."
        )
    catalogue = bootstrap.load_catalogue()
    controls = {each.id: each for each in catalogue.controls}
    if show:
        for each in lessons:
            out().print(f"{each.practice.value:24}{each.control:12}{controls[each.control].title}", highlight=False)
        return
    if not yes and not sys.stdin.isatty():
        raise UsageError(
            "a lesson waits for somebody at the keyboard", remedy="Use a terminal, or --yes to play every step."
        )
    with LabServer() as lab, tempfile.TemporaryDirectory() as folder:
        err().print(
            "Building acme-ml, an organisation that does everything right; this takes half a minute", highlight=False
        )
        acme = plant(lab.url, hardened=True)
        gc.freeze()  # the estate stays; each scan's collection need not go through it
        room = _Room(acme, catalogue, Path(folder), yes=yes)
        for number, lesson in enumerate(lessons, 1):
            out().rule(f"{number} of {len(lessons)}: {lesson.practice.heading}", align="left")
            if not room.teach(lesson, controls[lesson.control]):
                break
    done = len(room.learnt)
    out().print(
        f"\n{done} of {len(lessons)} lessons done. `modelkeep demo` shows an estate that does all of this wrong.",
        highlight=False,
    )
    if yes and done < len(lessons):
        raise typer.Exit(1)


class _Room:
    """A learner in a lab."""

    def __init__(self, acme: Acme, catalogue: Catalogue, folder: Path, *, yes: bool) -> None:
        self._acme = acme
        self._catalogue = catalogue
        self._folder = folder
        self._yes = yes
        self.learnt: list[str] = []

    def teach(self, lesson: Lesson, control: Control) -> bool:
        """One lesson; returns whether the learner wants to go on."""
        from rich.markup import escape

        from modelkeep.core.verdict import Verdict

        acme = self._acme.within(lesson.account)
        exercise = lesson.prepare(acme)
        self._say(lesson.story)
        self._say(f"[bold]{control.id}[/bold] asks: {escape(control.title)}.")
        choice = self._wait("break it")
        if choice:
            return choice == "s"
        self._do(acme, exercise.breaks)
        self._show(self._judge(lesson, control), Verdict.FAIL)
        self._explain(acme, exercise, control)
        while True:
            choice = self._wait("have it fixed, `me` when you did it yourself")
            if choice in ("s", "q"):
                self._do(acme, exercise.mends)
                return choice == "s"
            if choice != "me":
                self._do(acme, exercise.mends)
            if self._show(self._judge(lesson, control), Verdict.PASS):
                self.learnt.append(control.id)
                return True
            self._say("Not yet.")
            if self._yes:
                return True

    def _explain(self, acme: Acme, exercise: Exercise, control: Control) -> None:
        """Why it matters, how it is used, how it is fixed."""
        from rich.markup import escape

        from modelkeep.catalogue.loader import load_guide

        self._say(f"[bold]Why it matters[/bold]  {escape(control.why)}")
        guide = load_guide(control)
        if guide:
            self._say(f"[bold]How an attacker uses it[/bold]  {escape(guide.attack)}")
            self._say(f"[bold]In the console[/bold]  {escape(guide.console)}")
        self._say(f"[bold]Fix[/bold]  {escape(control.fix)}")
        self._say("Here in the lab:")
        for call in exercise.mends:
            self._command(call)
        self._say(f"To do it yourself, open another terminal and begin with:\n  . {self._door(acme)}")

    def _door(self, acme: Acme) -> Path:
        """A file that lets a shell into the lesson's account."""
        keys = self._acme.credentials.get(acme.account) or {
            "aws_access_key_id": "testing",
            "aws_secret_access_key": "testing",
        }
        values = {**keys, "aws_endpoint_url": acme.endpoint_url, "aws_region": acme.region}
        path = self._folder / f"{acme.account}.sh"
        path.write_text("".join(f"export {name.upper()}={value}\n" for name, value in values.items()), encoding="utf-8")
        return path

    def _judge(self, lesson: Lesson, control: Control) -> list[Finding]:
        """What the control says about the account now."""
        from modelkeep import bootstrap
        from modelkeep.app.findings import Filter, findings
        from modelkeep.app.scan import ScanRequest, scan
        from modelkeep.core.control import Scope
        from modelkeep.core.kinds import tables
        from modelkeep.core.tables import Role
        from modelkeep.lab.seed import MANAGEMENT, ROLE
        from modelkeep.ports import Silent

        home = lesson.account == MANAGEMENT
        source = bootstrap.live_aws(
            bootstrap.AwsOptions(
                regions=(self._acme.region,),
                role=None if home else f"arn:aws:iam::{lesson.account}:role/{ROLE}",
                endpoint_url=self._acme.endpoint_url,
                credentials=("testing", "testing"),
            )
        )
        workspace = bootstrap.open_workspace(self._folder)
        rests_on_lineage = control.scope is Scope.AI or any(
            tables()[each].role is Role.DERIVED for each in control.tables
        )
        relations = self._catalogue.relations if rests_on_lineage else ()
        request = ScanRequest(
            controls=[control],
            relations=relations,
            parameters={},
            actions=bootstrap.load_action_table,
            techniques=bootstrap.load_techniques,
        )
        self._say(f"[dim]$ modelkeep scan --control {control.id}[/dim]")
        manifest = scan(request, source, workspace, bootstrap.open_estate, Silent(), bootstrap.clock)
        with workspace.snapshot(manifest.id).open() as connection:
            return list(findings(connection, Filter()))

    def _show(self, found: list[Finding], wanted: Verdict) -> bool:
        """Show the verdicts that matter, worst first; returns whether all are as wanted (for FAIL: one is)."""
        from rich.markup import escape

        from modelkeep.core.verdict import Verdict

        colours = {Verdict.FAIL: "red", Verdict.UNKNOWN: "yellow", Verdict.PASS: "green"}
        worst = [each for each in found if each.verdict is not Verdict.PASS] or found
        for each in worst[:5]:
            self._say(
                f"[{colours[each.verdict]}]{each.verdict.value}[/]  {escape(each.name or each.resource)}: {escape(each.reason)}"
            )
        if wanted is Verdict.FAIL:
            return any(each.verdict is wanted for each in found)
        return bool(found) and all(each.verdict is wanted for each in found)

    def _do(self, acme: Acme, calls: tuple[Call, ...]) -> None:
        from rich.markup import escape

        for call in calls:
            self._command(call)
            if refused := call.make(acme):
                self._say(f"[yellow]{escape(refused)}[/yellow]")

    def _command(self, call: Call) -> None:
        from modelkeep.cli.console import out

        out().print(f"$ {call.command}", style="dim", markup=False, highlight=False, soft_wrap=True)

    def _say(self, text: str) -> None:
        from modelkeep.cli.console import out

        out().print(f"\n{text}", highlight=False)

    def _wait(self, what: str) -> str:
        """Wait for Enter; returns what was typed: '', `me`, `s` to skip the lesson, `q` to leave."""
        from modelkeep.cli.console import out

        if self._yes:
            return ""
        out().print(f"\n[bold]Enter[/bold] to {what}  [dim](s skips, q ends)[/dim] ", end="", highlight=False)
        typed = input().strip().lower()
        return typed if typed in ("me", "s", "q") else ""
