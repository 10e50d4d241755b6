"""Signs models where they lie, once nothing in them speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from modelkeep.app.inspect import Looking
from modelkeep.app.verify import Bundles, Place, name_within
from modelkeep.core.artifacts import Artifact, Inspection, State
from modelkeep.core.errors import RefusedFileError, UsageError
from modelkeep.core.signatures import Digesting, Entry, FileDigest, Manifest, Signer
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.signing.bundles import UnusableError, outline
from modelkeep.engines.signing.manifests import in_order, root_of
from modelkeep.engines.signing.names import GIT, WITHIN, beside, is_ignored


class Signing(Protocol):
    """Signs manifests, with a key that it was given."""

    def sign(self, manifest: Manifest) -> tuple[bytes, Signer]:
        """The bundle over a manifest, and who signed it. Raises a ModelkeepError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What speaks against signing a file: an issue of this severity or a worse one; with `only_clean`, any issue and any gap.

    With `anyway`, it is told and does not stop anything.
    """

    looking: Looking
    refused_from: Severity = Severity.HIGH
    only_clean: bool = False
    anyway: bool = False

    def refuses(self, told: Inspection) -> bool:
        """Whether a file is not to be signed."""
        if self.only_clean and told.state is not State.CLEAN:
            return True
        return told.severity is not None and told.severity.rank <= self.refused_from.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is left out of a signature, names relative to the model, and whether links to files are signed as the files."""

    ignored: tuple[str, ...] = GIT
    follows_links: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One model that was signed. `inspections` are those of its files that are not clean; `read` counts the files whose bytes were read
    for their digest, the others have S3's own; `replaced` tells that another signature was there."""

    subject: str
    bundle: str
    signer: Signer
    manifest: Manifest
    read: int
    inspected: bool
    inspections: tuple[Inspection, ...] = ()
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Signatory:
    """Signs one place after the other. Without a `gate`, nothing is inspected."""

    places: Callable[[str, str], Place]
    bundles: Bundles
    signing: Signing
    gate: Gate | None
    rules: Rules = field(default_factory=Rules)
    telling: Callable[[int, int], None] = lambda _, __: None
    """Is told how many files are done, of how many."""

    def sign(self, subject: str, account: str = "", bundle: str | None = None) -> Signed:
        """Sign what lies at a place, and put the signature beside it or to `bundle`.

        Raises UsageError for what cannot be signed, RefusedFileError where an inspection speaks against it or something changed
        meanwhile, and what KMS, sigstore and S3 raise.
        """
        place = self.places(subject, account)
        where = bundle or beside(subject, is_single=place.is_single)
        replaced = self._is_signature(where, account)
        before = place.entries()
        ignored = () if place.is_single else (*self.rules.ignored, WITHIN, *name_within(place, where))
        entries = [each for each in before if not is_ignored(each.name, ignored)]
        if not entries:
            raise UsageError(f"{subject} holds nothing to sign", remedy="Name a folder or prefix with model files.")
        self._require_plain(entries)
        inspections = dict(self._inspected(entries, account))
        files = in_order(self._digests(place, entries, inspections))
        if place.entries() != before:
            raise RefusedFileError(
                f"{subject} changed while it was read: nothing is signed",
                remedy="Sign it when nobody writes to it any more.",
            )
        manifest = Manifest(
            name=place.name, files=files, root=root_of(files), ignored=tuple(sorted(set(ignored))),
            follows_links=self.rules.follows_links,
        )  # fmt: skip
        content, signer = self.signing.sign(manifest)
        self.bundles.write(where, content, account)
        return Signed(
            subject=subject, bundle=where, signer=signer, manifest=manifest, inspected=self.gate is not None,
            read=sum(each.by is Digesting.READ for each in files), replaced=replaced,
            inspections=tuple(each for each in inspections.values() if each.state is not State.CLEAN),
        )  # fmt: skip

    def _is_signature(self, where: str, account: str) -> bool:
        """Whether a signature is there already. What is something else is never written over."""
        try:
            content = self.bundles.read(where, account)
            if content is not None:
                outline(content)
        except UnusableError as error:
            raise UsageError(
                f"{where} is there, and no signature: it is not written over",
                remedy="Say another place with --bundle, or remove it.",
            ) from error
        except UnreadableError as error:
            raise UsageError(str(error), remedy="Say another place with --bundle.") from error
        return content is not None

    def _require_plain(self, entries: Sequence[Entry]) -> None:
        for each in entries:
            if each.trouble:
                raise UsageError(
                    f"{each.place} cannot be signed: {each.trouble}", remedy="Remove it, or leave it out with --ignore."
                )
            if each.is_link and not self.rules.follows_links:
                raise UsageError(
                    f"{each.place} is a link",
                    remedy="--follow-links signs what it points to; --ignore leaves it out.",
                )

    def _inspected(self, entries: Sequence[Entry], account: str) -> Iterator[tuple[str, Inspection]]:
        """What is known of each file, by name. Raises RefusedFileError for the first that is not to be signed."""
        if self.gate is None:
            return
        names = {each.place: each.name for each in entries}
        asked = (Artifact(each.place, each.size, each.tag, account) for each in entries)
        for done, (artifact, told) in enumerate(self.gate.looking.inspect(asked), 1):
            self.telling(done, len(entries))
            if self.gate.refuses(told) and not self.gate.anyway:
                raise RefusedFileError(
                    f"{artifact.place} is not signed: {_against(told)}",
                    remedy="`modelkeep inspect` tells all of it; --sign-anyway signs it all the same.",
                )
            yield names[artifact.place], told

    def _digests(
        self, place: Place, entries: Sequence[Entry], inspections: dict[str, Inspection]
    ) -> Iterator[FileDigest]:
        """The digests of all files: of those that the inspection read whole, its own."""
        left = []
        for each in entries:
            told = inspections.get(each.name)
            if told is not None and told.sha256 and told.size == each.size and not each.place.startswith("s3://"):
                yield FileDigest(each.name, told.sha256, each.size)
            else:
                left.append(each)
        for done, (entry, found) in enumerate(place.digested(left), 1):
            self.telling(len(entries) - len(left) + done, len(entries))
            if not isinstance(found, FileDigest):
                raise RefusedFileError(
                    f"{entry.place} could not be read, and nothing is signed: {found}",
                    remedy="Mend that, and sign again.",
                )
            yield found


def _against(told: Inspection) -> str:
    """What speaks against a file, in a sentence."""
    if told.issues:
        worst = min(told.issues, key=lambda each: each.severity.rank)
        more = f" (and {plural(len(told.issues) - 1, 'other issue')})" if len(told.issues) > 1 else ""
        where = f"{worst.where}: " if worst.where else ""
        return f"{worst.severity.value}, {where}{worst.message}{more}"
    return f"not analysed, {told.gaps[0].told}"
