"""Notebook instances in the research account."""

from __future__ import annotations

from modelkeep.lab.seed import RESEARCH, Acme, seeds


@seeds(order=50)
def notebooks(acme: Acme) -> None:
    """One notebook of the fraud team."""
    research = acme.within(RESEARCH)
    research.client("sagemaker").create_notebook_instance(
        NotebookInstanceName="fraud-exploration",
        InstanceType="ml.t3.medium",
        RoleArn=research.arn("iam", "role/fraud-notebook", regional=False),
        DirectInternetAccess="Disabled" if acme.hardened else "Enabled",
    )
