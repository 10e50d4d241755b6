"""What ECR's and Amazon Inspector's own scans report of an image or a function: one paged call for each.

Of an image, ECR tells both: findings of its basic scan, and those of Inspector where the registry has enhanced scanning
(https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html). Functions are Inspector's alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from modelkeep.adapters.aws.artifacts import Way, client_of
from modelkeep.adapters.aws.logs import answer
from modelkeep.core.arn import parse_arn
from modelkeep.core.components import Component, Evidence, PackageType
from modelkeep.core.errors import ModelkeepError
from modelkeep.core.verdict import Severity
from modelkeep.core.vulnerabilities import Match, Scanned, Vulnerability

CALLS = ("ecr:DescribeImageScanFindings", "inspector2:ListFindings", "inspector2:ListCoverage")
"""What it takes; ECR asks Inspector in the caller's name
(https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-iam.html)."""
IMAGE = re.compile(
    r"(?P<account>\d{12})\.dkr[.-]ecr(-fips)?\.(?P<region>[a-z0-9-]+)\.[^/]+/(?P<name>[^:@]+)"
    r"(:(?P<tag>[^:@/]+))?(@(?P<digest>sha256:[0-9a-f]{64}))?\Z"
)
MOST = 100
"""Pages of findings of one image or function."""
_PYTHON = frozenset({"PIP", "PIPENV", "POETRY", "PYTHONPKG"})
_SEVERITIES = {"INFORMATIONAL": Severity.INFO, **{each.name: each for each in Severity}}
_NO_FIX = frozenset({"", "NotAvailable"})
Found = Mapping[str, Any]


class AwsScans:
    """Asks with the credentials by which a scan reads, those of the account of the model."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def reported(self, place: str, account: str = "") -> Scanned:
        """See `app.vulnerabilities.Scanner`."""
        image = IMAGE.match(place)
        function = parse_arn(place)
        found: list[Match] = []
        status = ""
        try:
            if image:
                status = self._of_image(image, account, found)
            elif function is not None and function.service == "lambda":
                status = self._of_function(function.region, place, account, found)
        except ModelkeepError as error:
            status = _why(str(error))  # what was found until then stands
        return Scanned(status, tuple(found))

    def _of_image(self, image: re.Match[str], account: str, found: list[Match]) -> str:
        client = client_of(self._way, account, "ecr", image["region"])
        name = {"imageDigest": image["digest"]} if image["digest"] else {"imageTag": image["tag"] or "latest"}
        status = ""
        for page in _pages(
            lambda more: client.describe_image_scan_findings(
                registryId=image["account"], repositoryName=image["name"], imageId=name, maxResults=1000, **more
            ),
            "ecr:DescribeImageScanFindings",
        ):
            status = status or _status(page.get("imageScanStatus", {}))
            findings = page.get("imageScanFindings", {})
            found.extend(match for each in findings.get("findings", ()) for match in _basic(each))
            found.extend(match for each in findings.get("enhancedFindings", ()) for match in _enhanced(each))
        return status

    def _of_function(self, region: str, arn: str, account: str, found: list[Match]) -> str:
        client = client_of(self._way, account, "inspector2", region)
        owner, name = arn.split(":")[4], arn.split(":")[6]
        which = {"resourceType": _only("AWS_LAMBDA_FUNCTION"), "lambdaFunctionName": _only(name)}
        covering = {**which, "accountId": _only(owner)}
        coverage = _one(lambda: client.list_coverage(filterCriteria=covering), "inspector2:ListCoverage")
        covered = [each.get("scanStatus", {}) for each in coverage.get("coveredResources", ())]
        if not covered:
            return "not scanned by Inspector"
        status = "ACTIVE" if any(each.get("statusCode") == "ACTIVE" for each in covered) else _inactive(covered[0])
        criteria = {
            **which, "awsAccountId": _only(owner), "findingStatus": _only("ACTIVE"), "findingType": _only("PACKAGE_VULNERABILITY"),
        }  # fmt: skip
        for page in _pages(
            lambda more: client.list_findings(filterCriteria=criteria, maxResults=100, **more),
            "inspector2:ListFindings",
        ):
            found.extend(match for each in page.get("findings", ()) for match in _enhanced(each))
        return status


def _only(value: str) -> list[dict[str, str]]:
    return [{"comparison": "EQUALS", "value": value}]


