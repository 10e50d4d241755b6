"""Rows of the estate turned back into declared resources: what a control's test cases look like in a file.

What a case leaves out (NULL, unread) becomes an unknown property. A case that says what no file can say is not expressible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from modelkeep.adapters.iac.forms import (
    Attachment,
    Facet,
    Form,
    Part,
    Policies,
    Policy,
    Rows,
    Section,
    attachments,
    filled_by,
    forms,
    identity_of,
)
from modelkeep.adapters.iac.forms.lenses import (
    ArnOf,
    Around,
    Computed,
    First,
    Fixed,
    Flag,
    Followed,
    Gathered,
    Given,
    Number,
    OwnReference,
    Text,
    Texts,
    Word,
)
from modelkeep.adapters.iac.naming import Named, named_resource, reference
from modelkeep.adapters.iac.resource import Declared, Deployment, Place, Unknown
from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role, table_of

UNREAD = Unknown("the case does not say")
COMMON = frozenset({"arn", "account", "region", "name", "tags", "source", "collected_at"})
Cases = Mapping[str, Sequence[Mapping[str, Any]]]


class NotExpressibleError(Exception):
    """No file can say what a case says."""


def declared(
    rows: Cases, deployment: Deployment, asked: frozenset[str] = frozenset()
) -> tuple[list[Declared], dict[str, str]]:
    """The resources that a case's rows are about, and the ARN in the file of every ARN in the case.

    `asked` are the words of the case's control, so also the tables and columns that it reads: what a file always tells of these
    cannot be unread.
    """
    by_table = {table_of(form.row).name: form for form in forms().values()}
    rows = _with_owners(rows)
    _check_tables(rows, by_table)
    arns: dict[str, str] = {}
    bare: list[tuple[Form, Mapping[str, Any], str]] = []
    for table, form in by_table.items():
        for row in rows.get(table, ()):
            name = str(
                row.get("name") or re.sub(r"[^A-Za-z0-9-]", "-", str(row["arn"]).rsplit("/", 1)[-1].rsplit(":", 1)[-1])
            )
            row = {**_nothing_gathered(form, row, asked), **row}
            own = next(
                (row[c] for c, lens in form.columns.items() if isinstance(lens, OwnReference) and row.get(c)), ""
            )
            name = str(own) if own and not form.identity.name else _named_by_column(form, row) or name
            given = {form.identity.name: name} if form.identity.name else {}
            stub = _bare(form, name, deployment)
            if own and reference(form.cfn_type, name, given.get(form.identity.name), deployment) != own:
                raise NotExpressibleError(f"no file gives the id {own}")
            arns[str(row["arn"])] = named_resource(stub).arn
            bare.append((form, row, name))
    found: list[Declared] = []
    for form, row, name in bare:
        _check_told(form, row["arn"], rows, asked)
        found += _resources(form, row, name, rows, arns, deployment)
    return found, arns


def _named_by_column(form: Form, row: Mapping[str, Any]) -> str:
    """The resource's name where a column holds it too."""
    paths = {getattr(lens, "path", ""): row.get(column) for column, lens in form.columns.items()}
    return str(paths.get(form.identity.name) or "") if form.identity.name else ""


def _bare(form: Form, name: str, deployment: Deployment) -> Declared:
    """A resource of which nothing but the name is said."""
    given = _nested({form.identity.name: name} if form.identity.name else {})
    return Declared(
        cfn_type=form.cfn_type, label=name, properties=given, place=Place("case.yaml"), deployment=deployment
    )


def _with_owners(rows: Cases) -> Cases:
    """The rows, with one of the kind for each resource of which a case says settings alone."""
    found: dict[str, list[Mapping[str, Any]]] = {table: list(given) for table, given in rows.items()}
    for table, given in rows.items():
        owner = tables()[table].of if table in tables() else ""
        if owner and tables()[owner].role is Role.KIND:
            known = found.setdefault(owner, [])
            for row in given:
                if all(each["arn"] != row["arn"] for each in known):
                    known.append({"arn": row["arn"]})
    return found


