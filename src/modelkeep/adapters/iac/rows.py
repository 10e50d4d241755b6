"""Rows of the estate from declared resources, and what their files leave open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
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
)
from modelkeep.adapters.iac.forms.lenses import ArnOf, Followed, Gathered, Lens, OwnReference
from modelkeep.adapters.iac.naming import Named, named_resource, reference
from modelkeep.adapters.iac.properties import Properties
from modelkeep.adapters.iac.resource import Declared, Unknown, at, unknowns
from modelkeep.core.arn import GLOBAL
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.declared import Located, Untold
from modelkeep.core.policy import statements
from modelkeep.core.tables import Role, Row, snake_case, table_of


def rows_of(resources: Sequence[Declared]) -> Iterator[Row]:
    """All rows of resources that are deployed together: of their kinds' tables, `located` and `untold`.

    Types without a form give nothing: no control asks about them.
    """
    context = Context(resources)
    facets: dict[tuple[str, str], Row] = {}
    attached: set[tuple[str, str]] = set()
    foreign: set[str] = set()
    for resource in resources:
        if form := forms().get(resource.cfn_type):
            if _is_other(form, resource):
                continue
            for row in _kind_rows(form, resource, context):
                yield from _kept(row, facets, attached, default=True)
        elif attachment := attachments().get(resource.cfn_type):
            for row in _attached_rows(attachment, resource, context, foreign):
                yield from _kept(row, facets, attached, default=False)
    yield from facets.values()


def _kept(
    row: Row, facets: dict[tuple[str, str], Row], attached: set[tuple[str, str]], *, default: bool
) -> Iterator[Row]:
    """Facets wait until all resources are seen: one that an attachment gives replaces the form's own."""
    table = table_of(row)
    if table.role is not Role.FACET:
        yield row
    elif not default or (table.name, row.arn) not in attached:
        facets[table.name, row.arn] = row
        if not default:
            attached.add((table.name, row.arn))


class Context:
    """The resources that are deployed together, by what they are called."""

    def __init__(self, resources: Sequence[Declared]) -> None:
        self._by_arn: dict[str, Declared] = {}
        self._by_word: dict[tuple[str, str], str] = {}
        self._by_type: dict[str, list[Declared]] = {}
        self._named: dict[tuple[str, str, str], tuple[dict[str, list[Declared]], bool]] = {}
        for resource in resources:
            self._by_type.setdefault(resource.cfn_type, []).append(resource)
            found = named_resource(resource)
            self._by_arn[found.arn] = resource
            ref = reference(resource.cfn_type, resource.label, found.name, resource.deployment)
            for word in (found.arn, found.name, ref):
                self._by_word[resource.cfn_type, word] = found.arn

    def declared(self, arn: str) -> Declared | None:
        """The resource of an ARN, if the files declare it."""
        return self._by_arn.get(arn)

    def arn(self, cfn_type: str, word: str) -> str | None:
        """The ARN of a declared resource of a type that is called by its name, its ARN or what Ref gives."""
        return self._by_word.get((cfn_type, word))

    def every(self, cfn_type: str) -> Sequence[Declared]:
        """The declared resources of a type."""
        return self._by_type.get(cfn_type, ())

    def naming(self, cfn_type: str, path: str, kind: str, arn: str) -> tuple[Sequence[Declared], bool]:
        """The declared resources of a type that name, at `path`, the resource of type `kind` with an ARN; and whether these are
        surely all of them.
        """
        if (cfn_type, path, kind) not in self._named:
            found: dict[str, list[Declared]] = {}
            whole = True
            for each in self.every(cfn_type):
                words, known = _words(Properties(each.properties), path)
                whole = whole and known
                for target in {self.arn(kind, word) for word in words} - {None}:
                    found.setdefault(str(target), []).append(each)
            self._named[cfn_type, path, kind] = (found, whole)
        by_arn, whole = self._named[cfn_type, path, kind]
        return by_arn.get(arn, ()), whole


