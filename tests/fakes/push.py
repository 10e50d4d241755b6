"""A ledger and a receiver of findings in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from modelkeep.core.destination import Destination
from modelkeep.core.push import Batch, Known, Receipt, Refusal, Sent


@dataclass(slots=True)
class MemoryLedger:
    """A `ports.PushLedger` that forgets with the process."""

    kept: dict[tuple[Destination, str], Sent] = field(default_factory=dict)

    def entries(self) -> Iterator[Known]:
        """See `ports.PushLedger`."""
        yield from list(self.kept.values())

    def sent(self, place: Destination, finding_id: str) -> Sent:
        """See `ports.PushLedger`."""
        return self.kept[place, finding_id]

    def record(self, sent: Sequence[Sent], over: Sequence[tuple[Destination, str]]) -> None:
        """See `ports.PushLedger`."""
        self.kept.update({(each.place, each.id): each for each in sent})
        for key in over:
            self.kept.pop(key, None)


@dataclass(slots=True)
class MemoryReceiver:
    """A `ports.FindingReceiver` that keeps the documents by id.

    Ids in `refusing` and places in `closed` are refused; after `lives` batches the process dies.
    """

    documents: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    refusing: set[str] = field(default_factory=set)
    closed: set[Destination] = field(default_factory=set)
    lives: int = 1000

    def send(self, batches: Iterator[Batch], receive: Callable[[Batch, Receipt], None]) -> None:
        """See `ports.FindingReceiver`."""
        for batch in batches:
            if len(self.batches) >= self.lives:
                raise KeyboardInterrupt
            self.batches.append(batch)
            ids = {item.sent.id for item in batch.items}
            refused = ids if batch.place in self.closed else ids & self.refusing
            for item in batch.items:
                if item.sent.id not in refused:
                    self.documents[item.sent.id] = item.document
            receive(batch, Receipt({each: Refusal("InvalidInput", "it is wrong") for each in refused}))
