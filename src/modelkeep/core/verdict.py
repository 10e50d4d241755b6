"""What a control can say, how bad it is and which practice it belongs to."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """SQL's three values: true, false, NULL. What does not apply has no verdict at all."""

    PASS = "PASS"  # noqa: S105
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


class Severity(StrEnum):
    """How bad a FAIL is, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical, 4 for info."""
        return _RANKS[self]


_RANKS = {severity: position for position, severity in enumerate(Severity)}


class Practice(StrEnum):
    """The thirteen practices; every control belongs to exactly one, named by its folder."""

    ACCESS = "access"
    MFA_AND_PASSWORDS = "mfa-and-passwords"
    ENCRYPTION_AT_REST = "encryption-at-rest"
    ENCRYPTION_IN_TRANSIT = "encryption-in-transit"
    PATCHING = "patching"
    LOGGING_AND_MONITORING = "logging-and-monitoring"
    THREAT_DETECTION = "threat-detection"
    ASSESSMENT = "assessment"
    DATA_PRIVACY = "data-privacy"
    SUPPLY_CHAIN = "supply-chain"
    DEPLOYMENT = "deployment"
    NETWORK = "network"
    GOVERNANCE = "governance"

    @property
    def heading(self) -> str:
        """The practice as a heading."""
        return PRACTICE_TITLES[self]


PRACTICE_TITLES = {
    Practice.ACCESS: "Access and least privilege",
    Practice.MFA_AND_PASSWORDS: "MFA and passwords",
    Practice.ENCRYPTION_AT_REST: "Encryption at rest",
    Practice.ENCRYPTION_IN_TRANSIT: "Encryption in transit",
    Practice.PATCHING: "Patching",
    Practice.LOGGING_AND_MONITORING: "Logging and monitoring",
    Practice.THREAT_DETECTION: "Threat detection",
    Practice.ASSESSMENT: "Security assessment",
    Practice.DATA_PRIVACY: "Data classification and privacy",
    Practice.SUPPLY_CHAIN: "Supply chain",
    Practice.DEPLOYMENT: "Controlled deployment",
    Practice.NETWORK: "Network",
    Practice.GOVERNANCE: "Governance",
}
