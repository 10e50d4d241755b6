"""Controls and relations from their files, checked: header, practice, tables, columns.

A file is a comment header in YAML between `/*---` and `---*/`, then one select. A control may end with a guide, a second such
comment, which is parsed only when it is asked for. Errors carry file and line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import yaml

from modelkeep.core.control import Control, Guide, Relation, Scope
from modelkeep.core.errors import CatalogueError
from modelkeep.core.kinds import tables
from modelkeep.core.verdict import Practice, Severity

_HEADER = re.compile(
    r"\A(?P<question>/\*---\n(?P<yaml>.*?)\n---\*/\n(?P<sql>.*?))(?:/\*---\n(?P<guide>.*?)\n---\*/\s*)?\Z", re.DOTALL
)
_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+\Z")
_REQUIRED = frozenset({"id", "title", "severity", "subject", "why", "fix"})
_OPTIONAL = frozenset({"maps", "scope", "complete", "also", "references", "notes", "profiles", "peers", "asks"})
_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+\Z")
_READ = re.compile(r'\b(?:from|join)\s+"?([a-z0-9_]+)"?')
_NAMED_QUERY = re.compile(r"\b([a-z0-9_]+)\s+as\s+\(")
_COMMENT = re.compile(r"--[^\n]*")
_COLUMNS = ("resource", "passed", "reason")

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def built_in_controls() -> Path:
    """The folder of the controls that come with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "controls"


