"""`bom diff` and `bom check` over files: what they say and end with; how files of many models are named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.fakes.bills import IMAGE, bill
from typer.testing import CliRunner

from modelkeep.adapters.export.bom_view import write_table
from modelkeep.bootstrap_bom import written_bill
from modelkeep.cli import app
from modelkeep.cli.bom_writing import file_names
from modelkeep.core.bom import Bill, Completeness


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["bom", *arguments])
    told = getattr(result.exception, "remedy", "") if result.exception else ""
    return result.exit_code, f"{result.output}{result.exception or ''}{told}"


def file(folder: Path, name: str, content: Bill) -> str:
    path = folder / name
    path.write_text(written_bill(content, "cyclonedx"))
    return str(path)


def newer() -> Bill:
    parts = tuple(replace(each, version="8") if each.ref == IMAGE else each for each in bill().parts)
    return replace(bill(), parts=parts)


def test_differences_are_told_and_end_with_their_code(tmp_path: Path) -> None:
    old, new = file(tmp_path, "old.json", bill()), file(tmp_path, "new.json", newer())
    code, told = run("diff", old, new)
    assert code == 10
    assert "acme/fraud version\n      7 -> 8\n1 changed." in told
    assert "1 thing may differ unnoticed" in told
    code, told = run("diff", old, old)
    assert (code, "No difference." in told) == (0, True)


def test_differences_as_json(tmp_path: Path) -> None:
    output = tmp_path / "diff.json"
    code, _ = run(
        "diff", file(tmp_path, "a", bill()), file(tmp_path, "b", newer()), "--format", "json", "-o", str(output)
    )
    assert code == 10
    assert json.loads(output.read_text())["differences"] == [
        {"sort": "component", "change": "changed", "name": IMAGE, "aspect": "version", "before": "7", "after": "8"}
    ]


def test_what_was_not_read_again_ends_with_4(tmp_path: Path) -> None:
    parts = tuple(
        replace(each, completeness=Completeness.UNKNOWN) if each.ref == IMAGE else each for each in bill().parts
    )
    code, told = run("diff", file(tmp_path, "a", bill()), file(tmp_path, "b", replace(bill(), parts=parts)))
    assert code == 4
    assert "(no longer known)" in told


def test_a_valid_file_and_one_that_is_not(tmp_path: Path) -> None:
    path = file(tmp_path, "bom.json", bill())
    assert run("check", path) == (0, f"{path}: valid\n")
    Path(path).write_text(Path(path).read_text().replace('"container"', '"box"'))
    code, told = run("check", path)
    assert code == 1
    assert "type: 'box' is not one of" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name one model, or give --all"),
        (("fraud", "--all", "--out", "x"), "name one model, or give --all"),
        (("--all",), "--all and --out DIR belong together"),
        (("fraud", "--out", "x"), "--all and --out DIR belong together"),
        (("--all", "--out", "x", "-f", "table"), "--all writes documents"),
        (("fraud", "-f", "xml"), "unknown format 'xml'"),
        (("diff", "nothing", "here"), "neither a file nor MODEL@SNAPSHOT"),
    ],
)
def test_what_is_asked_wrongly_is_refused(arguments: tuple[str, ...], told: str) -> None:
    code, said = run(*arguments)
    assert code != 0
    assert told in said


def test_files_are_named_after_their_models_and_never_twice() -> None:
    def named(name: str, account: str) -> Bill:
        facts = (("modelkeep:account", account), ("modelkeep:region", "eu-central-1"))
        return replace(bill(), model=replace(bill().model, name=name, facts=facts))

    names = [
        name
        for name, _ in file_names(
            [named("../a b", "1"), named("m", "1"), named("m", "2"), named("m", "2"), named("M", "3")]
        )
    ]
    assert names == ["a-b", "m-1-eu-central-1", "m-2-eu-central-1", "m-2-eu-central-1-2", "M"]


def test_the_table_never_counts_what_was_not_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "table"
    with path.open("w") as out:
        write_table(bill(), out)
        write_table(
            replace(bill(), vulnerabilities=(), vulnerabilities_told=Completeness.UNKNOWN, parts=bill().parts[:2]), out
        )
    first, second = path.read_text().split("\nfraud-7 7\n")
    assert "Packages: 2 known, the rest not looked into" in first
    assert "Vulnerabilities: 2 known, the rest not looked into" in first
    assert "high      CVE-2026-1" in first
    assert "known to be exploited" in first
    assert "Packages: not known" in second
    assert "Vulnerabilities: not known" in second
