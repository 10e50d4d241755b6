"""Unquoted scalars, as CloudFormation takes them: YAML 1.1, but dates stay text.

Numbers stay text too where a number would not be written the same way (`1.10`, `1_000`, `1e3`): what a property takes as a text
then keeps every digit, and what it takes as a number is the same number.
"""

from __future__ import annotations

import re

from modelkeep.adapters.iac.resource import Unknown

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(\.[0-9]+)?\Z")
_OTHER_BASE = re.compile(r"[-+]?0(?:[0-9_]+|x[0-9a-fA-F_]+|b[01_]+)\Z")
_NUMERIC_START = frozenset("+-0123456789")


def plain(text: str) -> str | int | float | bool | Unknown | None:
    """The value of an unquoted scalar.

    A number with a leading zero (an account id that somebody forgot to quote) reaches AWS as another number, as YAML 1.1 has it:
    octal where its digits allow, without the zero otherwise. It is not known.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START:
        return unresolved(text)
    if number := _NUMBER.match(text):
        if number[1] is None:
            return int(text) if text != "-0" else text
        return float(text) if str(float(text)) == text else text
    if _OTHER_BASE.match(text):
        return Unknown(f"CloudFormation reads {text} as a number and changes its digits; quotes would keep them")
    return unresolved(text)


def unresolved(text: str) -> str | Unknown:
    """A text, unless CloudFormation puts something else for it when it deploys.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """
    if "{{resolve:" not in text:
        return text
    if "{{resolve:ssm:" in text:
        return Unknown("it is read from SSM Parameter Store when it is deployed")
    return Unknown("it is a secret that is read when it is deployed")
