"""Which paths tell of packages. They are within an image, an archive or a folder, with `/` and without one in front."""

from __future__ import annotations

import re
from collections.abc import Mapping

METADATA = re.compile(
    r"(?:^|/)(?:[^/]+\.dist-info/METADATA|[^/]+\.egg-info/PKG-INFO|EGG-INFO/PKG-INFO|[^/]+\.egg-info)$"
)
"""Of installed Python distributions."""
CONDA = re.compile(r"(?:^|/)conda-meta/[^/]+\.json$")
"""Conda's records of installed packages."""
_RPM = r"(?:var/lib|usr/lib/sysimage|usr/share)/rpm/"
ROOT: Mapping[str, re.Pattern[str]] = {
    "debian": re.compile(r"var/lib/dpkg/(?:status|status\.d/(?!.*\.md5sums$)[^/]+)$"),
    "debian-files": re.compile(r"var/lib/dpkg/(?:info/[^/]+\.list|status\.d/[^/]+\.md5sums)$"),
    "rpm-sqlite": re.compile(_RPM + r"rpmdb\.sqlite$"),
    "rpm-pending": re.compile(_RPM + r"rpmdb\.sqlite-wal$"),
    "rpm-ndb": re.compile(_RPM + r"Packages\.db$"),
    "rpm-berkeley": re.compile(_RPM + r"Packages$"),
    "rpm-manifest": re.compile(r"var/lib/rpmmanifest/container-manifest-2$"),
    "apk": re.compile(r"(?:usr/)?lib/apk/db/installed$"),
    "distribution": re.compile(r"(?:etc|usr/lib)/os-release$"),
    "cuda": re.compile(r"usr/local/cuda[^/]*/version\.json$"),
    "triton": re.compile(r"opt/tritonserver/TRITON_VERSION$"),
}
"""Of an operating system and what is installed at one place of it: only where its root is the root."""
PROJECT: Mapping[str, re.Pattern[str]] = {
    "requirements": re.compile(
        r"(?:^|/)(?:requirements/[\w.-]+|[\w.-]*requirements[\w.-]*|constraints[\w.-]*)\.(?:txt|in)$"
    ),
    "packages": re.compile(r"(?:^|/)(?:poetry|uv|pdm)\.lock$"),
    "pylock": re.compile(r"(?:^|/)pylock(?:\.[^/.]+)?\.toml$"),
    "pipfile": re.compile(r"(?:^|/)Pipfile\.lock$"),
    "pipfile-asked": re.compile(r"(?:^|/)Pipfile$"),
    "pyproject": re.compile(r"(?:^|/)pyproject\.toml$"),
    "environment": re.compile(r"(?:^|/)(?:environment[\w.-]*|conda[\w.-]*)\.ya?ml$"),
    "python-env": re.compile(r"(?:^|/)python_env\.yaml$"),
    "mlmodel": re.compile(r"(?:^|/)MLmodel$"),
    "settings": re.compile(r"(?:^|/)(?:config|model_index|metadata|schema)\.json$"),
}
"""Of what somebody deploys; the same names within an installed package are its data."""
UNREAD: Mapping[str, re.Pattern[str]] = {
    "Java packages (*.jar)": re.compile(r"\.[jw]ar$"),
    "Node packages (node_modules)": re.compile(r"(?:^|/)node_modules/(?:@[^/]+/)?[^/]+/package\.json$"),
    "Node packages (lock file)": re.compile(r"(?:^|/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml)$"),
    "packages of Pixi (pixi.lock)": re.compile(r"(?:^|/)pixi\.lock$"),
    "Go modules (go.sum)": re.compile(r"(?:^|/)go\.sum$"),
    "Rust crates (Cargo.lock)": re.compile(r"(?:^|/)Cargo\.lock$"),
    "Ruby packages (*.gemspec)": re.compile(r"/specifications/[^/]+\.gemspec$"),
    "R packages": re.compile(r"/R/(?:[^/]+/)?library/[^/]+/DESCRIPTION$"),
}
"""Kinds of packages that nothing here reads, with the paths that show them."""
_INSTALLED = re.compile(r"(?:^|/)(?:site-packages|dist-packages|node_modules)/|^(?:usr/share|usr/include|proc|sys)/")
_CACHED = re.compile(r"(?:conda|mamba|forge)[^/]*/pkgs/|(?:^|/)\.cache/(?:uv|pip|pypoetry)/", re.IGNORECASE)
_OF_SYSTEM_PYTHON = re.compile(r"usr/(?:lib|lib64|share)/python[\d.]*/(?:dist|site)-packages/")
_OF_SYSTEM = ("usr/share/", "usr/lib/jvm/")
_ROOTS = ("var/lib/", "usr/lib/", "usr/share/rpm/", "lib/apk/", "etc/os-release", "usr/local/cuda", "opt/tritonserver/")
_METADATA_ENDS = ("/METADATA", "/PKG-INFO", ".egg-info")
_PROJECT_ENDS = (".txt", ".in", ".lock", ".toml", ".yml", ".yaml", "MLmodel", "Pipfile", ".json")
_UNREAD_ENDS = ("ar", ".json", ".lock", ".yaml", ".sum", ".gemspec", "/DESCRIPTION")


def kind(path: str) -> str:
    """A key of ROOT or PROJECT, `metadata`, `conda`; '' for what tells nothing, and for caches, of which nothing is installed."""
    if path.startswith(_ROOTS):
        for name, paths in ROOT.items():
            if paths.match(path):
                return name
    if path.endswith(_METADATA_ENDS):
        return "metadata" if METADATA.search(path) and not _CACHED.search(path) else ""
    if not path.endswith(_PROJECT_ENDS) or _CACHED.search(path):
        return ""
    if CONDA.search(path):
        return "conda"
    return "" if _INSTALLED.search(path) else next((name for name, paths in PROJECT.items() if paths.search(path)), "")


def unread(path: str) -> str:
    """A key of UNREAD; '' for none."""
    if not path.endswith(_UNREAD_ENDS) or _CACHED.search(path):
        return ""
    return next((name for name, paths in UNREAD.items() if paths.search(path)), "")


def belongs_to_system(path: str) -> bool:
    """Of a file that a package of the operating system put there: the distribution mends it under a version of its own, so that it
    counts with that package. What other makers put elsewhere, such as below `opt`, counts by itself, but for lists of what to install."""
    if path.endswith(_METADATA_ENDS):
        return _OF_SYSTEM_PYTHON.match(path) is not None and METADATA.search(path) is not None
    if path.startswith(_OF_SYSTEM):
        return unread(path) != ""
    return path.endswith(_PROJECT_ENDS) and kind(path) in PROJECT
