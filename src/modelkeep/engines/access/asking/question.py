"""What a person asks, made into actions and resources: names resolved, forms checked, and what else the action needs.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from modelkeep.core.action import Action
from modelkeep.core.arn import parse_arn
from modelkeep.core.errors import UsageError
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.asking.ground import Ground, KnownResource
from modelkeep.engines.access.context import Context, Values
from modelkeep.engines.access.data_access import API_ACCESS, permission
from modelkeep.engines.access.holders import holder_of, may_have_policy
from modelkeep.engines.access.patterns import has_wildcard
from modelkeep.engines.access.world import World

_S3 = "s3://"
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_SHOWN = 8
_TRUST = "sts:"


@dataclass(frozen=True, slots=True)
class Part:
    """One resource that a request names. All parts have to be allowed. `complete` False: which resources it stands for was not read."""

    resource: str
    context: Context
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """An action on resources. `notes` are sentences that belong to every answer. `is_open`: nothing else is known of the request."""

    action: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    is_open: bool = True


def ask(
    ground: Ground,
    action: str,
    resource: str,
    also: Sequence[str] = (),
    context: Mapping[str, Values | None] | None = None,
    *,
    strict: bool = False,
) -> Question:
    """The question of an action on a resource, and `also` on others that the same request names.

    A resource is an ARN, a pattern of ARNs, an s3:// address, a name of the estate, or `*`. `context` is as `context.lowered` gives it;
    keys that are not in it are open, or missing if `strict`.

    Raises UsageError for what names no action or resource, for a resource that the action does not work on, and for a pattern over
    several resources that have policies of their own.
    """
    table = ground.world.table
    name, known, notes = _action(table, action)
    resources = tuple(_resource(ground, known, each) for each in (resource, *also))
    given = dict(context or {})
    parts = tuple(Part(each, Context(given, strict=strict)) for each in resources)
    more, hints = _inference(ground.world, name, resources, given, strict)
    if more:
        parts = (parts[0], *more)
    notes = (*notes, *hints, *_needs(table, known, resources), *_unknown_resources(ground, resources))
    return Question(name, parts, notes, is_open=not given and not strict)


def _action(table: ActionTable, text: str) -> tuple[str, Action | None, tuple[str, ...]]:
    if ":" not in text or has_wildcard(text):
        found = table.matching(text if ":" in text else f"*:{text}")
        names = ", ".join(each.name for each in found[:_SHOWN]) + (", ..." if len(found) > _SHOWN else "")
        remedy = f"Ask for one of {names}." if found else "Actions are written service:Action, such as s3:GetObject."
        raise UsageError(f"{text!r} is not one action", remedy=remedy)
    known = table.action(text)
    if known is not None:
        return known.name, known, ()
    of_operation = table.actions_of_operation(text)
    if len(of_operation) == 1:
        return of_operation[0].name, of_operation[0], (f"{text} is authorised as {of_operation[0].name}.",)
    if of_operation:
        names = ", ".join(each.name for each in of_operation)
        raise UsageError(f"{text} is authorised as several actions", remedy=f"Ask for each of them: {names}.")
    if permission(text):
        besides = f"{permission(text)} is allowed by data access policies; IAM has to allow {API_ACCESS} on the collection besides."
        return permission(text), None, (besides,)
    service = text.partition(":")[0]
    spelling = {each.name.lower(): each.name for each in table.matching(f"{service}:*")}
    close = get_close_matches(text.lower(), list(spelling), 1)
    maybe = f" Did you mean {spelling[close[0]]}?" if close else ""
    told = f"The action table of {table.date} does not know {text}, so that nobody is known to be able to do it, and nobody not to.{maybe}"
    return text, None, (told,)


def _resource(ground: Ground, action: Action | None, text: str) -> str:
    if action is not None and action.wildcard_only:
        return "*"
    if text == "*":
        _refuse_several(ground, action, text)
        return text
    if text.startswith(_S3):
        return _checked(ground, action, _s3(ground.world, text), text)
    if text.startswith("arn:"):
        if parse_arn(text) is None and not has_wildcard(text):
            raise UsageError(f"{text!r} is no ARN: an ARN has six fields", remedy=_forms(ground, action))
        return _checked(ground, action, text, text)
    return _named(ground, action, text)


def _s3(world: World, text: str) -> str:
    """`s3://bucket/key`; what ends with `/` stands for everything below."""
    bucket, slash, key = text.removeprefix(_S3).partition("/")
    if not bucket:
        raise UsageError(f"{text!r} names no bucket", remedy="Write s3://BUCKET/KEY.")
    arn = f"arn:{partition_of_world(world)}:s3:::{bucket}"
    if not slash:
        return arn
    return f"{arn}/{_below(key)}"


def _below(key: str) -> str:
    """A key that ends with `/` stands for everything below it, as no key does for all."""
    return f"{key}*" if not key or key.endswith("/") else key


def partition_of_world(world: World) -> str:
    """The partition of the accounts: they are all of one."""
    return next((each.principal.partition for each in world.identities.values()), "aws")


def _checked(ground: Ground, action: Action | None, arn: str, text: str) -> str:
    table = ground.world.table
    arn = ground.world.aliases.get(arn, arn) if _on_keys(action) else arn
    if action is not None and not table.resource_types_of(action, arn):
        raise UsageError(f"{action.name} does not work on {text}", remedy=_forms(ground, action, arn))
    _refuse_several(ground, action, arn)
    return arn


def _on_keys(action: Action | None) -> bool:
    """Whether an alias stands for its key (https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html)."""
    return action is not None and not any(use.name == "alias" for use in action.resource_types)


def _forms(ground: Ground, action: Action | None, arn: str = "") -> str:
    """What ARNs an action takes, as far as possible for the resource that was meant."""
    if action is None:
        return "Write the ARN whole, with all its fields."
    table = ground.world.table
    templates = [
        template
        for use in action.resource_types
        for kind in (table.resource_type(action.service, use.name),)
        if kind is not None
        for template in kind.arn_templates
    ]
    if arn and parse_arn(arn) is not None and parse_arn(f"{arn}/*") is not None:
        longer = f"{arn}/*"
        if table.resource_types_of(action, longer):
            return f"It works on what is in it: {longer}."
        shorter = arn.partition("/")[0]
        if shorter != arn and table.resource_types_of(action, shorter):
            return f"It works on the whole: {shorter}."
    told = ", ".join(
        dict.fromkeys(_PLACEHOLDER.sub(lambda found: found.group()[2:-1].upper(), each) for each in templates)
    )
    return f"It works on {told}." if told else "See `modelkeep actions show` for what it works on."


def _refuse_several(ground: Ground, action: Action | None, pattern: str) -> None:
    """A pattern over resources with policies of their own has no one answer."""
    holder = holder_of(pattern)
    if not has_wildcard(holder.removesuffix("/*") if ":execute-api:" in holder else holder):
        return
    candidates: list[str]
    if action is not None and action.name.lower().startswith(_TRUST):
        candidates = [arn for arn in ground.world.identities if ":role/" in arn]
    elif _may_have_policies(ground, action, pattern):
        candidates = [arn for arn in ground.world.targets if _fits(ground, action, arn)]
    else:
        return
    shown = ", ".join(sorted(candidates)[:_SHOWN]) or "none is known"
    raise UsageError(
        f"{pattern!r} may stand for several resources, each of which has a policy of its own",
        remedy=f"Ask about one, such as {shown}.",
    )


def _may_have_policies(ground: Ground, action: Action | None, pattern: str) -> bool:
    if pattern != "*" or action is None:
        return pattern == "*" or may_have_policy(pattern)
    table = ground.world.table
    kinds = (table.resource_type(action.service, use.name) for use in action.resource_types)
    templates = (_PLACEHOLDER.sub("*", each) for kind in kinds if kind is not None for each in kind.arn_templates)
    return any(map(may_have_policy, templates))


def _fits(ground: Ground, action: Action | None, arn: str) -> bool:
    table = ground.world.table
    return action is None or any(table.resource_types_of(action, each) for each in (arn, f"{arn}/*"))


def _named(ground: Ground, action: Action | None, text: str) -> str:
    """A resource by its name, or an object by its bucket's name and its key."""
    profiles = (KnownResource(arn=each) for each in ground.world.destinations if each.endswith(f"/{text}"))
    found = ground.named(text) or tuple(profiles)
    aliases = ground.world.aliases if _on_keys(action) else {}
    arns = dict.fromkeys(aliases.get(each.arn, each.arn) for each in found)
    fitting = [each for each in arns if action is None or ground.world.table.resource_types_of(action, each)]
    if not found and "/" in text:
        bucket, _, key = text.partition("/")
        inside = [f"{each.arn}/{_below(key)}" for each in ground.named(bucket) if ":s3:::" in each.arn]
        return _checked(ground, action, inside[0], text) if inside else _unknown_name(ground, text)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UsageError(
            f"{len(fitting)} resources are named {text!r}", remedy=f"Name one by its ARN: {', '.join(fitting)}."
        )
    if not found:
        return _unknown_name(ground, text)
    assert action is not None
    arn = found[0].arn
    raise UsageError(f"{action.name} does not work on {arn}", remedy=_forms(ground, action, arn))


