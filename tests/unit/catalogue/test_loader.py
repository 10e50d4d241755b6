"""Control files are checked when they are loaded; every error names file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from modelkeep.adapters.lake.estate import empty_estate
from modelkeep.catalogue.loader import load_controls, load_guide
from modelkeep.core.control import Guide, Scope
from modelkeep.core.errors import CatalogueError

GOOD = """/*---
id: MY-1
title: Notebook instances are tidy
severity: low
practice: governance
subject: sagemaker_notebook_instance
why: Because.
fix: Tidy it.
maps: {gdpr: ["Art.32(1)(b)"]}
---*/
select arn as resource,
       root_access = 'Disabled' as passed,
       'root ' || root_access as reason
from sagemaker_notebook_instance
"""


@pytest.fixture(scope="module")
def estate() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = empty_estate()
    yield connection
    connection.close()


def test_a_good_file_becomes_a_control(tmp_path: Path, estate: duckdb.DuckDBPyConnection) -> None:
    (tmp_path / "MY-1.sql").write_text(GOOD)
    (control,) = load_controls([tmp_path], estate)
    assert control.tables == {"sagemaker_notebook_instance"}
    assert control.scope is Scope.ALL
    assert control.maps == {"gdpr": ("Art.32(1)(b)",)}


def test_what_a_control_asks_of_the_analysis_is_kept_with_the_tables_that_it_reads(
    tmp_path: Path, estate: duckdb.DuckDBPyConnection
) -> None:
    text = GOOD.replace(
        "why: Because.", "why: Because.\nasks: {s3:GetObject: select arn || '/*' as arn from s3_bucket}"
    )
    (tmp_path / "MY-1.sql").write_text(text)
    (control,) = load_controls([tmp_path], estate)
    assert control.asks == {"s3:GetObject": "select arn || '/*' as arn from s3_bucket"}
    assert control.tables == {"sagemaker_notebook_instance", "s3_bucket"}


def test_the_practice_is_the_folder_when_the_header_names_none(
    tmp_path: Path, estate: duckdb.DuckDBPyConnection
) -> None:
    folder = tmp_path / "network"
    folder.mkdir()
    (folder / "MY-1.sql").write_text(GOOD.replace("practice: governance\n", ""))
    (control,) = load_controls([tmp_path], estate)
    assert control.practice == "network"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("/*---\n", "", 1, "does not start with a header"),
        ("severity: low", "severity: grave", 4, "'grave' is none of critical, high"),
        ("practice: governance", "practice: none", 5, "is none of access"),
        ("title: Notebook", "titel: Notebook", 2, "lacks 'title'"),
        ("why: Because.", "why: Because.\ncolour: red", 8, "unknown header key 'colour'"),
        ("id: MY-1", "id: MY-2", 2, "is not the file's name"),
        (
            "sagemaker_notebook_instance\nwhy",
            "sagemaker_notebook\nwhy",
            6,
            "did you mean 'sagemaker_notebook_instance'",
        ),
        ("why: Because.", "why: Because.\ncomplete: [nothing]", 8, "unknown table 'nothing'"),
        ("why: Because.", "why: [Because", 8, "the header is not YAML"),
        ("why: Because.", "why: Because.\nasks: {GetObject: select arn from s3_bucket}", 8, "'GetObject' is no action"),
        ("why: Because.", "why: Because.\nasks: [s3:GetObject]", 8, "asks is not a mapping from an action"),
        (
            "why: Because.",
            "why: Because.\nasks: {s3:GetObject: select name from s3_bucket}",
            8,
            "lacks the column 'arn'",
        ),
        (
            "from sagemaker_notebook_instance",
            "from sagemaker_notebook_instance where arn not in (select arn from access)",
            2,
            "does not say what",
        ),
        ("maps: {gdpr", "maps: {gdpr: x, more", 9, "not a mapping from a name"),
        ("root_access = 'Disabled'", "rot_access = 'Disabled'", 12, 'column "rot_access" not found'),
        ("from sagemaker_notebook_instance", "from sagemaker_notebooks", 14, "sagemaker_notebooks does not exist"),
        ("as reason", "as because", 11, "lacks the column 'reason'"),
        ("select arn", "selekt arn", 11, "syntax error"),
    ],
)
def test_errors_name_file_and_line(
    tmp_path: Path, estate: duckdb.DuckDBPyConnection, old: str, new: str, line: int, message: str
) -> None:
    path = tmp_path / "MY-1.sql"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(CatalogueError) as caught:
        load_controls([tmp_path], estate)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)


def test_two_files_with_one_id_are_an_error(tmp_path: Path, estate: duckdb.DuckDBPyConnection) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "MY-1.sql").write_text(GOOD)
    with pytest.raises(CatalogueError, match="is taken by"):
        load_controls([tmp_path], estate)


def test_a_missing_folder_is_an_error(tmp_path: Path, estate: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CatalogueError, match="no such folder"):
        load_controls([tmp_path / "nowhere"], estate)


GUIDE = """
/*---
attack: Somebody reads it.
console: Press the button.
cli: aws sagemaker update-notebook-instance
cloudformation: |
  RootAccess: Disabled
terraform: root_access = "Disabled"
---*/
"""


def test_a_guide_follows_the_question_and_does_not_change_it(tmp_path: Path, estate: duckdb.DuckDBPyConnection) -> None:
    (tmp_path / "MY-1.sql").write_text(GOOD)
    (without,) = load_controls([tmp_path], estate)
    (tmp_path / "MY-1.sql").write_text(GOOD + GUIDE)
    (control,) = load_controls([tmp_path], estate)
    assert load_guide(without) is None
    assert load_guide(control) == Guide(
        attack="Somebody reads it.", console="Press the button.", cli="aws sagemaker update-notebook-instance",
        cloudformation="RootAccess: Disabled", terraform='root_access = "Disabled"',
    )  # fmt: skip
    assert control.sql == without.sql
    assert control.digest == without.digest


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("console: Press the button.\n", "", 17, "lacks 'console'"),
        ("console: Press", "where: there\nconsole: Press", 17, "unknown key 'where'"),
        ("console: Press the button.", "console: [", 20, "not YAML"),
    ],
)
def test_what_is_wrong_in_a_guide_is_located(
    tmp_path: Path, estate: duckdb.DuckDBPyConnection, old: str, new: str, line: int, message: str
) -> None:
    (tmp_path / "MY-1.sql").write_text(GOOD + GUIDE.replace(old, new))
    (control,) = load_controls([tmp_path], estate)
    with pytest.raises(CatalogueError, match=message) as caught:
        load_guide(control)
    assert f"MY-1.sql:{line}" in str(caught.value)
