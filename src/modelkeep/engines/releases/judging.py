"""How one thing stands to what its maker has released: each function takes what was read of it and what is known, and tells a part.

What is not known is UNKNOWN with the reason; CURRENT is said of nothing that was not compared with something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from modelkeep.core.releases import Aspect, Part, Release, Releases, Source, Standing
from modelkeep.core.words import plural
from modelkeep.engines.releases.images import FRAMEWORKS, Image, ImageName, newest_of_line, running
from modelkeep.engines.releases.versions import is_newer, line_of, newest

ENDING_DAYS = 90
"""From how many days before its end something is ENDING: about what a move to another version takes."""
CATALOGUE = Source(name="catalogue/releases")
"""Of what the catalogue knows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundationModel:
    """A foundation model of Bedrock as ListFoundationModels tells it. Dates are None where Bedrock tells none."""

    status: str
    legacy: date | None
    extended_access: date | None
    ends: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchState:
    """What Systems Manager knows of a machine. `read` says whether its last patch scan was; `scanned` is None where there was none."""

    online: bool
    platform: str
    read: bool = True
    scanned: datetime | None = None
    missing: int | None = None
    failed: int | None = None
    pending_reboot: int | None = None


def unknown(aspect: Aspect, subject: str, reason: str, source: Source = CATALOGUE, running: str = "") -> Part:
    """Nothing can be said, for this reason."""
    return Part(
        aspect=aspect, subject=subject, standing=Standing.UNKNOWN, reason=reason, running=running, source=source
    )  # fmt: skip


def nothing(aspect: Aspect, subject: str, reason: str, source: Source) -> Part:
    """There is nothing of the sort."""
    return Part(aspect=aspect, subject=subject, standing=Standing.NONE, reason=reason, source=source)


def as_far_as_read(part: Part, gap: str) -> Part:
    """A part whose newest is the newest of a list that was not read to its end: what is newer than that nobody knows."""
    if not gap or part.standing is not Standing.CURRENT:
        return part
    return replace(part, standing=Standing.UNKNOWN, reason=f"{part.reason}, as far as was read: {gap}")


def container_framework(name: ImageName, releases: Releases, today: date) -> Part:
    """The framework of one of AWS's Deep Learning Containers, by its tag."""
    framework, line = FRAMEWORKS.get(name.repository), line_of(name.version)
    if framework is None:
        return unknown(
            Aspect.FRAMEWORK, name.repository, "no rule tells which framework images of this repository carry"
        )
    subject = f"{framework} {name.version}".strip()
    if not line:
        return unknown(Aspect.FRAMEWORK, subject, "its image is named by a digest alone: no tag tells the version")
    known = releases.of(name.repository, line)
    if known is None:
        reason = f"until when AWS patches {name.repository} {line} is not in the catalogue"
        return unknown(Aspect.FRAMEWORK, subject, reason, running=name.version)
    return _supported(subject, name.version, known, today)


def package_framework(package: str, version: str, releases: Releases) -> Part:
    """A framework that was found as a Python package."""
    subject = f"{package} {version}".strip()
    if not line_of(version):
        return unknown(Aspect.FRAMEWORK, subject, "no version is told")
    known = releases.of(package, line_of(version))
    if known is None:
        return unknown(Aspect.FRAMEWORK, subject, "its line is not in the catalogue", running=version)
    latest = newest(each.newest for each in releases.lines(package))
    if is_newer(known.newest, version):
        standing, reason = Standing.BEHIND, f"{known.newest} is the newest patch release of its line"
    elif is_newer(latest, version):
        standing, reason = Standing.BEHIND, f"the newest patch release of its line, but {latest} is the newest release"
    else:
        standing, reason = Standing.CURRENT, "the newest release"
    return Part(
        aspect=Aspect.FRAMEWORK, subject=subject, standing=standing, reason=reason, running=version,
        newest=known.newest if is_newer(known.newest, version) else latest, source=known.source,
    )  # fmt: skip