def _unknown_name(ground: Ground, text: str) -> str:
    close = get_close_matches(text, sorted({each.name for each in ground.resources.values() if each.name}), 3)
    maybe = f"Did you mean {' or '.join(close)}? " if close else ""
    raise UsageError(f"nothing that was read is named {text!r}", remedy=f"{maybe}An ARN always works.")


_PROFILE = re.compile(r"arn:[^:]+:bedrock:[^:]*:[^:]*:(application-)?inference-profile/")
_INVOKES = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")


_ANYWHERE = ("unspecified",)
"""What aws:RequestedRegion is on a foundation model without a region
(https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html)."""


def _inference(
    world: World, action: str, resources: tuple[str, ...], given: dict[str, Values | None], strict: bool
) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Through an inference profile, the foundation model has to be allowed too, in every region to which the profile may lead. Those
    that are named count besides those that were read; where neither is, any may be.

    https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
    """
    profile = resources[0]
    if action not in _INVOKES or not _PROFILE.match(profile):
        return (), ()
    partition = profile.split(":")[1]
    through: dict[str, Values | None] = {**given, "bedrock:inferenceprofilearn": (profile,)}
    known = world.destinations.get(profile, ())
    parts = tuple(
        Part(
            each, Context({"aws:requestedregion": _ANYWHERE, **through} if _is_global(each) else through, strict=strict)
        )
        for each in dict.fromkeys((*resources[1:], *known))
    )
    rule = "Through an inference profile, the foundation model has to be allowed too, in every region to which the profile leads"
    if known:
        return parts, (f"{rule}: {', '.join(known)}.",)
    note = f"{rule}; which these are was not read. --also names its ARN there."
    anywhere = Part(f"arn:{partition}:bedrock:*::foundation-model/*", Context(through, strict=strict), complete=False)
    return parts or (anywhere,), (note,)


def _is_global(model: str) -> bool:
    parts = parse_arn(model)
    return parts is not None and not parts.region


_PULL = ("ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
"""https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-pull-ecr-image.html"""


def _needs(table: ActionTable, action: Action | None, resources: tuple[str, ...]) -> tuple[str, ...]:
    """What else has to be allowed for the request to succeed."""
    if action is None:
        return ()
    found: list[str] = []
    if action.wildcard_only:
        found.append(f"{action.name} takes no resource: only * as Resource grants it, and it was asked on *.")
    fitting = {kind.name for each in resources for kind in table.resource_types_of(action, each)}
    others = [use for use in action.resource_types if use.required and use.name not in fitting]
    for use in others:
        kind = table.resource_type(action.service, use.name)
        form = f" ({_told(kind.arn_templates[0])})" if kind is not None and kind.arn_templates else ""
        found.append(f"It has to be allowed on the {use.name} of the request too{form}; --also names it.")
    if action.name in _PULL:
        found.append(f"To pull an image takes {', '.join(_PULL[:-1])} and {_PULL[-1]}.")
    elif action.dependents:
        found.append(f"In some uses or in all, the caller needs besides: {', '.join(action.dependents)}.")
    return tuple(found)


def _told(template: str) -> str:
    return _PLACEHOLDER.sub(lambda found: found.group()[2:-1].upper(), template)


def _unknown_resources(ground: Ground, resources: tuple[str, ...]) -> tuple[str, ...]:
    if not ground.resources:
        return ()
    found = []
    for each in resources:
        holder = ground.world.holder(each)
        known = (
            each in ground.resources
            or each in ground.world.destinations
            or holder in ground.resources
            or holder in ground.world.targets
        )
        if (
            known
            or each == "*"
            or has_wildcard(each)
            or holder in ground.world.identities
            or "::foundation-model/" in each
        ):
            continue
        lower = each.lower()
        maybe = f" {lower} was: SageMaker writes names in lower case." if lower in ground.resources else ""
        found.append(f"{each} is not among what was read.{maybe}")
    return tuple(found)
