"""An estate of any size, for measurements: one account and region, every tenth role an administrator, every fifth bucket public."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from modelkeep.lab.seed import REGION, Acme

IMAGE = f"763104351884.dkr.ecr.{REGION}.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"
INSTANCE = "ml.m5.large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many of each. Every model comes with an endpoint configuration and an endpoint of its own."""

    models: int = 0
    roles: int = 0
    buckets: int = 0
    training_jobs: int = 0
    notebooks: int = 0


def plant_large(endpoint_url: str, sizes: Sizes, *, tell: Callable[[str], None] = lambda text: None) -> None:
    """Seed an empty lab, as the account that the access key `testing` belongs to; one call at a time.

    moto answers on one processor, and walks dictionaries that a second request at the same time would change.

    Models use the roles and buckets in turn; where there are none of these, they name one that does not exist.
    Raises what botocore raises, for one when the lab holds resources of these names already.
    """
    acme = Acme(endpoint_url, hardened=False)
    estate = Estate(acme, sizes)
    phases: tuple[tuple[str, int, Callable[[int], None]], ...] = (
        ("roles", sizes.roles, estate.role),
        ("buckets", sizes.buckets, estate.bucket),
        ("models", sizes.models, estate.model),
        ("endpoint configurations", sizes.models, estate.endpoint_config),
        ("endpoints", sizes.models, estate.endpoint),
        ("training jobs", sizes.training_jobs, estate.training_job),
        ("notebook instances", sizes.notebooks, estate.notebook),
    )
    for what, count, make in phases:
        if count:
            tell(f"{count} {what}")
        for number in range(count):
            make(number)


class Estate:
    """Makes the n-th of each, and knows what it is called."""

    def __init__(self, acme: Acme, sizes: Sizes) -> None:
        self.sizes = sizes
        self._acme = acme
        self._iam = acme.client("iam")
        self._s3 = acme.client("s3")
        self._sagemaker = acme.client("sagemaker")

    def role(self, number: int) -> None:
        """Every tenth may do everything, every fiftieth trusts everybody."""
        name = self.name("role", number)
        trusted: str | Mapping[str, str] = "*" if number % 50 == 0 else {"Service": "sagemaker.amazonaws.com"}
        principal = {"AWS": trusted} if isinstance(trusted, str) else trusted
        self._iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=policy(Principal=principal, Action="sts:AssumeRole")
        )
        allowed = ("*", "*") if number % 10 == 0 else ("s3:GetObject", f"arn:aws:s3:::{self.bucket_name(number)}/*")
        self._iam.put_role_policy(
            RoleName=name, PolicyName="access", PolicyDocument=policy(Action=allowed[0], Resource=allowed[1])
        )

    def bucket(self, number: int) -> None:
        """Every fifth can be read by everybody."""
        name = self.bucket_name(number)
        self._s3.create_bucket(Bucket=name)
        if number % 5 == 0:
            public = policy(Principal="*", Action="s3:GetObject", Resource=f"arn:aws:s3:::{name}/*")
            self._s3.put_bucket_policy(Bucket=name, Policy=public)

    def model(self, number: int) -> None:
        """A model out of a bucket."""
        self._sagemaker.create_model(
            ModelName=self.name("model", number),
            ExecutionRoleArn=self.role_arn(number),
            PrimaryContainer={"Image": IMAGE, "ModelDataUrl": f"s3://{self.bucket_name(number)}/{number}/model.tar.gz"},
        )

    def endpoint_config(self, number: int) -> None:
        """The configuration that deploys the model."""
        variant = {
            "VariantName": "only", "ModelName": self.name("model", number), "InitialInstanceCount": 1,
            "InstanceType": INSTANCE, "InitialVariantWeight": 1.0,
        }  # fmt: skip
        self._sagemaker.create_endpoint_config(
            EndpointConfigName=self.name("config", number), ProductionVariants=[variant]
        )

    def endpoint(self, number: int) -> None:
        """The endpoint that serves it."""
        self._sagemaker.create_endpoint(
            EndpointName=self.name("endpoint", number), EndpointConfigName=self.name("config", number)
        )

    def training_job(self, number: int) -> None:
        """A finished training."""
        source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{self.bucket_name(number)}/data/"}
        self._sagemaker.create_training_job(
            TrainingJobName=self.name("job", number),
            RoleArn=self.role_arn(number),
            AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
            InputDataConfig=[{"ChannelName": "training", "DataSource": {"S3DataSource": source}}],
            OutputDataConfig={"S3OutputPath": f"s3://{self.bucket_name(number)}/models/"},
            ResourceConfig={"InstanceType": INSTANCE, "InstanceCount": 1, "VolumeSizeInGB": 30},
            StoppingCondition={"MaxRuntimeInSeconds": 3600},
        )

    def notebook(self, number: int) -> None:
        """A notebook instance."""
        self._sagemaker.create_notebook_instance(
            NotebookInstanceName=self.name("notebook", number),
            InstanceType="ml.t3.medium",
            RoleArn=self.role_arn(number),
        )

    @staticmethod
    def name(kind: str, number: int) -> str:
        """What the n-th of a kind is called."""
        return f"large-{kind}-{number:05d}"

    def bucket_name(self, number: int) -> str:
        """The bucket that the n-th of anything uses."""
        return f"{self.name('bucket', number % max(self.sizes.buckets, 1))}-{self._acme.account}"

    def role_arn(self, number: int) -> str:
        """The role that the n-th of anything runs as."""
        return self._acme.arn("iam", f"role/{self.name('role', number % max(self.sizes.roles, 1))}", regional=False)


def policy(**statement: Any) -> str:
    """A policy document of one statement that allows."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
