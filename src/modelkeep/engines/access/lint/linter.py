"""All rules, asked of one document."""

from __future__ import annotations

from collections.abc import Sequence

from modelkeep.core.policy import UNPARSED, Elements, elements
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.lint import conditions, form, keys, naming, principals, reach, resources
from modelkeep.engines.access.lint.subject import Place, PolicyKind, PolicyText, Problem, Rule, Spot, Subject, kind_of

RULES: tuple[Rule, ...] = (
    *form.RULES,
    *naming.RULES,
    *resources.RULES,
    *principals.RULES,
    *keys.RULES,
    *conditions.RULES,
    *reach.RULES,
)


def lint(text: PolicyText, table: ActionTable, kind: PolicyKind | None = None) -> tuple[Problem, ...]:
    """What is wrong with a document, in the order of the text. `kind` None: it is told by what the document holds.

    A document or statement that is not understood is a problem itself, and no other rule says anything about it.
    """
    statements = tuple(elements("", text.text))
    subject = Subject(kind or kind_of(statements), statements, table)
    found = [
        Problem(
            rule=rule.id,
            severity=rule.severity,
            file=text.name,
            place=_place(text, spot, statements),
            message=spot.message,
            remedy=spot.remedy or rule.remedy,
            statement=spot.statement,
            sid=statements[spot.statement].sid if spot.statement is not None else "",
        )
        for rule in RULES
        if subject.kind in rule.kinds
        for spot in rule.find(subject)
    ]
    return tuple(sorted(found, key=lambda each: (each.place.line, each.place.column, each.severity.rank, each.rule)))


def _place(text: PolicyText, spot: Spot, statements: Sequence[Elements]) -> Place:
    if spot.statement is None:
        return text.place(spot.path)
    if text.broken is not None and statements[spot.statement].effect == UNPARSED:
        return text.broken
    return text.place(("Statement", spot.statement, *spot.path))