def _check_tables(rows: Cases, by_table: Mapping[str, Form]) -> None:
    for table, given in rows.items():
        if table not in tables():
            raise NotExpressibleError(f"files do not have {table}")
        owner = tables()[table].of or table
        if tables()[table].role is Role.DERIVED:
            continue
        if given and (owner not in by_table or tables()[owner].role is not Role.KIND):
            raise NotExpressibleError(f"no file tells {table}")
        kinds = {str(row["arn"]) for row in rows.get(owner, ())}
        for row in given:
            if str(row["arn"]) not in kinds:
                raise NotExpressibleError(f"{table} is about {row['arn']}, which has no row of its own")


def _nothing_gathered(form: Form, row: Mapping[str, Any], asked: frozenset[str]) -> Mapping[str, Any]:
    """Of lists to which others add and of which a case does not speak, none: only a control that reads them asks for more. It asks
    for what others decide too, which is unread then."""
    gathered = {name: () for name, lens in form.columns.items() if isinstance(lens, Gathered) and name not in asked}
    decided = {name: None for name, lens in form.columns.items() if getattr(lens, "others", None) and name in asked}
    return {name: value for name, value in {**gathered, **decided}.items() if name not in row}


def _check_told(form: Form, arn: str, rows: Cases, asked: frozenset[str]) -> None:
    for section in form.sections:
        always = (
            any(isinstance(lens, Fixed) for lens in section.columns.values())
            if isinstance(section, Facet)
            else isinstance(section, Rows) and section.always
        )
        for table in _tables_of(section) & asked if always else ():
            given = [each for each in rows.get(table, ()) if each["arn"] == arn]
            column, values = section.one_each if isinstance(section, Rows) else ("", ())
            missing = {each for each in values if each in asked} - {each.get(column) for each in given}
            if not given or missing:
                raise NotExpressibleError(f"a file always tells {table} {' '.join(sorted(missing))}")


def _resources(
    form: Form, row: Mapping[str, Any], name: str, rows: Cases, arns: Mapping[str, str], deployment: Deployment
) -> list[Declared]:
    def kept(value: Any) -> Any:
        return _renamed(value, arns)

    kind = table_of(form.row).name
    flat: dict[str, Any] = dict(form.only)
    _columns(flat, form.columns, row, kind, kept)
    if form.identity.name:
        flat[form.identity.name] = name
    if form.tags:
        tags = row.get("tags")
        flat[form.tags] = UNREAD if tags is None else [{"Key": key, "Value": value} for key, value in tags.items()]
    told = {kind}
    for section in form.sections:
        told |= _own_section(flat, section, form, row["arn"], rows, kept)
    more = _naming(form, row, named_resource(_bare(form, name, deployment)), deployment)
    for attachment in attachments().values():
        if attachment.kind == form.cfn_type:
            more += _attached(attachment, form, row, name, rows, kept, told, deployment)
    for table, given in rows.items():
        if tables()[table].of == kind and table not in told and any(each["arn"] == row["arn"] for each in given):
            raise NotExpressibleError(f"no file tells {table}")
    place = Place("case.yaml", 1)
    own = Declared(
        cfn_type=form.cfn_type, label=name, properties=_nested(flat), place=place, deployment=deployment
    )  # fmt: skip
    return [own, *more]


def _naming(form: Form, row: Mapping[str, Any], own: Named, deployment: Deployment) -> list[Declared]:
    """Resources that name this one, and so decide columns of it."""
    found: dict[str, dict[str, Any]] = {}
    for column, lens in form.columns.items():
        if isinstance(lens, Around) and lens.others and column in row:
            others = lens.others(row[column])
            if others is None:
                raise NotExpressibleError(f"no file has {column} = {row[column]!r}")
            for cfn_type, properties in others.items():
                identity = identity_of(cfn_type)
                given = {identity.name: _label(own, cfn_type)} if identity and identity.name else {}
                found.setdefault(cfn_type, given).update(properties)
    return [
        Declared(
            cfn_type=cfn_type, label=_label(own, cfn_type), place=Place("case.yaml", 1),
            properties=_renamed(_nested(flat), {"{own}": own.arn}), deployment=deployment,
        )
        for cfn_type, flat in found.items()
    ]  # fmt: skip


