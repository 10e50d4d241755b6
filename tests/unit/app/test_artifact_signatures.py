"""What a scan says of signatures and of the registry: only what was verified counts, and what was not read is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest
from tests.fakes.blank import blank_estate

from modelkeep.app.artifact_signatures import Judge, Place, Registered, Registry, registry
from modelkeep.app.loaded_files import Loaded
from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import AccessError
from modelkeep.core.signatures import FileDigest, Manifest, Signer, SigningMethod, Verdict, Verification
from modelkeep.engines.posture.schema import insert_rows

ARN = "arn:aws:s3:::b/m.tar.gz"
FRAUD = Loaded(ARN, "111122223333", ("m",))
PREFIX = Loaded("arn:aws:s3:::b/imported/", "111122223333", ("i",))
EARLY, LATE = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
ROOT = "ab" * 32
RELEASE = Signer(method=SigningMethod.KEY, identity="sha256:1f")
NO_REGISTRY = Registry((), {}, frozenset(), ())
ONE = Place(FRAUD, (Artifact("s3://b/m.tar.gz", 5, "e1", modified=EARLY),))
TWO = Place(
    PREFIX, (Artifact("s3://b/imported/1", 5, "e", modified=EARLY), Artifact("s3://b/imported/2", 7, "f", modified=LATE))
)  # fmt: skip


def told(verdict: Verdict, reason: str = "why", root: str = ROOT) -> Verification:
    manifest = Manifest(name="m", files=(FileDigest(".", "00" * 32),), root=root)
    return Verification(subject="m", verdict=verdict, reason=reason, signer=RELEASE, manifest=manifest)


@dataclass
class Scripted:
    """Verifies and hashes what the test says, and remembers what it was asked."""

    verdicts: Mapping[str | None, Verification] = field(default_factory=lambda: {None: told(Verdict.VERIFIED)})
    root_is: str | None = None
    verified: list[tuple[str, str | None]] = field(default_factory=list)
    hashed: list[str] = field(default_factory=list)

    def verify(self, place: str, account: str = "", bundle: str | None = None) -> Verification:
        """The verdict by the signature's place."""
        self.verified.append((place, bundle))
        return self.verdicts[bundle]

    def root(self, place: str, account: str = "") -> str:
        """The digest, or that it may not be read."""
        self.hashed.append(place)
        if self.root_is is None:
            raise AccessError(f"{place}: AccessDenied", remedy="The principal needs s3:GetObject.")
        return self.root_is


def package(**given: object) -> Registered:
    values: dict[str, object] = {"name": "fraud/1", "place": ARN, "etag": "", "digest": "", "is_alone": True, **given}
    return Registered(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verdict", "signed"),
    [
        (Verdict.VERIFIED, True),
        (Verdict.FAILED, False),
        (Verdict.UNSIGNED, False),
        (Verdict.UNVERIFIABLE, None),
    ],
)
def test_only_what_was_verified_is_signed(verdict: Verdict, signed: bool | None) -> None:
    standing = Judge(Scripted({None: told(verdict)}), NO_REGISTRY).standing(ONE)
    assert (standing.signed, standing.signature) == (signed, f"{verdict}: why")
    assert standing.signer == ("sha256:1f (key)" if verdict is Verdict.VERIFIED else None)
    assert standing.root == (f"sha256:{ROOT}" if verdict is Verdict.VERIFIED else None)
    assert (standing.matches_registry, standing.registry) == (None, "")


def test_what_could_not_be_listed_is_not_verified() -> None:
    signatures = Scripted()
    standing = Judge(signatures, NO_REGISTRY).standing(Place(FRAUD, (), "AccessDenied"))
    assert (standing.signed, standing.signature, signatures.verified) == (None, "not-verifiable: AccessDenied", [])


