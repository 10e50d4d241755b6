"""What use cases ask for and adapters fulfil."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import duckdb

from modelkeep.core.action import ActionRelease
from modelkeep.core.coverage import Read
from modelkeep.core.destination import Destination
from modelkeep.core.logs.alert import Alert
from modelkeep.core.logs.following import QueueMessage
from modelkeep.core.logs.investigation import Group, Issue, LogCoverage, Subject, Used
from modelkeep.core.logs.lake import Committed, Outcome
from modelkeep.core.logs.objects import KnownObject, LogObject
from modelkeep.core.push import Batch, Known, Receipt, Sent
from modelkeep.core.suppression import Suppression


@dataclass(frozen=True, slots=True)
class Recorded:
    """One finished call and what it gave: rows of the estate and small values that later calls are made from."""

    read: Read
    values: tuple[Any, ...]
    version: str = ""
    """What the list said of the resource when the call was made, '' where it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The scan whose answers an incremental scan may keep.

    `resources` counts, by account and region, its answers about single resources. `oldest` is how old an answer may be.
    """

    snapshot: str
    started: datetime
    oldest: timedelta
    resources: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class EncodedRow:
    """A row of a table as JSON already, for a source that encodes in another process."""

    table: str
    json: bytes


class Journal(Protocol):
    """The memory of a run: every finished call with its result, written before the next is relied upon."""

    @property
    def former(self) -> Former | None:
        """The scan whose answers may be kept; None in a scan that reads everything."""

    def earlier(self, key: tuple[str, str, str, str]) -> Recorded | None:
        """What the former scan recorded of a call."""

    def record(self, read: Read, values: Sequence[Any], version: str = "") -> None:
        """Keep one finished call. Raises WorkspaceError when it cannot be written."""

    def recall(self, key: tuple[str, str, str, str]) -> Recorded | None:
        """The result of a call that this run finished earlier, before an interruption; None when it must be made."""


class Progress(Protocol):
    """Who watches a long run. All methods are cheap and never raise."""

    def scope(self, accounts: int, regions: int) -> None:
        """How many accounts, and regions over all accounts, the run covers."""

    def planned(self, calls: int) -> None:
        """So many more calls are known to be needed."""

    def called(self, service: str, account: str, region: str, outcome: str) -> None:
        """One call ended."""

    def region_done(self, account: str, region: str) -> None:
        """Everything of one region of one account has been read."""

    def message(self, text: str) -> None:
        """Something that the person should know now."""


class Silent:
    """A Progress that says nothing."""

    def scope(self, accounts: int, regions: int) -> None:
        """Nothing."""

    def planned(self, calls: int) -> None:
        """Nothing."""

    def called(self, service: str, account: str, region: str, outcome: str) -> None:
        """Nothing."""

    def region_done(self, account: str, region: str) -> None:
        """Nothing."""

    def message(self, text: str) -> None:
        """Nothing."""


class Source(Protocol):
    """Fills the estate's tables by recording reads and rows in a journal."""

    def collect(self, wanted: frozenset[str], journal: Journal, progress: Progress) -> None:
        """Read everything that fills the `wanted` tables.

        Raises CredentialsError, ConnectionFailedError or NothingToScanError where nothing can be read at all, and
        InterruptedScanError where it stopped on the way. A call that fails alone is recorded, not raised.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a snapshot says about itself. `tables` maps each Parquet file's name to its rows; `files` to its SHA-256; `profile` is
    the one that its controls were chosen from, '' for controls that were chosen one by one. `reads_all_because` is why a scan that
    was to keep earlier answers could keep none."""

    id: str
    started: datetime
    finished: datetime
    tool_version: str
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    everything: bool
    controls: Mapping[str, str]
    tables: Mapping[str, int]
    files: Mapping[str, str]
    reads: Mapping[str, int]
    verdicts: Mapping[str, int]
    profile: str = ""
    reads_all_because: str = ""


class OpenRun(Protocol):
    """A scan under way: its journal, and the snapshot that it becomes."""

    @property
    def id(self) -> str:
        """The id of the run and of its snapshot."""

    @property
    def started(self) -> datetime:
        """When the run began, in UTC."""

    @property
    def journal(self) -> Journal:
        """What the run has read."""

    @property
    def reads_all_because(self) -> str:
        """Why a run that was to keep answers may keep none; '' where it may, or was not to."""

    def seal(self) -> Path:
        """Write the journal's rows as Parquet; returns the folder in which the evaluation adds its own tables."""

    def publish(self, manifest: Manifest) -> Path:
        """Make the snapshot visible, whole and at once; returns its folder. The run is gone afterwards."""

    def abandon(self) -> None:
        """Leave the run as it is, to be resumed."""


