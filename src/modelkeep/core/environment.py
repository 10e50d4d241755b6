"""What is kept of environment variables: which models they name. Their other values get into no row."""

from __future__ import annotations

import re
from collections.abc import Mapping

from modelkeep.core.secrets import secret_names

_MODEL_ARN = re.compile(r"arn:aws[a-z-]*:(?:sagemaker|bedrock|bedrock-agentcore):[a-z0-9-]*:\d*:[\w.:/-]{1,300}")
_TELLING_NAME = re.compile(
    r"(?:^|_)(?:ENDPOINT|AGENT|MODEL|KNOWLEDGE_?BASE|KB|FLOW|INFERENCE_PROFILE)(?:_(?:NAME|ID|ARN))?$", re.IGNORECASE
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
"""What names and IDs of endpoints, agents and models are made of; no URL and no passphrase fits."""


def model_references(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Names, IDs and ARNs of models among the values, in order; never the value of a variable that looks like a secret."""
    secret = set(secret_names(variables))
    return tuple(
        sorted(
            {
                value
                for name, value in variables.items()
                if name not in secret
                and (_MODEL_ARN.fullmatch(value) or (_TELLING_NAME.search(name) and _NAME.fullmatch(value)))
            }
        )
    )
