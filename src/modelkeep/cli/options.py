"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="Folder of snapshots and interrupted runs.", show_default=".modelkeep"),
]
ProfileOption = Annotated[str | None, typer.Option("--profile", help="AWS profile.")]
RegionsOption = Annotated[
    list[str] | None,
    typer.Option("--region", "-r", help="Region to scan; repeat for more. Default: all that the account has enabled."),
]
EndpointOption = Annotated[
    str | None,
    typer.Option("--endpoint-url", help="Endpoint that replaces AWS's, such as the lab's."),
]
ControlsOption = Annotated[
    list[Path] | None,
    typer.Option("--controls", help="Folder with controls, and profiles, of your own; repeat for more."),
]
ControlIdsOption = Annotated[
    list[str] | None,
    typer.Option("--control", "-c", help="Only this control; repeat for more."),
]
PracticesOption = Annotated[
    list[str] | None,
    typer.Option("--practice", "-p", help="Only this practice; repeat for more."),
]
SeveritiesOption = Annotated[
    list[str] | None,
    typer.Option("--severity", "-s", help="Only this severity; repeat for more."),
]
ControlProfileOption = Annotated[
    str | None,
    typer.Option(
        "--control-profile",
        "-P",
        help="Judge the controls of this profile: baseline, strict, hipaa, gdpr, cis or one of your own. "
        "--control, --practice and --severity choose among all controls, or among those of the profile that you give here.",
        show_default="baseline",
    ),
]
SnapshotOption = Annotated[
    str, typer.Option("--snapshot", help="Snapshot: an id, the beginning of one, `latest` or `previous`.")
]
OwnersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--owner",
        help="Only what this owner answers for, by the tags of the resource or its model; repeat for more. "
        "`none`: without owner; `unknown`: tags were not read.",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write to this file instead of the screen."),
]
StatusOption = Annotated[
    list[str] | None,
    typer.Option("--status", help="fail, unknown, pass or all; repeat for more. Default: fail and unknown."),
]
EverythingOption = Annotated[
    bool, typer.Option("--everything", help="Judge all resources, not only those that a model depends on.")
]
ExternalIdOption = Annotated[str | None, typer.Option("--external-id", help="External id for assuming it.")]
RoleOption = Annotated[
    str | None,
    typer.Option("--role", help="Role to assume: an ARN, or the role's name in each account with --org."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
NotifyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--notify",
        metavar="URL",
        help="Send new alerts there: an address of apprise (slack://, msteams://, mailto://, ...), or webhook+https://HOST/PATH, which is "
        "signed; repeat for more. Addresses hold secrets: better write them in modelkeep.toml or MODELKEEP_NOTIFY.",
    ),
]
ClassesOption = Annotated[
    Path | None,
    typer.Option(
        "--classes",
        metavar="FILE",
        help="How identifiers lead to classes of data.",
        show_default="catalogue/classes.toml, which comes with Modelkeep",
    ),
]
VulndbOption = Annotated[
    Path | None,
    typer.Option("--vulndb", metavar="FOLDER", help="Vulnerability data.", show_default="vulndb in the workspace"),
]
VexOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--vex",
        metavar="FILE",
        help="VEX document (OpenVEX, CycloneDX, CSAF) that says which vulnerabilities do not apply; repeat for more.",
    ),
]
ProcessesOption = Annotated[
    int | None,
    typer.Option("--processes", min=1, max=256, help="Files that are looked into at once.", show_default="processors"),
]
TimeoutOption = Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds for one file.")]
MemoryOption = Annotated[int, typer.Option("--memory", min=64, help="MiB for one file (not enforced on macOS).")]
IdentifiersOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--identifiers", metavar="PATH", help="A file or folder of your own identifiers (TOML); repeat for more."
    ),
]
HashKeyOption = Annotated[
    Path | None, typer.Option("--key", help="The key of hashes and tokens.", show_default="the workspace's own")
]
MatcherOption = Annotated[
    str, typer.Option("--matcher", help="hyperscan, re2 or re: the results are the same.", hidden=True)
]
LinesFormatOption = Annotated[
    str, typer.Option("--format", "-f", help="table or json (one file, or with --spans one value, a line).")
]
