"""What software is built from: packages, wherever they were read, and the whole of an image, a file or a function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from modelkeep.core.artifacts import Gap


class PackageType(StrEnum):
    """Types of packages, as package URLs name them (https://github.com/package-url/purl-spec)."""

    PYPI = "pypi"
    DEB = "deb"
    RPM = "rpm"
    APK = "apk"
    CONDA = "conda"
    GENERIC = "generic"
    """A framework whose version is told by something else than a package manager."""


class Evidence(StrEnum):
    """How it is known that a package is there."""

    INSTALLED = "installed"
    """A package manager's own record, or the metadata of an installed distribution."""
    LOCKED = "locked"
    """A lock file, or a requirement of exactly one version."""
    DECLARED = "declared"
    """A requirement that several versions satisfy: `version` is empty."""
    TOLD = "told"
    """A label, a variable of the environment or a file that names a version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One package.

    `name` is in the ecosystem's normal form; `version` is '' where none is told, and `constraint` what is asked for then.
    `distribution` is the operating system as `ID-VERSION_ID` of os-release, such as `debian-12`, for packages of one; `source` and
    `source_version` are the source package of a deb, rpm or apk, by which advisories name it. `place` is the way to the file that says
    so, as in `core.artifacts.Issue`; `layer` the digest of the image's layer. `licences` as told, SPDX expressions where they are.
    """

    type: PackageType
    name: str
    version: str = ""
    constraint: str = ""
    evidence: Evidence = Evidence.INSTALLED
    distribution: str = ""
    architecture: str = ""
    source: str = ""
    source_version: str = ""
    licences: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    layer: str = ""

    @property
    def told(self) -> str:
        """For people: `torch 2.1.0`."""
        return f"{self.name} {self.version or self.constraint or '(no version)'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer of an image: `digest` of the compressed blob as its manifest names it, `size` in bytes of the same."""

    digest: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """What one thing is built from.

    `subject` is what was asked for: a path, an S3 address, an image's name with its digest, the ARN of a function. `digest` is
    `sha256:...` of the image's manifest or of the file, '' where not every byte was read. `created` is when the image says that it was
    built. `platform` such as `linux/amd64`. What was not read or not understood is a gap: with one, nothing can be ruled out.
    """

    subject: str
    components: tuple[Component, ...] = ()
    gaps: tuple[Gap, ...] = ()
    digest: str = ""
    created: datetime | None = None
    platform: str = ""
    distribution: str = ""
    layers: tuple[Layer, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    """Names of the image's variables with their values; values of those that may be secrets are left out."""

    @property
    def complete(self) -> bool:
        """Everything was read and understood."""
        return not self.gaps


_OF_SYSTEM = frozenset({PackageType.DEB, PackageType.RPM, PackageType.APK})
_MAKERS = {"rhel": "redhat", "sles": "suse"}
"""Namespaces of distributions that package URLs call otherwise than os-release does."""
_USUAL = {PackageType.DEB: "debian", PackageType.APK: "alpine"}


def purl(component: Component) -> str:
    """The package URL (https://github.com/package-url/purl-spec), with the distribution, the architecture, rpm's epoch and the source
    package as qualifiers; '' for a name that none can be made of."""
    return package_purl(
        component.type,
        component.name,
        component.version,
        component.distribution,
        component.architecture,
        (component.source, component.source_version),
    )


def package_purl(
    type_: str,
    name: str,
    version: str,
    distribution: str = "",
    architecture: str = "",
    source: tuple[str, str] = ("", ""),
) -> str:
    """As `purl`, of its parts; `source` is the source package's name and version."""
    from packageurl import PackageURL

    namespace = ""
    qualifiers = {"subdir": architecture} if type_ == PackageType.CONDA else {}
    if type_ in _OF_SYSTEM:
        system = distribution.partition("-")[0]
        namespace = _MAKERS.get(system, system) or _USUAL.get(PackageType(type_), "")
        upstream = source[0] if source[1] in ("", version) else "@".join(source)
        qualifiers = {
            "arch": architecture,
            "distro": distribution,
            "upstream": "" if source[0] == upstream == name else upstream,
        }
        if type_ == PackageType.RPM:
            qualifiers["epoch"], _, version = version.rpartition(":")
    told = {key: value for key, value in qualifiers.items() if value}
    try:
        return PackageURL(type_, namespace or None, name, version or None, told).to_string()
    except ValueError:
        return ""
