"""Builds what `logs follow` and `--notify` ask; see `bootstrap`, which builds everything else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.bootstrap import AwsOptions, clock, endpoint_of, lake_folder, open_for_writing

if TYPE_CHECKING:
    from modelkeep.adapters.lake.convert import Fetch
    from modelkeep.adapters.notify.ledger import FileNotifications
    from modelkeep.adapters.store.positions import FilePositions
    from modelkeep.app.logs_follow import Feed, Follower
    from modelkeep.app.logs_ingest import Convert, Summary
    from modelkeep.app.notify import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowOptions:
    """What is followed: a queue's URL, or an s3:// prefix, or a folder. `since` is how far back a prefix is read that was not followed
    before; `every` the seconds between two looks; `once` ends when there is nothing more."""

    queue: str = ""
    place: str = ""
    every: float = 60.0
    since: timedelta = timedelta(days=1)
    once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """Who watches: see `logs_follow.Follower`."""

    stop: Callable[[], bool]
    pause: Callable[[float], None]
    tell: Callable[[str], None]
    after: Callable[[Summary], None]
    idle: Callable[[], None]


def follower(workspace: Path, options: AwsOptions, follow: FollowOptions, watching: Watching) -> Follower:
    """What follows. Raises UsageError for what cannot be followed, WorkspaceError where its position cannot be kept."""
    from modelkeep.app.logs_follow import Follower

    if follow.queue:
        feed, convert = _queue(workspace, options, follow, watching)
    else:
        feed, convert = _place(workspace, options, follow)
    return Follower(
        feed=feed, open_lake=lambda: open_for_writing(workspace), convert=convert, now=clock,
        stop=watching.stop, pause=watching.pause, tell=watching.tell, after=watching.after,
        idle=watching.idle,
    )  # fmt: skip


def _queue(workspace: Path, options: AwsOptions, follow: FollowOptions, watching: Watching) -> tuple[Feed, Convert]:
    from modelkeep.adapters.aws.logs import SCHEME, S3Objects
    from modelkeep.adapters.aws.queue import SqsQueue
    from modelkeep.adapters.logs.messages import MessageBodies
    from modelkeep.app.queue_feed import WAIT, QueueFeed
    from modelkeep.core.logs.following import QUEUE

    endpoint, bodies = endpoint_of(options), MessageBodies()
    wait = 1 if follow.once else WAIT
    feed = QueueFeed(SqsQueue.of(endpoint, follow.queue), bodies, time.monotonic, watching.tell, wait=wait)
    return feed, _convert(workspace, {SCHEME: S3Objects(endpoint), QUEUE: bodies})


def _place(workspace: Path, options: AwsOptions, follow: FollowOptions) -> tuple[Feed, Convert]:
    from modelkeep.adapters.logs.files import FileObjects
    from modelkeep.adapters.logs.polling import SETTLED, FolderPolling
    from modelkeep.adapters.store.positions import FilePositions
    from modelkeep.app.poll_feed import PollFeed

    positions = FilePositions(workspace)
    if follow.place.startswith("s3://"):
        from modelkeep.adapters.aws.logs import SCHEME, S3Objects
        from modelkeep.adapters.aws.polling import PrefixPolling

        endpoint = endpoint_of(options)
        polling = PrefixPolling(endpoint, follow.place, positions, (clock() - follow.since).date(), clock)
        feed = PollFeed(polling.place, polling.look, positions, follow.every)
        return feed, _convert(workspace, {SCHEME: S3Objects(endpoint)})
    folder = FolderPolling(Path(follow.place), positions, time.time, 0.0 if follow.once else SETTLED)
    return PollFeed(folder.place, folder.look, positions, follow.every), _convert(workspace, {"": FileObjects()})


def _convert(workspace: Path, sources: dict[str, Fetch]) -> Convert:
    """Objects into files of the lake, in this process: batches are small, and messages are in its memory."""
    from modelkeep.adapters.lake.convert import Converter

    converter = Converter(lake_folder(workspace), sources)
    return lambda works: map(converter.convert, works)


def told_alerts(workspace: Path) -> FilePositions:
    """Where it is remembered which alerts were told. Raises WorkspaceError."""
    from modelkeep.adapters.store.positions import FilePositions

    return FilePositions(workspace)


def newest_batch(workspace: Path) -> int:
    """The newest batch of a workspace's lake, 0 for none."""
    from modelkeep.adapters.lake.events import last_batch

    return last_batch(lake_folder(workspace))


KEY = "MODELKEEP_WEBHOOK_KEY"
"""The environment variable with the key that signs webhooks."""


def channels(urls: Sequence[str], key_file: str | None) -> Sequence[Channel]:
    """The destinations at some addresses. Raises UsageError, ConfigError or MissingExtraError."""
    from modelkeep.adapters.notify.apprise_channel import AppriseChannel
    from modelkeep.adapters.notify.webhook import SCHEME, Webhook

    return [
        Webhook.of(each, _key(key_file), time.time) if each.lower().startswith(SCHEME) else AppriseChannel.of(each)
        for each in dict.fromkeys(urls)
    ]


def _key(key_file: str | None) -> bytes | None:
    from modelkeep.core.errors import ConfigError

    if not key_file:
        return os.environ.get(KEY, "").strip().encode() or None
    try:
        return Path(key_file).read_bytes().strip()
    except OSError as error:
        raise ConfigError(f"notify_key_file: {key_file}: {error.strerror}") from error


def notifications(workspace: Path) -> FileNotifications:
    """What was sent where, as a context. Raises WorkspaceError."""
    from modelkeep.adapters.notify.ledger import FileNotifications

    return FileNotifications(workspace)
