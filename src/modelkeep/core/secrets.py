"""Names the kinds of secrets in text and in settings, and where they are. Values never leave this module.

Two signs count: a credential format that its issuer documents (a prefix, a block header, credentials in a URL), and a value
that looks random, or is a literal password, under a name such as `DB_PASSWORD` or `API_KEY`. References to a secret that is
kept elsewhere (`${...}`, ARNs, URLs and paths, `{{resolve:...}}`) are what we want people to write, so they never count.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

NAMED_VALUE = "secret under a telling name"
"""The kind of a finding that rests on the name and the look of the value."""


@dataclass(frozen=True, slots=True, order=True)
class Secret:
    """One finding in a text: its line, from 1, and the kind of secret."""

    line: int
    kind: str


_FORMATS: tuple[tuple[str, str], ...] = (
    # Unique identifier prefixes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    ("AWS access key id", r"\b(?:AKIA|ASIA)(?![A-Z2-7]{9}EXAMPLE\b)[A-Z2-7]{16}\b"),
    # https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
    ("Amazon Bedrock API key", r"\bABSK[A-Za-z0-9+/]{100,}={0,2}|\bbedrock-api-key-[A-Za-z0-9+/]{40,}"),
    # RFC 7468 and the OpenPGP and OpenSSH headers of the same form
    ("private key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    # https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
    ("GitHub token", r"\bgh[pousr]_[A-Za-z0-9]{36,255}\b|\bgithub_pat_[A-Za-z0-9_]{22,255}\b"),
    # https://docs.gitlab.com/security/tokens/#token-prefixes
    ("GitLab token", r"\bgl(?:pat|dt|rt|cbt|ptt|soat)-[A-Za-z0-9_-]{20,}"),
    # https://docs.slack.dev/authentication/tokens/
    ("Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}"),
    ("Slack webhook", r"https://hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9+/]{20,}"),
    # https://huggingface.co/docs/hub/security-tokens
    ("Hugging Face token", r"\b(?:hf|api_org)_[A-Za-z0-9]{30,}\b"),
    ("Anthropic API key", r"\bsk-ant-[A-Za-z0-9_-]{20,}"),
    ("OpenAI API key", r"\bsk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,}|\bsk-[A-Za-z0-9]{32,}\b"),
    ("NVIDIA API key", r"\bnvapi-[A-Za-z0-9_-]{40,}"),
    # https://cloud.google.com/docs/authentication/api-keys
    ("Google API key", r"\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    # https://docs.stripe.com/keys
    ("Stripe key", r"\b[sr]k_live_[A-Za-z0-9]{16,}\b"),
    # npm: "About access tokens"; PyPI: "Secret reporting API", in their own documentation
    ("npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("PyPI token", r"\bpypi-AgE[A-Za-z0-9_-]{50,}"),
    ("Docker Hub token", r"\bdckr_pat_[A-Za-z0-9_-]{20,}"),
    ("Databricks token", r"\bdapi[0-9a-f]{32}\b"),
    # https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
    ("SendGrid key", r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    # RFC 7519: the header and the claims are base64url of '{"...'
    ("JSON web token", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}"),
)
_FORMATS_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _FORMATS)
_URL_PASSWORD = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,30}://[^\s:/@\"']{1,200}:(?P<value>[^\s/@\"']{1,200})@", re.IGNORECASE
)
_URL_KIND = "password in a URL"

_BEARER = re.compile(r"\b(?:Bearer|Basic)\s+(?P<value>[A-Za-z0-9+/=._~-]{16,})")
_BEARER_KIND = "authorization header"

_ASSIGNMENT = re.compile(
    r"""(?P<start>^\s*(?:(?:export|ENV|ARG|set|declare\s+-x)\s+)?)?
        (?P<name>[A-Za-z_][A-Za-z0-9_.-]{1,80})["']?
        (?P<sign>\s*(?:=>|:=|=|:)\s*)
        (?P<quote>["']?)(?P<value>[^\s"'`]{4,400})""",
    re.VERBOSE,
)
_OPTION = re.compile(r"""(?<!\S)--?(?P<name>[A-Za-z][A-Za-z0-9_-]{1,60})[=\s]\s*["']?(?P<value>[^\s"'`]{4,400})""")

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_PASSWORDS = frozenset({"password", "passwd", "passphrase", "pwd"})
_SECRETS = frozenset({"secret", "secrets", "token", "apikey", "authtoken", "credential", "credentials"})
_KEYS = frozenset({"api", "access", "private", "secret", "auth", "account", "signing", "encryption", "master"})
_POINTERS = frozenset(
    {
        *(
            "arn",
            "name",
            "id",
            "ids",
            "path",
            "file",
            "dir",
            "url",
            "uri",
            "endpoint",
            "host",
            "region",
            "bucket",
            "alias",
        ),
        *(
            "type",
            "kind",
            "class",
            "mode",
            "format",
            "version",
            "header",
            "field",
            "index",
            "prefix",
            "suffix",
            "location",
        ),
        *("count", "limit", "length", "size", "max", "min", "budget", "usage", "ttl", "timeout", "age", "days", "rate"),
        *("expiry", "expires", "expiration", "enabled", "required", "policy", "provider", "manager", "store", "source"),
    }
)
"""Last words of names that say where a secret is, or something about it, instead of holding it."""

_REFERENCE = re.compile(
    r"""^(?:\$|%\w+%|\{\{|<|\[|\*+$|arn:|resolve:|vault:|ssm:|aws:|file:|s3:|gs:|https?:|\.{0,2}/|~/|@)
        |\$\{|\$\(|\{\{|^\w[\w.]*[(\[]""",
    re.VERBOSE | re.IGNORECASE,
)
_NOTHING = frozenset(
    {
        *(
            "true",
            "false",
            "none",
            "null",
            "yes",
            "no",
            "on",
            "off",
            "nil",
            "undefined",
            "required",
            "optional",
            "default",
        ),
        *("string", "prompt", "environment"),
    }
)
_MASKED = re.compile(r"^(.)\1*$|^x{3,}|^\*{3,}|^your[-_]|[-_]here$|EXAMPLEKEY$|placeholder|redacted", re.IGNORECASE)
_AWS_SECRET_KEY = re.compile(r"(?!.*EXAMPLEKEY)[A-Za-z0-9/+]{40}\Z")
_RANDOM = re.compile(r"^[A-Za-z0-9+/=_.~!@#$%^&*:-]{16,400}$")

SHORTEST_PASSWORD = 6
ENTROPY = 3.0
"""Bits per character from which a value of 16 or more characters counts as random: 16 different hex digits have 4."""


def secrets_in_text(text: str) -> tuple[Secret, ...]:
    """The secrets in a script, template or document: each line and kind once, in order."""
    return tuple(sorted({Secret(number, kind) for number, line in _lines(text) for kind in _kinds_in_line(line)}))


def secret_names(settings: Mapping[str, str]) -> tuple[str, ...]:
    """The names of settings (environment variables, hyperparameters) whose value is or holds a secret, in order.

    A name that is a credential itself is replaced by the kind of it.
    """
    return tuple(sorted({_safe(name) for name, value in settings.items() if _is_secret_setting(name, str(value))}))


def _safe(name: str) -> str:
    return next((f"(a name that is a {kind})" for kind, form in _FORMATS_COMPILED if form.search(name)), name)


def _is_secret_setting(name: str, value: str) -> bool:
    literal = value.strip().strip("\"'")
    if any(form.search(name) for _, form in _FORMATS_COMPILED):
        return True
    return _is_secret_under(name, literal) or bool(secrets_in_text(value))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.splitlines(), 1)


def _kinds_in_line(line: str) -> Iterator[str]:
    formats = [kind for kind, form in _FORMATS_COMPILED if form.search(line)]
    yield from formats
    for found in _URL_PASSWORD.finditer(line):
        if not _is_reference(found["value"]):
            yield _URL_KIND
    for found in _BEARER.finditer(line):
        if _looks_random(found["value"]):
            yield _BEARER_KIND
    if not formats and (
        any(_is_secret_assignment(found) for found in _ASSIGNMENT.finditer(line))
        or any(_is_secret_under(found["name"], found["value"]) for found in _OPTION.finditer(line))
    ):
        yield NAMED_VALUE


def _is_secret_assignment(found: re.Match[str]) -> bool:
    """Whether an assignment holds a secret. A bare word is a literal at the start of a shell line, a variable elsewhere."""
    value = found["value"].rstrip(",;)}]")
    literal = bool(found["quote"]) or (found["start"] is not None and found["sign"] == "=")
    return (literal or _mixes_letters_and_digits(value)) and _is_secret_under(found["name"], value)


def _is_secret_under(name: str, value: str) -> bool:
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in _POINTERS:
        return False
    pairs = set(pairwise(words))
    if {("secret", "access"), ("access", "key")} <= pairs and _AWS_SECRET_KEY.match(value):
        return True
    if _is_reference(value):
        return False
    if _PASSWORDS & set(words) or words[-1] == "pass":
        return len(value) >= SHORTEST_PASSWORD
    telling = bool(_SECRETS & set(words)) or any(first in _KEYS and second == "key" for first, second in pairs)
    return telling and _looks_random(value)


def _is_reference(value: str) -> bool:
    """Whether a value points at a secret or stands for none, instead of being one."""
    return (
        not value
        or value.lower() in _NOTHING
        or _REFERENCE.search(value) is not None
        or _MASKED.search(value) is not None
    )


def _looks_random(value: str) -> bool:
    """Whether a value looks generated: long, mixed, of many different characters, and not words put together."""
    if not _RANDOM.match(value) or not _mixes_letters_and_digits(value) or _is_reference(value):
        return False
    parts = [part for part in re.split(r"[-_./:=@+]", value) if part]
    if all(_is_word(part) for part in parts):
        return False
    counts = Counter(value)
    entropy = -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values())
    return entropy >= ENTROPY


def _is_word(part: str) -> bool:
    """A word, a version or a short number, as in `my-model-v2.1`."""
    return len(part) <= 4 or re.fullmatch(r"[A-Za-z]?[a-z]+\d{0,4}|[A-Z]+\d{0,4}|\d{1,8}", part) is not None


def _mixes_letters_and_digits(value: str) -> bool:
    return any(character.isdigit() for character in value) and any(character.isalpha() for character in value)
