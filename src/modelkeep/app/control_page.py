"""The page of one control, from the control and the catalogue around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from modelkeep.core.analyses import ANALYSES, is_analysis
from modelkeep.core.compliance import Framework
from modelkeep.core.control import Control, Guide
from modelkeep.core.control_page import ControlPage, MappedRequirement
from modelkeep.core.kinds import calls_for, tables
from modelkeep.core.peer import Peer
from modelkeep.core.profile import Profile
from modelkeep.core.tables import Role


def control_page(
    control: Control,
    guide: Guide | None,
    *,
    frameworks: Iterable[Framework],
    peers: Iterable[Peer],
    profiles: Iterable[Profile],
) -> ControlPage:
    """The page; frameworks, requirements and peers that no file knows go by the names that the control gives them."""
    declared = tables()
    calls = sorted(calls_for(name for name in control.tables if declared[name].role is not Role.DERIVED))
    names = {peer.key: peer.name for peer in peers}
    return ControlPage(
        control=control,
        guide=guide,
        requirements=_requirements(control, {each.id: each for each in frameworks}),
        peers={names.get(key, key): checks for key, checks in sorted(control.peers.items()) if checks},
        profiles=tuple(profile.name for profile in profiles if profile.holds(control)),
        calls=tuple(call for call in calls if not is_analysis(call)),
        analyses=tuple(ANALYSES[call] for call in calls if is_analysis(call)),
    )


def _requirements(control: Control, frameworks: Mapping[str, Framework]) -> Mapping[str, tuple[MappedRequirement, ...]]:
    found: dict[str, tuple[MappedRequirement, ...]] = {}
    for name, ids in sorted(control.maps.items()):
        framework = frameworks.get(name)
        titles = {each.id: each.title for each in framework.requirements} if framework else {}
        heading = f"{framework.title} ({framework.version})" if framework else name
        found[heading] = tuple(MappedRequirement(each, titles.get(each, "")) for each in ids)
    return found
