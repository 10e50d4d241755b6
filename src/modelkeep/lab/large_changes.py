"""A day on a large estate: of every hundred resources of `plant_large`, one is changed, replaced, deleted or new."""

from __future__ import annotations

from modelkeep.lab.large import INSTANCE, Estate, Sizes, policy
from modelkeep.lab.seed import Acme

ONE_IN = 100
OTHER_IMAGE = "quay.io/somebody/else:latest"


def change_large(endpoint_url: str, sizes: Sizes) -> int:
    """Change the estate that `plant_large` made of these sizes; returns how many resources were touched.

    Raises what botocore raises, for one when it was changed before.
    """
    acme = Acme(endpoint_url, hardened=False)
    estate = Estate(acme, sizes)
    changes = (
        (_replace_model, sizes.models), (_redeploy, sizes.models), (_delete_endpoint, sizes.models),
        (_grant_everything, sizes.roles), (_publish, sizes.buckets), (_add_bucket, sizes.buckets),
        (_add_job, sizes.training_jobs), (_delete_notebook, sizes.notebooks),
    )  # fmt: skip
    touched = 0
    for change, count in changes:
        for number in range(-(-count // ONE_IN)):
            change(acme, estate, number)
            touched += 1
    return touched


def _replace_model(acme: Acme, estate: Estate, number: int) -> None:
    """Another model under the name of one that was deleted."""
    sagemaker = acme.client("sagemaker")
    sagemaker.delete_model(ModelName=estate.name("model", number))
    sagemaker.create_model(
        ModelName=estate.name("model", number),
        ExecutionRoleArn=estate.role_arn(number + 1),
        PrimaryContainer={"Image": OTHER_IMAGE, "ModelDataUrl": f"s3://{estate.bucket_name(number)}/other.tar.gz"},
    )


def _redeploy(acme: Acme, estate: Estate, number: int) -> None:
    """A new configuration with a second instance, and an endpoint that goes over to it."""
    sagemaker, config = acme.client("sagemaker"), f"{estate.name('config', number)}-next"
    variant = {
        "VariantName": "only", "ModelName": estate.name("model", number), "InitialInstanceCount": 2,
        "InstanceType": INSTANCE, "InitialVariantWeight": 1.0,
    }  # fmt: skip
    sagemaker.create_endpoint_config(EndpointConfigName=config, ProductionVariants=[variant])
    sagemaker.delete_endpoint(EndpointName=estate.name("endpoint", number))
    sagemaker.create_endpoint(EndpointName=estate.name("endpoint", number), EndpointConfigName=config)


def _delete_endpoint(acme: Acme, estate: Estate, number: int) -> None:
    acme.client("sagemaker").delete_endpoint(EndpointName=estate.name("endpoint", estate.sizes.models - 1 - number))


def _grant_everything(acme: Acme, estate: Estate, number: int) -> None:
    """A role that reads one bucket may do everything, and there is one more role."""
    document = policy(Action="*", Resource="*")
    iam = acme.client("iam")
    iam.put_role_policy(RoleName=estate.name("role", number + 1), PolicyName="access", PolicyDocument=document)
    estate.role(estate.sizes.roles + number)


def _publish(acme: Acme, estate: Estate, number: int) -> None:
    """One bucket more can be read by everybody, one fewer."""
    name = estate.bucket_name(number + 1)
    public = policy(Principal="*", Action="s3:GetObject", Resource=f"arn:aws:s3:::{name}/*")
    s3 = acme.client("s3")
    s3.put_bucket_policy(Bucket=name, Policy=public)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.delete_bucket_policy(Bucket=estate.bucket_name(5 * number))


def _add_bucket(acme: Acme, estate: Estate, number: int) -> None:
    acme.client("s3").create_bucket(Bucket=f"large-late-{number:05d}-{acme.account}")


def _add_job(acme: Acme, estate: Estate, number: int) -> None:
    estate.training_job(estate.sizes.training_jobs + number)


def _delete_notebook(acme: Acme, estate: Estate, number: int) -> None:
    """moto wants a notebook instance stopped before it goes, as AWS does."""
    sagemaker, name = acme.client("sagemaker"), estate.name("notebook", number)
    sagemaker.stop_notebook_instance(NotebookInstanceName=name)
    sagemaker.delete_notebook_instance(NotebookInstanceName=name)
