"""Models on instances of their own: one that serves, one with the vectors."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.seed import PRODUCTION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import MODELS_KEY_ALIAS, access_logs_bucket
from modelkeep.lab.seed.network import named, private_network

SERVING_HOST = "llama-serving"
"""The Name tag of a GPU host in PRODUCTION."""
VECTOR_HOST = "vector-store"
"""The Name tag of a host in PRODUCTION that is AI by its tag."""
_PROFILE = "scoring-host"


@seeds(order=40)
def hosts(acme: Acme) -> None:
    """Insecure: the vector store is on the internet and nobody manages it; the GPU host was scanned, never patched."""
    production = acme.within(PRODUCTION)
    iam = production.client("iam")
    iam.create_instance_profile(InstanceProfileName=_PROFILE)
    iam.add_role_to_instance_profile(InstanceProfileName=_PROFILE, RoleName=_PROFILE)
    serving = _host(production, SERVING_HOST, "g5.xlarge", public=False, managed=True)
    vectors = _host(production, VECTOR_HOST, "r6i.large", public=not acme.hardened, managed=acme.hardened)
    managed = [serving, vectors] if acme.hardened else [serving]
    production.client("ssm").send_command(
        DocumentName="AWS-RunPatchBaseline",
        InstanceIds=managed,
        Parameters={"Operation": ["Install" if acme.hardened else "Scan"]},
    )


@seeds(order=41)
def flow_logs(acme: Acme) -> None:
    """Hardened only: all traffic of the private networks, beside the buckets' access logs."""
    if not acme.hardened:
        return
    for account in (PRODUCTION, RESEARCH):
        within = acme.within(account)
        reply = within.client("ec2").create_flow_logs(
            ResourceIds=[private_network(within).vpc_id],
            ResourceType="VPC",
            TrafficType="ALL",
            LogDestinationType="s3",
            LogDestination=f"arn:aws:s3:::{access_logs_bucket(account)}",
        )
        assert not reply.get("Unsuccessful"), reply["Unsuccessful"]


def _host(acme: Acme, name: str, instance_type: str, *, public: bool, managed: bool) -> str:
    network = private_network(acme)
    disk: dict[str, Any] = {"VolumeSize": 200, "VolumeType": "gp3"}
    if acme.hardened:
        disk |= {"Encrypted": True, "KmsKeyId": key_arn(acme, MODELS_KEY_ALIAS)}
    profile: dict[str, Any] = {"IamInstanceProfile": {"Name": _PROFILE}} if managed else {}
    tags = named("instance", name)
    tags[0]["Tags"].append({"Key": "modelkeep:ai", "Value": "true"})
    (instance,) = acme.client("ec2").run_instances(
        ImageId="ami-12c6146b",
        InstanceType=instance_type,
        MinCount=1,
        MaxCount=1,
        NetworkInterfaces=[
            {
                "DeviceIndex": 0,
                "SubnetId": network.subnet_ids[0],
                "Groups": list(network.security_group_ids),
                "AssociatePublicIpAddress": public,
            }
        ],
        MetadataOptions={"HttpTokens": "required" if acme.hardened else "optional", "HttpEndpoint": "enabled"},
        BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": disk}],
        TagSpecifications=tags,
        **profile,
    )["Instances"]
    return str(instance["InstanceId"])