def function_runtime(runtime: str, releases: Releases, today: date) -> Part:
    """The runtime of a function in front of a model, or of one that it calls."""
    known = releases.of("lambda", runtime)
    if known is None:
        return unknown(Aspect.FRAMEWORK, runtime, "until when AWS supports this runtime is not in the catalogue")
    return _supported(runtime, "", known, today)


def image(subject: str, name: ImageName, resolved: str, images: Sequence[Image], source: Source, now: datetime) -> Part:
    """An image against the newest of its line. `resolved` is the digest that an endpoint runs, '' where that is not known."""
    runs = running(name, resolved, images)
    if runs is None:
        return _unlisted(subject, name, resolved, images, source)
    age = (now - runs.pushed_at).days if runs.pushed_at is not None else None
    last = newest_of_line(name, runs, images)
    part = Part(
        aspect=Aspect.IMAGE, subject=subject, standing=Standing.UNKNOWN, reason="", running=runs.digest, age_days=age,
        newest=last.digest if last is not None else "", source=source,
    )  # fmt: skip
    told = f"{short(runs.digest)}, {'of unknown age' if age is None else plural(age, 'day') + ' old'}"
    moved = next((each for each in images if name.tag and name.tag in each.tags and each.digest != runs.digest), None)
    if moved is not None:
        reason = f"{told}; the tag {name.tag} means {short(moved.digest)} now"
        return replace(part, standing=Standing.BEHIND, reason=reason)
    if last is None or age is None:
        return replace(part, reason=f"{told}; which of its line was pushed last is not told")
    if last.digest == runs.digest:
        return replace(part, standing=Standing.CURRENT, reason=f"{told}, the newest of its line")
    called = f" ({last.tags[0]})" if last.tags else ""
    since = plural((now - last.pushed_at).days if last.pushed_at is not None else 0, "day")
    reason = f"{told}; a newer one of its line was pushed {since} ago: {short(last.digest)}{called}"
    return replace(part, standing=Standing.BEHIND, reason=reason)


def _unlisted(subject: str, name: ImageName, resolved: str, images: Sequence[Image], source: Source) -> Part:
    """What runs is not in its repository any more, or was not read with it."""
    digest = name.digest or resolved
    told = short(digest) if digest else f"the tag {name.tag}"
    part = unknown(Aspect.IMAGE, subject, f"its repository lists no image of {told}", source, running=digest)
    moved = next((each for each in images if name.tag and name.tag in each.tags), None)
    if moved is None:
        return part
    reason = f"{told} runs, which its repository lists no more; the tag {name.tag} means {short(moved.digest)} now"
    return replace(part, standing=Standing.BEHIND, reason=reason, newest=moved.digest)


def short(digest: str) -> str:
    """A digest as people compare it: `sha256:` and twelve digits."""
    return digest[:19]


def package_version(subject: str, version: int, status: str, approved: Sequence[int], source: Source) -> Part:
    """A registered version against the newest one of its group that is approved."""
    last = max(approved, default=0)
    if last > version:
        standing, reason = Standing.BEHIND, f"version {last} of its group is approved"
    elif status != "Approved":
        standing, reason = Standing.BEHIND, f"its approval is {status or 'not told'}"
    else:
        standing, reason = Standing.CURRENT, "the newest approved version of its group"
    return Part(
        aspect=Aspect.VERSION, subject=subject, standing=standing, reason=reason, running=str(version),
        newest=str(last) if last else "", source=source,
    )  # fmt: skip


def foundation_model(subject: str, found: FoundationModel, source: Source, today: date) -> Part:
    """The lifecycle of a foundation model (https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html)."""
    standing, reason = _lifecycle(found, today)
    return Part(aspect=Aspect.MAKER, subject=subject, standing=standing, reason=reason, ends=found.ends, source=source)


