"""Commands for administrators: `flask --app wsgi …`."""

import time
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import Flask
from flask_babel import force_locale

from app.models import CampKind
from app.services.clock import now
from app.services.demonstration import loading
from app.services.demonstration.instances import import_instance
from app.services.refusals import Refusal
from app.services.setup.new_camps import NewCamp


@click.command("load-demonstration")
def load_demonstration() -> None:
    """Load four camps to try the system with, unless they are there already."""
    began = time.monotonic()
    with force_locale("en"):
        loading.load(click.echo)
    click.echo(f"The demonstration is ready ({time.monotonic() - began:.1f} s).")
    click.echo(f"Three logins, all with the password {loading.PASSWORD}:")
    for address, who in (
        (loading.ORGANISER, "administrator and organiser"), (loading.PARTICIPANT, "participant"),
        (loading.HELPER, "helper"),
    ):  # fmt: skip
        click.echo(f"  {address:34} {who}")


@click.command("import-dzn")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--camp", "slug", required=True, help="Address of the camp that is made, such as forum-14.")
@click.option("--name", help="Name of the camp; the file's when left out.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the meetings; else in eight weeks.")
def import_dzn(file: Path, slug: str, name: str | None, day: datetime | None) -> None:
    """Make a camp of the published instance in FILE (MiniZinc data)."""
    starts_on = day.date() if day else now().date() + timedelta(weeks=8)
    new = NewCamp(name or file.stem, CampKind.MATCHMAKING_EVENT, starts_on, address=slug)
    with force_locale("en"):
        try:
            done = import_instance(None, file.read_bytes(), new)
        except Refusal as refusal:
            raise click.ClickException(str(refusal.message)) from None
    click.echo(f"{done.participants} participants and {done.pairs} pairs who wish to meet: /console/{slug}")
    for text in done.left_out:
        click.echo(f"  {text}")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(load_demonstration)
    app.cli.add_command(import_dzn)
