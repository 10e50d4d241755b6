"""Rows of the estate from declared resources, and what their files leave open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from modelkeep.adapters.iac.context import Context, words_at
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
from modelkeep.adapters.iac.forms.lenses import ArnOf, Around, Followed, Gathered, Lens, OwnReference
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


@dataclass(frozen=True, slots=True)
class _Subject:
    """The resource that rows are about, and the declared one that tells them: itself, or what is attached to it."""

    arn: str
    scope: Mapping[str, Any]
    """Its account and region."""
    teller: Declared
    context: Context

    def read(self, columns: Mapping[str, Lens], properties: Properties) -> dict[str, Any]:
        """Columns from properties of the teller, or from a part of them."""
        return {name: _column(lens, properties, self.teller, self.context) for name, lens in columns.items()}

    def untold(self, table: str, why: str, column: str = "") -> Untold:
        """What the files leave open: a column, or whether there are more rows; table '' for whether the resource will be there."""
        return Untold(arn=self.arn, table_name=table, column_name=column, why=why, **self.scope)

    def untold_columns(
        self, row: type[Row], columns: Mapping[str, Lens], told: Mapping[str, Any], properties: Properties
    ) -> Iterator[Untold]:
        """The columns that are not known, and why."""
        for name, lens in columns.items():
            if told[name] is None:
                why = _open_end(properties, getattr(lens, "path", "")) or getattr(lens, "otherwise", "")
                yield self.untold(table_of(row).name, why or "the file does not tell it", name)


def _kind_rows(form: Form, resource: Declared, context: Context) -> Iterator[Row]:
    properties, found = Properties(resource.properties), named_resource(resource)
    subject = _Subject(found.arn, _scope(form, resource), resource, context)
    columns = subject.read(form.columns, properties)
    yield form.row(
        arn=found.arn, name=_shown_name(found, resource), tags=_tags(properties, form.tags), source=str(resource.place),
        **subject.scope, **columns,
    )  # fmt: skip
    yield from _located(subject)
    yield from _section_rows(form.sections, properties, subject)
    if resource.doubt:
        yield subject.untold("", resource.doubt)
    for table in _silent_tables(form.cfn_type):
        yield subject.untold(table, "it shows once the resource exists")
    yield from subject.untold_columns(form.row, form.columns, columns, properties)


def _is_other(form: Form, resource: Declared) -> bool:
    """Whether it is of a sort that the estate does not hold, such as what scales something else than endpoints."""
    values = {path: at(resource.properties, path) for path in form.only}
    return any(not isinstance(value, Unknown) and value != form.only[path] for path, value in values.items())


def _column(lens: Lens, properties: Properties, resource: Declared, context: Context) -> Any:
    match lens:
        case Around(read_from=read_from):
            return read_from(properties, named_resource(resource).arn, context)
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
            return words if words in (None, "", lens.absent) else _arn_of(cfn_type, words, resource, context)
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
        targets, known = words_at(properties, path)
        if not known:
            for each in context.every(attachment.kind):
                subject = _Subject(named_resource(each).arn, scope, resource, context)
                yield from _perhaps_attached(attachment, subject, why=_why_unknown(properties, path))
        for target in targets:
            arn = context.arn(attachment.kind, target)
            subject = _Subject(arn or _foreign_arn(form, target, resource), scope, resource, context)
            if arn is None and subject.arn not in foreign:
                foreign.add(subject.arn)
                yield from _foreign_rows(attachment, subject, target)
            yield from _section_rows(attachment.sections, properties, subject)


def _perhaps_attached(attachment: Attachment, subject: _Subject, *, why: str) -> Iterator[Row]:
    """It is not known to which resource it belongs: it may be this one."""
    for section in attachment.sections:
        if isinstance(section, Facet):
            yield section.row(arn=subject.arn, **subject.scope)
    for table in filled_by(attachment.sections):
        yield subject.untold(table, why)


def _foreign_rows(attachment: Attachment, subject: _Subject, target: str) -> Iterator[Row]:
    """A resource that exists already or comes from elsewhere: only what is attached to it is told."""
    form = forms()[attachment.kind]
    yield form.row(arn=subject.arn, name=target.rsplit("/", 1)[-1], source=str(subject.teller.place), **subject.scope)
    yield from _located(subject)
    kind = table_of(form.row).name
    told = filled_by(attachment.sections) if attachment.whole else frozenset()
    for name, table in tables().items():
        if table.of == kind and name not in told:
            yield subject.untold(name, f"{target} is declared elsewhere")


def _foreign_arn(form: Form, target: str, resource: Declared) -> str:
    """The ARN of a resource that exists already or comes from elsewhere."""
    if target.startswith("arn:"):
        return target
    where = resource.deployment
    return form.identity.arn.format(
        partition=where.partition, region=where.region, account=where.account, name=target, label=target
    )


def _section_rows(sections: Iterable[Section], properties: Properties, subject: _Subject) -> Iterator[Row]:
    for section in sections:
        match section:
            case Facet(row=row, columns=columns):
                told = subject.read(columns, properties)
                yield row(arn=subject.arn, **subject.scope, **told)
                yield from subject.untold_columns(row, columns, told, properties)
            case Part():
                yield from _part_rows(section, properties, subject)
            case Policy() | Policies():
                yield from _policy_rows(section, properties, subject)
            case Rows(fills=_, read=read):
                found, open_tables = read(properties, subject.arn, subject.context)
                scope = subject.scope
                for each in found:
                    yield replace(each, account=each.account or scope["account"], region=each.region or scope["region"])
                for row in open_tables:
                    yield subject.untold(table_of(row).name, _why_unknown(properties, ""))


def _part_rows(part: Part, properties: Properties, subject: _Subject) -> Iterator[Row]:
    position = 0
    for path in part.paths:
        elements, complete = properties.each(path)
        for element in elements:
            if part.needs and element.given(part.needs) is False:
                continue
            counted: dict[str, Any] = {part.position: position} if part.position else {}
            columns = {**part.columns, **part.always.get(path, {})}
            told = subject.read(columns, element)
            yield part.row(arn=subject.arn, **subject.scope, **told, **counted)
            yield from subject.untold_columns(part.row, columns, told, element)
            position += 1
        if not complete:
            yield subject.untold(table_of(part.row).name, _why_unknown(properties, path))


def _policy_rows(section: Policy | Policies, properties: Properties, subject: _Subject) -> Iterator[Row]:
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
        for statement in statements(section.row, subject.arn, name, text):
            yield replace(statement, **subject.scope)
    if not complete:
        yield subject.untold(table_of(section.row).name, _why_unknown(properties, section.path))


def _why_unknown(properties: Properties, path: str) -> str:
    """Why something at a path ('' for anywhere) is not understood."""
    return next((each.why for each in unknowns(properties.value(path))), "it is not written as AWS documents it")


@cache
def _silent_tables(cfn_type: str) -> tuple[str, ...]:
    """The facets and parts of a kind that no file tells."""
    form = forms()[cfn_type]
    kind = table_of(form.row).name
    told = form.tables | {
        name for each in attachments().values() if each.kind == cfn_type for name in filled_by(each.sections)
    }
    return tuple(name for name, table in tables().items() if table.of == kind and name not in told)


def _scope(form: Form, resource: Declared) -> dict[str, Any]:
    region = GLOBAL if form.global_service else resource.deployment.region
    return {"account": resource.deployment.account, "region": region}


def _shown_name(found: Named, resource: Declared) -> str:
    """The name that the file gives, or what the file calls the resource."""
    form = forms()[resource.cfn_type]
    given = at(resource.properties, form.identity.name) if form.identity.name else None
    return found.name if isinstance(given, str) and given else resource.label


def _located(subject: _Subject) -> Iterator[Row]:
    """Where the resource stands, and those of its properties that are columns: the others are no finding's cause."""
    place = subject.teller.place

    def at_line(line: int, name: str = "") -> Located:
        return Located(
            arn=subject.arn, property=name, file=place.file, line=line, address=place.address, **subject.scope
        )

    yield at_line(place.line)
    left = set(_columns_of(subject.teller.cfn_type))
    for path, line in subject.teller.lines.items():
        name = snake_case(path.rsplit(".", 1)[-1])
        if name in left:
            left.remove(name)
            yield at_line(line, name)


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
