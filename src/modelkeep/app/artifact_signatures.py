"""Signatures of what models load, and whether it is what the registry approved: columns of `artifact_scan`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import duckdb

from modelkeep.app.loaded_files import Loaded
from modelkeep.app.verify import Place as Opened
from modelkeep.app.verify import Verifying
from modelkeep.core.artifacts import Artifact
from modelkeep.core.coverage import KNOWN
from modelkeep.core.errors import AccessError, ModelkeepError
from modelkeep.core.kinds import calls_for
from modelkeep.core.signatures import FileDigest, Signer, Verdict, Verification
from modelkeep.engines.signing.manifests import root_of
from modelkeep.engines.signing.names import GIT, WITHIN, beside, is_ignored

REGISTRY = ("sagemaker_model_package", "sagemaker_model_package_container")
"""The tables that say what was registered."""
_SHA256 = "sha256:"
_PACKAGES = f"""
SELECT p.name, object_arn_of(nullif(c.model_data_url, '')) AS place, c.model_data_etag, p.signed_digest, p.signature_url,
       count(DISTINCT c.model_data_url) FILTER (c.model_data_url <> '') OVER (PARTITION BY p.arn) < 2, p.model_approval_status
FROM {REGISTRY[0]} p LEFT JOIN {REGISTRY[1]} c ON c.arn = p.arn
ORDER BY ALL
"""
_IMPORTED = "SELECT DISTINCT object_arn_of(model_data_s3_uri) FROM bedrock_imported_model WHERE model_data_s3_uri <> ''"
_UNREAD = f"""
SELECT call FROM (SELECT unnest(?) AS call) WHERE call NOT IN (SELECT call FROM "read")
UNION
SELECT call FROM "read" WHERE list_contains(?, call) AND outcome NOT IN ({", ".join(f"'{each}'" for each in sorted(KNOWN))})
ORDER BY 1
"""
_BEST = (Verdict.VERIFIED, Verdict.FAILED, Verdict.UNVERIFIABLE, Verdict.UNSIGNED)
"""Which of several verdicts on one place is told."""
_LARGE = 256 << 20
"""Bytes of a place whose reading is told by itself."""


class Signatures(Verifying, Protocol):
    """Verifies signatures, and hashes what has none but is to be compared."""

    def root(self, place: str, account: str = "") -> str:
        """The root digest of all files of a place, hexadecimal: what a signature of it would sign. Raises ModelkeepError."""
        ...


@dataclass(frozen=True, slots=True)
class PlaceSignatures:
    """A `Signatures` over what verifies and what opens places."""

    verifying: Verifying
    places: Callable[[str, str], Opened]

    def verify(self, place: str, account: str = "", bundle: str | None = None) -> Verification:
        """See `app.verify.Verifying`."""
        return self.verifying.verify(place, account, bundle)

    def root(self, place: str, account: str = "") -> str:
        """See `Signatures`. What `modelkeep sign` leaves out of a prefix is left out."""
        opened = self.places(place, account)
        ignored = () if opened.is_single else (*GIT, WITHIN)
        entries = [each for each in opened.entries() if not is_ignored(each.name, ignored)]
        found: list[FileDigest] = []
        for entry, told in opened.digested(entries):
            if not isinstance(told, FileDigest):
                raise AccessError(f"{entry.place}: {told}", remedy="Mend that, and scan again.")
            found.append(told)
        return root_of(found)


@dataclass(frozen=True, slots=True)
class Registered:
    """One container of an approved model package. `place` is an ARN, as `Loaded.arn` has it, '' for none; `etag` that of the one object
    when it was registered, `digest` that of all files that were signed with the package; '' where not told. `is_alone` says that the
    package has files at no other place."""

    name: str
    place: str
    etag: str
    digest: str
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Registry:
    """What model packages were registered with. `unread` are calls that would tell more, so that nothing can be said to be missing."""

    approved: tuple[Registered, ...]
    bundles: Mapping[str, tuple[str, ...]]
    """Signatures that packages name, approved or not, by the place that they are of."""
    imported: frozenset[str]
    """The places of models that were imported into Bedrock, which names no package."""
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place and the objects in it; `reason` says why it could not be listed."""

    loaded: Loaded
    artifacts: tuple[Artifact, ...]
    reason: str = ""

    @property
    def is_single(self) -> bool:
        """Whether it is one object by its own name."""
        return [each.place for each in self.artifacts] == [self.loaded.place]

    @property
    def address(self) -> str:
        """The one object, or the prefix with its slash."""
        place = self.loaded.place
        return place if self.is_single or place.endswith("/") else f"{place}/"

    @property
    def etag(self) -> str:
        """That of the one object, '' where several lie there."""
        return self.artifacts[0].tag if self.is_single else ""

    @property
    def modified_at(self) -> datetime | None:
        """When the newest object but the signature was written; None where that is not known of all."""
        signature = beside(self.address, is_single=self.is_single)
        times = [each.modified for each in self.artifacts if each.place != signature]
        known = [each for each in times if each is not None]
        return max(known) if known and len(known) == len(times) else None

    @property
    def size(self) -> int:
        """Bytes of all of it."""
        return sum(each.size for each in self.artifacts)

    @property
    def others(self) -> tuple[str, ...]:
        """Objects that are loaded because their names begin like the prefix, and that lie in no folder of that name."""
        return tuple(
            each.place for each in self.artifacts if not self.is_single and not each.place.startswith(self.address)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a place stands: the columns of `artifact_scan` that tell of signature and registry."""

    signed: bool | None = None
    signature: str = ""
    signer: str | None = None
    root: str | None = None
    matches_registry: bool | None = None
    registry: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """Says how places stand. `tell` is told of long work."""

    signatures: Signatures
    registry: Registry
    tell: Callable[[str], None] = lambda _: None

    def standing(self, place: Place) -> Standing:
        """Verify the signature of a place and compare it with the registry. Raises nothing for what cannot be read."""
        if not place.artifacts:
            return Standing(signature=f"{Verdict.UNVERIFIABLE}: {place.reason or 'nothing could be listed'}")
        found = self._verified(place)
        root = _root_of(found)
        is_exact = bool(root) or place.is_single
        trouble = ""
        if not root and self._hash_helps(place):
            try:
                root = self._hashed(place)
            except ModelkeepError as error:
                trouble = f"the files could not be read: {error}"
        match, told = self._matched(place, root, trouble)
        if match is False and root and not is_exact:
            match, told = None, f"{told}, unless some were left out when it was signed"
        return Standing(
            signed=_SIGNED.get(found.verdict),
            signature=f"{found.verdict}: {found.reason}" if found.reason else found.verdict,
            signer=told_signer(found.signer) if found.verdict is Verdict.VERIFIED else None,
            root=root or None,
            matches_registry=match,
            registry=told,
        )

    def _verified(self, place: Place) -> Verification:
        """By the signature beside the files, or one that a model package names."""
        if place.others:
            reason = (
                f"{place.others[0]} is loaded, too, for its name begins like the prefix: end the address in a slash"
            )
            return Verification(subject=place.loaded.place, verdict=Verdict.UNVERIFIABLE, reason=reason)
        self._long(place, "Verifying")
        told: list[Verification] = []
        for bundle in (None, *self.registry.bundles.get(place.loaded.arn, ())):
            found = self.signatures.verify(place.address, place.loaded.account, bundle)
            told.append(found)
            if found.verdict is Verdict.VERIFIED:
                break
        return min(told, key=lambda each: _BEST.index(each.verdict))

    def _hashed(self, place: Place) -> str:
        self._long(place, "Hashing")
        return f"{_SHA256}{self.signatures.root(place.address, place.loaded.account)}"

    def _long(self, place: Place, doing: str) -> None:
        if place.size >= _LARGE:
            self.tell(f"{doing} {place.address}: up to {place.size:,} bytes")

    def _is_asked(self, place: Place) -> bool:
        """Whether it matters that the registry knows the place: a package names it, or it was imported past the registry."""
        return place.loaded.arn in self.registry.imported or any(
            each.place == place.loaded.arn for each in self.registry.approved
        )

    def _hash_helps(self, place: Place) -> bool:
        """Whether a digest can decide: a package of this place tells one, or any package where Bedrock names none."""
        known = [each for each in self.registry.approved if each.digest]
        if place.loaded.arn not in self.registry.imported:
            known = [each for each in known if each.place == place.loaded.arn and not _same(each, place, "")]
        return bool(known) and not place.others

    def _matched(self, place: Place, root: str, trouble: str) -> tuple[bool | None, str]:
        """Whether an approved model package was registered with these files, and which, or why not."""
        if not self._is_asked(place):
            return None, ""
        answers = {each: _same(each, place, root) for each in self.registry.approved}
        if same := [each.name for each, answer in answers.items() if answer]:
            return True, f"as registered with {same[0]}"
        own = [each for each in answers if each.place == place.loaded.arn]
        if own and all(answers[each] is False for each in own):
            return False, f"other files than {own[-1].name} was registered with"
        undecided = [each.name for each, answer in answers.items() if answer is None]
        reasons = [trouble] if trouble else [f"{undecided[0]} tells no digest of its files"] if undecided else []
        reasons += [f"not read: {', '.join(self.registry.unread)}"] if self.registry.unread else []
        if reasons:
            return None, "; ".join(reasons)
        return False, "no approved model package was registered with these files"


_SIGNED: Mapping[Verdict, bool] = {Verdict.VERIFIED: True, Verdict.FAILED: False, Verdict.UNSIGNED: False}
"""What is known; a verification that cannot be made says neither."""


def registry(connection: duckdb.DuckDBPyConnection) -> Registry:
    """What the model packages of an estate were registered with; the estate has its macros."""
    bundles: dict[str, list[str]] = {}
    approved: list[Registered] = []
    for name, place, etag, digest, bundle, is_alone, status in connection.execute(_PACKAGES).fetchall():
        if place and bundle and bundle not in bundles.setdefault(place, []):
            bundles[place].append(bundle)
        if status == "Approved":
            approved.append(Registered(name or "", place or "", etag or "", digest or "", is_alone))
    calls = sorted(calls_for(REGISTRY))
    return Registry(
        tuple(approved),
        {place: tuple(each) for place, each in bundles.items()},
        frozenset(str(row[0]) for row in connection.execute(_IMPORTED).fetchall()),
        tuple(str(row[0]) for row in connection.execute(_UNREAD, [calls, calls]).fetchall()),
    )


def told_signer(signer: Signer | None) -> str | None:
    """Who signed, in a few words."""
    if signer is None:
        return None
    return f"{signer.identity} ({signer.method}{f', issued by {signer.issuer}' if signer.issuer else ''})"


def _root_of(verification: Verification) -> str:
    """The root digest of files that are exactly what was signed, '' where that is not known."""
    if verification.verdict is not Verdict.VERIFIED or verification.manifest is None:
        return ""
    return f"{_SHA256}{verification.manifest.root}" if verification.manifest.root else ""


def _same(registered: Registered, place: Place, root: str) -> bool | None:
    """Whether a package was registered with exactly these files; None where nothing decides.

    The digest over all files decides. Where it is not known, the ETag does that SageMaker kept of the one object at the same address: S3
    changes it with the content. One object is never several.
    """
    is_own = registered.place == place.loaded.arn
    if registered.digest and root and (registered.digest == root or registered.is_alone or not is_own):
        return registered.digest == root
    if is_own and registered.etag and place.etag:
        return registered.etag == place.etag
    return False if registered.etag and not place.is_single else None
