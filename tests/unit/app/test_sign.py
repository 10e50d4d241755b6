"""What is signed, what is left out, and what keeps a signature from being made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from tests.fakes.places import MemoryBundles, MemoryPlace

from modelkeep.app.sign import Gate, Rules, Signatory, Signed
from modelkeep.core.artifacts import Artifact, Gap, Inspection, Issue
from modelkeep.core.errors import RefusedFileError, UsageError
from modelkeep.core.signatures import SINGLE, Digesting, Manifest, Signer, SigningMethod
from modelkeep.core.verdict import Severity

SIGNER = Signer(method=SigningMethod.KEY, identity="sha256:ab")
BUNDLE = json.dumps({
    "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "verificationMaterial": {"publicKey": {}},
    "dsseEnvelope": {"payload": "", "payloadType": "application/vnd.in-toto+json", "signatures": [{"sig": ""}]},
}).encode()  # fmt: skip


@dataclass(slots=True)
class Signs:
    """Remembers what it signed."""

    signed: list[Manifest] = field(default_factory=list)

    def sign(self, manifest: Manifest) -> tuple[bytes, Signer]:
        self.signed.append(manifest)
        return BUNDLE, SIGNER


@dataclass(slots=True)
class Looks:
    """Tells of files what is known, by the end of their name; all others are clean."""

    told: dict[str, Inspection] = field(default_factory=dict)

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        raise AssertionError

    def inspect(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Inspection]]:
        for each in reversed([*artifacts]):  # as they are ready
            known = self.told.get(each.place.rpartition("/")[2], inspection())
            yield each, replace(known, path=each.place, size=each.size)


def inspection(severity: Severity | None = None, gap: str = "", sha256: str = "") -> Inspection:
    issue = Issue(
        rule="r", title="t", severity=severity or Severity.LOW, place=("m",), message="calls os.system", fix=""
    )
    return Inspection(
        path="", size=0, formats=("pickle",), issues=(issue,) if severity else (), gaps=(Gap(("m",), gap),) if gap else (),
        sha256=sha256,
    )  # fmt: skip


def sign(
    place: MemoryPlace,
    gate: Gate | None = None,
    rules: Rules | None = None,
    *,
    bundles: MemoryBundles | None = None,
    bundle: str | None = None,
) -> tuple[Signed, Manifest]:
    signs = Signs()
    told = Signatory(lambda *_: place, bundles or MemoryBundles(), signs, gate, rules or Rules()).sign(
        place.subject, bundle=bundle
    )
    return told, signs.signed[0]


def folder(**files: bytes) -> MemoryPlace:
    return MemoryPlace("models/m/", files or {"b": b"2", "a/x": b"1", ".gitignore": b"*", ".git/config": b""})


def test_a_folder_is_signed_without_git_and_its_signatures() -> None:
    place, bundles = folder(), MemoryBundles()
    place.files |= {"model.sig": BUNDLE, "other.sig": BUNDLE}
    told, manifest = sign(place, bundles=bundles, bundle="models/m/other.sig")
    assert [each.name for each in manifest.files] == ["a/x", "b"]
    assert manifest.ignored == (".git", ".gitattributes", ".github", ".gitignore", "model.sig", "other.sig")
    assert manifest.name == "m"
    assert (told.bundle, told.read, told.inspected) == ("models/m/other.sig", 2, False)
    assert bundles.kept == {"models/m/other.sig": BUNDLE}


def test_rules_say_what_else_is_left_out() -> None:
    _, manifest = sign(folder(), rules=Rules(ignored=("a",)))
    assert [each.name for each in manifest.files] == [".git/config", ".gitignore", "b"]
    with pytest.raises(UsageError, match="nothing to sign"):
        sign(folder(b=b""), rules=Rules(ignored=("b",)))


def test_a_file_has_its_signature_beside_it_and_leaves_nothing_out() -> None:
    told, manifest = sign(MemoryPlace("models/m.bin", {SINGLE: b"1"}))
    assert told.bundle == "models/m.bin.sig"
    assert (manifest.ignored, [each.name for each in manifest.files]) == ((), [SINGLE])


def test_a_signature_is_replaced_and_nothing_else_is() -> None:
    place = MemoryPlace("m.bin", {SINGLE: b"1"})
    told, _ = sign(place, bundles=MemoryBundles({"m.bin.sig": BUNDLE}))
    assert told.replaced
    with pytest.raises(UsageError, match="no signature: it is not written over"):
        sign(place, bundles=MemoryBundles({"m.bin": b"the model"}), bundle="m.bin")
    assert place.read == [SINGLE]  # nothing was read the second time


def test_links_and_troubles_end_it_unless_they_are_left_out() -> None:
    place = folder(b=b"2", link=b"2", odd=b"")
    place.links = frozenset({"link"})
    with pytest.raises(UsageError, match="models/m/link is a link"):
        sign(place)
    _, manifest = sign(place, rules=Rules(follows_links=True))
    assert manifest.follows_links
    place.troubles = {"odd": "no regular file"}
    with pytest.raises(UsageError, match="models/m/odd cannot be signed: no regular file"):
        sign(place, rules=Rules(follows_links=True))
    _, manifest = sign(place, rules=Rules(ignored=("odd", "link")))
    assert [each.name for each in manifest.files] == ["b"]


@pytest.mark.parametrize(
    ("change", "why"),
    [(lambda files: files.update(b=b"3"), "changed while"), (lambda files: files.update(new=b""), "changed while")],
)
def test_what_changes_meanwhile_is_not_signed(change: object, why: str) -> None:
    place, bundles = folder(), MemoryBundles()
    place.meanwhile = lambda: change(place.files)  # type: ignore[operator]
    with pytest.raises(RefusedFileError, match=why):
        sign(place, bundles=bundles)
    assert bundles.kept == {}


def test_what_cannot_be_read_is_not_signed() -> None:
    place = folder()
    place.unread = {"b": "it was overwritten since it was listed"}
    with pytest.raises(
        RefusedFileError, match="models/m/b could not be read, and nothing is signed: it was overwritten"
    ):
        sign(place)


@pytest.mark.parametrize(
    ("severity", "gap", "gate", "refused"),
    [
        (Severity.CRITICAL, "", {}, True),
        (Severity.HIGH, "", {}, True),
        (Severity.MEDIUM, "", {}, False),
        (Severity.MEDIUM, "", {"refused_from": Severity.MEDIUM}, True),
        (None, "encrypted", {}, False),
        (None, "encrypted", {"only_clean": True}, True),
        (Severity.LOW, "", {"only_clean": True}, True),
        (Severity.CRITICAL, "", {"anyway": True}, False),
    ],
)
def test_what_the_inspection_finds_decides(
    severity: Severity | None, gap: str, gate: dict[str, object], refused: bool
) -> None:
    place, bundles = folder(), MemoryBundles()
    looks = Gate(looking=Looks({"b": inspection(severity, gap)}), **gate)  # type: ignore[arg-type]
    if refused:
        with pytest.raises(
            RefusedFileError, match=r"models/m/b is not signed: (critical|high|medium|low|not analysed), "
        ):
            sign(place, looks, bundles=bundles)
        assert bundles.kept == {}
        return
    told, _ = sign(place, looks)
    assert [each.path for each in told.inspections] == ["models/m/b"]  # signed, and told
    assert told.inspected


def test_what_the_inspection_hashed_is_not_read_again() -> None:
    place = folder()
    digest = next(each.tag for each in place.entries() if each.name == "b")
    _, manifest = sign(place, Gate(looking=Looks({"b": inspection(sha256=digest), "x": inspection()})))
    assert place.read == ["a/x"]
    assert {each.name: each.sha256 for each in manifest.files}["b"] == digest


def test_objects_are_hashed_by_their_pinned_version() -> None:
    place = MemoryPlace("s3://acme/m/", {"b": b"2"}, checksums=frozenset({"b"}))
    told, manifest = sign(place, Gate(looking=Looks({"b": inspection(sha256="00" * 32)})))
    assert (place.read, told.read) == (["b"], 0)
    assert manifest.files[0].by is Digesting.CHECKSUM
