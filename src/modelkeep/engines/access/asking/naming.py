"""Which principal a person means."""

from __future__ import annotations

from difflib import get_close_matches

from modelkeep.core.errors import UsageError
from modelkeep.engines.access.asking.ground import Ground
from modelkeep.engines.access.principals import Kind, Principal, principal_of
from modelkeep.engines.access.world import Identity

_FORMS = (
    "Name a user or role, by name or ARN, a role session's ARN, an account id, a service such as sagemaker.amazonaws.com, "
    "or anonymous."
)


def principal_named(ground: Ground, text: str) -> Identity:
    """A principal by ARN, by the name of a user or role, by an account's id (its root user), a service principal, or `anonymous`.

    Raises UsageError for what names nobody or several, and for a user or role that is not there although its account was read.
    """
    world = ground.world
    try:
        who = principal_of(text)
    except ValueError:
        return _by_name(ground, text)
    found = world.identity(who)
    if (
        who.kind in (Kind.USER, Kind.ROLE, Kind.SESSION)
        and who.account in world.accounts
        and not _is_known(ground, who, found)
    ):
        raise UsageError(
            f"account {who.account} was read and has no {'user' if who.kind is Kind.USER else 'role'} of {text}",
            remedy=_maybe(ground, text.rpartition("/")[2]),
        )
    return found


def _is_known(ground: Ground, who: Principal, found: Identity) -> bool:
    known = ground.world.identities
    return who.name in known or found.principal.role in known


def _by_name(ground: Ground, text: str) -> Identity:
    found = [each for arn, each in ground.world.identities.items() if arn.rpartition("/")[2] == text]
    if len(found) == 1:
        return found[0]
    if found:
        arns = ", ".join(sorted(each.arn for each in found))
        raise UsageError(f"{len(found)} principals are named {text!r}", remedy=f"Name one by its ARN: {arns}.")
    raise UsageError(f"no user or role that was read is named {text!r}", remedy=_maybe(ground, text))


def _maybe(ground: Ground, name: str) -> str:
    names = sorted({arn.rpartition("/")[2] for arn in ground.world.identities})
    close = get_close_matches(name, names, 3)
    return f"Did you mean {' or '.join(close)}?" if close else _FORMS