def _words(properties: Properties, path: str) -> tuple[tuple[str, ...], bool]:
    """The texts at a path that are known, and whether they are all of them."""
    found = properties.value(path)
    if found is None:
        return (), True
    listed = found if isinstance(found, Sequence) and not isinstance(found, str) else (found,)
    known = tuple(str(each) for each in listed if isinstance(each, str | int))
    return known, len(known) == len(listed)


def _kind_rows(form: Form, resource: Declared, context: Context) -> Iterator[Row]:
    properties, found = Properties(resource.properties), named_resource(resource)
    scope = _scope(form, resource)
    columns = {name: _column(lens, properties, resource, context) for name, lens in form.columns.items()}
    yield form.row(
        arn=found.arn, name=_shown_name(found, resource), tags=_tags(properties, form.tags), source=str(resource.place), **scope, **columns
    )  # fmt: skip
    yield from _located(resource, found.arn, scope)
    yield from _section_rows(form.sections, properties, found.arn, scope, context)
    if resource.doubt:
        yield Untold(arn=found.arn, table_name="", column_name="", why=resource.doubt, **scope)
    for table in _silent(form):
        yield Untold(arn=found.arn, table_name=table, column_name="", why="it shows once the resource exists", **scope)
    yield from _untold_columns(form.row, form.columns, columns, properties, found.arn, scope)


def _untold_columns(
    row: type[Row], columns: Mapping[str, Lens], told: Mapping[str, Any], properties: Properties, arn: str, scope: Mapping[str, Any]
) -> Iterator[Untold]:  # fmt: skip
    """The columns that are not known, and why."""
    for name, lens in columns.items():
        why = _open_end(properties, getattr(lens, "path", "")) if told[name] is None else ""
        if why:
            yield Untold(arn=arn, table_name=table_of(row).name, column_name=name, why=why, **scope)


def _is_other(form: Form, resource: Declared) -> bool:
    """Whether it is of a sort that the estate does not hold, such as what scales something else than endpoints."""
    values = {path: at(resource.properties, path) for path in form.only}
    return any(not isinstance(value, Unknown) and value != form.only[path] for path, value in values.items())


def _column(lens: Lens, properties: Properties, resource: Declared, context: Context) -> Any:
    match lens:
        case OwnReference():
            return reference(resource.cfn_type, resource.label, named_resource(resource).name, resource.deployment)
        case Followed(own=own, path=path, to=to):
            found, word = own.read(properties), properties.text(path)
            for cfn_type, inner in to.items() if found is None and word else ():
                if target := context.declared(context.arn(cfn_type, word or "") or ""):
                    return inner.read(Properties(target.properties))
            return found
        case ArnOf(cfn_type=cfn_type):
            words = lens.read(properties)
            if isinstance(words, tuple):
                return tuple(_arn_of(cfn_type, word, resource, context) for word in words)
            return _arn_of(cfn_type, words, resource, context) if words else words
        case Gathered(own=own, more=more):
            return _gathered(_column(own, properties, resource, context), more, resource, context)
        case _:
            return lens.read(properties)


def _arn_of(cfn_type: str, word: str, resource: Declared, context: Context) -> str:
    return context.arn(cfn_type, word) or _foreign_arn(forms()[cfn_type], word, resource)


def _gathered(
    own: tuple[str, ...] | None, more: Mapping[str, tuple[str, Lens]], resource: Declared, context: Context
) -> tuple[str, ...] | None:
    """A list with what other resources add; None where one of them is not known, or whether it adds to this resource."""
    found: list[str | None] = [] if own is None else list(own)
    arn = named_resource(resource).arn
    for cfn_type, (path, lens) in more.items():
        others, whole = context.naming(cfn_type, path, resource.cfn_type, arn)
        if not whole:
            return None
        found += [_column(lens, Properties(each.properties), each, context) for each in others]
    return None if own is None or None in found else tuple(dict.fromkeys(each for each in found if each is not None))


