"""Network: a port that is open to the internet."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme


def _prepare(acme: Acme) -> Exercise:
    (model,) = [
        each
        for each in acme.client("sagemaker").list_models()["Models"]
        if each["ModelName"].startswith("fraud-scoring")
    ][:1]
    network = acme.client("sagemaker").describe_model(ModelName=model["ModelName"])["VpcConfig"]
    anywhere = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    rule = {"GroupId": network["SecurityGroupIds"][0], "IpPermissions": [anywhere]}
    return Exercise(
        breaks=(Call("ec2", "AuthorizeSecurityGroupIngress", rule),),
        mends=(Call("ec2", "RevokeSecurityGroupIngress", rule),),
    )


LESSON = Lesson(
    Practice.NETWORK,
    "NET-03",
    PRODUCTION,
    "Someone on the road needs to look at a container, and opens SSH to the whole internet in the security group of the model. "
    "Machines that try every address find an open port within minutes.",
    _prepare,
)