def _label(own: Named, cfn_type: str) -> str:
    return f"{own.name}-{cfn_type.rsplit(':', 1)[-1]}"


def _own_section(flat: dict[str, Any], section: Section, form: Form, arn: str, rows: Cases, kept: Any) -> set[str]:
    """A facet that the form cannot say may be one that an attachment says."""
    try:
        return _section(flat, section, arn, rows, kept)
    except NotExpressibleError:
        attached = {
            t for each in attachments().values() if each.kind == form.cfn_type for t in filled_by(each.sections)
        }
        if isinstance(section, Facet) and _tables_of(section) <= attached:
            return set()
        raise


def _attached(
    attachment: Attachment, form: Form, row: Mapping[str, Any], name: str, rows: Cases, kept: Any, told: set[str], deployment: Deployment
) -> list[Declared]:  # fmt: skip
    """Resources that carry what the form's own sections do not."""
    sections = [each for each in attachment.sections if not _tables_of(each) <= told]
    given = {
        table
        for each in sections
        for table in _tables_of(each)
        if any(r["arn"] == row["arn"] for r in rows.get(table, ()))
    }
    if not given:
        return []
    each_its_own = [
        each for each in sections if (each.turned if isinstance(each, Rows) else getattr(each, "paths", ()) == ("",))
    ]
    listed = {table for each in each_its_own for table in _tables_of(each)} & given
    count = max((sum(r["arn"] == row["arn"] for r in rows[table]) for table in listed), default=1)
    found = []
    for turn in range(count):
        some = {
            table: [r for r in rows[table] if r["arn"] == row["arn"]][turn : turn + 1]
            if table in listed
            else rows[table]
            for table in rows
        }
        flat: dict[str, Any] = {}
        for section in sections:
            told |= _section(flat, section, row["arn"], some, kept)
        flat[attachment.target[0]] = name
        label = f"{name}-{attachment.cfn_type.rsplit(':', 1)[-1]}{turn or ''}"
        found.append(
            Declared(
                cfn_type=attachment.cfn_type, label=label, properties=_nested(flat), place=Place("case.yaml", 1), deployment=deployment
            )
        )  # fmt: skip
    return found


def _tables_of(section: Section) -> set[str]:
    return {table_of(row).name for row in (section.fills if isinstance(section, Rows) else (section.row,))}


def _section(flat: dict[str, Any], section: Section, arn: str, rows: Cases, kept: Any) -> set[str]:
    """Put what a section reads into `flat`; returns the tables that this says."""
    match section:
        case Facet(row=cls, columns=columns):
            table = table_of(cls).name
            mine = [each for each in rows.get(table, ()) if each["arn"] == arn]
            _columns(flat, columns, mine[0] if mine else {}, table, kept)
        case Part(row=cls, paths=paths, columns=columns, always=always, position=position):
            table = table_of(cls).name
            for each in (each for each in rows.get(table, ()) if each["arn"] == arn):
                path = _path_of(each, paths, always)
                inner: dict[str, Any] = {}
                every = {**columns, **always.get(path, {})}
                _columns(inner, every, {k: v for k, v in each.items() if k != position}, table, kept)
                flat.setdefault(path, []).append(_nested(inner))
        case Policy(row=cls, path=path):
            table = table_of(cls).name
            mine = [each for each in rows.get(table, ()) if each["arn"] == arn]
            if mine:
                flat[path] = {"Statement": [_statement(each, kept) for each in mine]}
        case Policies(row=cls, path=path, name=name, document=document):
            table = table_of(cls).name
            mine = [each for each in rows.get(table, ()) if each["arn"] == arn]
            named = {
                each.get("policy", ""): [s for s in mine if s.get("policy", "") == each.get("policy", "")]
                for each in mine
            }
            if named:
                flat[path] = [
                    {name: each, document: {"Statement": [_statement(row, kept) for row in statements]}}
                    for each, statements in named.items()
                ]
        case Rows():
            return _turned_rows(flat, section, arn, rows, kept)
    return {table}


