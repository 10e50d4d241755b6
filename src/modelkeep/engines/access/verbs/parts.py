"""What belongs to models: pairs of resources by the name of a part, some of them in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from modelkeep.core.arn import parse_arn
from modelkeep.core.escalation import Predicate
from modelkeep.core.verb import IN_BUCKET, MODEL
from modelkeep.engines.access.expressions import Expression, Unread, all_of, any_of
from modelkeep.engines.access.holders import holder_of

Binding = Mapping[str, str]
"""What the variables of a way stand for."""


class Parts:
    """All pairs, found by the first of the two."""

    def __init__(self, pairs: Iterable[tuple[str, str, str, str]]) -> None:
        """`pairs`: the part, both resources, and why the pair is in doubt, '' where it is not."""
        self._found: dict[str, dict[str, dict[str, Expression]]] = {}
        for part, source, target, doubt in pairs:
            targets = self._found.setdefault(part, {}).setdefault(source, {})
            holds: Expression = Unread(f"{target}: {doubt}", ("", "")) if doubt else True
            targets[target] = any_of((targets.get(target, False), holds))

    def of(self, part: str, source: str) -> Mapping[str, Expression]:
        """The second resources, each with what the pair rests on."""
        if part == IN_BUCKET:
            return {holder_of(source): True}
        return self._found.get(part, {}).get(source, {})

    def bindings(self, where: Iterable[Predicate], model: str) -> Iterator[tuple[Binding, Expression]]:
        """Everything that the variables can stand for, with what that rests on. The first variable of each predicate is bound before."""
        start: Binding = {MODEL: model}
        found: list[tuple[Binding, Expression]] = [(start, True)]
        for predicate in where:
            first, second = (term[1:-1] for term in predicate.terms)
            found = [
                ({**binding, second: target}, all_of((rests, holds)))
                for binding, rests in found
                for target, holds in self.of(predicate.relation, binding.get(first, "")).items()
                if binding.get(second, target) == target
            ]
        yield from found


def with_places(binding: Binding) -> Binding:
    """A binding with where the model is, and the region of each resource, as `NAME_region`."""
    found = dict(binding)
    for name, arn in binding.items():
        parts = parse_arn(arn)
        if parts is None:
            continue
        found[f"{name}_region"] = parts.region
        if name == MODEL:
            found |= {"partition": parts.partition, "account": parts.account, "region": parts.region}
    return found
