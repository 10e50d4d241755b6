"""What packages are read from in AWS: objects of S3, images in ECR, functions of Lambda, with the credentials of a scan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from modelkeep.adapters.aws.artifacts import ObjectSource, Way, client_of, listed
from modelkeep.adapters.aws.downloads import Ask, Https
from modelkeep.adapters.aws.functions import LARGEST, Function, downloaded, function, function_of, layer
from modelkeep.adapters.aws.images import EcrImage, reference_of
from modelkeep.core.artifacts import Artifact, Gap
from modelkeep.core.components import Composition
from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.images.archives import Gathering, Limits
from modelkeep.engines.images.layout import told
from modelkeep.engines.images.sources import ImageSource


@dataclass(frozen=True, slots=True)
class InAws:
    """An `adapters.images.composing.Remote`."""

    way: Way
    ask: Https = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ask", Https(self.way.endpoint.endpoint_url))

    def objects(self, place: str, account: str) -> Sequence[Artifact]:
        """See `Remote`. Raises UsageError, AccessError or ConnectionFailedError."""
        return tuple(listed(place, self.way, account))

    def opened(self, artifact: Artifact) -> Source:
        """See `Remote`."""
        return ObjectSource(artifact, self.way)

    def image(self, place: str, account: str) -> ImageSource | None:
        """See `Remote`."""
        parsed = reference_of(place)
        if parsed is None:
            return None
        owner = None
        if self.way.organisation and account not in ("", parsed.account):
            owner = partial(client_of, self.way, parsed.account, "ecr", parsed.region)
        return EcrImage(place, parsed, client_of(self.way, account, "ecr", parsed.region), self.ask, owner)

    def function(
        self, place: str, account: str, image: Callable[[ImageSource, str], Composition]
    ) -> Composition | None:
        """See `Remote`. Raises AccessError or ConnectionFailedError where Lambda does not tell it."""
        parts = function_of(place)
        if parts is None:
            return None
        client = client_of(self.way, account or parts["account"], "lambda", parts["region"])
        found = function(client, parts)
        if found.image:
            source = self.image(found.image, account or parts["account"])
            assert source is not None  # its name was one
            return replace(image(source, found.platform), subject=place)
        return composed_function(place, found, client, self.ask)


def composed_function(place: str, found: Function, client: Any, ask: Ask) -> Composition:
    """A function of zip files: its code, then its layers. `client` is Lambda's."""
    gathering = Gathering(place, Limits(hashed=LARGEST))
    digest = _package(gathering, (place,), ask, found.address, found.digest)
    for arn in found.layers:
        into = gathering.inside((place, arn), arn)
        try:
            _package(gathering, (place, arn), ask, *layer(client, arn))
        except UnreadableError as error:
            into.gaps.append(Gap(into.place, str(error)))
    components, gaps = gathering.finish()
    return Composition(
        subject=place,
        components=components,
        gaps=gaps,
        digest=digest,
        platform=found.platform,
        environment=told(found.environment),
    )


def _package(gathering: Gathering, place: tuple[str, ...], ask: Ask, address: str, told_digest: str) -> str:
    """Read one zip file. Returns its digest, '' where it is not the one that Lambda tells."""
    into = gathering.inside(place)
    if not address:
        into.gaps.append(Gap(place, "Lambda does not say where its code is"))
        return ""
    try:
        digest = gathering.archive(place, downloaded(lambda: address, ask))
    except UnreadableError as error:
        into.gaps.append(Gap(place, str(error)))
        return ""
    if told_digest and digest != told_digest:
        into.gaps.append(Gap(place, "it does not have the digest that Lambda tells"))
        return ""
    return digest
