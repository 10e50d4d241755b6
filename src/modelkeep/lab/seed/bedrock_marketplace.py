"""A model of Bedrock Marketplace, which production hosts to translate what customers write."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.seed import PRODUCTION, Acme, seeds
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import MODELS_KEY_ALIAS
from modelkeep.lab.seed.network import private_network

TRANSLATION_ENDPOINT = "translation"
_MODEL = "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/acme-translation/1.0.0"


@seeds(order=48)
def marketplace_model(acme: Acme) -> None:
    """An endpoint of the marketplace; hardened in the VPC, with a key."""
    production = acme.within(PRODUCTION)
    host: dict[str, Any] = {
        "initialInstanceCount": 1,
        "instanceType": "ml.inf2.xlarge",
        "executionRole": production.arn("iam", "role/bedrock-customization", regional=False),
    }
    if acme.hardened:
        network = private_network(production)
        host["kmsEncryptionKey"] = key_arn(production, MODELS_KEY_ALIAS)
        host["vpc"] = {"subnetIds": list(network.subnet_ids), "securityGroupIds": list(network.security_group_ids)}
    production.client("bedrock").create_marketplace_model_endpoint(
        modelSourceIdentifier=_MODEL,
        endpointConfig={"sageMaker": host},
        endpointName=TRANSLATION_ENDPOINT,
        acceptEula=True,
    )
