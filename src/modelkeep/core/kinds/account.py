"""Accounts and regions in the scope of a scan."""

from __future__ import annotations

from modelkeep.core.tables import Resource, kind


@kind("Modelkeep::Scope::Account", calls="sts:GetCallerIdentity")
class Account(Resource):
    """An account that the scan covers; its ARN is the account's root."""


@kind("Modelkeep::Scope::Region", calls="sts:GetCallerIdentity")
class Region(Resource):
    """A region of an account that the scan covers."""
