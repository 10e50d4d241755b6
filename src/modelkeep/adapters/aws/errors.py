"""What AWS's errors mean.

Codes: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html, the services' own error pages, and the
throttling codes of botocore's standard retry mode.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
from botocore.exceptions import (
    ConnectionError as BotoConnectionError,
)
from botocore.parsers import ResponseParserError


class Meaning(Enum):
    """How a failed attempt is to be treated."""

    THROTTLED = auto()
    DENIED = auto()
    CREDENTIALS = auto()
    TRANSIENT = auto()
    NOT_YET = auto()
    NO_HOST = auto()
    OTHER = auto()


THROTTLED = frozenset({
    "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException",
    "SlowDown", "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException",
    "TransactionInProgressException",
})  # fmt: skip
CREDENTIALS = frozenset({
    "AuthFailure", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature", "InvalidAccessKeyId",
    "InvalidClientTokenId", "InvalidToken", "MissingAuthenticationToken", "RequestExpired", "SignatureDoesNotMatch",
    "TokenRefreshRequired", "UnrecognizedClientException",
})  # fmt: skip
DENIED = frozenset({
    "AccessDenied", "AccessDeniedException", "AccessDeniedFault", "AllAccessDisabled", "AuthorizationError",
    "AuthorizationErrorException", "Forbidden", "ForbiddenException", "NotAuthorized", "OptInRequired",
    "SubscriptionRequiredException", "UnauthorizedAccess", "UnauthorizedOperation",
})  # fmt: skip
NOT_YET = frozenset({"ReportInProgress"})
"""AWS is at work on what was asked for: IAM's credential report."""

_NO_CREDENTIALS = (
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed attempt. `message` is AWS's own, shortened; it names principals and resources but carries no payload."""

    meaning: Meaning
    code: str
    message: str

    @property
    def told(self) -> str:
        """Code and message in one."""
        return f"{self.code}: {self.message}" if self.message else self.code


def explain(error: Exception) -> Failure:
    """What an exception means that botocore raised while it made one call.

    botocore's parsers raise what they stumble over when an endpoint answers with something that is not AWS's: that, too, is
    one failed call, never the end of the run.
    """
    if isinstance(error, ClientError):
        return _explain_reply(error)
    text = _short(str(error))
    code = type(error).__name__
    if isinstance(error, _NO_CREDENTIALS):
        return Failure(Meaning.CREDENTIALS, code, text)
    if isinstance(error, (BotoConnectionError, HTTPClientError)):
        return Failure(Meaning.NO_HOST if _is_name_error(error) else Meaning.TRANSIENT, code, text)
    if isinstance(error, ResponseParserError):
        return Failure(Meaning.TRANSIENT, code, "the reply is not in the format that the service's definition promises")
    return Failure(Meaning.OTHER, code, text if isinstance(error, BotoCoreError) else "")


def _explain_reply(error: ClientError) -> Failure:
    detail = error.response.get("Error", {})
    code = str(detail.get("Code") or "Unknown")
    message = _short(str(detail.get("Message") or ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
    bare = code.rsplit(".", 1)[-1]
    if code in THROTTLED or bare in THROTTLED or status == 429:
        meaning = Meaning.THROTTLED
    elif code in CREDENTIALS or bare in CREDENTIALS:
        meaning = Meaning.CREDENTIALS
    elif code in DENIED or bare in DENIED or status in (401, 403):
        meaning = Meaning.DENIED
    elif code in NOT_YET:
        meaning = Meaning.NOT_YET
    elif status >= 500 and status != 501:
        meaning = Meaning.TRANSIENT
    else:
        meaning = Meaning.OTHER
    return Failure(meaning, code, message)


def _is_name_error(error: Exception) -> bool:
    """Whether the host name itself does not resolve."""
    text = str(error) + str(getattr(error, "kwargs", {}).get("error", ""))
    return any(sign in text for sign in ("NameResolutionError", "Name or service not known", "nodename nor servname"))


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 300 else one_line[:299] + "…"
