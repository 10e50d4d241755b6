"""What a verification says: which file differs, what is missing or new, and what could not be known."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from tests.fakes.places import MemoryBundles, MemoryPlace

from modelkeep.app.verify import Verifier, exit_code
from modelkeep.core.errors import UsageError
from modelkeep.core.signatures import (
    SINGLE,
    Checked,
    FileDigest,
    Manifest,
    Signer,
    SigningMethod,
    Verdict,
    Verification,
)

SIGNER = Signer(method=SigningMethod.KEY, identity="sha256:ab")
WHERE = "s3://acme/m/model.sig"


@dataclass(slots=True)
class Checks:
    """Says the same of every bundle."""

    told: Checked
    asked: int = 0

    def check(self, bundle: bytes) -> Checked:
        self.asked += 1
        return self.told


def place(**files: bytes) -> MemoryPlace:
    return MemoryPlace("s3://acme/m/", files or {"a": b"1", "b": b"2", "model.sig": b"bundle"})


def manifest(opened: MemoryPlace, **changed: object) -> Manifest:
    files = tuple(FileDigest(each.name, each.tag, each.size) for each in opened.entries() if each.name != "model.sig")
    return replace(Manifest(name="m", files=files), **changed)  # type: ignore[arg-type]


def verified(opened: MemoryPlace, signed: Manifest, where: str = WHERE) -> Verification:
    told = Checked(verdict=Verdict.VERIFIED, reason="", signer=SIGNER, manifest=signed)
    bundles = MemoryBundles({where: b"bundle"})
    return Verifier(lambda *_: opened, bundles, Checks(told)).verify(opened.subject, bundle=where)


def test_a_place_as_signed_is_verified() -> None:
    opened = place()
    opened.checksums = frozenset({"a"})
    told = verified(opened, manifest(opened))
    assert (told.verdict, told.signer, told.bundle) == (Verdict.VERIFIED, SIGNER, WHERE)
    assert told.reason == "2 files as signed, 1 by S3's own SHA-256"


def test_a_flipped_byte_is_told_by_its_file() -> None:
    opened = place()
    signed = manifest(opened)
    opened.files["b"] = b"3"
    told = verified(opened, signed)
    assert (told.verdict, told.differing, told.reason) == (Verdict.FAILED, ("b",), "b differs")


def test_missing_and_new_files_are_told_and_new_ones_are_not_read() -> None:
    opened = place()
    signed = manifest(opened)
    del opened.files["a"]
    opened.files["evil.pkl"] = b"x"
    told = verified(opened, signed)
    assert (told.verdict, told.missing, told.unsigned) == (Verdict.FAILED, ("a",), ("evil.pkl",))
    assert opened.read == ["b"]


def test_what_the_signer_left_out_is_left_out_and_told() -> None:
    opened = place()
    signed = manifest(opened, ignored=(".git",))
    opened.files |= {".git/config": b"", ".gitignore": b""}
    assert verified(opened, signed).unsigned == (".gitignore",)
    del opened.files[".gitignore"]
    assert verified(opened, signed).reason == "2 files as signed; 1 file left out of the signature on purpose"


def test_a_signature_elsewhere_does_not_hide_a_file_of_that_name() -> None:
    opened = place()
    told = verified(opened, manifest(opened), "s3://acme/signatures/m.sig")
    assert (told.verdict, told.unsigned) == (Verdict.FAILED, ("model.sig",))


def test_a_difference_is_certain_whatever_else_could_not_be_read() -> None:
    opened = place()
    signed = manifest(opened)
    opened.unread = {"a": "AccessDenied"}
    told = verified(opened, signed)
    assert (told.verdict, told.reason) == (Verdict.UNVERIFIABLE, "not all could be read: a: AccessDenied")
    opened.files["b"] = b"3"
    assert verified(opened, signed).verdict is Verdict.FAILED


def test_what_changes_while_it_is_read_is_not_verifiable() -> None:
    opened = place()
    signed = manifest(opened)
    opened.meanwhile = lambda: opened.files.update(a=b"other")
    told = verified(opened, signed)
    assert (told.verdict, "changed while it was read" in told.reason) == (Verdict.UNVERIFIABLE, True)


def test_links_count_as_the_signer_counted_them() -> None:
    opened = place()
    signed = manifest(opened)
    opened.links = frozenset({"a"})
    told = verified(opened, signed)
    assert (told.verdict, told.differing) == (Verdict.FAILED, ("a",))
    assert told.reason == "a differs (a is a link, and links were not signed)"
    assert verified(opened, replace(signed, follows_links=True)).verdict is Verdict.VERIFIED
    opened.files["folder"] = b""
    opened.troubles = {"folder": "a link to a folder"}
    assert verified(opened, replace(signed, follows_links=True)).unsigned == ("folder",)


def test_a_single_file_is_told_by_its_own_name() -> None:
    opened = MemoryPlace("s3://acme/m/model.bin", {SINGLE: b"1"})
    signed = manifest(opened)
    told = verified(opened, signed, "s3://acme/m/model.bin.sig")
    assert (told.verdict, told.reason) == (Verdict.VERIFIED, "1 file as signed")
    opened.files[SINGLE] = b"2"
    assert verified(opened, signed).reason == "model.bin differs"


def test_a_signature_over_a_folder_says_nothing_of_one_file() -> None:
    opened = MemoryPlace("s3://acme/m/model.bin", {SINGLE: b"1"})
    told = verified(opened, manifest(place()))
    assert (told.verdict, "over a folder of 2 files, m" in told.reason) == (Verdict.UNVERIFIABLE, True)
    told = verified(place(), manifest(opened))
    assert (told.verdict, "over one file, m" in told.reason) == (Verdict.UNVERIFIABLE, True)


@pytest.mark.parametrize("verdict", [Verdict.FAILED, Verdict.UNVERIFIABLE])
def test_nothing_is_read_for_a_signature_that_does_not_count(verdict: Verdict) -> None:
    opened = place()
    checks = Checks(Checked(verdict=verdict, reason="wrong key"))
    told = Verifier(lambda *_: opened, MemoryBundles({WHERE: b"bundle"}), checks).verify(opened.subject)
    assert (told.verdict, told.reason, told.bundle) == (verdict, "wrong key", WHERE)
    assert opened.read == []


def test_without_a_signature_it_is_unsigned_and_without_a_model_nothing_is_known() -> None:
    checks = Checks(Checked(verdict=Verdict.FAILED, reason=""))
    opened = place()
    told = Verifier(lambda *_: opened, MemoryBundles(), checks).verify(opened.subject)
    assert (told.verdict, told.reason) == (Verdict.UNSIGNED, f"there is no signature at {WHERE}")
    assert checks.asked == 0
    opened.refuses = "s3://acme/m/: AccessDenied"
    told = Verifier(lambda *_: opened, MemoryBundles(), checks).verify(opened.subject)
    assert told.verdict is Verdict.UNVERIFIABLE
    told = Verifier(lambda *_: opened, MemoryBundles(unread=frozenset({WHERE})), checks).verify(opened.subject)
    assert (told.verdict, told.reason) == (Verdict.UNVERIFIABLE, f"{WHERE}: AccessDenied")


def test_a_place_that_is_none_raises_nothing() -> None:
    def none(*_: str) -> MemoryPlace:
        raise UsageError("'s3://?' is no address in S3", remedy="Write s3://BUCKET/KEY.")

    told = Verifier(none, MemoryBundles(), Checks(Checked(verdict=Verdict.FAILED, reason=""))).verify("s3://?")
    assert told.verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ([Verdict.VERIFIED], 0),
        ([Verdict.VERIFIED, Verdict.UNSIGNED], 4),
        ([Verdict.VERIFIED, Verdict.UNVERIFIABLE], 4),
        ([Verdict.UNVERIFIABLE, Verdict.FAILED, Verdict.VERIFIED], 14),
        ([], 4),
    ],
)
def test_only_all_verified_ends_with_zero(verdicts: list[Verdict], code: int) -> None:
    assert exit_code(Verification(subject="", verdict=each, reason="") for each in verdicts) == code