def built_in_relations() -> Path:
    """The folder of the lineage files that come with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "relations"


def built_in_components() -> Path:
    """The folder of what says which model is built from what."""
    return Path(str(files("modelkeep.catalogue"))) / "components"


def built_in_data() -> Path:
    """The folder of what says where the data of which model lie."""
    return Path(str(files("modelkeep.catalogue"))) / "data"


def built_in_cases() -> Path:
    """The folder of their test cases: in a wheel beside the catalogue, in a checkout under `tests`."""
    shipped = Path(str(files("modelkeep.catalogue"))) / "cases"
    return shipped if shipped.is_dir() else Path(__file__).parents[3] / "tests" / "catalogue" / "controls"


def load_controls(
    folders: Iterable[Path],
    estate: duckdb.DuckDBPyConnection | None,
    *,
    taken: Iterable[Control] = (),
    own: bool = False,
) -> tuple[Control, ...]:
    """All controls below `folders`, in order of id; `estate` has every table, so that SQL can be checked against it.
    `taken` are controls whose ids are not to be used again; `own` says that a person wrote those in `folders`.

    The practice is the `practice` key of the header or the name of the file's folder. Without an estate the SQL is only
    looked through for the tables that it names after FROM and JOIN: for the built-in controls, for which the tests hold that
    to what DuckDB binds, so that a scan starts sooner. Raises CatalogueError.
    """
    found: dict[str, Control] = {}
    before = {control.id: control for control in taken}
    for path in _control_files(folders):
        control = _control(path, estate, own=own)
        other = before.get(control.id) or found.get(control.id)
        if other is not None:
            raise CatalogueError(path, 2, f"id {control.id} is taken by {other.path}")
        found[control.id] = control
    return tuple(found[each] for each in sorted(found))


def load_relations(folder: Path, estate: duckdb.DuckDBPyConnection | None) -> tuple[Relation, ...]:
    """All lineage files below `folder`, in order of name; `estate` as for controls. Raises CatalogueError."""
    return tuple(_relation(path, estate) for path in sorted(folder.rglob("*.sql")))


def _control(path: Path, estate: duckdb.DuckDBPyConnection | None, *, own: bool) -> Control:
    parts = _split(path)
    header, sql, sql_line = parts.header, parts.sql, parts.sql_line
    where = _line_finder(path)
    _check_keys(path, header, _REQUIRED, _OPTIONAL | {"practice"}, where)
    if header["id"] != path.stem or not _ID.match(str(header["id"])):
        raise CatalogueError(
            path, where("id"), f"id {header['id']!r} is not the file's name in capitals, digits and dashes"
        )
    subject = str(header["subject"])
    declared = tables()
    if subject not in declared:
        raise CatalogueError(path, where("subject"), f"unknown table {subject!r}{_nearest(subject, declared)}")
    named = {key: tuple(str(each) for each in header.get(key, ())) for key in ("complete", "also")}
    for key, names in named.items():
        for name in names:
            if name not in declared:
                raise CatalogueError(path, where(key), f"unknown table {name!r}{_nearest(name, declared)}")
    read = _check_sql(path, sql, sql_line, estate, _COLUMNS)
    asks, of_asks = _asks(path, where, header, estate)
    if "access" in read and not asks:
        raise CatalogueError(path, 2, "the SQL reads the table access, but the header does not say what it `asks`")
    return Control(
        id=str(header["id"]),
        title=str(header["title"]),
        severity=_choice(path, where("severity"), Severity, header["severity"]),
        practice=_choice(path, where("practice"), Practice, header.get("practice", path.parent.name)),
        why=str(header["why"]).strip(),
        fix=str(header["fix"]).strip(),
        subject=subject,
        sql=sql,
        scope=_choice(path, where("scope"), Scope, header.get("scope", Scope.ALL)),
        complete=named["complete"],
        also=named["also"],
        maps=_lists(path, where, "maps", header),
        profiles=_texts(path, where, "profiles", header),
        own=own,
        peers=_lists(path, where, "peers", header),
        asks=asks,
        references=tuple(str(each) for each in header.get("references", ())),
        tables=read | of_asks | {subject},
        path=path,
        sql_line=sql_line,
        digest=hashlib.sha256(parts.question.encode()).hexdigest(),
        guide=parts.guide,
    )


def _asks(
    path: Path, where: Callable[[str], int], header: Mapping[str, Any], estate: duckdb.DuckDBPyConnection | None
) -> tuple[Mapping[str, str], frozenset[str]]:
    """The questions to the analysis of access, and the tables that they read."""
    asks = header.get("asks") or {}
    if not isinstance(asks, dict) or not all(isinstance(sql, str) for sql in asks.values()):
        raise CatalogueError(path, where("asks"), "asks is not a mapping from an action to SQL that returns `arn`")
    read: frozenset[str] = frozenset()
    for action, sql in asks.items():
        if not _ACTION.match(str(action)):
            raise CatalogueError(path, where("asks"), f"{action!r} is no action")
        read |= _check_sql(path, sql, where("asks"), estate, ("arn",))
    return {str(action): sql.strip() for action, sql in asks.items()}, read


def _relation(path: Path, estate: duckdb.DuckDBPyConnection | None) -> Relation:
    parts = _split(path)
    header, sql, sql_line = parts.header, parts.sql, parts.sql_line
    _check_keys(path, header, frozenset({"kind", "doc"}), frozenset(), _line_finder(path))
    read = _check_sql(path, sql, sql_line, estate, ("src", "dst"))
    return Relation(
        kind=str(header["kind"]), doc=str(header["doc"]).strip(), sql=sql, tables=read, path=path, sql_line=sql_line
    )  # fmt: skip


def load_guide(control: Control) -> Guide | None:
    """The guide at the end of a control's file; None where it has none. Raises CatalogueError."""
    if not control.guide:
        return None
    text = control.path.read_text(encoding="utf-8")
    first = text[: text.rindex("/*---")].count("\n") + 2
    content = _yaml(control.path, control.guide, first)
    keys = [each.name for each in fields(Guide)]
    for key in keys:
        if not isinstance(content.get(key), str) or not content[key].strip():
            raise CatalogueError(control.path, first, f"the guide lacks {key!r}")
    for key in content.keys() - set(keys):
        raise CatalogueError(control.path, first, f"unknown key {key!r} in the guide")
    return Guide(**{key: content[key].strip() for key in keys})


