"""Identity providers that an account trusts: companies (SAML) and other systems (OpenID Connect)."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Resource, kind


@kind("AWS::IAM::SAMLProvider", calls="iam:ListSAMLProviders iam:GetSAMLProvider")
class SamlProvider(Resource):
    """Where people of a company sign in."""

    valid_until: datetime | None = None
    assertion_encryption_mode: str | None = None
    """Required, Allowed, or '' where no key to decrypt assertions was ever given."""


@kind("AWS::IAM::OIDCProvider", calls="iam:ListOpenIDConnectProviders iam:GetOpenIDConnectProvider")
class OidcProvider(Resource):
    """A system that vouches for its own workloads or users, such as GitHub Actions or an EKS cluster."""

    url: str | None = None
    client_ids: tuple[str, ...] | None = None
    """The audiences for which its tokens are taken."""
