"""Everything that apprise reaches: Slack, Teams, e-mail and many more. https://github.com/caronc/apprise/wiki"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from modelkeep.adapters.notify.text import body
from modelkeep.core.errors import MissingExtraError, UsageError
from modelkeep.core.notification import Message, NotSentError, destination_id, masked
from modelkeep.core.verdict import Severity


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """A channel to an address of apprise."""

    url: str = field(repr=False)
    service: Any = field(repr=False)

    @classmethod
    def of(cls, url: str) -> AppriseChannel:
        """Raises MissingExtraError without apprise, UsageError for an address that it does not know."""
        try:
            import apprise
        except ModuleNotFoundError as error:
            raise MissingExtraError("sending messages needs apprise", extra="notify") from error
        # Its log holds addresses and what services answer.
        log = logging.getLogger("apprise")
        log.propagate = False
        log.disabled = True
        asset = apprise.AppriseAsset(app_id="Modelkeep", app_desc="Modelkeep", async_mode=False)
        service = apprise.Apprise(asset=asset)
        if not service.add(url):
            raise UsageError(
                f"{masked(url)} is no address that apprise knows",
                remedy="Write it as https://github.com/caronc/apprise/wiki shows for the service, or webhook+https://HOST/PATH.",
            )
        return cls(url, service)

    @property
    def id(self) -> str:
        """See `notify.Channel`."""
        return destination_id(self.url)

    @property
    def shown(self) -> str:
        """See `notify.Channel`."""
        return masked(self.url)

    def send(self, message: Message) -> None:
        """See `notify.Channel`."""
        from apprise import NotifyFormat, NotifyType

        grave = any(each.severity in (Severity.CRITICAL, Severity.HIGH) for each in message.notifications)
        kind = NotifyType.FAILURE if grave else NotifyType.WARNING
        if not self.service.notify(
            body=body(message), title=message.title, notify_type=kind, body_format=NotifyFormat.TEXT
        ):
            raise NotSentError(f"{self.shown}: it did not take the message, or cannot be reached")
