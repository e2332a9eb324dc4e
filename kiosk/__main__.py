"""The command line of the kiosk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)
journal_app = typer.Typer(no_args_is_help=True, help="Look at the journal.")
app.add_typer(journal_app, name="journal")

SettingsFile = Annotated[Path, typer.Option("--settings", help="The machine's settings file.", exists=True)]


@app.command()
def engine(settings: SettingsFile) -> None:
    """Run the engine."""
    from kiosk.config.enrolment import EnrolmentError
    from kiosk.engine.process import main as run
    from kiosk.logs import set_up
    from kiosk.settings import Settings, SettingsError

    set_up("engine")
    try:
        run(Settings.load(settings))
    except (EnrolmentError, SettingsError) as error:
        # a machine that is just being set up: the service manager asks again every second
        typer.echo(f"{error.error_id}: {error}", err=True)
        raise typer.Exit(1) from error


@app.command()
def session(settings: SettingsFile) -> None:
    """Run one session: wait for the seat, serve one person, end."""
    from kiosk.logs import set_up
    from kiosk.session.process import main as run
    from kiosk.settings import Settings

    set_up("session")
    raise typer.Exit(run(Settings.load(settings)))


@app.command()
def screen(settings: SettingsFile, scale: float = 1.0) -> None:
    """Run one screen: wait for a session, draw its pages, end."""
    from kiosk.logs import set_up
    from kiosk.settings import Settings
    from kiosk.ui.process import main as run

    set_up("screen")
    loaded = Settings.load(settings)
    raise typer.Exit(run(loaded.paths.engine_socket, loaded.build, loaded.screen, scale=scale))


@app.command()
def screens(
    settings: SettingsFile,
    folder: Annotated[Path, typer.Option(help="A private folder for this run.", envvar="XDG_RUNTIME_DIR")],
) -> None:
    """Keep two screens running, as the one client of the compositor."""
    import sys

    from kiosk.logs import set_up
    from kiosk.service import Service
    from kiosk.ui.launcher import ScreenLauncher

    set_up("screens")
    command = [sys.executable, "-m", "kiosk", "screen", "--settings", str(settings)]
    ScreenLauncher(command, folder, Service()).run()


@app.command()
def sync(
    settings: SettingsFile,
    identity: Annotated[
        Path | None, typer.Option(help="Folder of the transport's identity; by default as enrolled.")
    ] = None,
) -> None:
    """Run the only process that reaches beyond the cabinet."""
    from kiosk.logs import set_up
    from kiosk.settings import Settings
    from kiosk.sync.lanes import Pace
    from kiosk.sync.process import run

    set_up("sync")
    loaded = Settings.load(settings)
    paths, pace = loaded.paths, Pace(poll=loaded.sync.poll_s)
    run(paths.engine_socket, identity or paths.identity / "sync", loaded.build, pace)


@app.command()
def enrol(
    bundle: Annotated[Path, typer.Option(help="The enrolment bundle that central made.", exists=True)],
    state: Annotated[Path, typer.Option(help="The kiosk's state folder.")],
    tpm: Annotated[str, typer.Option(help="TCTI of the machine's TPM, such as device:/dev/tpmrm0.")] = "",
    restore: Annotated[
        Path | None, typer.Option(help="Central's copy of the journal, for a new computer in a full cabinet.")
    ] = None,
    mirror: Annotated[Path | None, typer.Option(help="The old computer's mirror of the vault.")] = None,
) -> None:
    """Make this cabinet the kiosk that the bundle names."""
    from kiosk.config.enrolment import Bundle, EnrolmentError, install
    from kiosk.config.tpm import Tpm, TpmError

    if not tpm:
        typer.echo("No TPM: a copied disk and a list of ID numbers can match claims to people.", err=True)
    try:
        install(Bundle.from_file(bundle), state, Tpm(tpm) if tpm else None)
    except (EnrolmentError, TpmError) as error:
        typer.echo(f"{error.error_id}: {error}", err=True)
        raise typer.Exit(1) from error
    if restore is not None:
        _restore(state, restore, mirror)


def _restore(state: Path, file: Path, mirror: Path | None) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from kiosk.config.cabinet import CabinetPlan
    from kiosk.config.enrolment import load_engine
    from kiosk.engine.keys import signing_key
    from kiosk.engine.restore import JournalPresentError, restore
    from kiosk.journal.clock import SystemClock
    from kiosk.journal.copy import CopyError, JournalCopy
    from kiosk.vault.store import BlobStore

    identity = load_engine(state / "identity" / "engine")
    central = Ed25519PublicKey.from_public_bytes(bytes.fromhex(identity.directive_key))
    doors = [place.number for place in CabinetPlan.from_file(state / "cabinet.json").compartments]
    kept = BlobStore(mirror) if mirror is not None else None
    try:
        copy = JournalCopy.read(file.read_bytes(), central, identity.kiosk_id)
        done = restore(state, copy, signing_key(identity), SystemClock(), doors, kept)
    except (CopyError, JournalPresentError) as error:
        typer.echo(f"{error.error_id}: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"restored up to row {done.rows}; every compartment waits for an officer's look")
    typer.echo(f"{len(done.lost)} dossiers lost their papers, {len(done.recovered)} were found in the mirror")


@app.command()
def diagnose(
    settings: SettingsFile,
    tests: Annotated[
        list[str] | None,
        typer.Argument(help="Tests to make, such as disk, printer, door/7; all but doors if none is named."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
    reader: Annotated[str, typer.Option(help="Pattern of the reader's PC/SC name.")] = "",
    wait: Annotated[float, typer.Option(help="Seconds to wait for the card, and for its PIN.")] = 120.0,
    language: Annotated[str, typer.Option(help="vi or en.")] = "vi",
) -> None:
    """Test this machine with a technician's card and PIN: 0 ready, 1 not ready, 2 could not run."""
    import logging

    from kiosk.diagnostics.command import run
    from kiosk.logs import set_up

    # a person reads along
    set_up("terminal", logging.ERROR)
    raise typer.Exit(run(settings, tests or [], reader, wait, language, as_json=as_json))


