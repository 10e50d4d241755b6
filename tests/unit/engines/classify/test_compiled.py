"""Keywords, ready to be found."""

from __future__ import annotations

from modelkeep.engines.classify.compiled import keywords, spellings


def test_a_keyword_that_is_a_name_of_columns_is_not_looked_for_in_texts() -> None:
    words, _, exact = keywords(("=sin", "sin number"))
    assert words == {b"sinnumber", b"number"}
    assert exact(b"sin")
    assert exact(b"my sin number")
    assert not exact(b"sin of x")
    assert not exact(b"customer sin")
    assert spellings("=sin") == ()
