"""The reference central's command line: `python -m central COMMAND --data DIR`."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import sys
from functools import cache
from pathlib import Path
from typing import Annotated

import django
import typer
from django.apps import apps

from central.keys import KeyRing, KeyRingError
from kiosk import durable

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)
Data = Annotated[Path, typer.Option(help="Folder of database, blobs and keys.", envvar="CENTRAL_DATA")]


@cache
def _open(data: Path) -> None:
    """Point Django at the data folder and bring its database to this build's schema."""
    if not (data / "keys").is_dir():
        raise typer.BadParameter(f"{data} has no keys; run init first")
    os.environ["CENTRAL_DATA"] = str(data.absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "central.settings"
    if not apps.ready:
        django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


@app.command()
def init(
    data: Data,
    recovery_out: Annotated[Path, typer.Option(help="Where the private recovery key goes; take it offline.")],
    host: Annotated[list[str] | None, typer.Option(help="Name or address kiosks use (repeatable).")] = None,
    keepers_out: Annotated[
        Path | None, typer.Option(help="Folder for the config keepers' keys; take them offline.")
    ] = None,
) -> None:
    """Make the data folder: authority, keys, database."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    keepers = keepers_out or recovery_out.with_name("config-keepers")
    try:
        KeyRing(data).make(host or ["localhost", "127.0.0.1"], recovery_out, keepers)
    except KeyRingError as error:
        raise typer.BadParameter(str(error)) from error
    _open(data)
    typer.echo(f"made {data}; take {recovery_out} and {keepers} offline now")


@app.command()
def add_kiosk(
    data: Data,
    name: Annotated[str, typer.Option(help="The kiosk's id, e.g. K0001.")],
    number: Annotated[int, typer.Option(help="Its number in deposit codes, 1 to 9999.")],
    unit: Annotated[str, typer.Option(help="Unit code of the catalogue.")],
    staff_ca: Annotated[Path, typer.Option(help="PEM of the authority of staff cards.")],
    out: Annotated[Path, typer.Option(help="Where the enrolment bundle goes; it holds keys.")],
    url: Annotated[str, typer.Option(help="Where the kiosk reaches central.")] = "https://localhost:8443",
    hotline: Annotated[str, typer.Option(help="Phone number shown to citizens.")] = "",
) -> None:
    """Make a kiosk and its enrolment bundle; a known kiosk gets a new certificate, the old is revoked."""
    _open(data)
    from central.fleet.enrolment import NewKiosk, enrol

    try:
        bundle = enrol(NewKiosk(name, number, unit, hotline, url, staff_ca.read_text()))
    except KeyError as error:
        raise typer.BadParameter(f"the catalogue has no unit {unit} today") from error
    durable.replace(out, bundle.to_bytes())
    typer.echo(f"bundle written to {out}")


@app.command()
def journal_copy(
    data: Data,
    name: Annotated[str, typer.Option(help="The kiosk's id.")],
    out: Annotated[Path, typer.Option(help="Where the signed copy goes, e.g. on a USB stick.")],
) -> None:
    """Write what a new computer needs to take a kiosk's full cabinet over (`kiosk enrol --restore`)."""
    _open(data)
    from django.utils.timezone import now

    from central.fleet.journals import journal_copy as copied
    from central.fleet.models import Kiosk

    out.write_bytes(copied(Kiosk.objects.get(kiosk_id=name), now()))
    typer.echo(f"copy written to {out}")


@app.command()
def revoke_kiosk(data: Data, name: Annotated[str, typer.Option(help="The kiosk's id.")]) -> None:
    """Believe nothing of this kiosk from now on."""
    _open(data)
    from central.fleet.enrolment import revoke

    revoke(name)
    typer.echo(f"{name} revoked")


@app.command()
def add_officer(
    data: Data,
    user: Annotated[str, typer.Option(help="User name.")],
    unit: Annotated[str, typer.Option(help="Unit code of the catalogue.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, help="Asked for when not given.")],
) -> None:
    """Make an officer of a unit, or change the password and unit of one."""
    _open(data)
    from central.fleet.enrolment import add_officer as add

    try:
        add(user, password, unit)
    except KeyError as error:
        raise typer.BadParameter(f"the catalogue has no unit {unit} today") from error
    typer.echo(f"officer {user} of {unit}")


@app.command()
def add_admin(
    data: Data,
    user: Annotated[str, typer.Option(help="User name.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, help="Asked for when not given.")],
) -> None:
    """Make an administrator of the fleet, or change the password of one."""
    _open(data)
    from central.fleet.enrolment import add_admin as add

    add(user, password)
    typer.echo(f"administrator {user}")


@app.command()
def set_config(
    data: Data,
    file: Annotated[Path, typer.Option(help="JSON in the shape of the config: what this layer sets.")],
    site: Annotated[str, typer.Option(help="Unit code, for a site's layer.")] = "",
    kiosk: Annotated[str, typer.Option(help="Kiosk id, for a kiosk's layer.")] = "",
) -> None:
    """Set the fleet's layer, a site's or a kiosk's, and publish what changes."""
    _open(data)
    from central.fleet.configs import set_layer
    from kiosk.config.model import ConfigError

    scope, subject = ("kiosk", kiosk) if kiosk else ("site", site) if site else ("fleet", "")
    try:
        published = set_layer(scope, subject, json.loads(file.read_bytes()), None)
    except (ConfigError, ValueError) as error:
        typer.echo(f"{getattr(error, 'error_id', 'CFG-001')}: {error}", err=True)
        raise typer.Exit(1) from error
    for version in published:
        typer.echo(f"{version.kiosk} version {version.version}")


@app.command()
def config_package(
    data: Data,
    name: Annotated[str, typer.Option(help="The kiosk's id.")],
    out: Annotated[Path, typer.Option(help="Where the package goes, e.g. on a USB stick.")],
) -> None:
    """Write a kiosk's signed config, for a kiosk without network."""
    from datetime import UTC, datetime

    package = KeyRing(data).configs().package(name, datetime.now(UTC).replace(microsecond=0))
    if package is None:
        raise typer.BadParameter(f"nothing was published for {name}")
    out.write_bytes(package)
    typer.echo(f"package written to {out}")


@app.command()
def renew_config_root(
    data: Data,
    key: Annotated[list[Path], typer.Option(help="A keeper's key file; two are needed.")],
) -> None:
    """Let the root of all configs live on; needs two of the three keepers."""
    from datetime import UTC, datetime

    keepers = [bytes.fromhex(path.read_text()) for path in key]
    KeyRing(data).configs().renew(keepers, datetime.now(UTC).replace(microsecond=0))
    typer.echo("root and targets are signed anew")


@app.command()
def project(data: Data, name: Annotated[str, typer.Option(help="Event name to take up again.")] = "") -> None:
    """Let follow from stored events what could not follow before."""
    _open(data)
    from central.dossiers import projection
    from central.fleet.models import Kiosk

    if name:
        projection.project_again(name)
    for kiosk in Kiosk.objects.all():
        projection.project(kiosk)


@app.command()
def handover_list(
    data: Data,
    name: Annotated[str, typer.Option(help="The kiosk's id.")],
    out: Annotated[Path | None, typer.Option(help="Where the list goes: handover-….json on a stick.")] = None,
    codes: Annotated[Path | None, typer.Option(help="Where its sheets of QR codes go, as PDF.")] = None,
) -> None:
    """Write the signed list of what may be loaded, for a kiosk without network: a file, QR codes, or both."""
    if out is None and codes is None:
        raise typer.BadParameter("say where: --out, --codes, or both")
    _open(data)
    from central.dossiers.claims import signed_handover_list
    from central.fleet.models import Kiosk
    from central.officers.code_sheets import CodeSheets

    kiosk = Kiosk.objects.get(kiosk_id=name)
    if out is not None:
        out.write_bytes(signed_handover_list(kiosk))
        typer.echo(f"list written to {out}")
    if codes is not None:
        made = CodeSheets.of(kiosk)
        codes.write_bytes(made.to_pdf())
        typer.echo(f"list {made.number}, {len(made.sheets)} sheets, written to {codes}")


@app.command()
def batch() -> None:
    """Carry out commands from stdin, one a line as it would be typed; the first that fails ends it."""
    for number, line in enumerate(sys.stdin, start=1):
        if not (words := shlex.split(line, comments=True)):
            continue
        try:
            app(words)
        except SystemExit as ended:
            if ended.code:
                typer.echo(f"stopped at line {number}, {words[0]}", err=True)
                raise


@app.command()
def serve(
    data: Data,
    port: Annotated[int, typer.Option(help="Port for kiosks (mutual TLS); 0 lets the system choose.")] = 8443,
    host: Annotated[str, typer.Option(help="Address for kiosks.")] = "127.0.0.1",
    staff_port: Annotated[
        int, typer.Option(help="Port of the officers' pages; 0 lets the system choose.")
    ] = 8000,
    staff_host: Annotated[
        str, typer.Option(help="Address of the officers' pages (plain HTTP).")
    ] = "127.0.0.1",
) -> None:
    """Serve kiosks and officers; prints "ready kiosks=PORT staff=PORT"."""
    _open(data)
    from django.utils.timezone import now

    from central.fleet.configs import ship
    from central.fleet.models import Kiosk
    from central.intake.uploads import remove_abandoned
    from central.serve import Listeners
    from central.serve import serve as run

    remove_abandoned(now())
    ship(Kiosk.objects.filter(revoked_at=None))
    ring = KeyRing(data)
    ring.renew_server_when_due()
    asyncio.run(run(Listeners(host, port, staff_host, staff_port), ring))


if __name__ == "__main__":
    app()