def test_a_signature_that_the_package_names_counts_like_the_one_beside() -> None:
    known = replace(NO_REGISTRY, bundles={ARN: ("s3://b/sig/m.sig",)})
    good = Scripted({None: told(Verdict.UNSIGNED), "s3://b/sig/m.sig": told(Verdict.VERIFIED)})
    assert Judge(good, known).standing(ONE).signed is True
    unread = Scripted({None: told(Verdict.UNSIGNED), "s3://b/sig/m.sig": told(Verdict.UNVERIFIABLE, "denied")})
    assert Judge(unread, known).standing(ONE).signature == "not-verifiable: denied"
    changed = Scripted({None: told(Verdict.FAILED, "differs"), "s3://b/sig/m.sig": told(Verdict.UNVERIFIABLE)})
    assert Judge(changed, known).standing(ONE).signature == "failed: differs"


def test_objects_that_a_prefix_without_slash_takes_in_are_not_covered_by_its_signature() -> None:
    place = Place(
        Loaded("arn:aws:s3:::b/imported", "1", ()), (*TWO.artifacts, Artifact("s3://b/imported-other/x", 1, "x"))
    )
    signatures = Scripted()
    assert Judge(signatures, NO_REGISTRY).standing(place).signed is None
    assert signatures.verified == []
    Judge(signatures, NO_REGISTRY).standing(replace(place, artifacts=TWO.artifacts))
    assert signatures.verified == [("s3://b/imported/", None)]


def test_etags_and_times_of_a_place() -> None:
    assert (ONE.etag, ONE.modified_at) == ("e1", EARLY)
    assert (TWO.etag, TWO.modified_at) == ("", LATE)
    assert replace(TWO, artifacts=(*TWO.artifacts, Artifact("s3://b/imported/3", 1, "x"))).modified_at is None
    signature = Artifact("s3://b/imported/model.sig", 1, "x", modified=datetime(2026, 11, 21, tzinfo=UTC))
    assert replace(TWO, artifacts=(*TWO.artifacts, signature)).modified_at == LATE


def matched(place: Place, *approved: Registered, signatures: Scripted | None = None, **more: Any) -> tuple[object, str]:
    known = replace(NO_REGISTRY, approved=approved, **more)
    standing = Judge(signatures or Scripted({None: told(Verdict.UNSIGNED)}), known).standing(place)
    return standing.matches_registry, standing.registry


def test_the_etag_that_was_registered_decides_without_reading_a_byte() -> None:
    signatures = Scripted({None: told(Verdict.UNSIGNED)})
    assert matched(ONE, package(etag="e1"), signatures=signatures) == (True, "as registered with fraud/1")
    assert matched(ONE, package(etag="e0"), signatures=signatures) == (
        False,
        "other files than fraud/1 was registered with",
    )
    assert matched(ONE, package(etag="e0"), package(name="fraud/2", etag="e1")) == (True, "as registered with fraud/2")
    assert matched(ONE, package()) == (None, "fraud/1 tells no digest of its files")
    assert signatures.hashed == []


def test_a_digest_that_was_registered_wins_and_is_hashed_for_where_nothing_verified() -> None:
    verified = Scripted()
    assert matched(ONE, package(etag="e0", digest=f"sha256:{ROOT}"), signatures=verified)[0] is True
    assert verified.hashed == []
    unsigned = Scripted({None: told(Verdict.UNSIGNED)}, root_is="cd" * 32)
    assert matched(ONE, package(etag="e0", digest=f"sha256:{ROOT}"), signatures=unsigned)[0] is False
    assert unsigned.hashed == ["s3://b/m.tar.gz"]
    assert matched(ONE, package(etag="e1", digest=f"sha256:{ROOT}"), signatures=unsigned)[0] is True
    assert unsigned.hashed == ["s3://b/m.tar.gz"], "the ETag is still the one that was registered"
    two_places = package(etag="e1", digest=f"sha256:{ROOT}", is_alone=False)
    assert matched(ONE, two_places, signatures=unsigned)[0] is True
    denied = matched(ONE, package(digest=f"sha256:{ROOT}"))
    assert denied == (None, "the files could not be read: s3://b/m.tar.gz: AccessDenied")


