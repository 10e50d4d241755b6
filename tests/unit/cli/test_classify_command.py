"""`modelkeep classify` of things on this machine: what it says, what it never says, and what it ends with."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from modelkeep.catalogue.classes import built_in_classes
from modelkeep.cli import app
from modelkeep.core.errors import UsageError

FEW = ("--only", "email", "--only", "credit_card_pan", "--matcher", "re", "--processes", "1", "-q")
ADDRESS, NUMBER = "zoe.lovelace@analytical.org", "4539578763621486"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "note.txt").write_text(f"né à Paris: {ADDRESS}\n")
    (tmp_path / "cards.csv").write_text(f"id,card\n1,{NUMBER}\n2,{NUMBER}\n")
    (tmp_path / "odd.bin").write_bytes(bytes(range(256)))
    return tmp_path


def classify(*arguments: str, given: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["classify", *FEW, *arguments], input=given, catch_exceptions=True)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert ADDRESS not in result.output
    assert NUMBER not in result.output
    return result.exit_code, result.stdout


def test_files_have_their_class_and_nothing_is_called_public_that_was_not_read() -> None:
    code, told = classify("note.txt", "cards.csv", "odd.bin", "--format", "json")
    found = {each["path"]: each for each in map(json.loads, told.splitlines())}
    assert code == 13
    assert {path: each["class"] for path, each in found.items()} == {
        "note.txt": "confidential", "cards.csv": "restricted", "odd.bin": None,
    }  # fmt: skip
    assert found["odd.bin"]["complete"] is False
    assert found["cards.csv"]["findings"][0]["column"] == "card"


@pytest.mark.parametrize(("name", "expected"), [("note.txt", 12), ("odd.bin", 4)])
def test_what_is_found_and_what_was_not_read_decide_how_it_ends(name: str, expected: int) -> None:
    code, told = classify(name)
    assert code == expected
    assert name in told


def test_single_values_are_told_by_characters_and_by_rows() -> None:
    _, told = classify("note.txt", "cards.csv", "--spans", "--format", "json")
    spans = [json.loads(each) for each in told.splitlines()]
    text = next(each for each in spans if each["identifier"] == "email")
    rows = [each["row"] for each in spans if each["identifier"] == "credit_card_pan"]
    assert (text["start"], text["end"], text["path"]) == (12, 12 + len(ADDRESS), "note.txt")
    assert rows == [0, 1]


def test_standard_input_is_named_as_it_was_asked_for() -> None:
    code, told = classify("-", "--spans", "--format", "json", given=f"mail {ADDRESS}")
    (span,) = [json.loads(each) for each in told.splitlines()]
    assert (span["path"], span["start"]) == ("-", 5)
    assert code == 12


def test_all_identifiers_are_listed() -> None:
    _, told = classify("--list", "--format", "json")
    listed = [json.loads(each) for each in told.splitlines()]
    assert len(listed) >= 173
    assert {"email", "us_ssn", "icd10"} <= {each["identifier"] for each in listed}


def test_classes_are_told_with_what_they_owe_as_ones_own_framework_has_them(folder: Path) -> None:
    kept = built_in_classes().read_text()
    (folder / "ours.toml").write_text(f'{kept}\n[identifiers]\nemail = "internal"\n')
    result = CliRunner().invoke(app, ["classify", "classes", "--classes", "ours.toml", "--format", "json"])
    listed = {each["class"]: each for each in map(json.loads, result.stdout.splitlines())}
    assert listed["internal"]["identifiers"] == ["email"]
    assert "limited-readers" in listed["restricted"]["owes"]


@pytest.mark.parametrize("name", ["./classes", "./find", "run"])
def test_what_is_no_name_of_a_command_is_a_path(name: str) -> None:
    result = CliRunner().invoke(app, ["classify", name, "-q"])
    assert str(result.exception) == f"{name}: no such file or folder"


def test_an_identifier_that_there_is_not_is_told() -> None:
    with pytest.raises(UsageError, match="there is no identifier 'nope'"):
        classify("note.txt", "--only", "nope")


def test_a_value_is_found_by_its_hash_and_what_was_not_read_is_in_doubt(folder: Path) -> None:
    classify("note.txt", "cards.csv", "odd.bin", "--subjects")
    code, told = find("--hmac-of", "-", given=f"{NUMBER[:4]} {NUMBER[4:]}\n")
    assert code == 4
    (held,) = told["objects"]
    assert (Path(held["path"]).name, held["values"][0]["column"], held["values"][0]["first"]) == (
        "cards.csv",
        "card",
        [0, 1],
    )
    reasons = {Path(each["path"]).name: each["reason"] for each in told["coverage"]["not_ruled_out"]}
    few = "only credit_card_pan, email looked for"
    assert reasons == {"note.txt": few, "cards.csv": few, "odd.bin": "not read: no format that is read here"}


def find(*arguments: str, given: str = "") -> tuple[int, Any]:
    result = CliRunner().invoke(app, ["classify", "find", *arguments, "--format", "json"], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert NUMBER not in result.output
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--hmac-of", "x"), "nothing is indexed in .modelkeep"),
        ((), "it is not clear what to find"),
        (("--hmac-of", "x", "--hmac", "00"), "it is not clear what to find"),
    ],
)
def test_find_says_what_it_lacks(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        find(*arguments)


@pytest.mark.parametrize("wrong", [("--spans",), ("-",)])
def test_hashes_are_kept_only_of_what_can_be_found_again(wrong: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="--subjects does not go with"):
        classify("note.txt", "--subjects", *wrong)


def _inventory(folder: Path, *lines: str) -> None:
    content = gzip.compress("".join(f"{each}\n" for each in lines).encode())
    (folder / "list.csv.gz").write_bytes(content)
    file = {"key": "data/list.csv.gz", "size": len(content), "MD5checksum": hashlib.md5(content).hexdigest()}
    told = {
        "sourceBucket": "acme-lake", "creationTimestamp": "1577836800000", "fileFormat": "CSV",
        "fileSchema": "Bucket, Key, Size, StorageClass", "files": [file, file | {"key": "data/gone.csv.gz"}],
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(told))


def test_objects_of_an_inventory_are_told_with_its_date_and_the_archived_are_not_clean(folder: Path) -> None:
    """And so is a list that is not there: what it names is not known."""
    _inventory(folder, '"acme-lake","a/cold.csv","9","GLACIER"', '"acme-lake","b/cold.csv","9","DEEP_ARCHIVE"')
    result = CliRunner().invoke(app, ["classify", *FEW[:-1], "--inventory", ".", "--format", "json"])
    assert result.exit_code == 4
    found = [json.loads(each) for each in result.stdout.splitlines()]
    assert [each["path"] for each in found] == ["s3://acme-lake/a/cold.csv", "s3://acme-lake/b/cold.csv", "gone.csv.gz"]
    assert {(each["class"], each["inventory"], each["overwritten"]) for each in found} == {
        (None, "2020-01-01T00:00:00Z", False)
    }
    assert "archived (GLACIER)" in found[0]["not_read"][0]["reason"]
    assert "warning: the inventory is of 2020-01-01" in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("places", "says"),
    [
        (("s3://acme-other/",), "an inventory of acme-lake"),
        (("note.txt",), "one bucket"),
    ],
)
def test_an_inventory_lists_its_own_bucket_alone(places: tuple[str, ...], says: str, folder: Path) -> None:
    _inventory(folder, '"acme-lake","a.csv","9","GLACIER"')
    with pytest.raises(UsageError, match=says):
        classify(*places, "--inventory", "manifest.json")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("note.txt", "--engine", "hadoop"), "no engine 'hadoop'"),
        (("note.txt", "--engine", "spark"), "--processes says nothing"),
    ],
)
def test_what_a_cluster_is_not_told_is_an_error(arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        classify(*arguments)
