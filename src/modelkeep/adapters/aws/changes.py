"""What CloudTrail says has been written since an earlier scan, and which resources that concerns.

LookupEvents gives the management events of the last 90 days, whatever trails there are. An event is believed to concern single
resources only where a rule of `_NAMED_BY` says which of its request parameters name all that it changes; any other event
concerns everything of its service, and one without a service everything. So a kind of event that nobody thought of costs requests, never
a stale answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from modelkeep.adapters.aws.keep import S3, SAGEMAKER, Window, names_of
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.coverage import SAVES_CALLS, Outcome
from modelkeep.ports import Former

OVERLAP = timedelta(hours=1)
"""How long before the earlier scan began events are looked up: what CloudTrail then had not told yet (it takes minutes, and
promises nothing), what AWS had not yet applied everywhere, and clocks that differ."""
HISTORY = timedelta(days=90)
"""What LookupEvents remembers (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html)."""
FEWEST_PAGES = 4
SAVED_PER_PAGE = 10
"""Looking up ends where it costs more than one request for every ten that it can save."""
WRITES = [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]

Parameters = Mapping[str, Any]
Event = tuple[str, str, tuple[str, ...] | None]
"""The source, '' where the event has none; the event's name; what it changes, or None where that cannot be told."""

_SAGEMAKER_EVENT = re.compile(r"(?:Create|Update|Delete|Start|Stop)([A-Z]\w+)\Z")
_SAGEMAKER_OTHERS: Mapping[str, tuple[str, ...]] = {
    "AddAssociation": (),
    "AddTags": (),
    "AssociateTrialComponent": (),
    "CreateArtifact": (),
    "CreateAutoMLJobV2": ("autoMLJobName",),
    "CreateModelPackage": (),
    "CreatePresignedDomainUrl": (),
    "CreatePresignedNotebookInstanceUrl": (),
    "DeleteTags": (),
    "StartPipelineExecution": (),
    "UpdateEndpointWeightsAndCapacities": ("endpointName",),
    "UpdateInferenceComponentRuntimeConfig": ("inferenceComponentName",),
}
"""Frequent events whose parameters are not named after what they change; empty for what no kept answer tells. Tags are no part
of descriptions; they are always read, all at once."""

UNREAD = Window(complete=False)


async def written_since(aws: Reader, former: Former, now: datetime) -> Window:
    """Look up the write events of the reader's account and region; incomplete where that fails or costs too much."""
    start = former.started - OVERLAP
    resources = former.resources.get((aws.account, aws.region), 0)
    if now - start >= HISTORY or not resources:
        return UNREAD
    most = max(FEWEST_PAGES, resources // SAVED_PER_PAGE)
    events: Iterable[Event] = await aws.few_pages(most, SAVES_CALLS, _events, StartTime=start, LookupAttributes=WRITES)
    return _window(events) if aws.outcome(SAVES_CALLS) is Outcome.OK else UNREAD


def _window(events: Iterable[Event]) -> Window:
    touched: dict[str, set[str]] = {}
    sources = set()
    for source, _, named in events:
        if named is None:
            sources.add(source)
        else:
            touched.setdefault(source, set()).update(each for name in named for each in names_of(name))
    return Window(True, {source: frozenset(names) for source, names in touched.items()}, frozenset(sources))


def _events(reply: Reply) -> Iterator[Event]:
    for event in reply["Events"]:
        source, name = event.get("EventSource", ""), event.get("EventName", "")
        yield source, name, _changed(source, name, event.get("CloudTrailEvent", ""))


def _changed(source: str, name: str, detail: str) -> tuple[str, ...] | None:
    """What an event changes, by the rule of its service; None where there is no rule or the event does not follow it."""
    rule = _NAMED_BY.get(source)
    if rule is None:
        return None
    try:
        parameters = json.loads(detail)["requestParameters"]
    except (ValueError, KeyError, TypeError):
        return None
    return rule(name, parameters) if isinstance(parameters, dict) else None


def _by_s3(name: str, parameters: Parameters) -> tuple[str, ...] | None:
    """Every call about a bucket, and no other, has a `bucketName`."""
    return _values(parameters, ("bucketName",))


def _by_sagemaker(name: str, parameters: Parameters) -> tuple[str, ...] | None:
    """`UpdateModelCard` has a `modelCardName`, `UpdateDomain` a `domainId`, `UpdateModelPackage` a `modelPackageArn`."""
    if name in _SAGEMAKER_OTHERS:
        keys = _SAGEMAKER_OTHERS[name]
        return _values(parameters, keys) if keys else ()
    found = _SAGEMAKER_EVENT.match(name)
    if found is None:
        return None
    noun = found[1][0].lower() + found[1][1:]
    return _values(parameters, tuple(f"{noun}{suffix}" for suffix in ("Name", "Id", "Arn")))


def _values(parameters: Parameters, keys: Iterable[str]) -> tuple[str, ...] | None:
    """The values of those keys that there are; None where there is none, or one is not a name."""
    named = [parameters[key] for key in keys if key in parameters]
    return tuple(named) if named and all(isinstance(name, str) and name for name in named) else None


_NAMED_BY: Mapping[str, Callable[[str, Parameters], tuple[str, ...] | None]] = {S3: _by_s3, SAGEMAKER: _by_sagemaker}
