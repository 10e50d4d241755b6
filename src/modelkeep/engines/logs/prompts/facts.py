"""From a record of a model's invocation to the facts that are kept of it.

`PromptReader` is made once (its patterns are compiled), then asked for each record. It is pure: no file, no clock, and never an error
because of what a body holds; what it does not understand stays unknown.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from modelkeep.core.logs.prompt_facts import UNKNOWN_FACTS, PromptFacts
from modelkeep.core.logs.prompt_patterns import EXTRACTION, INJECTION, JAILBREAK, PromptPattern
from modelkeep.core.secrets import secrets_in_text
from modelkeep.engines.logs.prompts.bodies import read_answer, read_request
from modelkeep.engines.logs.prompts.conversation import Answer, Request, mapping, text
from modelkeep.engines.logs.prompts.guardrails import guarding
from modelkeep.engines.logs.prompts.markers import Looking, Seen
from modelkeep.engines.logs.prompts.normal import LONGEST, normal, words

GRAM = 8
"""Words in a run that is looked for again in the answer."""
SHORTEST_SYSTEM = 12
"""Words that a system prompt has at least to be compared."""
LONGEST_FOR_SECRETS = 2 * LONGEST
"""Characters of all parts together in which secrets are looked for."""
MOST_SYSTEMS = 256
"""System prompts that are remembered."""
MOST_PARTS = 64
"""Tool results and documents of one request that are looked through."""

_SESSION = re.compile(r"arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([^/]+)/(.+)\Z")
_PROFILE = re.compile(r"(?:us-gov|us|eu|apac|jp|au|ca|sa|me|af|global)\.(?=[a-z0-9-]+\.)")
_FOUNDATION = re.compile(r"arn:aws[\w-]*:bedrock:[\w-]*:\d*:(?:foundation-model|inference-profile)/(.+)\Z")
_CONTEXT_SIZE = re.compile(r"(:\d+):(?:\d+k|mm)\Z")
_SIGNS_OF_ONE = (
    r"(?i)a[ks]ia[a-z2-7]{16}|absk|bedrock-api-key|-----begin|gh[pousr]_|github_pat_|gl[a-z]{2,4}-|xox[a-z]-|xapp-|hooks\.slack|hf_"
    r"|api_org_|sk-|nvapi-|aiza|k_live_|npm_|pypi-|dckr_|dapi|sg\.|eyj|://[^\s/]+@|bearer|basic|pass|pwd|secret|token|cred|key"
)


@dataclass(frozen=True, slots=True)
class _System:
    """What is known of a system prompt."""

    hash: str
    runs: frozenset[tuple[str, ...]]
    secrets: tuple[str, ...]


class SensitiveDataClassifier(Protocol):
    """Names kinds of sensitive data in a text; never the data."""

    def kinds(self, text: str) -> Iterable[str]:
        """The kinds, such as `EMAIL` or `CREDIT_CARD`."""


class PromptReader:
    """Makes the facts of records. `canaries` are planted strings; without them, and without a classifier, the facts about them are
    unknown.
    """

    def __init__(
        self,
        patterns: Sequence[PromptPattern],
        *,
        canaries: Iterable[str] = (),
        classifier: SensitiveDataClassifier | None = None,
    ) -> None:
        self._looking = Looking(patterns)
        self._canaries = tuple(normal(each).text for each in canaries if each)
        self._classifier = classifier
        self._systems: dict[str, _System] = {}

    def bedrock(self, record: Mapping[str, Any]) -> PromptFacts:
        """The facts of a record of Bedrock's invocation log. Large bodies that lie elsewhere are unknown, unless their content was put
        in `inputBodyJson` and `outputBodyJson`."""
        asked, told = mapping(record.get("input")), mapping(record.get("output"))
        operation, model = text(record.get("operation")), stable_model(text(record.get("modelId")))
        bodies = _body(asked.get("inputBodyJson")), _body(told.get("outputBodyJson"))
        request = read_request(bodies[0], operation, provider_of(model))
        answer = read_answer(bodies[1], operation)
        guard = guarding(operation, bodies[0], bodies[1], answer.stop_reason if answer else None)
        who, session = caller(text(mapping(record.get("identity")).get("arn")))
        return PromptFacts(
            principal=who,
            session_name=session,
            model=model or None,
            input_tokens=_count(asked.get("inputTokenCount")),
            output_tokens=_count(told.get("outputTokenCount")),
            cache_read_tokens=_count(asked.get("cacheReadInputTokenCount")),
            cache_write_tokens=_count(asked.get("cacheWriteInputTokenCount")),
            guardrail_used=guard.used,
            guardrail_id=guard.id,
            guardrail_version=guard.version,
            guardrail_action=guard.action,
            guardrail_policies=guard.policies,
            **self._said(request, answer),
        )

    def capture(self, record: Mapping[str, Any]) -> PromptFacts:
        """The facts of a record of SageMaker's data capture. Features (CSV and the like) hold no prompt and stay unknown."""
        captured = mapping(record.get("captureData"))
        bodies = _captured(captured.get("endpointInput")), _captured(captured.get("endpointOutput"))
        request, answer = read_request(bodies[0], "", ""), read_answer(bodies[1], "")
        if request is None and answer is None:
            return UNKNOWN_FACTS
        usage = mapping(mapping(bodies[1]).get("usage"))
        return PromptFacts(
            input_tokens=_count(usage.get("prompt_tokens")),
            output_tokens=_count(usage.get("completion_tokens")),
            **self._said(request, answer),
        )

    def _said(self, request: Request | None, answer: Answer | None) -> dict[str, Any]:
        found: dict[str, Any] = {"input_read": request is not None, "output_read": answer is not None}
        parts: list[str] = []
        if request is not None:
            found |= self._request(request)
            parts += [request.system, request.user, *request.context, *request.earlier]
        if answer is not None:
            found |= self._answer(request, answer)
            parts += [answer.text, *answer.tool_arguments]
        if parts:
            found["cut"] = (
                any(len(part) > LONGEST for part in parts)
                or sum(map(len, parts)) > LONGEST_FOR_SECRETS
                or (request is not None and len(request.context) > MOST_PARTS)
            )
        return found

    def _request(self, request: Request) -> dict[str, Any]:
        user = self._looking.part(request.user)
        context = [self._looking.part(each) for each in request.context[:MOST_PARTS]]
        everything = (user, *context)
        system = self._system(request.system)
        parts = (request.user, *request.context, *request.earlier)
        return {
            "input_form": request.form,
            "max_tokens": request.max_tokens,
            "messages": request.messages,
            "user_characters": len(request.user),
            "context_characters": sum(map(len, request.context)),
            "injection_user": user.count(INJECTION),
            "jailbreak_user": user.count(JAILBREAK),
            "extraction_user": user.count(EXTRACTION),
            "injection_context": len({name for each in context for name in each.markers}),
            "marker_ids": tuple(sorted({name for each in everything for name in each.markers})),
            "encoded_kinds": tuple(sorted({kind for each in everything for kind in each.kinds})),
            "encoded_markers": _only_encoded(everything),
            "hidden_characters": sum(each.hidden for each in everything),
            "prompt_hash": _hash(user.text),
            "system_hash": system.hash,
            "secret_kinds_prompt": tuple(sorted({*system.secrets, *_secrets("\n".join(parts))})),
            "sensitive_kinds_prompt": self._sensitive((request.system, *parts)),
            "canary_prompt": self._has_canary((request.system, *parts)),
        }

    def _system(self, said: str) -> _System:
        """What is known of a system prompt; the same one comes with thousands of requests."""
        found = self._systems.get(said)
        if found is None:
            if len(self._systems) >= MOST_SYSTEMS:
                self._systems.clear()
            form = normal(said).text
            found = self._systems[said] = _System(_hash(form) if said else "", _runs(words(form)), _secrets(said))
        return found

    def _answer(self, request: Request | None, answer: Answer) -> dict[str, Any]:
        parts = (answer.text, *answer.tool_arguments)
        risks = {each.kind for arguments in answer.tool_arguments for each in self._looking.risks(arguments)}
        return {
            "output_form": answer.form,
            "answer_characters": len(answer.text),
            "stop_reason": answer.stop_reason,
            "tool_calls": len(answer.tool_arguments),
            "risky_tool_kinds": tuple(sorted(risks)),
            "system_overlap": None if request is None else _repeated(self._system(request.system).runs, answer.text),
            "secret_kinds_answer": _secrets("\n".join(parts)),
            "sensitive_kinds_answer": self._sensitive(parts),
            "canary_answer": self._has_canary(parts),
        }

    def _sensitive(self, parts: Iterable[str]) -> tuple[str, ...] | None:
        if self._classifier is None:
            return None
        return tuple(sorted({kind for each in parts if each for kind in self._classifier.kinds(each[:LONGEST])}))

    def _has_canary(self, parts: Iterable[str]) -> bool | None:
        if not self._canaries:
            return None
        plain = [normal(each).text for each in parts if each]
        return any(canary in each for canary in self._canaries for each in plain)