def _attached_rows(attachment: Attachment, resource: Declared, context: Context, foreign: set[str]) -> Iterator[Row]:
    properties = Properties(resource.properties)
    form = forms()[attachment.kind]
    scope = _scope(form, resource)
    for path in attachment.target:
        targets, known = _words(properties, path)
        if not known:
            yield from _anybodys(attachment, properties.value(path), scope, context)
        for target in targets:
            arn = context.arn(attachment.kind, target)
            if arn is None:
                arn = _foreign_arn(form, target, resource)
                if arn not in foreign:
                    foreign.add(arn)
                    yield from _foreign_rows(attachment, arn, target, resource)
            yield from _section_rows(attachment.sections, properties, arn, scope, context)


def _anybodys(attachment: Attachment, target: Any, scope: Mapping[str, Any], context: Context) -> Iterator[Row]:
    """It is not known to which resource it belongs: it may be each of those that are declared."""
    why = next((each.why for each in unknowns(target)), "it is not written as AWS documents it")
    for each in context.every(attachment.kind):
        arn = named_resource(each).arn
        for section in attachment.sections:
            if isinstance(section, Facet):
                yield section.row(arn=arn, **scope)
        for table in filled_by(attachment.sections):
            yield Untold(arn=arn, table_name=table, column_name="", why=why, **scope)


def _foreign_rows(attachment: Attachment, arn: str, target: str, resource: Declared) -> Iterator[Row]:
    """A resource that exists already or comes from elsewhere: only what is attached to it is told."""
    form = forms()[attachment.kind]
    scope = _scope(form, resource)
    yield form.row(arn=arn, name=target.rsplit("/", 1)[-1], source=str(resource.place), **scope)
    yield from _located(resource, arn, scope)
    kind = table_of(form.row).name
    told = filled_by(attachment.sections) if attachment.whole else frozenset()
    for name, table in tables().items():
        if table.of == kind and name not in told:
            why = f"{target} is declared elsewhere"
            yield Untold(arn=arn, table_name=name, column_name="", why=why, **scope)


def _foreign_arn(form: Form, target: str, resource: Declared) -> str:
    """The ARN of a resource that exists already or comes from elsewhere."""
    if target.startswith("arn:"):
        return target
    where = resource.deployment
    return form.identity.arn.format(
        partition=where.partition, region=where.region, account=where.account, name=target, label=target
    )


def _section_rows(
    sections: Iterable[Section], properties: Properties, arn: str, scope: Mapping[str, Any], context: Context
) -> Iterator[Row]:
    for section in sections:
        match section:
            case Facet(row=row, columns=columns):
                told = _read(columns, properties, scope, context)
                yield row(arn=arn, **scope, **told)
                yield from _untold_columns(row, columns, told, properties, arn, scope)
            case Part():
                yield from _part_rows(section, properties, arn, scope, context)
            case Policy() | Policies():
                yield from _policy_rows(section, properties, arn, scope)
            case Rows(fills=_, read=read):
                found, open_tables = read(properties, arn, context)
                for each in found:
                    yield replace(each, account=each.account or scope["account"], region=each.region or scope["region"])
                for row in open_tables:
                    yield _untold(row, properties, arn, scope)


def _part_rows(
    part: Part, properties: Properties, arn: str, scope: Mapping[str, Any], context: Context
) -> Iterator[Row]:
    position = 0
    for path in part.paths:
        elements, complete = properties.each(path)
        for element in elements:
            if part.needs and element.given(part.needs) is False:
                continue
            counted: dict[str, Any] = {part.position: position} if part.position else {}
            columns = {**part.columns, **part.always.get(path, {})}
            told = _read(columns, element, scope, context)
            yield part.row(arn=arn, **scope, **told, **counted)
            yield from _untold_columns(part.row, columns, told, element, arn, scope)
            position += 1
        if not complete:
            yield _untold(part.row, properties, arn, scope, path)


def _policy_rows(
    section: Policy | Policies, properties: Properties, arn: str, scope: Mapping[str, Any]
) -> Iterator[Row]:
    elements: tuple[Properties, ...] = ()
    path, complete = section.path, True
    if isinstance(section, Policies):
        path = section.document
        elements, complete = properties.each(section.path)
    elif properties.value(path) is not None:
        elements = (properties,)
    for element in elements:
        document = element.value(path)
        text = None if isinstance(document, Unknown) else document
        name = (element.text(section.name) or "") if section.name else ""
        for statement in statements(section.row, arn, name, text):
            yield replace(statement, **scope)
    if not complete:
        yield _untold(section.row, properties, arn, scope, section.path)


