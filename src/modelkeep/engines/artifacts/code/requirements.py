"""Requirements of Python packages that a model brings with it: where they come from when the container starts.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.code.doing import Doing

INDEX = Rule(
    id="requirements-index",
    title="Requirements name an index of packages besides the usual one",
    severity=Severity.MEDIUM,
    fix="Use one private index that proxies the public one (--index-url), such as CodeArtifact, and pin versions with hashes.",
)
ADDRESS = Rule(
    id="requirements-address",
    title="Requirements install what lies at an address, whatever it is that day",
    severity=Severity.MEDIUM,
    fix="Publish the package in your own index, and name its version with a hash.",
)
PLAIN = Rule(
    id="requirements-plain-http",
    title="Requirements are fetched without TLS, or from a host that is not verified",
    severity=Severity.HIGH,
    fix="Use https, and take --trusted-host out.",
)
UNPINNED = Rule(
    id="requirements-unpinned",
    title="Requirements do not say which version is installed",
    severity=Severity.LOW,
    fix="Pin every package with == and a hash (pip install --require-hashes).",
)
_OPTION = re.compile(r"^(?P<name>--?[\w-]+)(?:[\s=]+(?P<value>.*))?$")
_INDEXES = frozenset({"--extra-index-url", "--find-links", "-f"})
_ONE_INDEX = frozenset({"--index-url", "-i"})
_OWN = re.compile(r"https://[\w.-]+\.amazonaws\.com(?:\.cn)?(?:/|$)")
"""CodeArtifact, where packages are one's own or proxied."""
_VCS = re.compile(r"(?:^|@\s*|\s)(?P<address>(?:git|hg|svn|bzr)\+\S+)")
_FIXED = re.compile(r"@[0-9a-f]{40}(?:#|$)")
_DIRECT = re.compile(r"(?:^|@\s*)(?P<address>(?:https?|ftp|file)://\S+)")
_PACKAGE = re.compile(r"^[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?\s*(?P<version>[^;#]*)")
_CREDENTIALS = re.compile(r"://[^/@\s]+@")


def troubles(text: str) -> Iterator[Doing]:
    """What is wrong, line by line. What is not pinned is told once."""
    loose: list[tuple[int, str]] = []
    for number, line in logical_lines(text):
        option = _OPTION.match(line)
        shown = _CREDENTIALS.sub("://***@", line)
        if option:
            yield from _option(number, option["name"], option["value"] or "", shown)
        elif (found := _VCS.search(line)) or (found := _DIRECT.search(line)):
            yield from _address(number, found["address"], shown)
        elif (package := _PACKAGE.match(line)) and "==" not in package["version"]:
            loose.append((number, shown))
    if loose:
        yield Doing(
            UNPINNED,
            loose[0][0],
            f"{len(loose)} of the packages are not pinned",
            ", ".join(each for _, each in loose[:5]),
        )


def _option(number: int, name: str, value: str, shown: str) -> Iterator[Doing]:
    if name == "--trusted-host" or ((name in _INDEXES or name in _ONE_INDEX) and value.startswith("http://")):
        yield Doing(PLAIN, number, "packages come from where nobody proves to be who it says", shown)
    elif name in _INDEXES and not _OWN.match(value):
        yield Doing(
            INDEX,
            number,
            "a package of the same name there is installed instead of the one that is meant",
            shown,
            review=True,
        )
    elif name in ("-e", "--editable") and (found := _VCS.search(value) or _DIRECT.search(value)):
        yield from _address(number, found["address"], shown)


def _address(number: int, address: str, shown: str) -> Iterator[Doing]:
    if address.startswith(("http://", "ftp://", "git+http://", "git+git://", "git://")):
        yield Doing(PLAIN, number, "a package comes without TLS", shown)
    elif not _FIXED.search(address):
        yield Doing(ADDRESS, number, "a package comes from an address, without a commit or an index", shown)


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments, those that a backslash continues together, with the number of the first."""
    held, first = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        told = re.sub(r"(?:^|\s)#.*$", "", line).strip()
        if not held:
            first = number
        if told.endswith("\\"):
            held += told[:-1] + " "
            continue
        told, held = (held + told).strip(), ""
        if told:
            yield first, told
    if held.strip():
        yield first, held.strip()
