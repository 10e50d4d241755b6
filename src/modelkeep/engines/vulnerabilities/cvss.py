"""CVSS 3 base scores from vectors, by the formulas of https://www.first.org/cvss/v3.1/specification-document section 7.1."""

from __future__ import annotations

from modelkeep.core.verdict import Severity

_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {
    "U": {"N": 0.85, "L": 0.62, "H": 0.27},
    "C": {"N": 0.85, "L": 0.68, "H": 0.5},
}
_RATINGS = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))


def base_score(vector: str) -> float | None:
    """The base score of a CVSS 3.0 or 3.1 vector, 0 to 10; None for another version, or one that is not whole.

    Metrics of other groups are left out. 3.0 is rounded as 3.1 is, which differs by the errors of floating-point numbers only.
    """
    head, *parts = vector.strip().split("/")
    if head not in ("CVSS:3.0", "CVSS:3.1"):
        return None
    metrics = dict(part.split(":", 1) for part in parts if ":" in part)
    try:
        weights = {name: values[metrics[name]] for name, values in _WEIGHTS.items()}
        changed = {"U": False, "C": True}[metrics["S"]]
        privileges = _PRIVILEGES[metrics["S"]][metrics["PR"]]
    except KeyError:
        return None
    sub = 1 - (1 - weights["C"]) * (1 - weights["I"]) * (1 - weights["A"])
    impact = 7.52 * (sub - 0.029) - 3.25 * (sub - 0.02) ** 15 if changed else 6.42 * sub
    if impact <= 0:
        return 0.0
    exploitability = 8.22 * weights["AV"] * weights["AC"] * privileges * weights["UI"]
    return _round_up(min((1.08 if changed else 1.0) * (impact + exploitability), 10.0))


def rating(score: float) -> Severity:
    """The rating of a score, section 5 of the specification; a score of 0 is info."""
    return next((severity for least, severity in _RATINGS if score >= least), Severity.INFO)


def _round_up(value: float) -> float:
    """The smallest number with one decimal that is not below the value, appendix A of the specification."""
    whole = round(value * 100000)
    return whole / 100000 if whole % 10000 == 0 else (whole // 10000 + 1) / 10
