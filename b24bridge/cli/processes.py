"""The processes of production, one command each: `serve`, `worker`, `beat`, `flower`; and `db upgrade`."""

import os
import secrets
import sys
from pathlib import Path

import click

from b24bridge.bootstrap import broker_url, migrate_database
from b24bridge.cli.supervise import Child, Supervisor, until_told
from config.process import ProcessSettings, read_settings

CELERY = (sys.executable, "-m", "celery", "-A", "celery_worker")


def serve_argv(host: str, port: int, threads: int) -> tuple[str, ...]:
    """Return the command that serves HTTP: gunicorn with threads, as the docs recommend behind a proxy."""
    options = ("--worker-class", "gthread", "--workers", "1", "--threads", str(threads), "--timeout", "120")
    quiet = ("--no-control-socket", "--log-level", "warning")
    return (sys.executable, "-m", "gunicorn", "--bind", f"{host}:{port}", *options, *quiet, "wsgi:application")


def worker_argv(threads: int) -> tuple[str, ...]:
    """Return the command of the worker: threads, since the work is waiting for portals."""
    return (*CELERY, "worker", "--pool", "threads", "--concurrency", str(threads), "--events", "--loglevel", "WARNING")


def beat_argv(data_dir: Path) -> tuple[str, ...]:
    """Return the command of the beat; a second one would be harmless."""
    schedule = str(data_dir.resolve() / "beat")
    return (*CELERY, "beat", "--loglevel", "WARNING", "--schedule", schedule, "--pidfile=")


def flower_argv(host: str, port: int, settings: ProcessSettings) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the command of Flower and its environment; the password travels in the environment, not in the arguments."""
    state = settings.data_dir.resolve() / "flower"
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    password = settings.flower_password.get_secret_value() or secrets.token_urlsafe(12)
    options = (
        f"--address={host}",
        f"--port={port}",
        "--persistent=True",
        f"--db={state / 'state'}",
        "--state_save_interval=2000",
        "--tasks_columns=name,args,state,received,started,runtime,worker",
    )
    return (*CELERY, "flower", *options), {"FLOWER_BASIC_AUTH": f"admin:{password}"}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--threads", default=16, show_default=True)
def serve(host: str, port: int, threads: int) -> None:
    """Serve HTTP: events, installation, the frame, health."""
    _become(serve_argv(host, port, threads))


@click.command()
@click.option("--threads", default=8, show_default=True)
def worker(threads: int) -> None:
    """Work for portals, under a supervisor that restarts what dies."""
    supervisor = Supervisor()
    supervisor.add(Child("worker", worker_argv(threads)))
    until_told(supervisor)


@click.command()
def beat() -> None:
    """Ring for waiting work every half minute."""
    settings = read_settings()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    _become(beat_argv(settings.data_dir))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5555, show_default=True)
def flower(host: str, port: int) -> None:
    """Watch the workers in a browser; user `admin`, password B24BRIDGE_FLOWER_PASSWORD."""
    argv, env = flower_argv(host, port, read_settings())
    click.echo(f"Flower: http://{host}:{port}  admin / {env['FLOWER_BASIC_AUTH'].partition(':')[2]}")
    _become(argv, env)


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the tables to this version."""
    migrate_database(read_settings())
    click.echo("the database is at this version")


def _become(argv: tuple[str, ...], env: dict[str, str] | None = None) -> None:
    settings = read_settings()
    broker_url(settings)  # says at once what is missing
    os.execvpe(argv[0], list(argv), {**os.environ, **(env or {})})  # noqa: S606 - our own command


COMMANDS = (serve, worker, beat, flower, db)
