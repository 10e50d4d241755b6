"""`modelkeep lab`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from modelkeep.cli.options import WorkspaceOption

app = typer.Typer(help="A stand-in for AWS on this machine, to try things without an account.", no_args_is_help=True)

PORT = 5566


@app.command("up", epilog="Example: modelkeep lab up --hardened")
def up(
    port: Annotated[int, typer.Option("--port", help="Port on the loopback interface; 0 takes a free one.")] = PORT,
    hardened: Annotated[bool, typer.Option("--hardened", help="Seed the estate done right.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Seed nothing.")] = False,
    foreground: Annotated[bool, typer.Option("--foreground", help="Serve here until Ctrl-C.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Start the lab and seed "acme-ml": three accounts, wrong in every way that the controls know."""
    from modelkeep.cli.console import err
    from modelkeep.lab import process

    state = _state(workspace)
    if foreground:
        process.serve(port, hardened=hardened, empty=empty, ready=_announce, tell=_tell)
        return
    lab = process.start(state, port, hardened=hardened, empty=empty, tell=_tell)
    _announce(lab.url)
    err().print("Stop it with `modelkeep lab down`.", highlight=False)


@app.command("down", epilog="Example: modelkeep lab down")
def down(workspace: WorkspaceOption = None) -> None:
    """Stop the lab."""
    from modelkeep.lab import process

    process.stop(_state(workspace))
    _tell("the lab is down")


@app.command("seed", epilog="Example: modelkeep lab seed --models 500 --roles 500 --buckets 200")
def seed(
    endpoint_url: Annotated[
        str | None, typer.Option("--endpoint-url", help="A running lab; default: this workspace's.")
    ] = None,
    models: Annotated[int, typer.Option("--models", min=0, help="Models, each with endpoint config and endpoint.")] = 0,
    roles: Annotated[int, typer.Option("--roles", min=0, help="IAM roles.")] = 0,
    buckets: Annotated[int, typer.Option("--buckets", min=0, help="S3 buckets.")] = 0,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=0, help="Training jobs; default: a fifth of the models.")
    ] = None,
    notebooks: Annotated[int | None, typer.Option("--notebooks", min=0, help="Notebooks; default: a tenth.")] = None,
    hardened: Annotated[bool, typer.Option("--hardened", help="Without sizes: seed acme-ml done right.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Seed a running lab: acme-ml, or an estate of any size for measurements."""
    from modelkeep.lab import process
    from modelkeep.lab.large import Sizes, plant_large
    from modelkeep.lab.seed import plant

    url = endpoint_url or process.running(_state(workspace)).url
    if models or roles or buckets or jobs or notebooks:
        sizes = Sizes(
            models=models, roles=roles, buckets=buckets,
            training_jobs=models // 5 if jobs is None else jobs, notebooks=models // 10 if notebooks is None else notebooks,
        )  # fmt: skip
        plant_large(url, sizes, tell=_tell)
    else:
        plant(url, hardened=hardened, tell=_tell)
    _announce(url)


def _state(workspace: Path | None) -> Path:
    from modelkeep.cli.settings import resolve

    folder = Path(resolve({"workspace": workspace})["workspace"])
    return folder / "lab.json"


def _tell(text: str) -> None:
    from modelkeep.cli.console import err

    err().print(text, markup=False, highlight=False)


def _announce(url: str, **_: Any) -> None:
    typer.echo(
        f"export AWS_ENDPOINT_URL={url} AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_REGION=us-east-1"
    )
    _tell("Then: modelkeep scan --org --role ModelkeepReadOnly --region us-east-1")
