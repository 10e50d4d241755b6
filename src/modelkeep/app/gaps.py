"""What to do about a call that failed, in words for the person who scans."""

from __future__ import annotations

from modelkeep.core.analyses import ANALYSES
from modelkeep.core.coverage import Outcome

_NOT_SIGNED_UP = frozenset({"OptInRequired", "SubscriptionRequiredException"})
_REFUSED_CREDENTIALS = frozenset({
    "AuthFailure", "ExpiredToken", "ExpiredTokenException", "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidToken",
    "SignatureDoesNotMatch", "UnrecognizedClientException",
})  # fmt: skip
_UNREACHABLE = frozenset({
    "ConnectTimeoutError", "ConnectionClosedError", "ConnectionError", "EndpointConnectionError", "HTTPClientError",
    "ProxyConnectionError", "ReadTimeoutError", "SSLError",
})  # fmt: skip
_UNREADABLE_FILE = "Unreadable"
_UNREADABLE = frozenset({"MalformedReply", "PaginationError", "ResponseParserError"})


def remedy(call: str, outcome: Outcome, code: str) -> str:
    """One or two sentences that say what would close this gap."""
    if outcome is Outcome.NOT_ANALYSED:
        return f"This version of Modelkeep does not analyse it, so what rests on it stays UNKNOWN. {ANALYSES[call].meanwhile}"
    if code == _UNREADABLE_FILE:
        return "Correct the file where the message says, or leave it out; what it declares was not judged."
    if call == "sts:AssumeRole":
        return (
            "Create the scanning role in this account, let it trust the principal that scans, "
            "and check --role and --external-id."
        )
    if code in _NOT_SIGNED_UP:
        return (
            "The account is not signed up for this service or region. Leave the region out with --region, or sign up."
        )
    if code in _REFUSED_CREDENTIALS:
        return (
            "This region refuses credentials that work elsewhere, so it is probably not enabled for the account. "
            "Enable it, or leave it out with --region."
        )
    if code in _UNREACHABLE:
        return "The endpoint could not be reached. Check the network, the proxy and --endpoint-url, then scan again."
    if code in _UNREADABLE:
        return "AWS's reply was not as its definition promises. Scan again; if it stays so, report it with the version of Modelkeep."
    if outcome is Outcome.DENIED:
        return (
            f"Attach the policy that `modelkeep policy` prints to the principal that scans. If it is attached, "
            f"a service control policy, permissions boundary or resource policy refuses {call}."
        )
    if outcome is Outcome.THROTTLED:
        return "AWS limits the rate of this call. Scan again at a quieter time, or fewer regions at once."
    return "Scan again. If it stays so, the service's API reference explains the code."
