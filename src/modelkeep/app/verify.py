"""Verifies the signatures of models, each at its place."""

from __future__ import annotations

from typing import Protocol

from modelkeep.core.signatures import Verification


class Verifying(Protocol):
    """Verifies one place after the other; whom it trusts was said when it was made."""

    def verify(self, place: str, account: str = "", bundle: str | None = None) -> Verification:
        """Say what is known of the signature of `place`: a file, a folder, `s3://bucket/key` or `s3://bucket/prefix/`.

        `account` owns the bucket ('' is the caller's). `bundle` is where the signature lies (a path or an S3 address); without it, beside
        what it signs. Raises nothing for what the place or AWS answers: that is a verdict with its reason.
        """
        ...
