"""How two CycloneDX documents differ: components, versions, digests, licences, data sets, signatures, services, vulnerabilities.

What one of them does not tell, because it is not complete there, is never called added, removed or fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from modelkeep.core.bom_changes import BomComparison, Change, Difference, Sort
from modelkeep.engines.bom.document import COMPLETE, Document, fact, identity, mappings

_ASPECTS = ("inspection", "signature", "signer", "approval", "model-package", "personal-data")
"""Facts of ours whose change is told."""
_FOUND_OUT = ("digest", "classification", "inspection", "signature", "signer", "personal-data")
"""What takes looking into something to know."""


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> BomComparison:
    """All differences between an earlier document and a later one, in order."""
    old, new = Document(before), Document(after)
    found = [
        *_model(old, new),
        *_vulnerabilities(old, new),
        *_components(old, new),
        *_services(old, new),
        *_completeness(old, new),
    ]
    order = list(Sort)
    incomplete = {
        name for name, each in new.aggregates.items() if each != COMPLETE and old.aggregates.get(name) == each
    }
    return BomComparison(
        differences=tuple(
            sorted(found, key=lambda each: (order.index(each.sort), each.change, each.name, each.aspect))
        ),
        incomplete=tuple(sorted(new.model.get("name", "model") if name == "model" else name for name in incomplete)),
    )


def _aspects(each: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What of a component is compared."""
    yield "version", str(each.get("version") or "")
    yield "digest", ", ".join(sorted(f"{one.get('alg')} {one.get('content')}" for one in mappings(each.get("hashes"))))
    yield "licences", ", ".join(sorted(filter(None, map(_licence, mappings(each.get("licenses"))))))
    yield "classification", ", ".join(str(one.get("classification") or "") for one in mappings(each.get("data")))
    for name in _ASPECTS:
        yield name, fact(each, name)


def _licence(choice: Mapping[str, Any]) -> str:
    licence = choice.get("license")
    told = licence if isinstance(licence, Mapping) else {}
    return str(choice.get("expression") or told.get("id") or told.get("name") or "")