class Snapshot(Protocol):
    """A finished scan."""

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says about itself."""

    def open(self) -> duckdb.DuckDBPyConnection:
        """The estate with its findings, in memory. Raises IntegrityError when a file is not as the manifest says."""

    def lend(self, names: Sequence[str], folder: Path) -> None:
        """Put the Parquet files of these tables into `folder`, which is made, for a connection that may read there.

        Raises IntegrityError when one is missing or not as the manifest says.
        """


class Workspace(Protocol):
    """Where runs and snapshots live."""

    def begin(
        self, parameters: Mapping[str, Any], *, now: datetime, scope: Mapping[str, Any], oldest: timedelta | None
    ) -> OpenRun:
        """Start a run. With `oldest`, it may keep answers up to that age from the latest snapshot of the same `scope`.

        Raises WorkspaceError when another scan runs in this workspace or it cannot be written.
        """

    def resume(self, parameters: Mapping[str, Any]) -> OpenRun:
        """Go on with the latest interrupted run.

        Raises UsageError when there is none, or when it was started with other parameters.
        """

    def snapshots(self) -> Sequence[Manifest]:
        """All usable snapshots, newest first."""

    def snapshot(self, name: str = "latest") -> Snapshot:
        """One snapshot by id, unique prefix of an id, `latest` or `previous`. Raises UsageError or IntegrityError."""


class PushLedger(Protocol):
    """What a service that keeps findings has accepted."""

    def entries(self) -> Iterator[Known]:
        """Everything that was accepted and is not over."""

    def sent(self, place: Destination, finding_id: str) -> Sent:
        """One of the entries, with the finding as it was sent."""

    def record(self, sent: Sequence[Sent], over: Sequence[tuple[Destination, str]]) -> None:
        """Remember what was accepted, and forget what is over; all of it or nothing, and for good.

        Raises WorkspaceError when it cannot be written.
        """


class FindingReceiver(Protocol):
    """A service that keeps findings."""

    def send(self, batches: Iterator[Batch], receive: Callable[[Batch, Receipt], None]) -> None:
        """Send batches, several at a time, at the pace that the service allows; tell `receive` what became of each, one after the
        other.

        Raises CredentialsError or ConnectionFailedError where nothing can be sent at all. Whatever else the service refuses is in
        the receipt.
        """


class ActionSource(Protocol):
    """Where an edition of AWS's action facts is read."""

    def read(self) -> ActionRelease:
        """All of it. Raises ConnectionFailedError or UsageError where any part of it cannot be read."""


class Suppressions(Protocol):
    """Where suppressions are written down."""

    def all(self) -> Sequence[Suppression]:
        """Those that were not removed, expired ones included, in the order in which they were written.

        Raises ConfigError for an entry of a file that is wrong, StateError for a store that cannot be read.
        """


class SuppressionStore(Suppressions, Protocol):
    """Suppressions that commands write and remove. All methods raise StateError when the store cannot be reached."""

    def add(self, suppression: Suppression, *, by: str, at: datetime) -> Suppression:
        """Keep one, with who decided and when; returns it as it is kept. Raises UsageError for one that is there already."""

    def remove(self, suppression_id: str, *, by: str, at: datetime) -> Suppression:
        """Take one out of force; returns it. Raises UsageError when there is none with this id."""


class Lake(Protocol):
    """Where events are kept, open for writing. Methods raise WorkspaceError when it cannot be written."""

    def known(self, objects: Iterable[LogObject]) -> Mapping[tuple[str, str, str], KnownObject]:
        """Those of the objects that were read before, whatever their content was then, by container, key and tag."""

    def next_ids(self) -> tuple[int, int]:
        """The ids that the next batch and the next object get."""

    def commit(self, outcome: Outcome, now: datetime) -> Committed:
        """Keep a batch's events without those that are there already, and remember its objects: all of it or nothing, and for good."""

    def compact(self, *, small: int | None = None) -> tuple[int, int]:
        """Make larger files of small ones, in partitions with at least `small` of them (2 where that is None). Returns how many files
        became how many."""

    def prune(self, before: datetime) -> tuple[int, int]:
        """Remove the days that ended before a moment (UTC). Returns the files and events that were removed. Their objects stay known, so
        that they are not read again."""


class LogQueue(Protocol):
    """A queue whose messages tell of logs. Methods raise AccessError, CredentialsError or ConnectionFailedError."""

    @property
    def name(self) -> str:
        """How people call it."""

    def receive(self, wait: int) -> Sequence[QueueMessage]:
        """The next messages, none where none comes within `wait` seconds. They are hidden from others for `hidden` seconds."""

    @property
    def hidden(self) -> int:
        """Seconds for which a message that was received is hidden."""

    def extend(self, messages: Sequence[QueueMessage]) -> None:
        """Hide messages for that long from now on."""

    def delete(self, messages: Sequence[QueueMessage]) -> int:
        """Delete messages; returns how many could not be, which come again."""


class MessageHolder(Protocol):
    """Where messages that are events themselves lie while they are read."""

    def hold(self, found: LogObject, body: bytes) -> None:
        """Keep a message's body."""

    def release(self) -> None:
        """Forget every body."""


class Positions(Protocol):
    """How far places have been followed. Methods raise WorkspaceError."""

    def get(self, place: str, name: str) -> str:
        """The position in a part of a place, '' for none."""

    def all(self, place: str) -> Mapping[str, str]:
        """All positions of a place by part."""

    def save(self, place: str, changed: Mapping[str, str]) -> None:
        """Remember positions: all of them or none, and for good."""


class EventHistory(Protocol):
    """The events of a range of time, and those of them that an investigation has gathered so far."""

    def gather(self, subject: Subject) -> int:
        """Gather the events of a subject from every log; returns how many are gathered."""

    def follow(self) -> int:
        """Gather what was done with credentials that the gathered events handed out, and so on; returns how many events are added."""

    def surround(self) -> int:
        """Gather what the callers of the gathered events did besides; returns how many events are added."""

    def mark(self, alerts: Sequence[Alert]) -> frozenset[str]:
        """Remember which events alerts rest on; returns the ids of those alerts of which an event is gathered."""

    def used(self) -> Sequence[Used]:
        """The identities that acted in the gathered events of CloudTrail, each session and key once."""

    def issued(self, keys: Iterable[str]) -> Mapping[str, Issue]:
        """Who asked for which of these keys, where an event tells; events up to LONGEST_HOURS before the range are looked at."""

    def groups(self) -> Sequence[Group]:
        """The gathered events, repeated calls as one, by time."""

    def coverage(self) -> LogCoverage:
        """What the lake has and lacks for the range."""

    def close(self) -> None:
        """Let go of the lake."""
