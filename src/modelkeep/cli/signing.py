"""How `sign` and `verify` run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.adapters.export.files import written
from modelkeep.adapters.export.signatures import (
    signed_record,
    verification_record,
    write_record,
    write_signed,
    write_verification,
)
from modelkeep.adapters.export.views import console_over
from modelkeep.app.sign import Gate, Rules
from modelkeep.app.verify import exit_code
from modelkeep.bootstrap_signing import By, registering, signatory, verifying
from modelkeep.cli.console import err
from modelkeep.cli.formats import require_format
from modelkeep.cli.progress import LiveLine
from modelkeep.cli.reaching import aws_of
from modelkeep.cli.settings import Settings
from modelkeep.cli.trusting import trust_of
from modelkeep.core.errors import UsageError
from modelkeep.core.signatures import Verification
from modelkeep.core.verdict import Severity
from modelkeep.engines.signing.names import GIT, beside

if TYPE_CHECKING:
    from modelkeep.bootstrap import AwsOptions

FORMATS = ("table", "json")
TOKEN = "SIGSTORE_ID_TOKEN"  # noqa: S105  # the name of the variable that holds it
SECONDS = 86_400.0
"""Seconds that reading and inspecting one file may take: 380 MB/s is what a processor hashes at least, and disks are slower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person asks for."""

    places: tuple[str, ...]
    by: By
    bundle: str | None
    inspect: bool
    refuse_from: str
    only_clean: bool
    anyway: bool
    policies: tuple[Path, ...]
    ignored: tuple[str, ...]
    with_git: bool
    follow_links: bool
    reread: bool
    package: str | None
    quiet: bool


def run_sign(settings: Settings, ask: Ask, format_name: str, output: Path | None) -> None:
    """Sign each place and show it. The first that cannot be signed ends it; those before it are signed."""
    require_format(format_name, FORMATS)
    _require_one(ask.places, ask.bundle, ask.package)
    severity = _severity(ask.refuse_from)
    by = replace(ask.by, token=os.environ.get(TOKEN) or None)
    by.method  # noqa: B018  # what is wrong with it is said before anything is asked
    aws = aws_of(settings) if by.kms or ask.package or _in_s3(*ask.places, ask.bundle or "") else None
    package = ask.package or ""
    if ask.package and aws is not None:
        registering(aws).require(ask.package, ask.bundle or _beside(ask.places[0]))
    rules = Rules(
        ignored=(*(() if ask.with_git else GIT), *(_relative(each) for each in ask.ignored)),
        follows_links=ask.follow_links,
    )
    with LiveLine(err(), "reading", shown=not ask.quiet) as line, _gate(ask, severity, aws) as gate:
        signs = signatory(
            by, gate, rules, aws, rereads=ask.reread,
            telling=lambda done, total: line.tell(f"{done:,} of {total:,} files", done, total),
        )  # fmt: skip
        with written(output) as out:
            for place in ask.places:
                signed = signs.sign(place, bundle=ask.bundle)
                if ask.package and aws is not None:
                    registering(aws).record(ask.package, signed.bundle, signed.manifest.root)
                if format_name == "json":
                    write_record(signed_record(signed, package), out)
                else:
                    write_signed(signed, package, console_over(out))


def run_verify(
    settings: Settings,
    places: tuple[str, ...],
    format_name: str,
    output: Path | None,
    *,
    bundle: str | None,
    reread: bool,
    config: Path | None,
    quiet: bool,
) -> int:
    """Verify each place, show what is known, and return the exit code."""
    require_format(format_name, FORMATS)
    _require_one(places, bundle, None)
    trust = trust_of(settings)
    if trust.is_empty:
        raise UsageError(
            "nobody is trusted, so that nothing can be verified",
            remedy="Name a key (--trust-key, --trust-kms), a CA (--trust-ca) or an identity (--trust-identity, --trust-issuer).",
        )
    aws = aws_of(settings) if trust.kms_keys or _in_s3(*places, bundle or "") else None
    verifies = verifying(trust, aws, rereads=reread, config=config)
    told: list[Verification] = []
    with written(output) as out, LiveLine(err(), "reading", shown=not quiet) as line:
        for number, place in enumerate(places, 1):
            line.tell(f"{number:,} of {len(places):,} places", number - 1, len(places))
            verification = verifies.verify(place, bundle=bundle)
            told.append(verification)
            if format_name == "json":
                write_record(verification_record(verification), out)
            else:
                write_verification(verification, console_over(out))
    return exit_code(told)


@contextmanager
def _gate(ask: Ask, severity: Severity, aws: AwsOptions | None) -> Iterator[Gate | None]:
    if not ask.inspect:
        yield None
        return
    from modelkeep.bootstrap_inspect import looking
    from modelkeep.engines.artifacts.limits import Limits

    with looking(Limits(), policies=ask.policies, seconds=SECONDS, aws=aws, digests=True) as files:
        yield Gate(looking=files, refused_from=severity, only_clean=ask.only_clean, anyway=ask.anyway)


def _require_one(places: tuple[str, ...], bundle: str | None, package: str | None) -> None:
    if len(places) > 1 and (bundle or package):
        raise UsageError(
            "--bundle and --package are for one place",
            remedy="Name one place, or leave the signatures beside the models.",
        )


def _severity(name: str) -> Severity:
    try:
        return Severity(name)
    except ValueError:
        raise UsageError(
            f"{name!r} is no severity", remedy=f"Choose one of {', '.join(each.value for each in Severity)}."
        ) from None


def _relative(name: str) -> str:
    """A name to ignore, as manifests write names."""
    plain = name.removeprefix("./").rstrip("/")
    if not plain or plain.startswith("/") or ".." in plain.split("/"):
        raise UsageError(
            f"--ignore {name}: no name within the model", remedy="Name it relative to the folder or prefix."
        )
    return plain


def _beside(place: str) -> str:
    return beside(place, is_single=not place.endswith("/"))


def _in_s3(*places: str) -> bool:
    return any(each.startswith("s3://") for each in places)
