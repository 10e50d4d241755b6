"""Text of strangers stays text in Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.adapters.export.markdown import block, code, link, prose


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain words, sagemaker_model and kms.", "Plain words, sagemaker_model and kms."),
        ("**bold** _it_ `code`", r"\*\*bold\*\* \_it\_ \`code\`"),
        ("[a](javascript:b) <img src=x>", r"\[a\](javascript:b) \<img src=x>"),
        ("# no heading", r"\# no heading"),
        ("- no item", r"\- no item"),
        ("1. no item", r"1\. no item"),
        ("3.5 and A > B", "3.5 and A > B"),
        ("> no quote", r"\> no quote"),
        ("a\n\n# b", "a  # b"),
        ("https://evil.example www.evil.example a@evil.example", r"https\://evil.example www\.evil.example a\@evil.example"),
        ("&lt; $x$ ~~gone~~ a|b", r"\&lt; \$x\$ \~\~gone\~\~ a\|b"),
        ("left\u202eright\x1b[31m", r"left\<U+202E>right\<U+001B>\[31m"),
    ],
)  # fmt: skip
def test_prose(text: str, expected: str) -> None:
    assert prose(text) == expected


@given(st.text(alphabet="`ab \n\r\x1b|", min_size=1))
def test_a_block_ends_where_it_should(text: str) -> None:
    first, *inside, last = block(text, "sh").split("\n")
    assert first == f"{last}sh"
    assert set(last) == {"`"}
    assert all(last not in line for line in inside)


@given(st.text(alphabet="`ab \n", min_size=1))
def test_code_in_line_holds_no_run_of_its_own_ticks(text: str) -> None:
    shown = code(text)
    ticks = re.match(r"`+", shown)
    assert ticks is not None
    assert shown.endswith(ticks[0])
    assert ticks[0] not in re.findall(r"`+", shown[len(ticks[0]) : -len(ticks[0])])
    assert "\n" not in shown


def test_only_web_addresses_become_links() -> None:
    assert link("https://docs.example.com/a#b") == "<https://docs.example.com/a#b>"
    assert link("javascript:alert(1)") == "javascript:alert(1)"
    assert link("https://a.example/> <script>") == r"https\://a.example/> \<script>"
