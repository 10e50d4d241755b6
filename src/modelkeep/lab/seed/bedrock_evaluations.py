"""Evaluations of the models that production made and imported: hardened both, insecure none."""

from __future__ import annotations

from modelkeep.lab.seed import PRODUCTION, Acme, seeds
from modelkeep.lab.seed.names import MODELS_BUCKET


@seeds(order=49)
def evaluations(acme: Acme) -> None:
    """One job for the tuned model, by way of its throughput, and one for the imported model."""
    if not acme.hardened:
        return
    production = acme.within(PRODUCTION)
    bedrock = production.client("bedrock")
    (throughput,) = bedrock.list_provisioned_model_throughputs()["provisionedModelSummaries"]
    (imported,) = bedrock.list_imported_models()["modelSummaries"]
    for name, model in (("support-tone", throughput["provisionedModelArn"]), ("summaries", imported["modelArn"])):
        bedrock.create_evaluation_job(
            jobName=f"{name}-safety",
            roleArn=production.arn("iam", "role/bedrock-customization", regional=False),
            evaluationConfig={
                "automated": {
                    "datasetMetricConfigs": [
                        {
                            "taskType": "Generation",
                            "dataset": {"name": "Builtin.RealToxicityPrompts"},
                            "metricNames": ["Builtin.Toxicity", "Builtin.Robustness"],
                        }
                    ]
                }
            },
            inferenceConfig={"models": [{"bedrockModel": {"modelIdentifier": model}}]},
            outputDataConfig={"s3Uri": f"s3://{MODELS_BUCKET}/evaluations/{name}/"},
        )