@app.command()
def take_list(
    settings: SettingsFile,
    file: Annotated[Path, typer.Option(help="Central's signed handover list.", exists=True)],
) -> None:
    """Lay central's handover list before the engine, which verifies it; the journal says how it went."""
    from kiosk.settings import Settings

    _lay(file, Settings.load(settings).paths.spool, "handover")


@app.command()
def take_config(
    settings: SettingsFile,
    file: Annotated[Path, typer.Option(help="Central's signed config package.", exists=True)],
) -> None:
    """Lay central's config package before the engine, which verifies it; the journal says how it went."""
    from kiosk.settings import Settings

    _lay(file, Settings.load(settings).paths.spool, "config")


def _lay(file: Path, spool: Path, kind: str) -> None:
    part = spool / f"{file.stem}.part"
    part.write_bytes(file.read_bytes())
    part.replace(spool / f"{kind}-{file.stem}.json")


@app.command()
def run(
    folder: Annotated[Path, typer.Argument(help="Where this world keeps its state.")] = Path("out/kiosk"),
    central: Annotated[bool, typer.Option(help="Run the reference central too.")] = True,
    scale: Annotated[float, typer.Option(help="Size of the screen; 1 is the panel's own pixels.")] = 1.0,
) -> None:
    """Run the whole kiosk with a simulated cabinet, and a central beside it."""
    from kiosk.development import run_world
    from kiosk.logs import set_up

    set_up("supervisor")
    run_world(folder, with_central=central, scale=scale)


@journal_app.command()
def show(settings: SettingsFile) -> None:
    """Print the journal as a timeline."""
    from kiosk.journal.reading import print_timeline
    from kiosk.settings import Settings

    print_timeline(Settings.load(settings).paths.state / "journal.db")


@journal_app.command()
def verify(settings: SettingsFile) -> None:
    """Check the whole chain and every checkpoint."""
    from kiosk.config.enrolment import load_engine
    from kiosk.engine.keys import signing_key
    from kiosk.journal.chain import ChainBrokenError
    from kiosk.journal.database import JournalDamagedError
    from kiosk.journal.reading import JournalFile
    from kiosk.settings import Settings

    paths = Settings.load(settings).paths
    key = signing_key(load_engine(paths.identity / "engine")).public_key()
    try:
        rows = JournalFile(paths.state / "journal.db").verify(key)
    except (ChainBrokenError, JournalDamagedError) as error:
        typer.echo(f"{error.error_id}: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{rows} rows, chain and checkpoints are whole")


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