def _turned_rows(flat: dict[str, Any], section: Rows, arn: str, rows: Cases, kept: Any) -> set[str]:
    if section.turned is None:
        return set()
    table = table_of(section.fills[0]).name
    for each in (each for each in rows.get(table, ()) if each["arn"] == arn):
        properties = section.turned(kept(each))
        if properties is None:
            raise NotExpressibleError(f"no file has such a row of {table}")
        for path, value in properties.items():
            flat[path] = flat.get(path, []) + value if isinstance(value, list) else value
    return {table}


def _path_of(row: Mapping[str, Any], paths: Iterable[str], always: Mapping[str, Mapping[str, Any]]) -> str:
    for path in paths:
        fixed = {name: lens.value for name, lens in always.get(path, {}).items() if isinstance(lens, Fixed)}
        if all(row.get(name, value) == value for name, value in fixed.items()):
            return path
    raise NotExpressibleError("no list holds such a row")


def _columns(flat: dict[str, Any], columns: Mapping[str, Any], row: Mapping[str, Any], table: str, kept: Any) -> None:
    for name in row:
        if name not in columns and name not in COMMON:
            raise NotExpressibleError(f"no file tells {table}.{name}")
    said = {getattr(columns[name], "path", "") for name in row if name in columns and row[name] is not None}
    for name, lens in columns.items():
        value = kept(row.get(name))
        for path, turned in _turned(lens, value, name, given=name in row).items():
            if turned is UNREAD and (path in said or (path in flat and flat[path] is not UNREAD)):
                continue
            earlier = flat.get(path)  # several columns may each add to one list
            flat[path] = earlier + turned if isinstance(earlier, list) and isinstance(turned, list) else turned


def _turned(lens: Any, value: Any, name: str, *, given: bool) -> dict[str, Any]:  # noqa: C901  # a branch for each lens
    """The properties that a lens reads as a value."""
    match lens:
        case Fixed(value=fixed):
            if given and value != fixed:
                raise NotExpressibleError(f"{name} is always {fixed!r} in a file")
            return {}
        case Followed(own=own):
            return _turned(own, value, name, given=given)
        case First(lenses=lenses, absent=absent):
            return {} if value == absent else _turned(lenses[0], value, name, given=given)
        case OwnReference():
            if given and value is None:
                raise NotExpressibleError(f"a file always tells {name}")
            return {}
        case Around(turned=None, others=others) if others is not None:
            return {}
        case Computed(turned=None) | Around(turned=None):
            if given:
                raise NotExpressibleError(f"the tests cannot say {name}")
            return {}
        case Computed(turned=turned) | Around(turned=turned):
            if value is None:
                path = getattr(lens, "path", "")
                return {path: UNREAD} if path else {}
            properties = turned(value) if turned else {}
            if properties is None:
                raise NotExpressibleError(f"no file has {name} = {value!r}")
            return dict(properties)
        case Gathered(own=own):
            return _turned(own, value, name, given=given)
        case ArnOf(path=path, absent=absent, many=many):
            if value is None:
                return {path: UNREAD}
            return {path: list(value) if many else value} if value != absent and value != [] else {}
        case Given(path=path):
            return {path: UNREAD} if value is None else ({path: "given"} if value else {})
        case Word(path=path, words=words, absent=absent):
            if value is None:
                return {path: UNREAD}
            if value == absent:
                return {}
            written = [word for word, meaning in words.items() if meaning == value]
            if not written:
                raise NotExpressibleError(f"no word for {name} = {value!r}")
            return {path: written[0]}
        case Texts(path=path, absent=absent, inside=inside):
            if value is None:
                return {path: UNREAD}
            if tuple(value) == absent:
                return {}
            return {path: [_nested({inside: each}) for each in value] if inside else list(value)}
        case Text(path=path, absent=absent) | Number(path=path, absent=absent) | Flag(path=path, absent=absent):
            if value is None:
                return {} if absent is None else {path: UNREAD}
            return {} if value == absent else {path: value}
    raise NotExpressibleError(f"the tests do not know {type(lens).__name__}")


