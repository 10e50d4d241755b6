"""A shadow test of the next fraud model. Insecure: live requests are kept under keys of AWS."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.seed import PRODUCTION, Acme, seeds
from modelkeep.lab.seed.names import CAPTURE_BUCKET, DATA_KEY_ALIAS, FRAUD_ENDPOINT, MODELS_KEY_ALIAS


@seeds(order=56)
def experiments(acme: Acme) -> None:
    """One experiment on the fraud endpoint."""
    production = acme.within(PRODUCTION)
    infrastructure = {
        "InfrastructureType": "RealTimeInference",
        "RealTimeInferenceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 2},
    }
    variants = [
        {"ModelName": "fraud-scoring-7", "VariantName": name, "InfrastructureConfig": infrastructure}
        for name in ("production", "shadow")
    ]
    data: dict[str, Any] = {
        "Destination": f"s3://{CAPTURE_BUCKET if acme.hardened else 'acme-experiments'}/fraud-shadow"
    }
    keys: dict[str, Any] = {}
    if acme.hardened:
        data["KmsKey"] = DATA_KEY_ALIAS
        keys["KmsKey"] = MODELS_KEY_ALIAS
    else:
        data["KmsKey"] = "alias/aws/s3"
    production.client("sagemaker").create_inference_experiment(
        Name="fraud-shadow",
        Type="ShadowMode",
        RoleArn=production.arn("iam", "role/fraud-serving", regional=False),
        EndpointName=FRAUD_ENDPOINT,
        ModelVariants=variants,
        DataStorageConfig=data,
        ShadowModeConfig={
            "SourceModelVariantName": "production",
            "ShadowModelVariants": [{"ShadowModelVariantName": "shadow", "SamplingPercentage": 10}],
        },
        **keys,
    )
