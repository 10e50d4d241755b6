"""A bill as SPDX 3.0.1 JSON-LD, with the classes of its AI, Dataset, Software, Licensing and Security profiles.

`spdx-python-model` is made by SPDX from its own model and shapes: a class takes no value that the shapes forbid, and nothing is written
that lacks one that they ask for. What has no class, such as endpoints, stands in annotations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import quote

from modelkeep.adapters.bom.spdx_vulnerabilities import utc, vulnerability_elements
from modelkeep.core.bom import Bill, Completeness, DataUse, Part, PartType
from modelkeep.engines.bom.licences import licence_name, spdx_expression

_PURPOSES = {
    PartType.MODEL: "model", PartType.CONTAINER: "container", PartType.FILE: "model", PartType.APPLICATION: "application",
    PartType.LIBRARY: "library", PartType.FRAMEWORK: "framework", PartType.DATA: "data",
}  # fmt: skip
_COMPLETENESS = {
    Completeness.COMPLETE: "complete", Completeness.INCOMPLETE: "incomplete", Completeness.UNKNOWN: "noAssertion",
}  # fmt: skip
_TYPES = {DataUse.TRAINING: "trainedOn", DataUse.VALIDATION: "testedOn"}


def spdx(bill: Bill, serial: str) -> str:
    """The document as text; `serial` is a UUID that follows from the bill's content. The same bill gives the same text.

    Raises ValueError or TypeError for what SPDX's shapes do not allow.
    """
    from spdx_python_model import v3_0_1 as model

    writer = _Writer(model, bill, f"https://spdx.org/spdxdocs/modelkeep-{serial}")
    found = model.SHACLObjectSet(list(writer.elements()))
    text = json.dumps(model.JSONLDSerializer().serialize_data(found), indent=2, ensure_ascii=False) + "\n"
    check(text)
    return text


def check(text: str) -> None:
    """Read a document again. Raises ValueError or TypeError for what SPDX's shapes do not allow, and for links that lead nowhere."""
    from spdx_python_model import v3_0_1 as model

    found = model.SHACLObjectSet()
    model.JSONLDDeserializer().deserialize_data(json.loads(text), found)
    missing = found.link()
    if missing:
        raise ValueError(f"{min(missing)} is named and not there")