def _lifecycle(found: FoundationModel, today: date) -> tuple[Standing, str]:
    if found.ends is not None and found.ends <= today:
        return Standing.ENDED, f"reached its end of life on {found.ends}"
    when = f", end of life on {found.ends}" if found.ends is not None else ""
    dearer = f", extended access at other prices from {found.extended_access}" if found.extended_access else ""
    if found.status == "LEGACY":
        since = f" since {found.legacy}" if found.legacy else ""
        return Standing.ENDING, f"legacy{since}{when}{dearer}"
    if found.ends is not None and (found.ends - today).days <= ENDING_DAYS:
        return Standing.ENDING, f"active{when}"
    if found.legacy is not None and (found.legacy - today).days <= ENDING_DAYS:
        return Standing.ENDING, f"becomes legacy on {found.legacy}{when}"
    if found.status != "ACTIVE":
        return Standing.UNKNOWN, f"its status is {found.status or 'not told'}"
    return Standing.CURRENT, f"active{when}"


def jumpstart(model: str, version: str, versions: Mapping[str, str], source: Source) -> Part:
    """A model of JumpStart against the versions of the public hub, each with its support status."""
    last = newest(each for each, status in versions.items() if status != "Deprecated")
    part = Part(
        aspect=Aspect.MAKER, subject=f"{model} {version}".strip(), standing=Standing.UNKNOWN, reason="", running=version,
        newest=last, source=source,
    )  # fmt: skip
    if not versions:
        return replace(part, reason="the public hub lists no version of it")
    if not line_of(version):
        return replace(part, reason=f"no tag names its version; {last or 'none'} is the newest")
    if versions.get(version) == "Deprecated":
        reason = f"deprecated; {last or 'no version'} is the newest that is supported"
        return replace(part, standing=Standing.ENDED, reason=reason)
    if is_newer(last, version):
        listed = "" if version in versions else ", and the hub lists its version no more"
        return replace(part, standing=Standing.BEHIND, reason=f"{last} is the newest{listed}")
    if version not in versions:
        return replace(part, reason="the public hub does not list this version")
    return replace(part, standing=Standing.CURRENT, reason="the newest version")


def host(subject: str, state: PatchState, source: Source) -> Part:
    """A machine, by its last patch scan."""
    if not state.read or (state.scanned is not None and (state.missing is None or state.failed is None)):
        return unknown(Aspect.HOST, subject, "what its patch scan found was not read", source)
    if state.scanned is None:
        return unknown(Aspect.HOST, subject, f"{state.platform}: managed, but never scanned for patches", source)
    lacks = (state.missing or 0) + (state.failed or 0) + (state.pending_reboot or 0)
    day = f"patch scan of {state.scanned.date()}"
    if lacks:
        reason = f"{state.missing} patches missing, {state.failed} failed, {state.pending_reboot or 0} wait for a reboot; {day}"
        return Part(aspect=Aspect.HOST, subject=subject, standing=Standing.BEHIND, reason=reason, source=source)
    if not state.online:
        return unknown(Aspect.HOST, subject, f"nothing missing by its {day}, but its agent does not answer", source)
    return Part(
        aspect=Aspect.HOST, subject=subject, standing=Standing.CURRENT, reason=f"nothing missing; {day}", source=source
    )


def _supported(subject: str, version: str, known: Release, today: date) -> Part:
    """A line that its maker patches until a day."""
    behind = is_newer(known.newest, version)
    if known.ends is None:
        standing, reason = Standing.UNKNOWN, "until when it is patched is not in the catalogue"
    elif known.ends <= today:
        standing, reason = Standing.ENDED, f"patched until {known.ends}"
    elif (known.ends - today).days <= ENDING_DAYS:
        standing, reason = Standing.ENDING, f"patched until {known.ends}"
    elif behind:
        standing, reason = Standing.BEHIND, f"{known.newest} is the newest of its line, patched until {known.ends}"
    else:
        standing, reason = Standing.CURRENT, f"patched until {known.ends}"
    return Part(
        aspect=Aspect.FRAMEWORK, subject=subject, standing=standing, reason=reason, running=version, newest=known.newest,
        ends=known.ends, source=known.source,
    )  # fmt: skip
