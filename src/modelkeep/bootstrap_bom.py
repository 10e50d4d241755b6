"""Builds what writes bills of materials; see `bootstrap`, which builds everything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelkeep.core.errors import ModelkeepError, UsageError

if TYPE_CHECKING:
    from modelkeep.app.living import Living
    from modelkeep.core.bom import Bill
    from modelkeep.core.bom_changes import BomComparison

FORMATS = {"cyclonedx": ".cdx.json", "spdx": ".spdx.json"}
"""The formats of documents, and what names of their files end with."""


def bills(workspace: Path, living: Living | None, snapshot: str, model: str | None) -> Iterator[Bill]:
    """The bill of a model of a snapshot by name or ARN, or those of all. Raises UsageError, IntegrityError or StateError."""
    from modelkeep import __version__
    from modelkeep.app.bom import bill_of, every_bill
    from modelkeep.bootstrap import open_workspace

    chosen = open_workspace(workspace, living).snapshot(snapshot)
    if model is None:
        yield from every_bill(chosen, __version__)
    else:
        yield bill_of(chosen, model, __version__)


def written_bill(bill: Bill, format_: str) -> str:
    """A bill in one of `FORMATS`, valid by that format's own rules. Raises ModelkeepError where it is not: the fault is ours."""
    from modelkeep.engines.bom.cyclonedx import cyclonedx, text_of

    document = cyclonedx(bill)
    if format_ == "spdx":
        return _spdx(bill, str(document["serialNumber"]).removeprefix("urn:uuid:"))
    from modelkeep.adapters.bom.schema import validate

    wrong = validate(document)
    if wrong:
        raise _fault(bill, wrong[0])
    return text_of(document)


def _spdx(bill: Bill, serial: str) -> str:
    from modelkeep.adapters.bom.spdx import spdx

    try:
        return spdx(bill, serial)
    except (ValueError, TypeError) as error:
        raise _fault(bill, str(error)) from error


def _fault(bill: Bill, why: str) -> ModelkeepError:
    return ModelkeepError(
        f"the bill of {bill.model.name} would not be valid: {why}",
        remedy="Nothing was written. This is a fault of Modelkeep: report this message.",
    )


def read_either(place: str, workspace: Path, living: Living | None) -> Mapping[str, Any]:
    """The CycloneDX document in a file, or that of MODEL@SNAPSHOT. Raises UsageError, IntegrityError or StateError."""
    from modelkeep.adapters.bom.files import read_bom
    from modelkeep.engines.bom.cyclonedx import cyclonedx

    if Path(place).is_file():
        return read_bom(Path(place))
    model, at, snapshot = place.rpartition("@")
    if not at or not model or not snapshot:
        raise UsageError(
            f"{place!r} is neither a file nor MODEL@SNAPSHOT",
            remedy="Name a CycloneDX file, or for example fraud-scoring-7@previous.",
        )
    return cyclonedx(next(bills(workspace, living, snapshot, model)))


def compare_bills(before: str, after: str, workspace: Path, living: Living | None) -> BomComparison:
    """How two bills differ, each a file or MODEL@SNAPSHOT. Raises UsageError, IntegrityError or StateError."""
    from modelkeep.engines.bom.comparing import compare

    return compare(read_either(before, workspace, living), read_either(after, workspace, living))


def check_file(path: Path) -> tuple[str, ...]:
    """What is wrong with a CycloneDX file. Raises UsageError for a file that is none, or of a version that is not known."""
    from modelkeep.adapters.bom.files import read_bom
    from modelkeep.adapters.bom.schema import validate

    return validate(read_bom(path))
