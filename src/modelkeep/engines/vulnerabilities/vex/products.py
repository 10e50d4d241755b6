"""What a VEX statement is about: a package by its purl, everything in an image by its digest, or a package in an image."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from modelkeep.core.components import Component, PackageType
from modelkeep.engines.vulnerabilities.ecosystems import normal_pypi

_DIGEST = re.compile(r"^sha256:[0-9a-f]{64}$")
_IMAGES = ("oci", "docker")


@dataclass(frozen=True, slots=True)
class Package:
    """A package as a purl names it; '' is any version, and any namespace. `qualifiers` in small letters."""

    type: str
    namespace: str
    name: str
    version: str
    qualifiers: dict[str, str] = field(default_factory=dict)

    def names(self, component: Component) -> bool:
        """Whether it is this package. Of Debian's and Alpine's, `arch=source` names the source package."""
        if self.type != component.type.value:
            return False
        by_source = self.qualifiers.get("arch") in ("source", "src")
        name = (component.source or component.name) if by_source else component.name
        version = (component.source_version or component.version) if by_source else component.version
        return (
            self.name == (normal_pypi(name) if component.type is PackageType.PYPI else name)
            and self.version in ("", version, version.partition(":")[2] or version)
            and self._fits(component.distribution)
            and (by_source or not component.architecture or self._runs_on(component.architecture))
        )

    def _runs_on(self, architecture: str) -> bool:
        return self.qualifiers.get("arch", architecture) in (architecture, "all", "any", "noarch")

    def _fits(self, distribution: str) -> bool:
        system = distribution.partition("-")[0]
        told = self.qualifiers.get("distro", "")
        return (not self.namespace or not system or _SYSTEMS.get(self.namespace, self.namespace) == system) and (
            not told or not distribution or told in (distribution, distribution.partition("-")[2])
        )


_SYSTEMS = {"redhat": "rhel", "rocky-linux": "rocky", "rockylinux": "rocky"}
"""Namespaces of purls whose os-release has another ID."""


@dataclass(frozen=True, slots=True)
class Product:
    """What must be so for a statement to hold: the digest of the image ('' for any), and the package (None for all)."""

    digest: str = ""
    package: Package | None = None

    def holds(self, component: Component, digest: str) -> bool:
        """Whether the statement is about this package in the image of that digest ('' for none)."""
        return (not self.digest or self.digest == digest) and (self.package is None or self.package.names(component))


def product_of(*identifiers: str, hashes: dict[str, str] | None = None) -> Product | None:
    """The product that identifiers (purls, IRIs) and hashes by name tell; None for one that is neither a package nor an image.

    Raises ValueError for a purl that is none.
    """
    for name, value in (hashes or {}).items():
        if name.lower().replace("-", "").replace("_", "") == "sha256":
            return Product(digest=_digest(f"sha256:{value.lower()}"))
    for each in identifiers:
        found = _of_purl(each) if each.startswith("pkg:") else None
        if found is not None:
            return found
    return None


def within(image: Product, part: Product) -> Product | None:
    """The part of an image; None where they cannot go together."""
    if image.package is not None or part.package is None:
        return None
    return Product(digest=image.digest, package=part.package)


def _digest(text: str) -> str:
    if not _DIGEST.match(text):
        raise ValueError(f"{text!r} is no SHA-256 digest")
    return text


def _of_purl(text: str) -> Product | None:
    from packageurl import PackageURL

    purl = PackageURL.from_string(text)
    if purl.type in _IMAGES:
        version = purl.version or ""
        return Product(digest=_digest(version)) if version.startswith("sha256:") else None
    if purl.type not in {each.value for each in PackageType}:
        return None
    name = normal_pypi(purl.name) if purl.type == "pypi" else purl.name
    qualifiers = purl.qualifiers if isinstance(purl.qualifiers, dict) else {}
    return Product(
        package=Package(
            purl.type,
            (purl.namespace or "").lower(),
            name,
            purl.version or "",
            {key.lower(): str(value).lower() for key, value in qualifiers.items()},
        )
    )