def _changed(
    sort: Sort, name: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    """Where several versions of one thing are there, all of their values are compared as one."""
    before, after = _together(old), _together(new)
    for aspect in before:
        if before[aspect] != after[aspect]:
            yield Difference(
                sort=sort, change=_of_aspect(aspect, before[aspect], after[aspect]), name=name, aspect=aspect,
                before=before[aspect], after=after[aspect],
            )  # fmt: skip


def _of_aspect(aspect: str, before: str, after: str) -> Change:
    """What only one of the documents found out says nothing of the other's."""
    if aspect not in _FOUND_OUT:
        return Change.CHANGED
    if _is_unknown(before):
        return Change.NEWLY_KNOWN
    return Change.NO_LONGER_KNOWN if _is_unknown(after) else Change.CHANGED


def _is_unknown(value: str) -> bool:
    return value in ("", "not-looked-into", "not-analysed", "not analysed") or value.startswith("not-verifiable")


def _together(every: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, dict[str, None]] = {}
    for each in every:
        for aspect, value in _aspects(each):
            found.setdefault(aspect, {})[value] = None
    return {aspect: ", ".join(sorted(filter(None, values))) for aspect, values in found.items()}


def _model(old: Document, new: Document) -> Iterator[Difference]:
    name = str(new.model.get("name") or "")
    if old.model.get("name") != new.model.get("name"):
        yield Difference(
            sort=Sort.MODEL,
            change=Change.CHANGED,
            name=name,
            aspect="name",
            before=str(old.model.get("name") or ""),
            after=name,
        )
    yield from _changed(Sort.MODEL, name, [old.model], [new.model])
    before, after = _ancestors(old), _ancestors(new)
    for each in sorted(before ^ after):
        yield Difference(
            sort=Sort.MODEL, change=_came(each in after, old, new, frozenset({"model"})), name=name, aspect="made from",
            before="" if each in after else each, after=each if each in after else "",
        )  # fmt: skip


def _ancestors(document: Document) -> frozenset[str]:
    pedigree = document.model.get("pedigree")
    return (
        frozenset(map(identity, mappings(pedigree.get("ancestors")))) if isinstance(pedigree, Mapping) else frozenset()
    )


def _came(is_new: bool, old: Document, new: Document, holders: frozenset[str]) -> Change:
    """What it means that a thing stands in one document only: the other has to be complete where it would stand."""
    if is_new:
        return Change.ADDED if old.is_complete(holders) else Change.NEWLY_KNOWN
    return Change.REMOVED if new.is_complete(holders) else Change.NO_LONGER_KNOWN


def _sort_of(component: Mapping[str, Any]) -> Sort:
    return Sort.DATA if component.get("type") == "data" else Sort.COMPONENT


def _components(old: Document, new: Document) -> Iterator[Difference]:
    for name in sorted(old.things.keys() | new.things.keys()):
        before, after = old.things.get(name, ()), new.things.get(name, ())
        sort = _sort_of([*after, *before][0])
        if before and after:
            yield from _changed(sort, name, before, after)
            continue
        told = _together(after or before)["version"]
        holders = (new if after else old).holders.get(name, frozenset())
        yield Difference(
            sort=sort,
            change=_came(bool(after), old, new, holders),
            name=name,
            before="" if after else told,
            after=told if after else "",
        )


def _services(old: Document, new: Document) -> Iterator[Difference]:
    for ref in sorted(old.services.keys() | new.services.keys()):
        before, after = old.services.get(ref), new.services.get(ref)
        if before is None or after is None:
            change = _came(after is not None, old, new, frozenset({"model"}))
            yield Difference(sort=Sort.SERVICE, change=change, name=ref)
            continue
        for aspect, value in _service(before).items():
            if value != _service(after)[aspect]:
                yield Difference(
                    sort=Sort.SERVICE,
                    change=Change.CHANGED,
                    name=ref,
                    aspect=aspect,
                    before=value,
                    after=_service(after)[aspect],
                )


def _service(service: Mapping[str, Any]) -> dict[str, str]:
    return {
        "endpoints": ", ".join(map(str, service.get("endpoints") or ())),
        "authenticated": str(service.get("authenticated", "")).lower(),
    }


def _vulnerabilities(old: Document, new: Document) -> Iterator[Difference]:
    for name in sorted(old.vulnerabilities.keys() | new.vulnerabilities.keys()):
        before, after = old.vulnerabilities.get(name), new.vulnerabilities.get(name)
        if before is not None and after is not None:
            yield from _judged(name, old, before, new, after)
        elif after is not None:
            yield Difference(
                sort=Sort.VULNERABILITY, change=_vulnerability_came(after, new, old, Change.ADDED, Change.NEWLY_KNOWN), name=name,
                after=_severity(after),
            )  # fmt: skip
        elif before is not None:
            yield Difference(
                sort=Sort.VULNERABILITY, change=_vulnerability_came(before, old, new, Change.REMOVED, Change.NO_LONGER_KNOWN),
                name=name, before=_severity(before),
            )  # fmt: skip


def _vulnerability_came(
    told: Mapping[str, Any], there: Document, other: Document, certain: Change, unknown: Change
) -> Change:
    """The other document has to know that none of the affected things has it: each is not there for certain, or was looked up."""
    return certain if all(_known(other, there, name) for name in there.affected(told)) else unknown


def _known(document: Document, there: Document, name: str) -> bool:
    every = document.things.get(name, ())
    if not every:
        return document.is_complete(there.holders.get(name, frozenset()))
    standings = {fact(each, "vulnerabilities") for each in every} - {""}
    return standings <= {"affected", "not-affected"} if standings else document.looked_up


def _judged(
    name: str, old: Document, before: Mapping[str, Any], new: Document, after: Mapping[str, Any]
) -> Iterator[Difference]:
    told: Sequence[tuple[str, Callable[[Mapping[str, Any]], str]]] = (("severity", _severity), ("analysis", _state))
    pairs = [(aspect, of(before), of(after)) for aspect, of in told]
    pairs.append(("affects", _affects(old, before), _affects(new, after)))
    for aspect, was, is_ in pairs:
        if was != is_:
            yield Difference(
                sort=Sort.VULNERABILITY, change=Change.CHANGED, name=name, aspect=aspect, before=was, after=is_
            )


def _affects(document: Document, vulnerability: Mapping[str, Any]) -> str:
    return ", ".join(sorted(f"{name} {version}".strip() for name, version in document.affected(vulnerability).items()))


def _severity(vulnerability: Mapping[str, Any]) -> str:
    return next((str(each.get("severity") or "") for each in mappings(vulnerability.get("ratings"))), "")


def _state(vulnerability: Mapping[str, Any]) -> str:
    analysis = vulnerability.get("analysis")
    return str(analysis.get("state") or "") if isinstance(analysis, Mapping) else ""


def _completeness(old: Document, new: Document) -> Iterator[Difference]:
    """How far each thing is told, where both documents have it."""
    for name in sorted(old.aggregates.keys() & new.aggregates.keys()):
        was, is_ = old.aggregates[name], new.aggregates[name]
        if was != is_:
            change = (
                Change.NEWLY_KNOWN
                if is_ == COMPLETE
                else Change.NO_LONGER_KNOWN
                if was == COMPLETE
                else Change.NEWLY_KNOWN
            )
            shown = str(new.model.get("name") or "model") if name == "model" else name
            yield Difference(sort=Sort.COMPLETENESS, change=change, name=shown, before=was, after=is_)


def _rank(aggregate: str) -> int:
    """How far something is told, best first; CycloneDX's finer sorts of incomplete count as it."""
    return 0 if aggregate == COMPLETE else 1 if aggregate.startswith("incomplete") else 2
