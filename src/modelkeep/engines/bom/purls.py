"""Package URLs (https://github.com/package-url/purl-spec) of packages and images."""

from __future__ import annotations

from modelkeep.core.components import PackageType
from modelkeep.core.digests import digest_of

_OF_DISTRIBUTION = (PackageType.DEB, PackageType.RPM, PackageType.APK)
_NAMESPACE = {PackageType.DEB: "debian", PackageType.RPM: "", PackageType.APK: "alpine"}
"""Who made the package where its operating system is not told."""


def package_purl(type_: str, name: str, version: str, distribution: str = "", architecture: str = "") -> str:
    """The URL of a package; '' for a name that none can be made of. `distribution` is `ID-VERSION_ID`, such as debian-12."""
    from packageurl import PackageURL

    namespace, qualifiers = None, {}
    if type_ in _OF_DISTRIBUTION:
        kind = PackageType(type_)
        namespace = distribution.partition("-")[0] or _NAMESPACE[kind] or None
        qualifiers = {"arch": architecture, "distro": distribution}
    try:
        return PackageURL(
            type_, namespace, name, version or None, {key: value for key, value in qualifiers.items() if value}
        ).to_string()
    except ValueError:
        return ""


def image_purl(image: str, digest: str = "") -> str:
    """The URL of a container image by its name, with the digest that it names or that is known of it; '' for no image's name."""
    from packageurl import PackageURL

    repository, tag = image_name(image)
    name = repository.rpartition("/")[2].lower()
    if not name:
        return ""
    qualifiers = {"repository_url": repository.lower(), "tag": tag}
    return PackageURL(
        "oci",
        None,
        name,
        digest or digest_of(image) or None,
        {key: value for key, value in qualifiers.items() if value},
    ).to_string()


def image_name(image: str) -> tuple[str, str]:
    """An image's repository, with its registry, and tag ('' for none), without the digest."""
    name = image.partition("@")[0]
    before, separator, tag = name.rpartition(":")
    return (before, tag) if separator and "/" not in tag else (name, "")
