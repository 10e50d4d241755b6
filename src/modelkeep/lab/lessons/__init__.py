"""Lessons of `modelkeep learn`, one module per practice, found by walking this folder.

    LESSON = Lesson(Practice.NETWORK, "NET-03", PRODUCTION, "...", prepare)

A lesson breaks one thing in the hardened estate by ordinary AWS calls and mends it again. `prepare` looks at the estate before
anything is broken and says which calls do both; what the learner reads as AWS CLI commands are these very calls.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from modelkeep.core.verdict import Practice
from modelkeep.lab.seed import Acme


@dataclass(frozen=True, slots=True)
class Call:
    """One AWS call: client name as in boto3, operation, parameters."""

    service: str
    operation: str
    parameters: Mapping[str, Any]

    def make(self, acme: Acme) -> str:
        """Make the call in the estate; returns why it was refused, '' when it was not. The learner may have made it already."""
        try:
            getattr(acme.client(self.service), xform_name(self.operation))(**self.parameters)
        except ClientError as error:
            return str(error)
        return ""

    @property
    def command(self) -> str:
        """The call as a command of the AWS CLI."""
        words = ["aws", "s3api" if self.service == "s3" else self.service, xform_name(self.operation, "-")]
        for name, value in self.parameters.items():
            option = f"--{xform_name(name, '-')}"
            if isinstance(value, bool):
                words.append(option if value else f"--no-{option[2:]}")
            else:
                words += [option, shlex.quote(value if isinstance(value, str) else json.dumps(value))]
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class Exercise:
    """The calls that break something, and those that mend it again."""

    breaks: tuple[Call, ...]
    mends: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson: which control notices what is broken, in which account, and the story behind it."""

    practice: Practice
    control: str
    account: str
    story: str
    prepare: Callable[[Acme], Exercise]


def all_lessons() -> tuple[Lesson, ...]:
    """Every lesson, in the order of the practices."""
    modules = (importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__))
    lessons = [value for module in modules for value in vars(module).values() if isinstance(value, Lesson)]
    return tuple(sorted(lessons, key=lambda lesson: list(Practice).index(lesson.practice)))
