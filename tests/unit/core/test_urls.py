"""Hosts and paths of URLs without what may be secret in them; what is no URL is unknown, not an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.core.urls import host_of, without_secrets


@pytest.mark.parametrize(
    ("url", "host", "kept"),
    [
        ("https://me:pw@Wiki.example:8443/a?token=t#x", "wiki.example", "https://wiki.example/a"),
        ("mongodb+srv://me:pw@cluster.example/db", "cluster.example", "mongodb+srv://cluster.example/db"),
        ("http://[2001:db8::1]/", "2001:db8::1", "http://2001:db8::1/"),
        ("http://[torn", None, None),
        ("http://me:pw@[not-an-address]/", None, None),
    ],
)
def test_a_url_keeps_what_is_not_secret(url: str, host: str | None, kept: str | None) -> None:
    assert (host_of(url), without_secrets(url)) == (host, kept)


@pytest.mark.parametrize(
    ("endpoint", "host"), [("x.pinecone.io", "x.pinecone.io"), ("x.example:443/a", "x.example"), ("", "")]
)
def test_a_bare_endpoint_has_a_host(endpoint: str, host: str) -> None:
    assert host_of(endpoint) == host


@given(st.text(alphabet="htp:/@[]%?#.1a "))
def test_any_text_has_an_answer(url: str) -> None:
    for told in (host_of(url), without_secrets(url)):
        assert told is None or ("?" not in told and "#" not in told)
