"""An application's credentials leave the organisation and take a model's weights along."""

from __future__ import annotations

from modelkeep.engines.logs.organisation import cast
from modelkeep.engines.logs.organisation.cast import FOREIGN, GLOBAL, HOME, PRODUCTION
from modelkeep.engines.logs.organisation.streams import changing, object_event, reading
from modelkeep.engines.logs.scenarios.series import Scenario, Stage

_DROP = "fast-backup-8841"


def play(stage: Stage) -> None:
    """Look for the weights, read them all, copy them out, and leave the door open."""
    thief = cast.CRM.at(ip=f"{cast.ELSEWHERE}.61", agent="aws-cli/2.17.1 md/awscrt#0.20.11 os/linux lang/python#3.11.9")
    stage.act("whose credentials are they", thief, reading("sts", "GetCallerIdentity", GLOBAL))
    stage.act("look for buckets", thief, reading("s3", "ListBuckets", HOME))
    listed = object_event(
        "ListObjects", cast.MODEL_BUCKET, "", HOME, PRODUCTION, parameters={"list-type": "2", "prefix": "fraud/"}
    )
    stage.act("look for weights", thief, listed)
    for shard in cast.SHARDS:
        read = object_event("GetObject", cast.MODEL_BUCKET, shard, HOME, PRODUCTION, bytes_out=4_294_967_296)
        stage.act("download every shard", thief, read, "AID-025", "AID-026", after=35)
    for shard in cast.SHARDS[:4]:
        copy = object_event(
            "CopyObject",
            _DROP,
            f"m/{shard.rpartition('/')[2]}",
            HOME,
            FOREIGN,
            parameters={"x-amz-copy-source": f"{cast.MODEL_BUCKET}/{shard}"},
        )
        stage.act("copy into a foreign bucket", thief, copy, "AID-027", after=30)
    canary = object_event(
        "GetObject", cast.MODEL_BUCKET, "archive/payroll-llm/model.tar.gz", HOME, PRODUCTION, bytes_out=88_000
    )
    stage.act("take the planted model too", thief, canary, "AID-060", after=60)
    admin = cast.OMAR.at(ip=f"{cast.ELSEWHERE}.61")
    policy = {
        "bucketName": cast.MODEL_BUCKET,
        "Host": f"{cast.MODEL_BUCKET}.s3.{HOME}.amazonaws.com",
        "bucketPolicy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{FOREIGN}:root"},
                    "Action": ["s3:GetObject", "s3:ListBucket"],
                    "Resource": [f"arn:aws:s3:::{cast.MODEL_BUCKET}", f"arn:aws:s3:::{cast.MODEL_BUCKET}/*"],
                }
            ],
        },
    }
    stage.act("open the bucket for later", admin, changing("s3", "PutBucketPolicy", HOME, policy), "AID-028", after=400)


SCENARIO = Scenario(
    id="model-theft",
    title="A model's weights are copied out",
    teaches="Reading a model is a data event: who has never read this model, who reads all of its shards at once, and which copy leaves "
    "the accounts that are yours.",
    begins=21,
    play=play,
)
