"""Which files are Terraform's, and what `show -json` wrote into them."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path
from typing import Any

import msgspec

LARGEST = 256 * 2**20
"""Bytes of a file that are read."""

PLAN_COMMAND = "`terraform plan -out plan.out && terraform show -json plan.out > plan.json`"
STATE_COMMAND = "`terraform show -json > state.json`"
_BOTH = f"Make it with {PLAN_COMMAND} for a plan, or {STATE_COMMAND} for the state."

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HCL = re.compile(
    rb'^[ \t]*(?:(?:resource|data)[ \t]+"?[a-z0-9_]+"?[ \t]+"?[\w-]+"?|module[ \t]+"[\w-]+")[ \t]*\{', re.MULTILINE
)
_ZIP = b"PK\x03\x04"
_WRAPPED = ("[command]", "::")
"""How the lines begin that a step of a CI workflow writes around what a command prints."""
_PRINTED = b"Terraform will perform the following actions"
_STATE_VERSION = 4
"""Of states in Terraform's own form, since Terraform 0.12."""
_STATES = ((b'"terraform_version"', b'"lineage"'), (b'"serial"', b'"modules"', b'"root"'))
"""What is in states in Terraform's own form, new and old."""
_INSIDE = (b'"planned_values"', b'"resource_changes"', b'"root_module"', b'"terraform_version"')


class UnreadableError(Exception):
    """Why a file gives nothing, and what its reader can do."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.remedy = remedy


def looks_like_terraform(content: bytes) -> bool:
    """Whether a file comes from Terraform or OpenTofu: what `show -json` writes, or what it should be made from."""
    if content.startswith(_ZIP):
        return b"tfplan" in content[:4096] or b"tfstate" in content[:4096]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.replace(b"\0", b"")
    start = content.lstrip(codecs.BOM_UTF8 + b"\xff\xfe \t\r\n")
    if not start.startswith((b"{", b"[command]", b"::")):
        return _HCL.search(content) is not None or _PRINTED in content[:65_536]
    if b'"format_version"' in content and any(each in content for each in _INSIDE):
        return True
    if any(all(each in content for each in state) for state in _STATES):
        return True
    return b'"@level"' in content[:400] and b'"terraform"' in content[:4096]


def document_of(path: Path, content: bytes | None) -> dict[str, Any]:
    """What a plan or state holds; raises UnreadableError."""
    if content is None:
        content = _content(path)
    if content.startswith(_ZIP):
        raise UnreadableError(
            "it is a plan in Terraform's own binary form", f"Make JSON of it: `terraform show -json {path.name}`."
        )
    text = _unwrapped(_text(content))
    if not text.lstrip().startswith("{"):
        if _HCL.search(content):
            raise UnreadableError("configuration is not read, only what Terraform makes of it", _BOTH)
        if _PRINTED in content:
            raise UnreadableError("it is what Terraform prints for people, not the plan", _BOTH)
        raise UnreadableError("it is not JSON", _BOTH)
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        if '"@level"' in text[:400]:
            raise UnreadableError("it is the log of `terraform plan -json`, not the plan", _BOTH) from None
        raise UnreadableError(f"it is not JSON, or not all of it: {_place(text, str(error))}", _BOTH) from None
    if not isinstance(found, dict):
        raise UnreadableError("it is not JSON that `terraform show -json` writes", _BOTH)
    return _checked(found, path)


def _unwrapped(text: str) -> str:
    """What a command printed, without the lines around it that say that it was run."""
    while (text := text.lstrip()).startswith(_WRAPPED) and "\n" in text:
        text = text.split("\n", 1)[1]
    while (cut := (text := text.rstrip()).rfind("\n")) >= 0 and text.startswith(_WRAPPED, cut + 1):
        text = text[:cut]
    return text


def _place(text: str, said: str) -> str:
    """A decoder's message, which may name a byte but never what stands there."""
    return said.splitlines()[0][:120] if said else f"it ends after {len(text)} characters"


def _checked(found: dict[str, Any], path: Path) -> dict[str, Any]:
    if "serial" in found and "format_version" not in found:
        _raise_for_state(found, path)
    if "@level" in found:
        raise UnreadableError("it is the log of `terraform plan -json`, not the plan", _BOTH)
    version = found.get("format_version")
    if not isinstance(version, str):
        raise UnreadableError("it is not what `terraform show -json` writes: it has no format_version", _BOTH)
    if version.split(".", 1)[0] not in ("0", "1"):
        raise UnreadableError(
            f"its format_version {version[:20]!r} is newer than what this version reads (1.x)",
            "Update modelkeep, or make it with a version of Terraform or OpenTofu that writes format 1.",
        )
    if not isinstance(found.get("planned_values") or found.get("values"), dict):
        what = "resource changes but no planned values" if "resource_changes" in found else "neither a plan nor a state"
        raise UnreadableError(f"it holds {what}", _BOTH)
    return found


def _raise_for_state(found: dict[str, Any], path: Path) -> None:
    version = found.get("version")
    if isinstance(version, int) and version < _STATE_VERSION:
        raise UnreadableError(
            f"it is a state of version {version}, from Terraform before 0.12",
            f"Bring it up to date with `terraform init && terraform apply -refresh-only`, then {STATE_COMMAND}.",
        )
    raise UnreadableError(
        "it is a state in Terraform's own form",
        f"Make JSON of it, where its configuration is: `terraform show -json {path.name} > state.json`.",
    )


def _content(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableError("it is a folder; configuration is not read, only what Terraform makes of it", _BOTH)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("it is no regular file", _BOTH)
        if status.st_size > LARGEST:
            raise UnreadableError(
                f"it is larger than {LARGEST // 2**20} MiB", "Split the plan by `-target` or by workspaces."
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is not valid"
        raise UnreadableError(f"it cannot be read: {reason}", "Check the path and its permissions.") from None


def _text(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is not text in UTF-8 (byte {error.start})", _BOTH) from None
