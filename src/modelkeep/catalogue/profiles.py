"""Profiles from their files, checked.

A file is TOML, named as the profile: `title`, `description`, and how it chooses controls: `all = true`, `frameworks` (ids that
controls map to), `controls` (ids), or `named = true` (those that name the profile in their header, which every profile takes
besides). The built-in ones lie in this package, a person's own in `profiles` of a folder of controls. Errors carry file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from modelkeep.catalogue.toml_file import TomlFile, texts
from modelkeep.core.control import Control
from modelkeep.core.errors import CatalogueError
from modelkeep.core.profile import Profile

_CHOICES = {"all": bool, "frameworks": list, "controls": list, "named": bool}


def built_in_profiles() -> Path:
    """The folder of the profiles that come with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "profiles"


def load_profiles(folders: Iterable[Path], controls: Sequence[Control]) -> tuple[Profile, ...]:
    """The built-in profiles and those in `profiles` of each folder, held against the controls. Raises CatalogueError."""
    found: dict[str, Profile] = {}
    for place in (built_in_profiles(), *(folder / "profiles" for folder in folders)):
        for path in sorted(place.glob("*.toml")):
            profile = _profile(path, controls)
            if profile.name in found:
                raise CatalogueError(path, 1, f"profile {profile.name} is taken by {found[profile.name].path}")
            found[profile.name] = profile
    for control in controls:
        for name in control.profiles:
            if name not in found:
                raise CatalogueError(control.path, _line(control), f"unknown profile {name!r}{_nearest(name, found)}")
    return tuple(found.values())


def _profile(path: Path, controls: Sequence[Control]) -> Profile:
    file = TomlFile(path)
    content = file.content
    file.check(content, {"title": str, "description": str}, _CHOICES)
    if not content.keys() & _CHOICES.keys():
        raise file.error(f"the profile does not say how it chooses: {', '.join(_CHOICES)}")
    for key in ("all", "named"):
        if content.get(key) is False:
            raise file.error(f"{key} is to be true or not there", key)
    frameworks, ids = texts(content, "frameworks"), texts(content, "controls")
    for key, given, known in (
        ("frameworks", frameworks, {framework for control in controls for framework in control.maps}),
        ("controls", ids, {control.id for control in controls}),
    ):
        for each in given:
            if each not in known:
                what = "no control maps to" if key == "frameworks" else "there is no control"
                raise file.error(f"{what} {each!r}{_nearest(each, known)}", key)
    return Profile(
        name=path.stem,
        title=content["title"],
        description=" ".join(content["description"].split()),
        takes_all=content.get("all", False),
        frameworks=frameworks,
        controls=frozenset(ids),
        path=path,
    )


def _line(control: Control) -> int:
    lines = control.path.read_text(encoding="utf-8").splitlines()
    return next((number for number, text in enumerate(lines, 1) if text.startswith("profiles:")), 2)


def _nearest(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""
