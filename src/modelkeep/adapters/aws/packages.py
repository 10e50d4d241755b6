"""Model packages of SageMaker's registry, where their signatures are told.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html: CustomerMetadataProperties are added to those
that are there; a value has 1 to 256 letters, numbers, blanks and `_ . : / = + - @`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from modelkeep.adapters.aws.artifacts import Way, client_of
from modelkeep.adapters.aws.logs import answer
from modelkeep.core.arn import parse_arn
from modelkeep.core.errors import UsageError
from modelkeep.core.signatures import PACKAGE_BUNDLE, PACKAGE_DIGEST

_VALUE = re.compile(r"[\w .:/=+\-@]{1,256}")


@dataclass(frozen=True, slots=True)
class Packages:
    """Tells in a model package where its signature lies."""

    way: Way

    def require(self, package: str, bundle: str) -> None:
        """Raise UsageError for what is no model package, and for a signature that its metadata cannot tell."""
        parts = parse_arn(package)
        if parts is None or parts.service != "sagemaker" or not parts.resource.startswith("model-package/"):
            raise UsageError(f"{package} is no model package", remedy="Name its ARN, with the version.")
        if not bundle.startswith("s3://") or not _VALUE.fullmatch(bundle):
            raise UsageError(
                f"a model package cannot tell that its signature lies at {bundle}",
                remedy="Put it into S3 with --bundle, under a key of letters, digits and `_ . : / = + - @`, 256 with the bucket at most.",
            )

    def record(self, package: str, bundle: str, root: str) -> None:
        """Write address and root digest into the package's metadata. Raises AccessError or ConnectionFailedError."""
        parts = parse_arn(package)
        assert parts is not None
        client = client_of(self.way, "", "sagemaker", parts.region)
        told = {PACKAGE_BUNDLE: bundle, PACKAGE_DIGEST: f"sha256:{root}"}
        update = partial(client.update_model_package, ModelPackageArn=package, CustomerMetadataProperties=told)
        answer(update, f"model package {package}", f"sagemaker:UpdateModelPackage on {package}")
