"""Licences as SPDX expressions, where what is told has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LONGEST = 200
"""Letters of a name of a licence; what is longer is the text of one."""
# Trove classifiers and https://spdx.org/licenses/. Classifiers that leave the version open ("BSD License") have no expression.
_CLASSIFIERS: Mapping[str, str] = {
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Lesser General Public License v2 (LGPLv2)": "LGPL-2.0-only",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "Boost Software License 1.0 (BSL-1.0)": "BSL-1.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "zlib/libpng License": "Zlib",
    "Zope Public License": "ZPL-2.1",
    "Eclipse Public License 2.0 (EPL-2.0)": "EPL-2.0",
    "European Union Public Licence 1.2 (EUPL 1.2)": "EUPL-1.2",
    "Universal Permissive License (UPL)": "UPL-1.0",
}
_SAID: Mapping[str, str] = {
    "apache": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0",
    "apache software license 2.0": "Apache-2.0",
    "asl 2.0": "Apache-2.0",
    "mit license": "MIT",
    "the mit license": "MIT",
    "new bsd": "BSD-3-Clause",
    "new bsd license": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd-3": "BSD-3-Clause",
    "3-clause bsd": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd 2-clause": "BSD-2-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "simplified bsd": "BSD-2-Clause",
    "psf": "PSF-2.0",
    "mpl 2.0": "MPL-2.0",
}


def told(value: str) -> tuple[str, ...]:
    """What a package says its licence is: the SPDX expression for a usual name of one, else the words; () for a whole text."""
    value = value.strip()
    if not value or len(value) > LONGEST or "\n" in value or value.upper() in ("UNKNOWN", "NONE"):
        return ()
    return (_SAID.get(value.lower(), value),)


def from_metadata(fields: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The licence of a Python distribution: `License-Expression`, else classifiers, else `License`. Keys in small letters."""
    expression = fields.get("license-expression", [""])[0]
    if expression and len(expression) <= LONGEST:
        return (expression,)
    classified = [
        _CLASSIFIERS.get(name, name)
        for each in fields.get("classifier", ())
        if each.startswith("License ::") and (name := each.rpartition("::")[2].strip()) != "OSI Approved"
    ]
    said = told(fields.get("license", [""])[0])
    if classified and not (said and all(each not in _CLASSIFIERS.values() for each in classified)):
        return tuple(dict.fromkeys(classified[:20]))
    return said
