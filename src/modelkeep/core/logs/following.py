"""Following logs: messages of a queue, what they tell, and the places that are looked at again and again."""

from __future__ import annotations

from dataclasses import dataclass

from modelkeep.core.logs.objects import LogObject

QUEUE = "sqs://"
"""What the container of a message begins with that is a record itself; the queue's name follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueMessage:
    """A message as it was received. `receipt` is what deletes it, `times` how often it has been received."""

    id: str
    receipt: str
    body: bytes
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a message tells: objects that were written, or a `record` that is an event itself (or nothing that is known: then whoever reads
    records says so). `ignored` counts what it tells besides, by what it is."""

    objects: tuple[LogObject, ...] = ()
    record: bytes | None = None
    ignored: tuple[str, ...] = ()


GONE = ("NoSuchKey", "404", "NoSuchVersion", "PreconditionFailed", "412")
"""S3's codes for an object that is no longer there, or no longer as it was told of: a later message tells of the later one."""


def is_gone(reason: str) -> bool:
    """Whether an object could not be read because it is not there any more, and never will be."""
    return reason.rpartition(" ")[2] in GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """An object that a look at a place found: the part of the place that it is in, and the position there once it is read."""

    part: str
    position: str
    object: LogObject
