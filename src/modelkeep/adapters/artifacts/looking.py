"""Model files wherever they lie: lists them, inspects them in processes, and remembers what was found in objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from modelkeep.adapters.artifacts import files
from modelkeep.adapters.artifacts.frames import Setup
from modelkeep.adapters.artifacts.pool import PYTHON, Pool
from modelkeep.adapters.artifacts.verdicts import Verdicts
from modelkeep.core.artifacts import Artifact, Inspection, not_analysed

COMMAND = (*PYTHON, "modelkeep.adapters.artifacts.worker")


def inspectors(setup: Setup, count: int, seconds: float, command: tuple[str, ...] = COMMAND) -> Pool[Inspection]:
    """Processes that inspect, each file within so many seconds."""

    def failed(artifact: Artifact, reason: str) -> Inspection:
        return not_analysed(artifact.place, reason, artifact.size)

    return Pool(setup, count, seconds, command, Inspection, failed)


@dataclass(frozen=True, slots=True)
class Files:
    """An `app.inspect.Looking`. `remote` lists the objects of an `s3://` place; without `verdicts`, nothing is remembered."""

    pool: Pool[Inspection]
    remote: Callable[[str, str], Iterator[Artifact]]
    verdicts: Verdicts | None = None

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        """See `app.inspect.Looking`."""
        return self.remote(place, account) if place.startswith("s3://") else files.listed(place)

    def inspect(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Inspection]]:
        """See `app.inspect.Looking`. What is remembered comes first."""
        known: list[tuple[Artifact, Inspection]] = []

        def unknown() -> Iterator[Artifact]:
            for each in artifacts:
                found = self.verdicts.find(each) if self.verdicts is not None else None
                if found is None:
                    yield each
                else:
                    known.append((each, found))

        for artifact, told in self.pool.ask(unknown()):
            if self.verdicts is not None:
                self.verdicts.keep(artifact, told)
            yield artifact, told
            while known:
                yield known.pop()
        yield from known
