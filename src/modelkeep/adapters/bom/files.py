"""Bills of materials in files: CycloneDX in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelkeep.core.errors import UsageError

LARGEST = 512 << 20
"""Bytes; bills of large images have tens of megabytes."""


def read_bom(path: Path) -> Mapping[str, Any]:
    """A CycloneDX document. Raises UsageError for a file that is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path}: larger than {LARGEST >> 20} MiB", remedy="Name a bill of materials.")
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}", remedy="Name a file that can be read.") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: no JSON", remedy="Name a CycloneDX document in JSON.") from error
    if isinstance(found, dict) and "@graph" in found:
        raise UsageError(
            f"{path}: a document of SPDX", remedy="Name one of CycloneDX: `modelkeep bom MODEL -o FILE` writes it."
        )
    if not isinstance(found, dict) or found.get("bomFormat") != "CycloneDX":
        raise UsageError(
            f"{path}: no CycloneDX document", remedy="Its `bomFormat` has to be CycloneDX; XML is not read."
        )
    return found
