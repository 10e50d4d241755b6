"""Tokens and hashes are no values, in short texts and in long ones."""

from __future__ import annotations

from modelkeep.engines.classify.redacted import blanked

TOKEN, HASH = b"tok_email_" + b"a2" * 13, b"hmac_0123456789abcdef"


def test_tokens_and_hashes_are_blanked_where_they_stand() -> None:
    text = b"a " + TOKEN + b", " + HASH + b" tok_ hmac_x tokn_x_" + b"b" * 26 + b"; " + HASH + b"0 z"
    blank = blanked(text)
    assert blank == b"a " + b" " * 36 + b", " + b" " * 21 + b" tok_ hmac_x " + b" " * 33 + b"; " + HASH + b"0 z"
    padding = b"hmac_ tok_a " * 10_000
    assert blanked(padding + text + padding) == padding + blank + padding
    assert blanked(padding) is padding
