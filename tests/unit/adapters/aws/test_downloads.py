"""Downloads go on where a connection broke, with another address where one expired, and never end early in silence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from modelkeep.adapters.aws.downloads import ATTEMPTS, Answer, Ask, BrokenError, Https, fetched
from modelkeep.core.errors import AccessError
from modelkeep.engines.artifacts.sources import UnreadableError

CONTENT = bytes(range(100))


class Server:
    """Answers in turn: a number of bytes after which the connection breaks, or a status."""

    def __init__(self, *turns: int | str, total: int = len(CONTENT), ranges: bool = True) -> None:
        self.turns, self.total, self.ranges = list(turns), total, ranges
        self.asked: list[tuple[str, int]] = []

    def __call__(self, url: str, offset: int) -> Answer:
        self.asked.append((url, offset))
        turn = self.turns.pop(0) if self.turns else len(CONTENT)
        if isinstance(turn, str):
            return Answer(int(turn), 0, -1, iter(()))
        start = offset if self.ranges else 0
        return Answer(206 if start else 200, start, self.total, self._pieces(start, turn))

    @staticmethod
    def _pieces(start: int, count: int) -> Iterator[bytes]:
        yield from (CONTENT[at : at + 7] for at in range(start, min(start + count, len(CONTENT)), 7))
        if start + count < len(CONTENT):
            raise BrokenError("reset")


def whole(server: Ask, addresses: list[str] | None = None) -> bytes:
    left = addresses or ["https://one", "https://two", "https://three"]
    return b"".join(fetched(lambda: left.pop(0), server, sleep=lambda _: None))


def test_it_goes_on_where_the_connection_broke() -> None:
    server = Server(14, 21)
    assert whole(server) == CONTENT
    assert server.asked == [("https://one", 0), ("https://one", 14), ("https://one", 35)]


def test_a_server_that_begins_at_the_beginning_is_cut() -> None:
    assert whole(Server(14, ranges=False)) == CONTENT


def test_another_address_is_asked_for_where_one_expired() -> None:
    server = Server(14, "403")
    assert whole(server) == CONTENT
    assert server.asked == [("https://one", 0), ("https://one", 14), ("https://two", 14)]


def test_a_busy_server_is_asked_again() -> None:
    assert whole(Server("503", "429")) == CONTENT


def test_what_ends_early_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match="the connection ended at byte 100 of 200"):
        whole(Server(total=200))


@pytest.mark.parametrize(("turns", "tries"), [(["404"], 1), (["503"] * 9, ATTEMPTS), ([0] * 9, ATTEMPTS)])
def test_it_is_given_up(turns: list[int | str], tries: int) -> None:
    server = Server(*turns)
    with pytest.raises(UnreadableError, match="it cannot be downloaded"):
        whole(server)
    assert len(server.asked) == tries


def test_an_address_that_is_refused_is_unreadable() -> None:
    def address() -> str:
        raise AccessError("ECR: AccessDeniedException", remedy="The principal needs it.")

    with pytest.raises(UnreadableError, match=r"AccessDeniedException\. The principal needs it\."):
        list(fetched(address, Server()))


@pytest.mark.parametrize(
    "url", ["http://bucket.s3.amazonaws.com/layer", "file:///etc/passwd", "http://127.0.0.1:2/layer"]
)
def test_only_https_is_asked(url: str) -> None:
    with pytest.raises(UnreadableError, match="not HTTPS"):
        Https("http://127.0.0.1:1")(url, 0)