def _inactive(status: Found) -> str:
    return f"not scanned by Inspector: {status.get('reason') or status.get('statusCode', '')}"


def _one(ask: Callable[[], Found], call: str) -> Found:
    return answer(ask, "AWS", call)


def _pages(ask: Callable[[dict[str, str]], Found], call: str) -> Iterator[Found]:
    """The pages of an answer. Raises AccessError or ConnectionFailedError, also where there are more pages than anything has."""
    more: dict[str, str] = {}
    for _ in range(MOST):
        page = _one(lambda more=more: ask(more), call)  # type: ignore[misc]  # mypy has no types for such defaults
        yield page
        token = page.get("nextToken")
        if not token:
            return
        more = {"nextToken": token}
    raise ModelkeepError(f"{call} gave more than {MOST} pages")


def _status(status: Found) -> str:
    """COMPLETE and ACTIVE are good news; anything else is told with AWS's own words."""
    code = str(status.get("status", ""))
    told = str(status.get("description", ""))
    return code if code in ("COMPLETE", "ACTIVE") or not told else f"{code}: {told}"


def _why(told: str) -> str:
    """Why a scanner's answer is not there."""
    if "ScanNotFoundException" in told:
        return "not scanned by ECR or Inspector"
    return f"not read: {told}"


def _basic(found: Found) -> Iterator[Match]:
    """A finding of ECR's basic scan, which knows packages of the operating system alone."""
    told = {each["key"]: each.get("value", "") for each in found.get("attributes", ())}
    if not told.get("package_name"):
        return
    score = told.get("CVSS4_SCORE") or told.get("CVSS3_SCORE") or told.get("CVSS2_SCORE")
    vulnerability = Vulnerability(
        id=found["name"],
        summary=found.get("description", ""),
        severity=_SEVERITIES.get(found.get("severity", "")),
        score=float(score) if score else None,
        vector=told.get("CVSS4_VECTOR") or told.get("CVSS3_VECTOR") or told.get("CVSS2_VECTOR") or "",
        references=tuple(filter(None, (found.get("uri", ""),))),
    )
    component = Component(
        type=PackageType.DEB, name=told["package_name"], version=told.get("package_version", ""), evidence=Evidence.TOLD,
        place=("ECR's basic scan",),
    )  # fmt: skip
    yield Match(component=component, vulnerability=vulnerability, sources=("ecr",))


def _enhanced(found: Found) -> Iterator[Match]:
    """A finding of Inspector, one for each package; ECR and Inspector itself tell it in the same form. What is not open is left out."""
    details = found.get("packageVulnerabilityDetails")
    if not details or found.get("status", "ACTIVE") != "ACTIVE":
        return
    scores = [each for each in details.get("cvss", ()) if each.get("baseScore") is not None]
    best: Found = max(scores, key=lambda each: str(each.get("version", "")), default={})
    vulnerability = Vulnerability(
        id=details["vulnerabilityId"],
        aliases=tuple(details.get("relatedVulnerabilities", ())),
        summary=found.get("description") or found.get("title", ""),
        severity=_SEVERITIES.get(found.get("severity", "")),
        score=best.get("baseScore"),
        vector=best.get("scoringVector", ""),
        published=details.get("vendorCreatedAt"),
        references=tuple(filter(None, (details.get("sourceUrl", ""),))),
        epss=found.get("epss", {}).get("score"),
    )
    for package in details.get("vulnerablePackages", ()):
        fixed = package.get("fixedInVersion", "")
        yield Match(
            component=_component(package),
            vulnerability=vulnerability,
            fixed=() if fixed in _NO_FIX else (fixed,),
            sources=("inspector",),
        )


def _component(package: Found) -> Component:
    """A package as Inspector names it: parts of a version of an operating system's package stand apart."""
    manager = package.get("packageManager", "OS")
    version = package["version"]
    if manager == "OS":
        version = f"{version}-{package['release']}" if package.get("release") else version
        version = f"{package['epoch']}:{version}" if package.get("epoch") else version
    kind = PackageType.DEB if manager == "OS" else PackageType.PYPI if manager in _PYTHON else PackageType.GENERIC
    return Component(
        type=kind, name=package["name"], version=version, architecture=package.get("arch", ""), evidence=Evidence.TOLD,
        place=("Amazon Inspector", *filter(None, (package.get("filePath", ""),))), layer=package.get("sourceLayerHash", ""),
    )  # fmt: skip
