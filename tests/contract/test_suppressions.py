"""What every place of suppressions promises, and every store besides: a settings file, SQLite, PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sql
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from modelkeep.adapters.store.state import HEAD, METADATA, SqlSuppressions, sqlite_url
from modelkeep.adapters.store.suppression_file import FileSuppressions
from modelkeep.core.errors import ConfigError, StateError, UsageError
from modelkeep.core.suppression import Suppression, suppression
from modelkeep.ports import Suppressions

AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
ENTRIES: Sequence[Mapping[str, Any]] = (
    {"control": ["S3-*", "SM-NB-01"], "reason": "being rebuilt", "expires": date(2027, 1, 31)},
    {
        "resource": "arn:aws:s3:::dév-?", "tag": ["env=dev", "x"], "status": "unknown",
        "reason": "it's \"fine\"", "expires": date(2020, 1, 1),
    },
)  # fmt: skip
INITDB = shutil.which("initdb") or max(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), default="")


def file_of(entries: Sequence[Mapping[str, Any]]) -> Suppressions:
    text = "\n".join("[[suppress]]" for _ in entries)
    return FileSuppressions(Path("modelkeep.toml"), [dict(each) for each in entries], text)


def store_of(url: str) -> Callable[[Sequence[Mapping[str, Any]]], Suppressions]:
    def fill(entries: Sequence[Mapping[str, Any]]) -> Suppressions:
        store = SqlSuppressions.at(url)
        for each in entries:
            store.add(suppression(each, origin=""), by="ann", at=AT)
        return SqlSuppressions.at(url)

    return fill


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """A PostgreSQL server of our own on a socket in a folder; it refuses to run as root."""
    if not INITDB:
        pytest.skip("PostgreSQL is not installed")
    runs_as = {}
    if os.geteuid() == 0:
        try:
            runs_as = {"user": pwd.getpwnam("postgres").pw_uid, "group": pwd.getpwnam("postgres").pw_gid}
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    folder = Path(tempfile.mkdtemp(prefix="modelkeep-postgres-"))
    if runs_as:
        os.chown(folder, runs_as["user"], runs_as["group"])
    binaries = Path(INITDB).parent

    def run(name: str, *arguments: str) -> None:
        subprocess.run(
            [str(binaries / name), *arguments],
            check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **runs_as,  # type: ignore[call-overload]
        )  # fmt: skip

    try:
        run("initdb", "-D", "cluster", "-U", "keeper", "--auth=trust", "--no-sync")
        run("pg_ctl", "-D", "cluster", "-w", "-l", "log", "-o", f"-c listen_addresses='' -k {folder}", "start")
        yield folder
    finally:
        if (folder / "cluster" / "postmaster.pid").exists():
            run("pg_ctl", "-D", "cluster", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def postgres(server: Path) -> Iterator[str]:
    """The URL of a fresh database, without the driver's name, as people write it."""
    engine = sql.create_engine(f"postgresql+psycopg://keeper@/postgres?host={server}", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sql.text("CREATE DATABASE modelkeep"))
    yield f"postgresql://keeper@/modelkeep?host={server}"
    with engine.connect() as connection:
        connection.execute(sql.text("DROP DATABASE modelkeep WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "state.db")
    return str(request.getfixturevalue("postgres"))


@pytest.fixture(params=["file", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Sequence[Mapping[str, Any]]], Suppressions]:
    if request.param == "file":
        return file_of
    return store_of(
        sqlite_url(tmp_path / "state.db") if request.param == "sqlite" else request.getfixturevalue("postgres")
    )


def said(each: Suppression) -> tuple[Any, ...]:
    return (each.controls, each.resources, each.tags, each.verdicts, each.reason, each.expires)


def test_what_was_written_is_read_expired_or_not(place: Callable[[Sequence[Mapping[str, Any]]], Suppressions]) -> None:
    found = place(ENTRIES).all()
    assert [said(each) for each in found] == [said(suppression(each, origin="")) for each in ENTRIES]
    assert len({each.id for each in found}) == len({each.origin for each in found}) == 2


def test_nothing_written_is_nothing(place: Callable[[Sequence[Mapping[str, Any]]], Suppressions]) -> None:
    assert list(place(()).all()) == []


def test_a_store_knows_who_decided_and_when(url: str) -> None:
    kept = SqlSuppressions.at(url).add(suppression(ENTRIES[0], origin=""), by="ann", at=AT)
    (found,) = SqlSuppressions.at(url).all()
    assert found == kept
    assert (found.by, found.at, found.origin) == ("ann", AT, f"state store {found.id}")


def test_the_same_cannot_be_added_twice_but_again_once_removed(url: str) -> None:
    store = SqlSuppressions.at(url)
    kept = store.add(suppression(ENTRIES[0], origin=""), by="ann", at=AT)
    with pytest.raises(UsageError, match="suppresses the same already"):
        store.add(suppression({**ENTRIES[0], "reason": "else"}, origin=""), by="ben", at=AT)
    assert store.remove(kept.id, by="ben", at=AT) == kept
    assert list(store.all()) == []
    store.add(suppression({**ENTRIES[0], "reason": "else"}, origin=""), by="ben", at=AT)
    assert [each.reason for each in store.all()] == ["else"]


def test_who_removed_what_is_kept(url: str) -> None:
    store = SqlSuppressions.at(url)
    kept = store.add(suppression(ENTRIES[0], origin=""), by="ann", at=AT)
    store.remove(kept.id, by="ben", at=AT)
    with store.engine.connect() as connection:
        rows = connection.execute(sql.text("SELECT decided_by, removed_by FROM suppression")).all()
    assert [tuple(row) for row in rows] == [("ann", "ben")]
    with pytest.raises(UsageError, match="holds no suppression"):
        store.remove(kept.id, by="ben", at=AT)


def test_many_that_start_at_once_migrate_once(url: str) -> None:
    failures: list[Exception] = []

    def start(number: int) -> None:
        try:
            SqlSuppressions.at(url).add(
                suppression({**ENTRIES[0], "control": f"C-{number}"}, origin=""), by="ann", at=AT
            )
        except Exception as error:  # whatever a thread raises is told below
            failures.append(error)

    threads = [threading.Thread(target=start, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(SqlSuppressions.at(url).all()) == 6


def test_the_migrations_make_what_the_store_declares(url: str) -> None:
    store = SqlSuppressions.at(url)
    store.all()
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == HEAD
        assert compare_metadata(context, METADATA) == []


def test_a_store_of_a_newer_version_is_refused(url: str) -> None:
    store = SqlSuppressions.at(url)
    store.all()
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(sql.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StateError, match="newer Modelkeep"):
        SqlSuppressions.at(url).all()


def test_a_damaged_file_is_an_error_not_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"not a database" * 100)
    with pytest.raises(StateError, match="not a database"):
        SqlSuppressions.at(sqlite_url(tmp_path / "state.db")).all()


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    store = SqlSuppressions.at(f"postgresql://keeper:hunter2@/modelkeep?host={tmp_path}")
    with pytest.raises(StateError) as caught:
        store.all()
    assert str(tmp_path) in str(caught.value).replace("%2F", "/")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(("given", "message"), [("nonsense", "no database URL"), ("mysql://x/y", "'mysql'")])
def test_other_urls_are_refused(given: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        SqlSuppressions.at(given)


@pytest.mark.parametrize(
    ("text", "entries", "message"),
    [
        ("\n[[suppress]]\n", [{"control": "x"}], "modelkeep.toml:2: suppression: reason is required"),
        ("[[ tool.modelkeep.suppress ]]", [{"controll": "x"}], "modelkeep.toml:1: suppression: unknown key 'controll'"),
        ("suppress = [{}]", [{}], "modelkeep.toml: suppression 1: it says neither"),
        ("suppress = 3", 3, "suppress is to be tables"),
        ("suppress = [3]", [3], "suppress is to be tables"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_place(text: str, entries: object, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        FileSuppressions(Path("modelkeep.toml"), entries, text).all()
    assert message in str(caught.value)
