"""Which controls a person chose, by profile or one by one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from modelkeep.core.control import Control
from modelkeep.core.errors import UsageError
from modelkeep.core.profile import Profile
from modelkeep.core.verdict import Practice, Severity


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen controls, and the profile that they were chosen from; '' where the profile did not matter."""

    controls: tuple[Control, ...]
    profile: str


def select(
    controls: Sequence[Control],
    profiles: Sequence[Profile],
    *,
    profile: str,
    demanded: bool,
    ids: Sequence[str] = (),
    practices: Sequence[str] = (),
    severities: Sequence[str] = (),
) -> Selection:
    """What a scan judges: the controls of the profile, or those that were chosen by id, practice or severity.

    Such criteria choose among all controls, so that `--practice network` is not cut short by a profile that nobody named;
    among those of the profile where a person `demanded` it along with them. Raises UsageError for unknown names.
    """
    chosen = choose(controls, ids=ids, practices=practices, severities=severities)
    found = profile_named(profiles, profile)
    if (ids or practices or severities) and not demanded:
        return Selection(tuple(chosen), "")
    return Selection(tuple(control for control in chosen if found.holds(control)), found.name)


def with_analysed(selection: Selection, controls: Sequence[Control], filled: Iterable[str]) -> Selection:
    """Besides what a profile holds, the controls that rest on tables which a person asked to be `filled`: who asks for an analysis wants
    to know what it says, and most profiles leave it out, as most scans do without it."""
    tables = frozenset(filled)
    taken = {each.id for each in selection.controls}
    chosen = tuple(each for each in controls if each.id in taken or each.tables & tables)
    return Selection(chosen, selection.profile)


def profile_named(profiles: Sequence[Profile], name: str) -> Profile:
    """The profile of that name. Raises UsageError."""
    for profile in profiles:
        if profile.name == name:
            return profile
    known = [profile.name for profile in profiles]
    close = difflib.get_close_matches(name, known, 1)
    remedy = f"Did you mean {close[0]}?" if close else f"Choose one of {', '.join(known)}."
    raise UsageError(f"unknown control profile {name!r}", remedy=remedy)


def choose(
    controls: Sequence[Control], *, ids: Sequence[str], practices: Sequence[str], severities: Sequence[str]
) -> list[Control]:
    """The controls that match every given criterion; empty criteria match all. Raises UsageError for unknown names."""
    _check("control", [each.upper() for each in ids], [control.id.upper() for control in controls])
    _check("practice", practices, [practice.value for practice in Practice])
    _check("severity", severities, [severity.value for severity in Severity])
    wanted = {each.lower() for each in ids}
    return [
        control
        for control in controls
        if (not wanted or control.id.lower() in wanted)
        and (not practices or control.practice in practices)
        and (not severities or control.severity in severities)
    ]


def _check(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for each in given:
        if each not in known:
            close = difflib.get_close_matches(each, known, 1)
            remedy = f"Did you mean {close[0]}?" if close else f"`modelkeep controls list` shows every {what}."
            raise UsageError(f"unknown {what} {each!r}", remedy=remedy)
