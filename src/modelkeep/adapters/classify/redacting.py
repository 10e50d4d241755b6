"""Redacts files and objects: rewrites them beside their place, and puts them there when they are proven to be clean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from modelkeep.adapters.classify.redacted_places import Places
from modelkeep.core.artifacts import Artifact
from modelkeep.core.data import LIKELY, Classified, DataFinding
from modelkeep.core.errors import RedactionError, UsageError
from modelkeep.core.redaction import Redacted
from modelkeep.engines.artifacts.sniffing import HEAD, Start
from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.classify.compiled import Compiled
from modelkeep.engines.classify.formats import format_of
from modelkeep.engines.classify.objects import Classifier
from modelkeep.engines.classify.reading import Plan
from modelkeep.engines.classify.redacted import Redactor, Way, WrongKeyError
from modelkeep.engines.classify.redaction import Verdicts, Work, json_document, json_lines, text
from modelkeep.engines.classify.restoring import restored
from modelkeep.engines.classify.text import TextScanner

ROUNDS = 4
"""How often a file is rewritten: what stood behind a value that is redacted is found in the next round."""
FORMATS = "CSV and other tables as text, JSON lines, JSON, Parquet and text"


@dataclass(frozen=True, slots=True)
class Redacting:
    """Redacts and restores; an `app.redact.Redacting`. `least` is the rank of the least class that is redacted."""

    compiled: Compiled
    redactor: Redactor
    least: int
    force: bool = False
    engine: str = ""
    places: Places = field(default_factory=Places)

    def listed(self, place: str) -> Iterator[Artifact]:
        """See `app.redact.Redacting`."""
        return self.places.listed(place)

    def redact(self, source: str, target: str) -> Redacted:
        """See `app.redact.Redacting`."""
        counts: dict[tuple[str, str], int] = {}
        values: dict[str, int] = {}
        given = self.places.found(source)
        with self.places.drafts(source, target, force=self.force) as (first, second):
            classifier = Classifier(self.compiled, self.redactor.key, self.engine)
            before = self._classified(classifier, given, source)
            found = self._bad(before)
            current = given
            rounds = 0
            while rounds == 0 or found:
                if rounds == ROUNDS:
                    raise RedactionError(_left(target, found))
                rounds += 1
                work = Work(Verdicts.of(self.compiled, found, escape=rounds == 1), self.redactor, self.engine)
                into = first if current.place != str(first) else second
                self._rewrite(current, into, PurePosixPath(source).name, work, classifier.scanner)
                for key, count in work.counts.redacted.items():
                    counts[key] = counts.get(key, 0) + count
                if rounds == 1:
                    values.update(work.counts.values)
                current = self.places.found(str(into))
                found = self._bad(self._classified(classifier, current, target))
            if self.redactor.way is Way.TOKENISE and before.formats[:1] != ("parquet",):
                self._prove(given, current)
            self.places.put(Path(current.place), target, force=self.force)
        return Redacted(self.redactor.way, before.formats[0] if before.formats else "", rounds, counts, values)

    def restore(self, source: str, target: str) -> int:
        """See `app.redact.Redacting`."""
        given = self.places.found(source)
        with self.places.drafts(source, target, force=self.force) as (into, _):
            with self.places.opened(given) as opened, into.open("wb") as out:
                try:
                    if opened.read(0, 4) == b"PAR1":
                        from modelkeep.engines.classify.columnar_rewriting import restore

                        restore(opened, self.redactor, out)
                    else:
                        out.writelines(restored(opened, self.redactor))
                except WrongKeyError as error:
                    raise _wrong_key(source, error) from error
                except (UnreadableError, ValueError) as error:
                    raise RedactionError(f"{source} is not restored: {error}") from error
            size = into.stat().st_size
            self.places.put(into, target, force=self.force)
        return size

    def _classified(self, classifier: Classifier, artifact: Artifact, name: str) -> Classified:
        with self.places.opened(artifact) as opened:
            told = classifier.classify(name, opened, Plan(full=True))
        if told.gaps:
            gap = told.gaps[0]
            raise RedactionError(f"{' > '.join(gap.place)}: {gap.reason}: what is not read is not redacted")
        return told

    def _bad(self, told: Classified) -> list[DataFinding]:
        return [each for each in told.findings if each.data_class.rank >= self.least and each.confidence >= LIKELY]

    def _rewrite(self, artifact: Artifact, into: Path, name: str, work: Work, scanner: TextScanner) -> None:
        with self.places.opened(artifact) as source, into.open("wb") as out:
            try:
                written = self._parts(source, out, name, work, scanner)
                out.writelines(written)
            except UnreadableError as error:
                raise RedactionError(f"{name} is not redacted: {error}") from error

    def _parts(self, source: Source, out: IO[bytes], name: str, work: Work, scanner: TextScanner) -> Iterable[bytes]:
        found = format_of(Start(name.lower(), source.read(0, HEAD), source.size, source)) if source.size else None
        kind = found.name if found else "" if source.size else "text"
        if kind == "parquet":
            from modelkeep.engines.classify.columnar_rewriting import rewrite

            rewrite(source, work, out)
            return ()
        if kind == "delimited":
            from modelkeep.engines.classify.fields import rewritten

            return rewritten(source, work, name)
        if kind == "json-lines":
            return json_lines(source, work)
        if kind == "json":
            return json_document(source, work)
        if kind == "text":
            return text(source, work, scanner)
        raise UnreadableError(f"{kind or 'its format'} is not written here, only {FORMATS}")

    def _prove(self, given: Artifact, current: Artifact) -> None:
        """What was tokenised comes back byte for byte."""
        with self.places.opened(given) as before, self.places.opened(current) as after:
            at = 0
            try:
                for part in restored(after, self.redactor):
                    if before.read(at, len(part)) != part:
                        raise RedactionError(
                            f"{given.place} is not written: it would not come back from its tokens (near byte {at:,})"
                        )
                    at += len(part)
            except UnreadableError as error:
                raise RedactionError(f"{given.place} is not redacted: {error}") from error
            if at != before.size:
                raise RedactionError(f"{given.place} is not written: it would not come back whole from its tokens")


def _left(target: str, found: Sequence[DataFinding]) -> str:
    first = found[0]
    where = f"column {first.column}, {first.at}" if first.column else first.at
    return f"{target} is not written: {first.identifier} is still found in it ({where})"


def _wrong_key(path: str, error: WrongKeyError) -> UsageError:
    return UsageError(
        f"{path}: a token of {error} was made with another key, or was changed", remedy="Name the key with --key."
    )
