"""What the groups of a timeline come to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from modelkeep.core.logs.investigation import First, Group, Summary

KNOWN_FOR = timedelta(days=1)
"""What is new within the first day of a subject is not notable: all of it is new."""
_DENIED = re.compile(r"AccessDenied|Unauthorized|NotAuthorized|Forbidden", re.IGNORECASE)
_BY = ("by", "then")


def summarise(groups: Sequence[Group]) -> Summary:
    """Figures over all groups. What was done with the subject, and what stands around an alert, is counted in `events` and times only."""
    own = [each for each in groups if each.relation in _BY] or groups
    return Summary(
        events=sum(each.count for each in groups),
        denied=sum(each.count for each in own if is_denied(each.error)),
        failed=sum(each.count for each in own if each.error),
        first=min((each.first for each in groups), default=None),
        last=max((each.last for each in groups), default=None),
        accounts=_counted(own, lambda each: each.account),
        regions=_counted(own, lambda each: each.region),
        addresses=_counted(own, lambda each: each.ip),
        agents=_counted(own, lambda each: agent_told(each.agent)),
        services=_counted(own, lambda each: each.service),
        models=_counted(own, lambda each: each.model),
    )


def firsts(groups: Iterable[Group]) -> tuple[First, ...]:
    """Regions, addresses, agents, services and models that come after a lane has been known for a day without them."""
    known_since: dict[str, First] = {}
    seen: set[tuple[str, str, str]] = set()
    found: list[First] = []
    for group in sorted(groups, key=lambda each: each.first):
        if group.relation not in _BY or group.source != "cloudtrail":
            continue
        start = known_since.setdefault(group.lane, First(group.first, "", group.lane)).at
        for what, value in _traits(group):
            if not value or (group.lane, what, value) in seen:
                continue
            seen.add((group.lane, what, value))
            if group.first - start >= KNOWN_FOR:
                found.append(First(group.first, what, value))
    return tuple(found)


def _traits(group: Group) -> Iterable[tuple[str, str]]:
    yield "region", group.region
    yield "address", group.ip
    yield "agent", agent_told(group.agent)
    yield "service", group.service
    yield "model", group.model


def is_denied(error: str) -> bool:
    """Whether an error code says that the caller may not."""
    return bool(_DENIED.search(error))


def agent_told(agent: str) -> str:
    """A user agent without its versions: `aws-cli`, `Boto3`, `Mozilla`; Terraform's begins with its partner's name."""
    if "Terraform" in agent:
        return "Terraform"
    return re.split(r"[/ ]", agent.lstrip("["), maxsplit=1)[0]


def _counted(groups: Iterable[Group], value: Callable[[Group], str]) -> Mapping[str, int]:
    """Events by value. A call that two logs tell of counts once: the log that has more of a value counts."""
    counts: dict[str, Counter[str]] = {}
    for each in groups:
        if name := value(each):
            counts.setdefault(name, Counter())[each.source] += each.count
    most = {name: max(by_source.values()) for name, by_source in counts.items()}
    return dict(sorted(most.items(), key=lambda pair: (-pair[1], pair[0])))


def chosen(groups: Sequence[Group], most: int) -> Sequence[Group]:
    """At most so many groups, in their order: those of alerts first, then what failed, then what was done before what stands around;
    among equals the latest."""
    if len(groups) <= most:
        return groups

    def weight(place: int) -> tuple[bool, bool, bool, int]:
        group = groups[place]
        return bool(group.alerts), bool(group.error), group.relation in _BY, place

    kept = sorted(range(len(groups)), key=weight, reverse=True)[:most]
    return [groups[place] for place in sorted(kept)]
