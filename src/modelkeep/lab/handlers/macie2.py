"""Macie: off until it is enabled, and automated discovery; moto 5.2.5 has it on from the start."""

from __future__ import annotations

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

WHEN = "2026-01-15T09:30:00.000Z"


@handles("macie2", "EnableMacie")
def enable_macie(lab: Lab, request: Request) -> Reply:
    """Turn Macie on."""
    lab.collection(request, "session").update(
        createdAt=WHEN,
        updatedAt=WHEN,
        status=request.parameters.get("status", "ENABLED"),
        findingPublishingFrequency=request.parameters.get("findingPublishingFrequency", "FIFTEEN_MINUTES"),
    )
    return {}


@handles("macie2", "GetMacieSession")
def get_macie_session(lab: Lab, request: Request) -> Reply:
    """The session."""
    return _session(lab, request)


@handles("macie2", "UpdateAutomatedDiscoveryConfiguration")
def update_automated_discovery_configuration(lab: Lab, request: Request) -> Reply:
    """Turn automated discovery on or off."""
    _session(lab, request)
    lab.collection(request, "discovery")["status"] = request.parameters["status"]
    return {}


@handles("macie2", "GetAutomatedDiscoveryConfiguration")
def get_automated_discovery_configuration(lab: Lab, request: Request) -> Reply:
    """Whether automated discovery is on; in the lab it is not before someone turns it on."""
    _session(lab, request)
    return {"status": lab.collection(request, "discovery").get("status", "DISABLED")}


def _session(lab: Lab, request: Request) -> Reply:
    found = lab.collection(request, "session")
    if not found:
        raise AwsError("AccessDeniedException", "Macie is not enabled", 403)
    return found
