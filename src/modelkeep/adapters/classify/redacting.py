"""Redacts files on this machine: rewrites them beside their place, and puts them there when they are proven to be clean."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from modelkeep.adapters.artifacts.files import FileSource
from modelkeep.core.data import LIKELY, Classified, DataFinding
from modelkeep.core.errors import RedactionError, UsageError, WorkspaceError
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

    def redact(self, source: Path, target: Path) -> Redacted:
        """See `app.redact.Redacting`."""
        classifier = Classifier(self.compiled, self.redactor.key, self.engine)
        counts: dict[tuple[str, str], int] = {}
        values: dict[str, int] = {}
        with _files(source, target, force=self.force) as (first, second):
            before = self._classified(classifier, source, str(source))
            found = self._bad(before)
            current = source
            rounds = 0
            while rounds == 0 or found:
                if rounds == ROUNDS:
                    raise RedactionError(_left(target, found))
                rounds += 1
                work = Work(Verdicts.of(self.compiled, found, escape=rounds == 1), self.redactor, self.engine)
                into = first if current != first else second
                self._rewrite(current, into, source.name, work, classifier.scanner)
                for key, count in work.counts.redacted.items():
                    counts[key] = counts.get(key, 0) + count
                if rounds == 1:
                    values.update(work.counts.values)
                found = self._bad(self._classified(classifier, into, str(target)))
                current = into
            if self.redactor.way is Way.TOKENISE and before.formats[:1] != ("parquet",):
                _prove(source, current, self.redactor)
            _put(current, target)
        return Redacted(self.redactor.way, before.formats[0] if before.formats else "", rounds, counts, values)

    def restore(self, source: Path, target: Path) -> int:
        """See `app.redact.Redacting`."""
        with _files(source, target, force=self.force) as (into, _):
            with _opened(source) as opened, into.open("wb") as out:
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
            _put(into, target)
        return size

    def _classified(self, classifier: Classifier, path: Path, name: str) -> Classified:
        with _opened(path) as opened:
            told = classifier.classify(name, opened, Plan(full=True))
        if told.gaps:
            gap = told.gaps[0]
            raise RedactionError(f"{' > '.join(gap.place)}: {gap.reason}: what is not read is not redacted")
        return told

    def _bad(self, told: Classified) -> list[DataFinding]:
        return [each for each in told.findings if each.data_class.rank >= self.least and each.confidence >= LIKELY]

    def _rewrite(self, path: Path, into: Path, name: str, work: Work, scanner: TextScanner) -> None:
        with _opened(path) as source, into.open("wb") as out:
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


def _left(target: Path, found: Sequence[DataFinding]) -> str:
    first = found[0]
    where = f"column {first.column}, {first.at}" if first.column else first.at
    return f"{target} is not written: {first.identifier} is still found in it ({where})"


def _wrong_key(path: Path, error: WrongKeyError) -> UsageError:
    return UsageError(
        f"{path}: a token of {error} was made with another key, or was changed", remedy="Name the key with --key."
    )


def _prove(source: Path, current: Path, redactor: Redactor) -> None:
    """What was tokenised comes back byte for byte."""
    with _opened(source) as before, _opened(current) as after:
        at = 0
        for part in restored(after, redactor):
            if before.read(at, len(part)) != part:
                raise RedactionError(
                    f"{source} is not written: it would not come back from its tokens (near byte {at:,})"
                )
            at += len(part)
        if at != before.size:
            raise RedactionError(f"{source} is not written: it would not come back whole from its tokens")


@contextmanager
def _opened(path: Path) -> Iterator[FileSource]:
    try:
        source = FileSource(str(path))
    except UnreadableError as error:
        raise UsageError(f"{path} {error}", remedy="Name a file that you may read.") from error
    with closing(source):
        yield source
        if source.has_changed:
            raise RedactionError(f"{path} changed while it was read")


@contextmanager
def _files(source: Path, target: Path, *, force: bool) -> Iterator[tuple[Path, Path]]:
    """Two files beside the target, which are gone at the end."""
    if not source.is_file():
        raise UsageError(f"{source}: no such file", remedy="Name one file on this machine.")
    if target.exists() and (target.is_dir() or target.samefile(source)):
        raise UsageError(f"{target} cannot be the output", remedy="Name another file: the input is never overwritten.")
    if target.exists() and not force:
        raise UsageError(f"{target} exists", remedy="Name another file, or replace it with --force.")
    try:
        with tempfile.TemporaryDirectory(prefix=".redact-", dir=target.absolute().parent) as folder:
            yield Path(folder) / "first", Path(folder) / "second"
    except OSError as error:
        raise WorkspaceError(f"{target}: {error.strerror}", remedy="Name a folder that you may write to.") from error


def _put(file: Path, target: Path) -> None:
    """As a whole or not at all, for the owner alone."""
    file.chmod(0o600)
    with file.open("rb") as written:
        os.fsync(written.fileno())
    file.replace(target)