def _statement(row: Mapping[str, Any], kept: Any) -> dict[str, Any]:
    if row.get("effect") not in ("Allow", "Deny"):
        return {"Effect": UNREAD}
    found: dict[str, Any] = {"Effect": row["effect"]}
    if row.get("sid"):
        found["Sid"] = row["sid"]
    for key, column in (
        ("Action", "actions"),
        ("NotAction", "not_actions"),
        ("Resource", "resources"),
        ("NotResource", "not_resources"),
    ):
        if row.get(column):
            found[key] = [kept(each) for each in row[column]]
    if not {"Action", "NotAction"} & found.keys():
        found["Action"] = ["none:None"]
    for key, column in (("Principal", "principals"), ("NotPrincipal", "not_principals")):
        if row.get(column):
            found[key] = _principals([kept(each) for each in row[column]])
    if row.get("conditions"):
        found["Condition"] = {}
        for each in row["conditions"]:
            found["Condition"].setdefault(each["operator"], {})[each["key"]] = [kept(value) for value in each["values"]]
    return found


def _principals(given: Sequence[str]) -> Any:
    if list(given) == ["*"]:
        return "*"
    grouped: dict[str, list[str]] = {}
    for each in given:
        kind, _, rest = each.partition(":")
        if kind not in ("AWS", "Service", "Federated", "CanonicalUser"):
            raise NotExpressibleError(f"principal {each}")
        grouped.setdefault(kind, []).append(rest)
    return grouped


def _renamed(value: Any, arns: Mapping[str, str]) -> Any:
    """ARNs of the case as the file has them, also within longer texts such as the ARN of a bucket's objects."""
    if isinstance(value, str):
        if value in arns:
            return arns[value]
        for mine, theirs in arns.items():
            if mine.startswith("arn:") and mine in value:
                return value.replace(mine, theirs)
        return value
    if isinstance(value, Mapping):
        return {key: _renamed(each, arns) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(each, arns) for each in value]
    return value


def _nested(flat: Mapping[str, Any]) -> Any:
    """`{"A.B": 1}` as `{"A": {"B": 1}}`; the path '' is the tree itself. What is unknown gives way to what is known inside of it."""
    tree: Any = {}
    for path, value in sorted(flat.items(), key=lambda each: each[0].count(".")):
        if path == "":
            extra = value[0] if isinstance(value, list) and value else value
            if isinstance(extra, Mapping):
                tree.update(extra)
            continue
        at = tree
        steps = path.split(".")
        for step in steps[:-1]:
            if not isinstance(at.get(step), dict):
                if isinstance(at.get(step), Unknown) and value is UNREAD:
                    break
                at[step] = {}
            at = at[step]
        else:
            at[steps[-1]] = value
    return _listed(tree)


def _listed(tree: Any) -> Any:
    """Lists where the steps were positions."""
    if isinstance(tree, dict):
        if tree and all(isinstance(key, str) and key.isdigit() for key in tree):
            return [_listed(tree[key]) for key in sorted(tree, key=int)]
        return {key: _listed(each) for key, each in tree.items()}
    return tree


def known(value: Any) -> Any:
    """A tree without what is not known in it, and without blocks that hold nothing else: for formats that cannot leave everything
    open."""
    if isinstance(value, Mapping):
        found = {key: known(each) for key, each in value.items() if not isinstance(each, Unknown)}
        return {key: each for key, each in found.items() if each != {} or value[key] == {}}
    if isinstance(value, list | tuple):
        kept = [(each, known(each)) for each in value if not isinstance(each, Unknown)]
        return [found for each, found in kept if found != {} or each == {}]
    return value
