"""Every API call denied in turn, on both estates of the lab, all controls judged again: no verdict may improve.

The test suite denies every call per control, on the cases of each (`tests/catalogue`); this takes the better part of an hour.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.e2e.conftest import SELECTION, scanned_lab
from tests.fakes.denials import Denials, calls_of, improved

from modelkeep.bootstrap import load_catalogue
from modelkeep.core.errors import ModelkeepError


def main() -> int:
    """Print what improved; the exit code says whether anything did."""
    catalogue = load_catalogue()
    wrong = 0
    for estate, hardened in (("hardened", True), ("insecure", False)):
        with tempfile.TemporaryDirectory() as folder:
            lab = scanned_lab(catalogue, Path(folder), hardened=hardened)
        denials = Denials(lab.recording, catalogue, SELECTION)
        for call in sorted(calls_of(catalogue) & set(lab.calls)):
            started = time.process_time()
            try:
                after, denied = denials.denied(call)
            except ModelkeepError as error:
                print(f"{estate} {call}: the scan stops: {error}", flush=True)
                continue
            about = frozenset(resource for _, resource in denied)
            better = improved(call, about, catalogue, denials.before, after)
            wrong += bool(better) or {name for name, _ in denied} != {call}
            print(f"{estate} {call}: {len(after)} controls, {time.process_time() - started:.1f} CPU-s", flush=True)
            for control, told in better.items():
                print(f"  {control}: {'; '.join(told[:3])}", flush=True)
        denials.close()
    print(f"{wrong} calls whose denial improves a verdict")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
