"""Function URLs (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html)."""

from __future__ import annotations

from collections.abc import Iterable

from modelkeep.core.kinds.awslambda import FunctionUrl
from modelkeep.engines.access.assembly.settled import Maybe, Unsigned
from modelkeep.engines.access.context import Values
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.world import synthetic

URL_KEY = "lambda:functionurlauthtype"
_INVOKE = ("lambda:InvokeFunctionUrl",)
_NONE = "NONE"


def of_urls(arn: str, urls: Iterable[FunctionUrl], *, read: bool) -> tuple[Level, dict[str, Values | None]]:
    """What closes a function's URLs, and what is settled of requests to them."""
    types = frozenset(url.auth_type or "" for url in urls)
    if not read or "" in types:
        return (
            synthetic(f"the URL of {arn}", "Deny", actions=_INVOKE, tests=(Maybe(f"the URL of {arn} keeps it out"),)),
        ), {}
    if not types:
        return (synthetic(f"the URL of {arn}, which has none,", "Deny", actions=_INVOKE),), {}
    closed: Level = ()
    if _NONE not in types:
        closed = (
            synthetic(f"the URL of {arn}, which takes signed requests,", "Deny", actions=_INVOKE, tests=(Unsigned(),)),
        )
    return closed, {URL_KEY: tuple(sorted(types))} if len(types) == 1 else {}
