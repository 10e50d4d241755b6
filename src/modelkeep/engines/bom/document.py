"""A CycloneDX document as two of them are compared: things by what they are, not by their place or version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

_OURS = ("arn:", "image:", "data:", "package:", "jumpstart:")
"""What bom-refs of Modelkeep begin with where no package URL names the thing; they stay the same from scan to scan."""
COMPLETE = "complete"


class Document:
    """One document; what it lacks or has in another shape is empty."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        metadata = content.get("metadata")
        self.metadata = metadata if isinstance(metadata, Mapping) else {}

    @cached_property
    def model(self) -> Mapping[str, Any]:
        """What the document is about."""
        found = self.metadata.get("component")
        return found if isinstance(found, Mapping) else {}

    @cached_property
    def things(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """All components, nested ones too, by identity: several versions of one package have one."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for each in self._components():
            found.setdefault(identity(each), []).append(each)
        return found

    def _components(self) -> Iterator[Mapping[str, Any]]:
        waiting = [*mappings(self.content.get("components")), *mappings(self.model.get("components"))]
        while waiting:
            each = waiting.pop()
            yield each
            waiting.extend(mappings(each.get("components")))

    @cached_property
    def services(self) -> Mapping[str, Mapping[str, Any]]:
        """Services by bom-ref, or by name."""
        return {str(each.get("bom-ref") or each.get("name")): each for each in mappings(self.content.get("services"))}

    @cached_property
    def named(self) -> Mapping[str, str]:
        """The identity behind each bom-ref."""
        found = {str(each.get("bom-ref")): name for name, every in self.things.items() for each in every}
        return {**found, str(self.model.get("bom-ref")): "model"}

    @cached_property
    def aggregates(self) -> Mapping[str, str]:
        """How complete what each thing is built from is, by identity."""
        found: dict[str, str] = {}
        for each in mappings(self.content.get("compositions")):
            refs = [*(each.get("assemblies") or ()), *(each.get("dependencies") or ())]
            found.update({self.named[ref]: str(each.get("aggregate")) for ref in refs if ref in self.named})
        return found

    @cached_property
    def holders(self) -> Mapping[str, frozenset[str]]:
        """Who needs a thing: identities by identity."""
        found: dict[str, set[str]] = {}
        for each in mappings(self.content.get("dependencies")):
            needs = each.get("dependsOn")
            for needed in needs if isinstance(needs, list) else ():
                if needed in self.named and each.get("ref") in self.named:
                    found.setdefault(self.named[needed], set()).add(self.named[str(each["ref"])])
        return {name: frozenset(every) for name, every in found.items()}

    @cached_property
    def vulnerabilities(self) -> Mapping[str, Mapping[str, Any]]:
        """Vulnerabilities by id."""
        return {str(each.get("id")): each for each in mappings(self.content.get("vulnerabilities"))}

    @cached_property
    def looked_up(self) -> bool:
        """The document does not say that vulnerabilities of some packages are not known."""
        return all(
            each.get("aggregate") == COMPLETE
            for each in mappings(self.content.get("compositions"))
            if "vulnerabilities" in each
        )

    def is_complete(self, names: frozenset[str]) -> bool:
        """Whether all that these things are built from is told; a document without compositions is taken to tell all."""
        return all(self.aggregates.get(name, COMPLETE) == COMPLETE for name in names)

    def affected(self, vulnerability: Mapping[str, Any]) -> Mapping[str, str]:
        """The things that a vulnerability affects, with the version."""
        found = {}
        for each in mappings(vulnerability.get("affects")):
            name = self.named.get(str(each.get("ref")), str(each.get("ref")))
            found[name] = ", ".join(sorted(str(one.get("version", "")) for one in mappings(each.get("versions"))))
        return found


def identity(component: Mapping[str, Any]) -> str:
    """What a component is, whatever its version: its package URL without version and qualifiers, our own ref, or type and name."""
    purl, ref = str(component.get("purl") or ""), str(component.get("bom-ref") or "")
    if purl and not purl.startswith("pkg:oci/"):
        return purl.partition("?")[0].partition("#")[0].rpartition("@")[0] or purl.partition("?")[0]
    if ref.startswith(_OURS):
        return ref.partition("@sha256:")[0]
    return "/".join(str(component.get(key) or "") for key in ("type", "group", "name"))


def mappings(found: object) -> list[Mapping[str, Any]]:
    """The objects of a list; none for anything else."""
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def fact(component: Mapping[str, Any], name: str) -> str:
    """The value of a property of ours, '' for none."""
    return next(
        (
            str(each.get("value"))
            for each in mappings(component.get("properties"))
            if each.get("name") == f"modelkeep:{name}"
        ),
        "",
    )
