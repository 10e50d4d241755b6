"""What software is built from, wherever it lies."""

from __future__ import annotations

from typing import Protocol

from modelkeep.core.components import Composition


class Composer(Protocol):
    """Reads which packages something holds."""

    def compose(self, place: str, account: str = "") -> Composition:
        """What lies at a place is built from; what was not read is a gap.

        A place is a path (file, folder, OCI layout, saved image), `s3://bucket/key-or-prefix`, an image in ECR
        (`ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@sha256:...` or `:TAG`) or the ARN of a Lambda function. `account` is whose model
        or endpoint asks for it, '' for the caller's own. Raises UsageError for a place that is none of these or is not there,
        AccessError, CredentialsError or ConnectionFailedError where AWS refuses before anything was read.
        """
