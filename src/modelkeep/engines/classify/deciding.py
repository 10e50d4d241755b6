"""Which class data are of: by each identifier, and by what several in the same file or table tell together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from modelkeep.core.data import LIKELY, Classified, DataClass, DataFinding, by_rank
from modelkeep.core.data_classes import Combination, Decision, Framework


def decide(classified: Classified, framework: Framework) -> Decision:
    """The class of what was found in one file or object, and what it follows from.

    What is less certain than `LIKELY` makes it internal, and takes part in no combination; however many identifiers of a low class there
    are, they stay low. Without findings it is public where everything was read, else not known.
    """
    deciding = tuple(each for each in classified.findings if each.confidence >= LIKELY)
    classes = [class_of(each, framework) for each in deciding]
    reasons = [(class_of(each, framework), _told(each)) for each in deciding]
    for combination, findings in _combined(deciding, framework):
        classes.append(combination.data_class)
        reasons.append((combination.data_class, _together(combination, findings)))
    if len(deciding) < len(classified.findings):
        classes.append(DataClass.INTERNAL)
        reasons.append((DataClass.INTERNAL, "what may be personal data, without certainty"))
    if not classified.findings:
        return _nothing(classified)
    found = by_rank(classes)
    told = dict.fromkeys(reason for data_class, reason in sorted(reasons, key=lambda each: -each[0].rank) if reason)
    return Decision(data_class=found, reasons=tuple(told), deciding=deciding)


def class_of(finding: DataFinding, framework: Framework) -> DataClass:
    """The class of one identifier, as the framework has it."""
    return framework.identifiers.get(finding.identifier, finding.data_class)


def _nothing(classified: Classified) -> Decision:
    if classified.gaps:
        gap = classified.gaps[0]
        place = " > ".join(gap.place[1:])
        return Decision(data_class=None, reasons=(f"{f'{place}: ' if place else ''}{gap.reason}",))
    if classified.bound >= 1:
        return Decision(
            data_class=None, reasons=("what was read of it says nothing of the rest: --full reads everything",)
        )
    return Decision(data_class=DataClass.PUBLIC, reasons=("no identifier was found",))


def _combined(
    findings: Iterable[DataFinding], framework: Framework
) -> Iterable[tuple[Combination, tuple[DataFinding, ...]]]:
    """The combinations that one file or table holds whole, with a finding for each group."""
    places: Mapping[tuple[str, ...], list[DataFinding]] = defaultdict(list)
    for each in findings:
        places[each.place].append(each)
    for there in places.values():
        for combination in framework.combinations:
            chosen = [_first(there, group, framework) for group in combination.groups]
            present = tuple(each for each in chosen if each is not None)
            if len(present) == len(chosen):
                yield combination, present


def _first(findings: Iterable[DataFinding], name: str, framework: Framework) -> DataFinding | None:
    group = framework.groups[name]
    return next(
        (
            each
            for each in findings
            if each.identifier in group.identifiers or framework.categories.get(each.identifier, "") in group.categories
        ),
        None,
    )


def _told(finding: DataFinding) -> str:
    return f"{finding.identifier}{_where(finding)}"


def _together(combination: Combination, findings: Iterable[DataFinding]) -> str:
    named = " + ".join(_told(each) for each in findings)
    return f"{combination.why}: {named}"


def _where(finding: DataFinding) -> str:
    return f" in {finding.column}" if finding.column else ""
