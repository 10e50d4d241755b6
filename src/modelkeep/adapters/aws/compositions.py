"""What packages are read from in AWS: objects of S3, images in ECR, functions of Lambda, with the credentials of a scan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from modelkeep.adapters.aws.artifacts import ObjectSource, Way, client_of, listed
from modelkeep.adapters.aws.downloads import Https
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
        return EcrImage(place, parsed, client_of(self.way, account, "ecr", parsed.region), self.ask)

    def function(self, place: str, account: str, image: Callable[[ImageSource], Composition]) -> Composition | None:
        """See `Remote`. Raises AccessError or ConnectionFailedError where Lambda does not tell it."""
        parts = function_of(place)
        if parts is None:
            return None
        client = client_of(self.way, account or parts["account"], "lambda", parts["region"])
        found = function(client, parts)
        if found.image:
            source = self.image(found.image, account or parts["account"])
            assert source is not None  # its name was one
            return replace(image(source), subject=place)
        gathering = Gathering(place, Limits(hashed=LARGEST))
        digest = self._package(gathering, (place,), found.address, found.digest)
        for arn in found.layers:
            into = gathering.inside((place, arn), arn)
            try:
                self._package(gathering, (place, arn), *layer(client, arn))
            except UnreadableError as error:
                into.gaps.append(Gap(into.place, str(error)))
        return _composed(gathering, found, digest)

    def _package(self, gathering: Gathering, place: tuple[str, ...], address: str, told_digest: str) -> str:
        """Read one zip file. Returns its digest, '' where it is not the one that Lambda tells."""
        into = gathering.inside(place)
        if not address:
            into.gaps.append(Gap(place, "Lambda does not say where its code is"))
            return ""
        try:
            digest = gathering.archive(place, downloaded(lambda: address, self.ask))
        except UnreadableError as error:
            into.gaps.append(Gap(place, str(error)))
            return ""
        if told_digest and digest != told_digest:
            into.gaps.append(Gap(place, "it does not have the digest that Lambda tells"))
            return ""
        return digest


def _composed(gathering: Gathering, found: Function, digest: str) -> Composition:
    components, gaps = gathering.finish()
    return Composition(
        subject=gathering.subject,
        components=components,
        gaps=gaps,
        digest=digest,
        platform=found.platform,
        environment=told(found.environment),
    )
