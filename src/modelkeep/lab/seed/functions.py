"""Functions in front of the fraud model and behind the assistant's agent."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from modelkeep.lab.seed import PRODUCTION, Acme, seeds
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import DATA_KEY_ALIAS, FRAUD_ENDPOINT, SCORING_FUNCTION, TOOLS_FUNCTION
from modelkeep.lab.seed.network import private_network


@seeds(order=36)
def functions(acme: Acme) -> None:
    """Insecure: an old runtime, a password in the environment, a URL and a policy for everybody."""
    production = acme.within(PRODUCTION)
    _function(production, SCORING_FUNCTION, "lambda-scoring-front", {"ENDPOINT_NAME": FRAUD_ENDPOINT})
    _function(
        production, TOOLS_FUNCTION, "lambda-assistant-tools", {"MODEL_ID": "anthropic.claude-sonnet-4-20250514-v1:0"}
    )
    client = production.client("lambda")
    client.create_function_url_config(
        FunctionName=SCORING_FUNCTION, AuthType="AWS_IAM" if acme.hardened else "NONE", InvokeMode="BUFFERED"
    )
    client.add_permission(
        FunctionName=TOOLS_FUNCTION,
        StatementId="agent",
        Action="lambda:InvokeFunction",
        **_agent(production) if acme.hardened else {"Principal": "*"},
    )


def _agent(acme: Acme) -> dict[str, str]:
    return {
        "Principal": "bedrock.amazonaws.com",
        "SourceAccount": acme.account,
        "SourceArn": acme.arn("bedrock", "agent/*"),
    }


def _function(acme: Acme, name: str, role: str, variables: dict[str, str]) -> None:
    inside: dict[str, Any] = {}
    if acme.hardened:
        network = private_network(acme)
        inside["VpcConfig"] = {
            "SubnetIds": list(network.subnet_ids),
            "SecurityGroupIds": list(network.security_group_ids),
        }
        inside["KMSKeyArn"] = key_arn(acme, DATA_KEY_ALIAS)
        variables = {**variables, "DB_SECRET_ARN": acme.arn("secretsmanager", "secret:scoring-db")}
    else:
        variables = {**variables, "DB_PASSWORD": "Tr1ckyBadger"}
    acme.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13" if acme.hardened else "python3.9",
        Role=acme.arn("iam", f"role/{role}", regional=False),
        Handler="front.handler",
        Code={"ZipFile": _code()},
        Environment={"Variables": variables},
        **inside,
    )


def _code() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("front.py", "def handler(event, context):\n    return event\n")
    return archive.getvalue()
