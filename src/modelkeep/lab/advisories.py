"""The lab's own vulnerability data: a handful of real advisories, so that `demo` needs no network.

They are abridged: id, aliases, rating, days, versions; the real data come with `modelkeep vulndb update`. Written anew whenever the demo
runs, they count as of today; who looks up other software in them learns that nothing is known of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PYPI, DEBIAN = "PyPI", "Debian:12"
EXPLOITED = ("CVE-2023-4911", "2023-11-21")
"""CISA's catalogue lists it since that day (https://www.cisa.gov/known-exploited-vulnerabilities-catalog)."""
_ADVISORIES = (
    ("PYSEC-2021-66", "CVE-2020-28493", PYPI, "jinja2", "2.11.3", "2021-02-01", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L",
     "Regular expressions of the urlize filter take time that grows with the square of the input."),
    ("PYSEC-2020-96", "CVE-2020-1747", PYPI, "pyyaml", "5.3.1", "2020-03-24", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
     "Loading untrusted YAML with full_load runs code."),
    ("PYSEC-2021-142", "CVE-2020-14343", PYPI, "pyyaml", "5.4", "2021-02-09", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
     "Loading untrusted YAML with full_load runs code: the earlier fix was not complete."),
    ("DSA-5514-1", "CVE-2023-4911", DEBIAN, "glibc", "2.36-9+deb12u3", "2023-10-03",
     "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", "A buffer overflow in the dynamic loader gives local users root's rights."),
    ("DSA-5532-1", "CVE-2023-5363", DEBIAN, "openssl", "3.0.11-1~deb12u2", "2023-10-24",
     "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "Keys and vectors of some ciphers are cut to a wrong length."),
)  # fmt: skip


def records(now: datetime) -> list[Mapping[str, Any]]:
    """The advisories in the form of OSV (https://ossf.github.io/osv-schema/)."""
    return [
        {
            "schema_version": "1.6.0", "id": identifier, "aliases": [cve], "summary": summary, "details": summary,
            "published": f"{published}T00:00:00Z", "modified": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "severity": [{"type": "CVSS_V3", "score": vector}],
            "affected": [{
                "package": {"ecosystem": ecosystem, "name": name},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}],
            }],
        }
        for identifier, cve, ecosystem, name, fixed, published, vector, summary in _ADVISORIES
    ]  # fmt: skip


def exploited() -> Mapping[str, Any]:
    """What CISA's catalogue says of them, in its form."""
    cve, added = EXPLOITED
    return {
        "catalogVersion": "lab", "dateReleased": f"{added}T00:00:00Z", "count": 1,
        "vulnerabilities": [{"cveID": cve, "dateAdded": added, "knownRansomwareCampaignUse": "Unknown"}],
    }  # fmt: skip


def write(folder: Path, now: datetime) -> tuple[Path, Path]:
    """Both as files of a folder: the advisories, one a line, and the catalogue."""
    folder.mkdir(parents=True, exist_ok=True)
    advisories, catalogue = folder / "advisories.jsonl", folder / "known-exploited.json"
    advisories.write_text("".join(f"{json.dumps(each)}\n" for each in records(now)), encoding="utf-8")
    catalogue.write_text(json.dumps(exploited()), encoding="utf-8")
    return advisories, catalogue


def index(folder: Path) -> Path:
    """The folder, with these data as an index that is of now. Raises what `modelkeep vulndb update` raises."""
    from tempfile import TemporaryDirectory

    from modelkeep.app.vulndb import refresh
    from modelkeep.bootstrap import clock
    from modelkeep.bootstrap_components import vulnerability_updates

    with TemporaryDirectory() as scratch:
        advisories, catalogue = write(Path(scratch), clock())
        updates = vulnerability_updates(folder, str(advisories), ("PyPI", "Debian"))
        for each in refresh(updates.data, updates.ecosystems, lambda *_: None):
            if each.error is not None:
                raise each.error
        updates.take_exploitation(str(catalogue), None)
    return folder
