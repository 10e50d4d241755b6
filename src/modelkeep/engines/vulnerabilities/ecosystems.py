"""Under which names OSV's ecosystems know a component, by its type and the distribution that it is installed on.

Names and releases as https://ossf.github.io/osv-schema/#affectedpackage-field defines them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from shlex import quote

from modelkeep.core.components import Component, PackageType
from modelkeep.core.errors import UsageError
from modelkeep.engines.vulnerabilities.index import Index
from modelkeep.engines.vulnerabilities.versions import type_of

_INSPECTOR = "Amazon Inspector covers it"


MENDED_ONLY = frozenset({"Red Hat", "Rocky Linux", "AlmaLinux", "Azure Linux", "Alpine", "Wolfi", "Chainguard"})
"""Ecosystems whose data are the distribution's notes on what it mended: errata and secdb. A vulnerability without a fix is not in them."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question to the index: `release` is the ecosystem with its release, such as Debian:12."""

    release: str
    name: str
    version: str

    @property
    def ecosystem(self) -> str:
        """Without the release."""
        return self.release.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is to be asked of a component, or why nothing can be: `reason`."""

    lookups: tuple[Lookup, ...] = ()
    reason: str = ""


def asked_of(component: Component, index: Index) -> Asked:
    """What to ask the index about a component."""
    if component.type is PackageType.PYPI:
        return Asked((Lookup("PyPI", normal_pypi(component.name), component.version),))
    if component.type is PackageType.GENERIC:
        return Asked(reason="OSV has no data on it: it belongs to no ecosystem")
    if component.type is PackageType.CONDA:
        return Asked(reason="OSV has no data on conda packages")
    return _of_system(component, index)


def normal_pypi(name: str) -> str:
    """PEP 503's form of a name."""
    from packaging.utils import canonicalize_name

    return canonicalize_name(name)


def _of_system(component: Component, index: Index) -> Asked:
    system, _, version = component.distribution.partition("-")
    if not system:
        return Asked(reason="it is not known which distribution it is of")
    if system in ("amzn", "amazon"):
        return Asked(reason=f"OSV has no data on Amazon Linux; {_INSPECTOR}")
    found = _SYSTEMS.get(system)
    if found is None:
        return Asked(reason=f"no data on {component.distribution} can be looked up")
    ecosystem, releases = found
    data = index.of(ecosystem)
    if data is None:
        return Asked(reason=missing(ecosystem))
    names = releases(version, component, data.releases)
    if not names:
        return Asked(reason=f"the data on {ecosystem} hold nothing about {component.distribution}")
    return Asked(tuple(Lookup(release, *package) for release in names for package in _packages(component)))


def missing(ecosystem: str) -> str:
    """Why nothing can be said about an ecosystem that the index does not hold."""
    return f"no data on {ecosystem} are held: `modelkeep vulndb update --ecosystem {quote(ecosystem)}` fetches them"


def _packages(component: Component) -> Iterable[tuple[str, str]]:
    """Names with versions: Debian's and Alpine's advisories name source packages, those of RPM distributions either."""
    source = (component.source or component.name, component.source_version or component.version)
    if component.type is not PackageType.RPM:
        return (source,)
    return dict.fromkeys([(component.name, component.version), source])


def _exactly(prefix: str) -> Callable[[str, Component, frozenset[str]], list[str]]:
    """Releases by their whole number: Debian:12."""

    def releases(version: str, component: Component, known: frozenset[str]) -> list[str]:
        return [each for each in (f"{prefix}:{version}", f"{prefix}:{version.partition('.')[0]}") if each in known][:1]

    return releases


def _rolling(name: str) -> Callable[[str, Component, frozenset[str]], list[str]]:
    """A distribution without releases."""

    def releases(version: str, component: Component, known: frozenset[str]) -> list[str]:
        return [name] if name in known else []

    return releases


def _ubuntu(version: str, component: Component, known: frozenset[str]) -> list[str]:
    """Ubuntu:22.04:LTS and its Pro, which alone names what its extended maintenance mends.

    Of a package from Pro (`esm` in its version), Pro alone knows what is mended.
    """
    plain = [each for each in (f"Ubuntu:{version}:LTS", f"Ubuntu:{version}") if each in known]
    pro = [each for each in (f"Ubuntu:Pro:{version}:LTS", f"Ubuntu:Pro:{version}") if each in known]
    extended = "esm" in (component.source_version or component.version)
    return pro if extended and pro else [*plain, *pro]


def _alpine(version: str, component: Component, known: frozenset[str]) -> list[str]:
    """Alpine:v3.18 of 3.18.4."""
    name = f"Alpine:v{'.'.join(version.split('.')[:2])}"
    return [name] if name in known else []


def _red_hat(version: str, component: Component, known: frozenset[str]) -> list[str]:
    """The streams of a major release, such as Red Hat:enterprise_linux:9::baseos, or of its minor ones, such as
    Red Hat:enterprise_linux:10.2; extended support and layered products are others."""
    prefix = f"Red Hat:enterprise_linux:{version.partition('.')[0]}"
    return sorted(each for each in known if each == prefix or each.startswith((f"{prefix}::", f"{prefix}.")))


_SYSTEMS: dict[str, tuple[str, Callable[[str, Component, frozenset[str]], list[str]]]] = {
    "debian": ("Debian", _exactly("Debian")),
    "ubuntu": ("Ubuntu", _ubuntu),
    "alpine": ("Alpine", _alpine),
    "rhel": ("Red Hat", _red_hat),
    "rocky": ("Rocky Linux", _exactly("Rocky Linux")),
    "almalinux": ("AlmaLinux", _exactly("AlmaLinux")),
    "wolfi": ("Wolfi", _rolling("Wolfi")),
    "chainguard": ("Chainguard", _rolling("Chainguard")),
    "azurelinux": ("Azure Linux", _exactly("Azure Linux")),
}
"""Distributions by the ID of their os-release: OSV's ecosystem, and the names of its releases among those that the data have."""


def component_of(ecosystem: str, name: str, version: str) -> Component:
    """A package by its name in an ecosystem, as OSV names both: Debian:12, source package openssl.

    Raises UsageError for an ecosystem that cannot be looked up, or that lacks its release.
    """
    if ecosystem == "PyPI":
        return Component(type=PackageType.PYPI, name=normal_pypi(name), version=version)
    base, _, release = ecosystem.partition(":")
    system = next((system for system, (known, _) in _SYSTEMS.items() if known == base), None)
    rolling = base in ("Wolfi", "Chainguard")
    if system is None or bool(release) == rolling:
        known = ", ".join(f"{known}:RELEASE" for known, _ in _SYSTEMS.values() if known not in ("Wolfi", "Chainguard"))
        raise UsageError(
            f"{ecosystem!r} is no ecosystem that can be looked up", remedy=f"Name PyPI, Wolfi, Chainguard, {known}."
        )
    number = release.removeprefix("v").removeprefix("Pro:").removesuffix(":LTS").removeprefix("enterprise_linux:")
    return Component(
        type=type_of(base), name=name, version=version, distribution=f"{system}-{number.partition('::')[0]}".rstrip("-")
    )
