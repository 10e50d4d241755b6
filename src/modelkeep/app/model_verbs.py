"""Who can do something with a model: verbs of the catalogue over a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import duckdb

from modelkeep.app.findings import model_arns
from modelkeep.core.control import Relation
from modelkeep.core.coverage import KNOWN
from modelkeep.core.errors import UsageError
from modelkeep.core.kinds import calls_for
from modelkeep.core.kinds import tables as kinds
from modelkeep.core.passport import Reach
from modelkeep.core.tables import Role
from modelkeep.core.verb import IN_BUCKET, Verb
from modelkeep.engines.access.asking.answers import Certainty
from modelkeep.engines.access.asking.coverage import Coverage, coverage
from modelkeep.engines.access.asking.ground import Ground
from modelkeep.engines.access.verbs.answering import Answering, ModelAccess, VerbAnswer
from modelkeep.engines.access.verbs.parts import Parts
from modelkeep.engines.access.world import Unread, World

_ASKED = 'SELECT DISTINCT call FROM "read" WHERE account = ?'
_NAMED = "SELECT 1 FROM model WHERE arn = ? OR name = ?"
_NAMES = 3
"""How many are named where all are counted."""
_GAPS = (
    'SELECT DISTINCT account, call, code, message, outcome FROM "read" WHERE list_contains(?, call) '
    f"AND outcome NOT IN ({', '.join(repr(str(each)) for each in sorted(KNOWN))}) ORDER BY ALL"
)
"""In any account: a model may be trained, or its data kept, in another one than it is served in."""


class ModelVerbs:
    """Verbs over a snapshot. The connection stays the caller's."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        ground: Ground,
        verbs: Sequence[Verb],
        parts: Sequence[Relation],
        lineage: Iterable[str],
    ) -> None:
        """`ground` is the snapshot's; `parts` are what the verbs speak of; `lineage` are the tables that tell what belongs together."""
        self._connection = connection
        self._ground = ground
        self._relations = parts
        self._lineage = frozenset(lineage)
        self.verbs = {verb.id: verb for verb in verbs}

    @cached_property
    def _parts(self) -> Parts:
        return Parts(_pairs(self._connection, self._relations))

    @cached_property
    def _answering(self) -> Answering:
        return Answering(self._ground.world, self._parts)

    @property
    def world(self) -> World:
        """The world that is asked."""
        return self._ground.world

    def with_world(self, world: World) -> ModelVerbs:
        """The same models in another world, such as one with a changed policy."""
        ground = replace(self._ground, world=world)
        return ModelVerbs(self._connection, ground, tuple(self.verbs.values()), self._relations, self._lineage)

    def coverage(self) -> Coverage:
        """How far any answer carries."""
        return coverage(self._ground)

    def has(self, model: str) -> bool:
        """Whether there is a model of this name or ARN."""
        return bool(self._connection.execute(_NAMED, [model, model]).fetchall())

    def models(self) -> tuple[str, ...]:
        """The ARNs of all models."""
        return tuple(str(row[0]) for row in self._connection.execute("SELECT arn FROM model ORDER BY arn").fetchall())

    def who_can(self, model: str, verbs: Iterable[str] = ()) -> ModelAccess:
        """Who can do what verbs say, or any of them, to the model of this name or ARN.

        Raises UsageError for a name that no model or several have, or a verb that there is not.
        """
        chosen = tuple(verbs) or tuple(self.verbs)
        for each in chosen:
            if each not in self.verbs:
                raise UsageError(f"there is no verb {each!r}", remedy=f"Choose from {', '.join(self.verbs)}.")
        arn = one_model(self._connection, model)
        answers = tuple(self._answering.answer(self.verbs[each], arn) for each in chosen)
        return self.told(arn, answers)

    def reach(self, model: str) -> tuple[Reach, ...] | None:
        """All verbs in short, for the model of this ARN; None where nobody's policies were read."""
        if not self._ground.world.accounts:
            return None
        return tuple(_reach(self._answering.answer(verb, model)) for verb in self.verbs.values())

    def told(self, arn: str, answers: tuple[VerbAnswer, ...]) -> ModelAccess:
        """Answers about a model with how far they carry."""
        unread = tuple(self._unread(arn, [each.verb for each in answers]))
        unsure = any(each.rests_on_unread for answer in answers for way in answer.ways for each in way.grants)
        return ModelAccess(
            model=arn,
            answers=answers,
            coverage=coverage(self._ground, unread),
            is_complete=not unread and not unsure,
        )

    def _unread(self, model: str, verbs: Iterable[Verb]) -> Iterator[Unread]:
        """What was not read and may belong to the model."""
        named = {each.relation for verb in verbs for way in verb.ways for each in way.where} - {IN_BUCKET}
        tables = {table for part in self._relations if part.kind in named for table in part.tables}
        if any(kinds()[name].role is Role.DERIVED for name in tables):
            tables |= self._lineage
        rows = self._connection.execute(_GAPS, [sorted(calls_for(tables))]).fetchall()
        for account, call, code, message, outcome in rows:
            why = ": ".join(each for each in (f"{call}: {code or outcome}", message) if each)
            yield Unread("what belongs to the model", f"account {account}", why)
        account = model.split(":")[4]
        lists = {kinds()[name].calls[0] for name in tables if kinds()[name].role is Role.KIND and kinds()[name].calls}
        missing = sorted(lists - {str(row[0]) for row in self._connection.execute(_ASKED, [account]).fetchall()})
        if missing:
            more = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
            yield Unread(
                "what belongs to the model", f"account {account}", f"{missing[0]}{more}: not asked in this scan"
            )


def _reach(answer: VerbAnswer) -> Reach:
    everybody = sorted(answer.grants.values(), key=lambda each: each.rank)
    count = Counter(each.certainty for each in everybody)
    return Reach(
        verb=answer.verb.id,
        title=answer.verb.title,
        certain=count[Certainty.CERTAIN],
        conditional=count[Certainty.CONDITIONAL],
        unknown=count[Certainty.UNKNOWN],
        names=tuple(each.principal for each in everybody[:_NAMES]),
        occasion=any(way.resources for way in answer.ways),
    )


def _pairs(connection: duckdb.DuckDBPyConnection, parts: Iterable[Relation]) -> Iterator[tuple[str, str, str, str]]:
    for part in parts:
        cursor = connection.execute(f"SELECT * FROM ({part.sql}\n) WHERE src <> '' AND dst <> ''")
        columns = [each[0] for each in cursor.description or ()]
        for values in cursor.fetchall():
            row = dict(zip(columns, values, strict=True))
            yield part.kind, str(row["src"]), str(row["dst"]), str(row.get("doubt") or "")


def one_model(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """The ARN of the model of this name or ARN. Raises UsageError for none and for several."""
    arns = model_arns(connection, name)
    if len(arns) > 1 and name not in arns:
        raise UsageError(f"{len(arns)} models are named {name!r}", remedy=f"Name one by its ARN: {', '.join(arns)}.")
    return name if name in arns else arns[0]