def stable_model(model: str) -> str:
    """A foundation model's id, whichever way the call named it; other models keep their ARN."""
    found = _FOUNDATION.match(model)
    name = _PROFILE.sub("", found[1] if found else model, count=1)
    return _CONTEXT_SIZE.sub(r"\1", name)


def provider_of(model: str) -> str:
    """The provider in a foundation model's id, '' where there is none."""
    return "" if model.startswith("arn:") else model.partition(".")[0]


def caller(arn: str) -> tuple[str | None, str | None]:
    """The stable principal and the session of a caller's ARN."""
    found = _SESSION.match(arn)
    if found is None:
        return arn or None, None
    partition, account, role, session = found.groups()
    return f"arn:{partition}:iam::{account}:role/{role}", session


def _runs(known: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """A system prompt's runs of words; none where it is too short to be told from chance."""
    if len(known) < SHORTEST_SYSTEM:
        return frozenset()
    return frozenset(tuple(known[index : index + GRAM]) for index in range(len(known) - GRAM + 1))


def _repeated(runs: frozenset[tuple[str, ...]], answer: str) -> float | None:
    """The part of the runs that an answer repeats; None where there is too little to compare."""
    if not runs or not answer:
        return None
    said = words(normal(answer).text)
    repeated = runs & {tuple(said[index : index + GRAM]) for index in range(len(said) - GRAM + 1)}
    return round(len(repeated) / len(runs), 4)


def _only_encoded(parts: Iterable[Seen]) -> int:
    plain = {name for each in parts for name in each.plain}
    return len({name for each in parts for name in each.encoded} - plain)


def _secrets(said: str) -> tuple[str, ...]:
    if not said or not _may_hold_secret()(said):
        return ()
    return tuple(sorted({each.kind for each in secrets_in_text(said[:LONGEST_FOR_SECRETS])}))


@cache
def _may_hold_secret() -> Any:
    """A search that finds something in every text in which `core.secrets` does: most prompts need no closer look."""
    import re2

    return re2.compile(_SIGNS_OF_ONE).search


def _hash(normal_text: str) -> str:
    return hashlib.sha256(normal_text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _body(value: object) -> object:
    """A body: as it is, or parsed where it was put in as text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def _captured(side: object) -> object:
    """A captured body by its encoding (JSON, BASE64, CSV); None where it is no JSON."""
    stated = mapping(side)
    data, encoding = stated.get("data"), text(stated.get("encoding")).upper()
    if not isinstance(data, str):
        return data if encoding == "JSON" else None
    if encoding == "BASE64":
        try:
            data = base64.b64decode(data, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
    if encoding == "CSV" and not data.lstrip().startswith(("{", "[")):
        return None
    return _body(data)
