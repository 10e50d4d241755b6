"""What is kept for examples and fiction, and what only looks like a value, is told apart from what may be somebody's."""

from __future__ import annotations

import pytest

from modelkeep.engines.classify.validators import validator


@pytest.mark.parametrize(
    ("name", "value", "valid"),
    [
        ("international_phone", "+1 206 555 0142", False),
        ("nobodys_international_phone", "+1 206 555 0142", True),
        ("international_phone", "+1 206 555 0242", True),
        ("nobodys_international_phone", "+44 1632 960123", True),
        ("nobodys_international_phone", "+49 (0)30 23125 042", True),
        ("international_phone", "+1 106 555 0242", False),
        ("international_phone", "+20220202101403", False),
        ("international_phone", "+49.30.4471936", True),
        ("international_phone", "+49.304471936", False),
        ("dotted_phone", "+49.304471936", True),
        ("dotted_phone", "+0.304471936", False),
        ("nobodys_trunk_phone", "01632 960123", True),
        ("trunk_phone", "01632 961123", True),
        ("nobodys_national_phone", "12345678910", True),
        ("french_phone", "06 00 00 00 12", False),
        ("french_phone", "01 42 86 83 26", True),
        ("ipv6", "add::bad", False),
        ("ipv6", "3fff:1::2", False),
        ("ipv6", "2a00:1450::200e", True),
        ("issued_token", "ghp_abcdefghijklmnopqrstuvwxyz0123456789", False),
        ("json_web_token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2ln", False),
        ("json_web_token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln", True),
        ("url_password", "postgres://scott:tiger@db.acme.org", False),
        ("url_password", "postgres://app:Zx8Kq2vT@db.example.com", False),
        ("local_url_password", "postgres://app:Zx8Kq2vT@db.example.com", True),
        ("url_password", "postgres://app:Zx8Kq2vT@db.acme.org", True),
        ("assigned_password", "PWD: '/home/ada1'", False),
    ],
)
def test_what_is_nobodys(name: str, value: str, valid: bool) -> None:
    assert validator(name)(value.encode()) is valid
