"""Addresses on networks: of mail, of machines."""

from __future__ import annotations

import re

from modelkeep.engines.classify.validators import is_validator

_INVENTED = re.compile(rb"(?:^|\.)(?:example(?:\.(?:com|org|net|edu))?|test|invalid|localhost|local)$", re.IGNORECASE)


@is_validator
def mail_address(value: bytes) -> bool:
    """RFC 5321's lengths; domains that RFC 2606 and RFC 6762 reserve are nobody's, and so are the users of version control."""
    local, _, domain = value.rpartition(b"@")
    if len(local) > 64 or len(domain) > 255 or b".." in value or local.endswith(b"."):
        return False
    labels = domain.split(b".")
    if any(not 1 <= len(each) <= 63 or each.startswith(b"-") or each.endswith(b"-") for each in labels):
        return False
    return local != b"git" and not _INVENTED.search(domain)