def test_an_import_is_held_against_every_approved_package() -> None:
    imported: dict[str, Any] = {"imported": frozenset({PREFIX.arn})}
    signed = package(digest=f"sha256:{ROOT}")
    assert matched(TWO, signed, signatures=Scripted(), **imported)[0] is True
    other = Scripted({None: told(Verdict.VERIFIED, root="ef" * 32)})
    nothing = "no approved model package was registered with these files"
    assert matched(TWO, signed, signatures=other, **imported) == (False, nothing)
    assert matched(TWO, **imported) == (False, nothing)
    hashed = Scripted({None: told(Verdict.UNSIGNED)}, root_is="ef" * 32)
    assert matched(TWO, signed, signatures=hashed, **imported) == (
        None,
        f"{nothing}, unless some were left out when it was signed",
    )
    assert matched(TWO, signed, signatures=replace(hashed, root_is=ROOT), **imported)[0] is True
    assert matched(TWO, signed, package(name="old/1"), signatures=other, **imported) == (
        None,
        "old/1 tells no digest of its files",
    )
    assert matched(TWO, package(etag="e1"), **imported) == (False, nothing), "one object is not two"
    unread = {**imported, "unread": ("sagemaker:ListModelPackages",)}
    assert matched(TWO, signed, signatures=other, **unread) == (None, "not read: sagemaker:ListModelPackages")
    assert matched(TWO, signed, signatures=other) == (None, "")


@pytest.fixture(scope="module")
def estate() -> Iterator[duckdb.DuckDBPyConnection]:
    with blank_estate() as connection:
        packages: list[dict[str, object]] = [
            {"arn": "p1", "name": "fraud/1", "model_approval_status": "Approved", "signed_digest": "sha256:ab", "signature_url": "s3://b/1.sig"},
            {"arn": "p2", "name": "fraud/2", "model_approval_status": "Rejected", "signature_url": "s3://b/2.sig"},
            {"arn": "p3", "name": "fraud/3", "model_approval_status": "Approved"},
        ]  # fmt: skip
        containers: list[dict[str, object]] = [
            {"arn": "p1", "model_data_url": "s3://b/m.tar.gz", "model_data_etag": "e1"},
            {"arn": "p2", "model_data_url": "s3://b/m.tar.gz"},
            {"arn": "p3", "model_data_url": "s3://b/x"},
            {"arn": "p3", "model_data_url": "s3://b/y"},
        ]
        insert_rows(connection, "sagemaker_model_package", packages)
        insert_rows(connection, "sagemaker_model_package_container", containers)
        insert_rows(connection, "bedrock_imported_model", [{"arn": "i", "model_data_s3_uri": "s3://b/imported/"}])
        yield connection


def test_the_registry_is_read_from_the_estate(estate: duckdb.DuckDBPyConnection) -> None:
    found = registry(estate)
    assert found.approved == (
        package(etag="e1", digest="sha256:ab"),
        package(name="fraud/3", place="arn:aws:s3:::b/x", is_alone=False),
        package(name="fraud/3", place="arn:aws:s3:::b/y", is_alone=False),
    )
    assert found.bundles == {ARN: ("s3://b/1.sig", "s3://b/2.sig")}
    assert found.imported == {PREFIX.arn}
    assert found.unread == ("sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages")


def test_a_registry_that_was_refused_is_unread(estate: duckdb.DuckDBPyConnection) -> None:
    base = {"account": "1", "region": "eu-west-1"}
    insert_rows(estate, "read", [
        {**base, "call": "sagemaker:ListModelPackages", "outcome": "ok"},
        {**base, "call": "sagemaker:DescribeModelPackage", "outcome": "denied"},
    ])  # fmt: skip
    assert registry(estate).unread == ("sagemaker:DescribeModelPackage",)
