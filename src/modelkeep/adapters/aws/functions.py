"""The code of Lambda functions and of their layers.

https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html and API_GetLayerVersionByArn.html
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from modelkeep.adapters.aws.downloads import Ask, fetched
from modelkeep.adapters.aws.images import reference_of
from modelkeep.adapters.aws.logs import answer
from modelkeep.core.errors import AccessError, ConnectionFailedError
from modelkeep.engines.artifacts.looking import Spool
from modelkeep.engines.artifacts.sources import Source, UnreadableError

LARGEST = 512 << 20
"""Bytes of the largest package; Lambda takes 250 MB unzipped."""
MEMORY = 32 << 20
_ARN = re.compile(
    r"arn:[a-z-]+:lambda:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):function:(?P<name>[\w-]+)(?::(?P<qualifier>[\w$-]+))?"
)
_ARCHITECTURES = {"x86_64": "linux/amd64", "arm64": "linux/arm64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """What runs: the address of its zip file with the digest that Lambda tells (`sha256:...`), or the name of an image in ECR."""

    address: str
    digest: str
    image: str
    layers: tuple[str, ...]
    platform: str
    environment: tuple[tuple[str, str], ...]


def function_of(place: str) -> re.Match[str] | None:
    """The parts of a function's ARN: `region`, `account`, `name`, `qualifier`; None for what is none."""
    return _ARN.fullmatch(place)


def function(client: Any, parts: re.Match[str]) -> Function:
    """A function as Lambda tells it. Raises AccessError or ConnectionFailedError."""
    name = f"{parts['account']}:function:{parts['name']}"
    which = {"Qualifier": parts["qualifier"]} if parts["qualifier"] else {}
    get = partial(client.get_function, FunctionName=parts["name"], **which)
    reply = answer(get, f"Lambda, {name}", f"lambda:GetFunction on {parts['name']}")
    told, code = reply["Configuration"], reply.get("Code", {})
    images = [str(code.get(each) or "") for each in ("ResolvedImageUri", "ImageUri")]
    image = next((each for each in images if reference_of(each)), "")
    return Function(
        address=str(code.get("Location") or ""),
        digest=_digest(told.get("CodeSha256", "")),
        image=image,
        layers=tuple(str(each["Arn"]) for each in told.get("Layers", ())),
        platform=_ARCHITECTURES.get(next(iter(told.get("Architectures", ())), "x86_64"), ""),
        environment=tuple(told.get("Environment", {}).get("Variables", {}).items()),
    )


def layer(client: Any, arn: str) -> tuple[str, str]:
    """The address and the digest of a layer. Raises UnreadableError."""
    get = partial(client.get_layer_version_by_arn, Arn=arn)
    try:
        content: Mapping[str, Any] = answer(get, f"Lambda, {arn}", f"lambda:GetLayerVersion on {arn}")["Content"]
    except (AccessError, ConnectionFailedError) as error:
        raise UnreadableError(f"{error}. {error.remedy}") from error
    return str(content["Location"]), _digest(content.get("CodeSha256", ""))


def downloaded(address: Callable[[], str], ask: Ask) -> Source:
    """A zip file, in memory or in an unnamed file. Raises UnreadableError."""
    spool = Spool(MEMORY)
    for piece in fetched(address, ask):
        spool.write(piece)
        if spool.size > LARGEST:
            raise UnreadableError(f"larger than {LARGEST >> 20} MiB")
    return spool.source()


def _digest(told: str) -> str:
    """Lambda tells digests in base64; '' for none."""
    try:
        raw = base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return f"sha256:{raw.hex()}" if len(raw) == 32 else ""
