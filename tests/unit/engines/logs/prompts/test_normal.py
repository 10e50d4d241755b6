import pytest

from modelkeep.engines.logs.prompts.normal import LONGEST, normal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ignore  ALL\nprevious", "ignore all previous"),
        ("ｉｇｎｏｒｅ", "ignore"),  # noqa: RUF001
        ("ig\u200bno\u2060re", "ignore"),
        ("\u0456gnore \u0430ll", "ignore all"),
        ("".join(chr(0xE0000 + ord(each)) for each in "ignore all"), "ignore all"),
        ("i g n o r e  a l l", "ignore all"),
        ("i.g.n.o.r.e", "ignore"),
        ("привет, как дела", "привет, как дела"),
        ("a b", "a b"),
    ],
    ids=["space", "wide", "zero width", "look-alikes", "tags", "apart", "dots", "a language of its own", "few letters"],
)
def test_spellings_are_made_one(text: str, expected: str) -> None:
    assert normal(text).text == expected


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("plain", 0),
        ("a\u200bb\u202ec", 2),
        ("hi" + "".join(chr(0xE0000 + ord(each)) for each in "yes"), 3),
        ("cl\u200dean", 1),
        ("x\ufe01\ufe02\ufe03", 3),
        ("\U0001f469\u200d\U0001f4bb \u2764\ufe0f", 0),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 0),
        ("\ufeffbegins with a byte order mark", 0),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", 0),
    ],
    ids=["none", "zero width", "tags", "joiner in a word", "selectors", "emoji", "flag", "mark", "Persian"],
)
def test_what_hides_is_counted_and_what_scripts_and_emoji_need_is_not(text: str, hidden: int) -> None:
    assert normal(text).hidden == hidden


def test_only_so_much_is_looked_through_and_that_is_said() -> None:
    assert normal("a" * (LONGEST + 1)).cut
    assert len(normal("a" * (LONGEST + 1)).text) == LONGEST
    assert not normal("a" * LONGEST).cut
