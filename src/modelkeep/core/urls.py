"""What of a URL may be kept: never its user, password, query or fragment, where tokens hide."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def host_of(url: str) -> str | None:
    """The host of a URL or of a bare endpoint, '' where it has none; None for what cannot be read as a URL."""
    parts = _split(url if "://" in url else f"//{url}")
    return None if parts is None else parts.hostname or ""


def without_secrets(url: str) -> str | None:
    """Scheme, host and path; None for what cannot be read as a URL."""
    parts = _split(url)
    return None if parts is None else f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
