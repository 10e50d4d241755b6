"""Template files: which are some, their text, and where nested ones may lie."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path

from modelkeep.adapters.iac.cloudformation.nodes import Call, Mapping, Node, UnreadableError
from modelkeep.adapters.iac.cloudformation.tree import Document, parse

LARGEST = 10 * 2**20
"""Bytes of a template that are read; CloudFormation takes 1 MB, comments and blanks included."""

# Each starts with a word, so that a search takes time in proportion to the file, whatever is in it.
_KEY = re.compile(r"""Resources["']?\s{0,99}:""")
_VERSION = re.compile(r"""^["']?AWSTemplateFormatVersion["']?\s{0,99}:""", re.MULTILINE)
_MEMBER = re.compile(
    r"""Type["']?\s{0,99}:\s{0,99}(?:[&!]\S{1,99}\s{1,99})?["']?\w{1,99}::|Fn::ForEach|Fn::Transform|AWSTemplateFormatVersion"""
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def looks_like_template(content: bytes) -> bool:
    """Whether a YAML or JSON file is a template, or was meant to be one.

    False only for what surely is none: there is no `Resources` with a member that has a `Type` such as `AWS::S3::Bucket`. Cheap for
    everything else that a repository holds: most files are told by one search for a word.
    """
    return sniffed(content) is not False


def sniffed(content: bytes) -> Document | bool:
    """What `looks_like_template` says; the document where the file had to be parsed to know."""
    if b"Resources" not in content and b"\0" not in content:
        return False
    try:
        text = decoded(content)
    except UnreadableError:
        return b"AWSTemplateFormatVersion" in content or b"AWS::" in content
    if not _KEY.search(text) or not _MEMBER.search(text):
        return False
    if _VERSION.search(text):
        return True
    try:
        document = parse(text)
    except UnreadableError:
        return "AWS::" in text
    return document if _is_template(document.root) else False


def _is_template(root: Node) -> bool:
    if not isinstance(root, Mapping) or "Resources" not in root:
        return False
    resources = root["Resources"]
    if "AWSTemplateFormatVersion" in root or isinstance(resources, Call):
        return True
    return isinstance(resources, Mapping) and any(
        key.startswith("Fn::") or (isinstance(body, Mapping) and "Type" in body) for key, body in resources.items()
    )


def content_of(path: Path) -> bytes:
    """The content of a regular file that is not too large; raises UnreadableError for anything else."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("it is no regular file", 0)
        if status.st_size > LARGEST:
            raise UnreadableError(f"it is larger than {LARGEST // 2**20} MiB; CloudFormation takes 1 MB", 0)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is not valid"
        raise UnreadableError(f"it cannot be read: {reason}", 0) from None


def decoded(content: bytes) -> str:
    """The text of a file, by its byte order mark or as UTF-8; raises UnreadableError with the place of what is neither."""
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise UnreadableError("it is not text in UTF-8", before.count(b"\n") + 1, column) from None


def nested_path(url: str, template: Path, within: Path) -> Path | str:
    """Where a nested template lies, or why it is not read.

    `aws cloudformation package` takes paths relative to the template that names them. They may go up, and may be links, as long as
    the file itself lies in `within`: a template that somebody else wrote reads nothing from the rest of the disk.
    """
    if re.match(r"(?i)(https?|s3)://", url):
        return "it is not on this machine, and nothing is fetched"
    relative = url.removeprefix("file://")
    try:
        found = (template.parent / relative).resolve()
        if not found.is_relative_to(within.resolve()):
            return f"it lies outside of {within}"
        return found if found.is_file() else "there is no such file"
    except (OSError, ValueError, RuntimeError):
        return "the path is not valid"
