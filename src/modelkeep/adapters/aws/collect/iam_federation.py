"""IAM: the identity providers that the account trusts."""

from __future__ import annotations

from datetime import datetime

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import GLOBAL
from modelkeep.core.kinds.iam_federation import OidcProvider, SamlProvider


@collector(SamlProvider, per=GLOBAL)
async def saml_providers(aws: Reader) -> None:
    """ListSAMLProviders, then GetSAMLProvider for each. The metadata document is not kept."""

    async def describe(listed: tuple[str, datetime | None]) -> None:
        arn, valid_until = listed
        await aws.get(
            "iam:GetSAMLProvider",
            arn,
            lambda reply: _saml_provider(arn, reply),
            unread=SamlProvider(arn=arn, name=arn.rpartition("/")[2], valid_until=valid_until),
            SAMLProviderArn=arn,
        )

    found = await aws.list(
        "iam:ListSAMLProviders", "SAMLProviderList", lambda item: (str(item["Arn"]), item.get("ValidUntil"))
    )
    await aws.each(found, describe)


@collector(OidcProvider, per=GLOBAL)
async def oidc_providers(aws: Reader) -> None:
    """ListOpenIDConnectProviders, then GetOpenIDConnectProvider for each."""

    async def describe(arn: str) -> None:
        name = arn.partition("oidc-provider/")[2]
        await aws.get(
            "iam:GetOpenIDConnectProvider",
            arn,
            lambda reply: OidcProvider(
                arn=arn, name=name, url=reply["Url"], client_ids=tuple(reply.get("ClientIDList", ()))
            ),
            unread=OidcProvider(arn=arn, name=name),
            OpenIDConnectProviderArn=arn,
        )

    found = await aws.list("iam:ListOpenIDConnectProviders", "OpenIDConnectProviderList", lambda item: str(item["Arn"]))
    await aws.each(found, describe)


def _saml_provider(arn: str, reply: Reply) -> SamlProvider:
    """Without a private key no assertion can be encrypted, whatever the mode."""
    unset = None if reply.get("PrivateKeyList") else ""
    return SamlProvider(
        arn=arn,
        name=arn.rpartition("/")[2],
        valid_until=reply.get("ValidUntil"),
        assertion_encryption_mode=reply.get("AssertionEncryptionMode", unset),
    )