def _untold(row: type[Row], properties: Properties, arn: str, scope: Mapping[str, Any], path: str = "") -> Untold:
    why = next((each.why for each in unknowns(properties.value(path))), "it is not written as AWS documents it")
    return Untold(arn=arn, table_name=table_of(row).name, column_name="", why=why, **scope)


def _read(
    columns: Mapping[str, Lens], properties: Properties, scope: Mapping[str, Any], context: Context
) -> dict[str, Any]:
    return {name: _told(lens, properties, scope, context) for name, lens in columns.items()}


def _told(lens: Lens, properties: Properties, scope: Mapping[str, Any], context: Context) -> Any:
    """A column of a facet or part; for the ARN of another resource it depends on what is deployed together."""
    found = lens.read(properties)
    if (
        not isinstance(lens, ArnOf)
        or not isinstance(found, str)
        or found in ("", lens.absent)
        or found.startswith("arn:")
    ):
        return found
    identity = forms()[lens.cfn_type].identity
    return context.arn(lens.cfn_type, found) or identity.arn.format(
        partition="aws", region=scope["region"], account=scope["account"], name=found, label=found
    )


@cache
def _silent_tables(cfn_type: str) -> tuple[str, ...]:
    form = forms()[cfn_type]
    kind = table_of(form.row).name
    told = form.tables | {
        name for each in attachments().values() if each.kind == cfn_type for name in filled_by(each.sections)
    }
    return tuple(name for name, table in tables().items() if table.of == kind and name not in told)


def _silent(form: Form) -> tuple[str, ...]:
    """The facets and parts of a kind that no file tells."""
    return _silent_tables(form.cfn_type)


def _scope(form: Form, resource: Declared) -> dict[str, Any]:
    region = GLOBAL if form.global_service else resource.deployment.region
    return {"account": resource.deployment.account, "region": region}


def _shown_name(found: Named, resource: Declared) -> str:
    """The name that the file gives, or what the file calls the resource."""
    form = forms()[resource.cfn_type]
    given = at(resource.properties, form.identity.name) if form.identity.name else None
    return found.name if isinstance(given, str) and given else resource.label


def _located(resource: Declared, arn: str, scope: Mapping[str, Any]) -> Iterator[Row]:
    """Where the resource stands, and those of its properties that are columns: the others are no finding's cause."""
    place = resource.place
    yield Located(arn=arn, property="", file=place.file, line=place.line, address=place.address, **scope)
    left = set(_columns_of(resource.cfn_type))
    for path, line in resource.lines.items():
        name = snake_case(path.rsplit(".", 1)[-1])
        if name in left:
            left.remove(name)
            yield Located(arn=arn, property=name, file=place.file, line=line, address=place.address, **scope)


@cache
def _columns_of(cfn_type: str) -> frozenset[str]:
    """The columns of all tables that a form fills."""
    form = forms().get(cfn_type)
    if form is None:
        return frozenset()
    return frozenset(column.name for name in form.tables for column in tables()[name].columns)


def _open_end(properties: Properties, path: str) -> str:
    """Why what stands at a path ('' for anywhere) is not known; '' where it is."""
    return "; ".join(sorted({each.why for each in unknowns(properties.value(path))})[:3])


def _tags(properties: Properties, path: str) -> Mapping[str, str] | None:
    """A resource's tags, from a list of Key and Value or a mapping; None where one of them is not known."""
    if not path:
        return None
    found = properties.value(path)
    if found is None:
        return {}
    if isinstance(found, Mapping):
        pairs = list(found.items())
    elif (
        isinstance(found, Sequence) and not isinstance(found, str) and all(isinstance(each, Mapping) for each in found)
    ):
        pairs = [(each.get("Key"), each.get("Value")) for each in found]
    else:
        return None
    if not all(isinstance(part, str | int | bool) for pair in pairs for part in pair):
        return None
    return {str(key): str(value) for key, value in pairs}
