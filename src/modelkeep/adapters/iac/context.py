"""The resources that are deployed together, by what they are called."""

from __future__ import annotations

from collections.abc import Sequence

from modelkeep.adapters.iac.naming import named_resource, reference
from modelkeep.adapters.iac.properties import Properties
from modelkeep.adapters.iac.resource import Declared


class Context:
    """A `forms.Surroundings` over declared resources."""

    def __init__(self, resources: Sequence[Declared]) -> None:
        self._by_arn: dict[str, Declared] = {}
        self._by_word: dict[tuple[str, str], str] = {}
        self._by_type: dict[str, list[Declared]] = {}
        self._named: dict[tuple[str, str, str], tuple[dict[str, list[Declared]], bool]] = {}
        for resource in resources:
            self._by_type.setdefault(resource.cfn_type, []).append(resource)
            found = named_resource(resource)
            self._by_arn[found.arn] = resource
            ref = reference(resource.cfn_type, resource.label, found.name, resource.deployment)
            for word in (found.arn, found.name, ref):
                self._by_word[resource.cfn_type, word] = found.arn

    def declared(self, arn: str) -> Declared | None:
        """See `forms.Surroundings`."""
        return self._by_arn.get(arn)

    def arn(self, cfn_type: str, word: str) -> str | None:
        """See `forms.Surroundings`."""
        return self._by_word.get((cfn_type, word))

    def every(self, cfn_type: str) -> Sequence[Declared]:
        """See `forms.Surroundings`."""
        return self._by_type.get(cfn_type, ())

    def naming(self, cfn_type: str, path: str, kind: str, arn: str) -> tuple[Sequence[Declared], bool]:
        """See `forms.Surroundings`."""
        if (cfn_type, path, kind) not in self._named:
            found: dict[str, list[Declared]] = {}
            whole = True
            for each in self.every(cfn_type):
                words, known = words_at(Properties(each.properties), path)
                whole = whole and known
                for target in {self.arn(kind, word) for word in words} - {None}:
                    found.setdefault(str(target), []).append(each)
            self._named[cfn_type, path, kind] = (found, whole)
        by_arn, whole = self._named[cfn_type, path, kind]
        return by_arn.get(arn, ()), whole


def words_at(properties: Properties, path: str) -> tuple[tuple[str, ...], bool]:
    """The texts at a path that are known, and whether they are all of them."""
    found = properties.value(path)
    if found is None:
        return (), True
    listed = found if isinstance(found, Sequence) and not isinstance(found, str) else (found,)
    known = tuple(str(each) for each in listed if isinstance(each, str | int))
    return known, len(known) == len(listed)
