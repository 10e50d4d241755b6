"""The use case `access diff`: who can newly do what with models, and who no longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from modelkeep.app.model_verbs import ModelVerbs
from modelkeep.core.errors import UsageError
from modelkeep.engines.access.asking.coverage import Coverage
from modelkeep.engines.access.changing import with_policy
from modelkeep.engines.access.verbs.answering import ModelAccess
from modelkeep.engines.access.verbs.changes import AccessDiff, changes


def between(
    before: ModelVerbs, after: ModelVerbs, *, verbs: Sequence[str] = (), model: str | None = None, change: str
) -> AccessDiff:
    """What changed from one snapshot to another. Raises UsageError for a verb or, in both, a model that there is not."""
    old = _all(before, verbs, model, needed=False)
    new = _all(after, verbs, model, needed=not old)
    return _diff(change, old, new, (before.coverage(), after.coverage()))


def with_changed_policy(
    verbs: ModelVerbs,
    of: str,
    document: Mapping[str, Any],
    name: str,
    *,
    chosen: Sequence[str] = (),
    model: str | None = None,
) -> AccessDiff:
    """What a policy would change in a snapshot, were it the one of `of`. Raises UsageError."""
    try:
        changed = verbs.with_world(with_policy(verbs.world, of, document, name))
    except ValueError as error:
        remedy = "Name a role, user, managed policy or resource of the snapshot, and a file with one policy document."
        raise UsageError(str(error), remedy=remedy) from error
    change = f"{name} as a policy of {of}"
    return _diff(change, _all(verbs, chosen, model), _all(changed, chosen, model), (verbs.coverage(),))


def _all(verbs: ModelVerbs, chosen: Sequence[str], model: str | None, *, needed: bool = True) -> list[ModelAccess]:
    if model is None:
        return [verbs.who_can(each, chosen) for each in verbs.models()]
    if not needed and not verbs.has(model):
        return []
    return [verbs.who_can(model, chosen)]


def _diff(
    change: str, old: Sequence[ModelAccess], new: Sequence[ModelAccess], coverages: tuple[Coverage, ...]
) -> AccessDiff:
    both = (*old, *new)
    return AccessDiff(
        change=change,
        changes=changes(
            [answer for each in old for answer in each.answers], [answer for each in new for answer in each.answers]
        ),
        models=len({each.model for each in both}),
        coverages=coverages,
        is_complete=all(each.is_complete for each in both),
    )