class _Writer:
    """Makes the elements of one bill."""

    def __init__(self, model: Any, bill: Bill, namespace: str) -> None:
        self._model = model
        self._bill = bill
        self._namespace = namespace
        self._parts: dict[str, Any] = {}

    def id(self, ref: str) -> str:
        """The IRI of an element."""
        return f"{self._namespace}#{quote(ref, safe=':/@._-')}"

    def make(self, kind: str, ref: str, /, **values: Any) -> Any:
        """An element of a class; values that are empty are left out."""
        element = getattr(self._model, kind)()
        element._id = self.id(ref)  # noqa: SLF001  # the library's own way to give it
        element.creationInfo = self.creation
        for key, value in values.items():
            if value not in ("", None, []):
                setattr(element, key, value)
        return element

    @cached_property
    def creation(self) -> Any:
        """Who made the document, and when its facts hold."""
        info = self._model.CreationInfo()
        info._id = "_:creation"  # noqa: SLF001
        info.specVersion = "3.0.1"
        info.created = utc(self._bill.made)
        agent = self._model.SoftwareAgent()
        agent._id = self.id("modelkeep")  # noqa: SLF001
        agent.name = "modelkeep"
        agent.creationInfo = info
        info.createdBy = [agent]
        return info

    def elements(self) -> Iterator[Any]:
        """All elements; those that name others come after them."""
        bill = self._bill
        every = [self.creation, *self.creation.createdBy]
        for part in (bill.model, *bill.ancestors, *bill.parts):
            self._parts[part.ref] = self._part(part)
        every += self._parts.values()
        every += self._relations()
        every += self._licences()
        every += vulnerability_elements(self._model, bill, self.make, self._parts)
        every += self._annotations()
        contained = [each for each in every if hasattr(each, "creationInfo")]
        sbom = self.make(
            "software_Sbom", "sbom", name=f"{bill.model.name}: bill of materials", rootElement=[self._parts[bill.model.ref]],
            element=contained, software_sbomType=[self._model.software_SbomType.deployed],
        )  # fmt: skip
        document = self.make(
            "SpdxDocument", "document", name=f"{bill.model.name} of snapshot {bill.source}", rootElement=[sbom],
            element=[*contained, sbom], profileConformance=[self._profile(each) for each in ("core", "software")],
        )  # fmt: skip
        yield from (*every, sbom, document)

    def _profile(self, name: str) -> Any:
        return getattr(self._model.ProfileIdentifierType, name)

    def _part(self, part: Part) -> Any:
        common = {
            "name": part.name,
            "description": part.description,
            "verifiedUsing": self._hashes(part),
            "comment": "; ".join(f"{name.removeprefix('modelkeep:')}: {value}" for name, value in part.facts),
            "externalRef": [self._reference(link) for link in part.links if link.type != "distribution"],
            "software_primaryPurpose": getattr(self._model.software_SoftwarePurpose, _PURPOSES[part.type]),
        }
        if part.type is PartType.FILE:
            return self.make("software_File", part.ref, **common)
        packaged = {
            **common,
            "software_packageVersion": part.version,
            "software_packageUrl": part.purl,
            "software_downloadLocation": next(
                (_iri(link.url) for link in part.links if link.type == "distribution"), ""
            ),
        }
        if part.type is PartType.MODEL:
            return self.make("ai_AIPackage", part.ref, **packaged, **self._card(part))
        if part.type is PartType.DATA:
            return self.make("dataset_DatasetPackage", part.ref, **packaged, **self._data_set(part))
        return self.make("software_Package", part.ref, **packaged)

    def _hashes(self, part: Part) -> list[Any]:
        algorithm, _, content = part.digest.partition(":")
        if algorithm != "sha256":
            return []
        made = self._model.Hash()
        made.algorithm = self._model.HashAlgorithm.sha256
        made.hashValue = content
        return [made]

    def _reference(self, link: Any) -> Any:
        made = self._model.ExternalRef()
        made.externalRefType = self._model.ExternalRefType.other
        made.locator = [_iri(link.url)]
        made.comment = ": ".join(filter(None, (link.type, link.comment)))
        return made

    def _card(self, part: Part) -> dict[str, Any]:
        """What people state; of a model of somebody else, nothing."""
        if part.ref != self._bill.model.ref:
            return {}
        card = self._bill.card
        return {
            "ai_typeOfModel": [card.algorithm] if card.algorithm else [],
            "ai_domain": [card.task] if card.task else [],
            "ai_limitation": "\n".join((*card.limitations, *card.ethics)),
            "ai_informationAboutApplication": "\n".join(card.uses),
            "ai_informationAboutTraining": "\n".join(f"{run.kind} {run.name}" for run in self._bill.runs),
            "ai_metric": [self._entry(name, value) for name, value in card.metrics],
            "ai_useSensitivePersonalInformation": self._personal(
                [each for each in self._bill.parts if each.data and each.data.use in _TYPES],
                complete=not self._bill.model.gap,
            ),
        }

    def _entry(self, name: str, value: str) -> Any:
        made = self._model.DictionaryEntry()
        made.key, made.value = name, value
        return made

    def _personal(self, data: Sequence[Part], *, complete: bool) -> Any:
        """Whether data hold personal information: certain only where all of them were looked into, or one has some."""
        classes = [each.data.classes for each in data if each.data]
        if any(classes):
            return self._model.PresenceType.yes
        known = complete and bool(classes) and all(each is not None for each in classes)
        return self._model.PresenceType.no if known else self._model.PresenceType.noAssertion

    def _data_set(self, part: Part) -> dict[str, Any]:
        return {
            "dataset_datasetType": [self._model.dataset_DatasetType.noAssertion],
            "dataset_hasSensitivePersonalInformation": self._personal([part], complete=True),
            "dataset_intendedUse": part.data.use.value if part.data else "",
        }

    def _relations(self) -> Iterator[Any]:
        """What needs what; packages are contained in what holds them."""
        bill = self._bill
        data = {each.ref: each.data.use for each in bill.parts if each.data}
        for part in (bill.model, *bill.parts):
            wanted: dict[str, list[str]] = {}
            for ref in part.needs:
                other = "dependsOn" if part.type is PartType.MODEL else "contains"
                wanted.setdefault(_TYPES.get(data[ref], "dependsOn") if ref in data else other, []).append(ref)
            if part.completeness and not wanted:
                wanted = {"contains": []}
            for kind, refs in sorted(wanted.items()):
                yield self._relation(part, kind, refs)
        if bill.ancestors:
            yield self._relation(bill.model, "descendantOf", [each.ref for each in bill.ancestors])

    def _relation(self, part: Part, kind: str, refs: Sequence[str]) -> Any:
        completeness = _COMPLETENESS[part.completeness] if part.completeness else "noAssertion"
        to = [self._parts[ref] for ref in refs]
        if not to:
            nothing = self._model.IndividualElement
            to = [nothing.NoneElement if completeness == "complete" else nothing.NoAssertionElement]
        return self.make(
            "Relationship", f"{part.ref}#{kind}", from_=self._parts[part.ref], to=to,
            relationshipType=getattr(self._model.RelationshipType, kind),
            completeness=getattr(self._model.RelationshipCompleteness, completeness),
        )  # fmt: skip

    def _licences(self) -> Iterator[Any]:
        made: dict[str, Any] = {}
        for part in self._bill.parts:
            declared = []
            for told in part.licences:
                expression = spdx_expression(told)
                if not expression:
                    yield self._annotation(
                        part.ref, f"licence:{licence_name(told)}", f"Declared licence: {licence_name(told)}"
                    )
                    continue
                if expression not in made:
                    made[expression] = self.make(
                        "simplelicensing_LicenseExpression",
                        f"licence:{expression}",
                        simplelicensing_licenseExpression=expression,
                    )
                    yield made[expression]
                declared.append(made[expression])
            if declared:
                yield self.make(
                    "Relationship", f"{part.ref}#licence", from_=self._parts[part.ref], to=declared,
                    relationshipType=self._model.RelationshipType.hasDeclaredLicense,
                )  # fmt: skip

    def _annotations(self) -> Iterator[Any]:
        for number, (ref, reason) in enumerate(self._bill.gaps()):
            yield self._annotation(ref, f"gap:{number}", f"Not everything is known: {reason}.")
        for service in self._bill.services:
            yield self._annotation(
                self._bill.model.ref, f"service:{service.ref}", f"Served by {service.name} ({service.ref})"
            )

    def _annotation(self, ref: str, name: str, text: str) -> Any:
        return self.make(
            "Annotation",
            f"{ref}#{name}",
            annotationType=self._model.AnnotationType.other,
            subject=self._parts[ref],
            statement=text,
        )


def _iri(url: str) -> str:
    return quote(url, safe="/:?#[]@!$&'()*+,;=%~-._")