@dataclass(frozen=True, slots=True)
class _Parts:
    header: Mapping[str, Any]
    sql: str
    sql_line: int
    question: str
    guide: str


def _split(path: Path) -> _Parts:
    text = path.read_text(encoding="utf-8")
    match = _HEADER.match(text)
    if match is None:
        raise CatalogueError(path, 1, "the file does not start with a header between /*--- and ---*/")
    return _Parts(
        header=_yaml(path, match["yaml"], 2),
        sql=match["sql"].strip().rstrip(";"),
        sql_line=text[: match.start("sql")].count("\n") + 1,
        question=match["question"].rstrip(),
        guide=match["guide"] or "",
    )


def _yaml(path: Path, text: str, first: int) -> Mapping[str, Any]:
    """A comment's content, which begins in line `first` of the file."""
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506  # the safe loader, in C where it is there
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first
        raise CatalogueError(path, line, f"the header is not YAML: {error.problem}") from error
    if not isinstance(content, dict):
        raise CatalogueError(path, first, "the header is not a mapping")
    return content


def _check_keys(
    path: Path,
    header: Mapping[str, Any],
    required: frozenset[str],
    optional: frozenset[str],
    where: Callable[[str], int],
) -> None:
    for key in sorted(required - header.keys()):
        raise CatalogueError(path, 2, f"the header lacks {key!r}")
    for key in header:
        if key not in required | optional:
            raise CatalogueError(path, where(key), f"unknown header key {key!r}")


def _check_sql(
    path: Path, sql: str, sql_line: int, estate: duckdb.DuckDBPyConnection | None, needed: Sequence[str]
) -> frozenset[str]:
    """The tables that the SQL reads. With an estate, DuckDB binds every name and column first."""
    known = tables()
    if estate is None:
        text = _COMMENT.sub("", sql.lower())
        return frozenset(known.keys() & set(_READ.findall(text)) - set(_NAMED_QUERY.findall(text)))
    try:
        columns = {row[0] for row in estate.execute(f"DESCRIBE {sql}").fetchall()}
        read = estate.get_table_names(sql)
    except duckdb.Error as error:
        text = str(error)
        place = re.search(r"LINE (\d+):", text)
        line = sql_line + (int(place[1]) - 1 if place else 0)
        raise CatalogueError(path, line, text.split("\n\n")[0].replace("\n", " ")) from error
    for column in needed:
        if column not in columns:
            raise CatalogueError(
                path, sql_line, f"the select lacks the column {column!r}; it needs {', '.join(needed)}"
            )
    return frozenset(name for name in read if name in known)


def _line_finder(path: Path) -> Callable[[str], int]:
    lines = path.read_text(encoding="utf-8").splitlines()

    def line_of(key: str) -> int:
        return next((number for number, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 2)

    return line_of


def _choice(path: Path, line: int, kind: type[Any], value: object) -> Any:
    try:
        return kind(value)
    except ValueError as error:
        raise CatalogueError(path, line, f"{value!r} is none of {', '.join(each.value for each in kind)}") from error


def _lists(
    path: Path, where: Callable[[str], int], key: str, header: Mapping[str, Any]
) -> Mapping[str, tuple[str, ...]]:
    value = header.get(key) or {}
    if not isinstance(value, dict) or not all(isinstance(each, list) for each in value.values()):
        raise CatalogueError(path, where(key), f"{key} is not a mapping from a name to a list of ids")
    return {str(name): tuple(str(each) for each in ids) for name, ids in value.items()}


def _texts(path: Path, where: Callable[[str], int], key: str, header: Mapping[str, Any]) -> tuple[str, ...]:
    value = header.get(key) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise CatalogueError(path, where(key), f"{key} is not a list of names")
    return tuple(value)


def _nearest(name: str, known: Mapping[str, object]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _control_files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if not folder.is_dir():
            raise CatalogueError(folder, 1, "there is no such folder", remedy="Check --controls.")
        yield from sorted(folder.rglob("*.sql"))
