"""Package URLs (https://github.com/package-url/purl-spec) of images."""

from __future__ import annotations

from modelkeep.core.digests import digest_of


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
