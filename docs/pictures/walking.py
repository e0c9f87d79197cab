"""A started sandbox portal with the bridge, and a person's way around in it with a browser. Takes no pictures by itself."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import requests
from playwright.sync_api import Browser, Frame, Page, sync_playwright

from b24bridge import clock
from tests.browser import provide

HERE, BRIDGE = Path(__file__).parent, (sys.executable, "-c", "from b24bridge.cli import main; main()")
ARGUMENTS = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")
PATIENCE_S, POLL_S, MOST_BYTES = 300.0, 0.5, 300_000
MENU = 256  # what the portal's own menu and margins take of a window's width
APP = "/marketplace/app/1/"


@dataclass
class Running:
    """Everything that `b24bridge up` has started, in a folder of its own."""

    folder: Path
    addresses: dict[str, str] = field(default_factory=dict)

    def command(self, *words: str) -> None:
        """Run another command of the bridge on the same folder."""
        subprocess.run(  # noqa: S603 - our own commands
            [*BRIDGE, *words], env=self.env, check=True, stdout=subprocess.DEVNULL
        )

    @property
    def env(self) -> dict[str, str]:
        """Return the environment of its commands."""
        return {**os.environ, "B24BRIDGE_DATA_DIR": str(self.folder)}

    @property
    def domain(self) -> str:
        """Return the portal's own name."""
        return urlsplit(self.addresses["portal"]).netloc

    def rows(self, entity: str) -> list[dict[str, object]]:
        """Return the rows that stand on the portal."""
        answer = requests.get(f"{self.addresses['portal']}/_sandbox/state/{entity}", timeout=10)
        return [json.loads(line) for line in answer.text.splitlines() if line]

    def tasks(self) -> int:
        """Count the tasks that the bridge has put there."""
        return sum("b24b:" in f"{task.get('tags')} {task.get('xmlId')}" for task in self.rows("task"))


def wait(what: str, is_there: Callable[[], bool]) -> None:
    """Wait until something is so, or end with what never came."""
    end = clock.monotonic() + PATIENCE_S
    while not is_there():
        if clock.monotonic() > end:
            sys.exit(f"{what} never came")
        clock.sleep(POLL_S)


@contextmanager
def running() -> Iterator[Running]:
    """Start everything, and end it."""
    with tempfile.TemporaryDirectory() as name:
        everything = Running(Path(name))
        command = [*BRIDGE, "up", "--sandbox", "--port", "0"]
        with subprocess.Popen(command, env=everything.env) as process:  # noqa: S603 - our own command
            try:
                told = everything.folder / "addresses.json"
                wait("the addresses", lambda: told.exists() and bool(told.read_text("utf-8")))
                everything.addresses = json.loads(told.read_text("utf-8"))
                yield everything
            finally:
                process.send_signal(signal.SIGINT)


@dataclass(frozen=True)
class Window:
    """A window of the portal with our frame in it, and a person's way around."""

    page: Page
    address: str

    @property
    def frame(self) -> Frame:
        """Return our frame, once its page is there and the frame has the height that it asked for."""
        handle = self.page.wait_for_selector("iframe")
        frame = handle.content_frame() if handle else None
        assert frame is not None  # a portal without our frame has no picture
        frame.wait_for_selector("main")
        wait("the height", lambda: bool(frame.evaluate("document.documentElement.scrollHeight <= innerHeight")))
        return frame

    def open(self, path: str, language: str) -> Frame:
        """Open a page of the portal as its administrator."""
        self.page.goto(f"{self.address}{path}{'&' if '?' in path else '?'}as=1&lang={language}")
        return self.frame

    def go(self, name: str) -> None:
        """Open another of our sections."""
        self.press(f"nav button[formaction$={name}]")

    def press(self, selector: str) -> None:
        """Press what leads to another page of ours, and wait for it."""
        frame = self.frame
        frame.evaluate("document.documentElement.id = 'left'")
        frame.click(selector)
        frame.locator("html#left").wait_for(state="detached")
        frame.wait_for_load_state()

    def turn(self, nav: str, value: str) -> None:
        """Open another list."""
        self.press(f"{nav} button[value={value}]")

    def shows(self, section: str, selector: str) -> bool:
        """Open a section anew and say whether something is there."""
        self.go(section)
        return self.frame.locator(selector).count() > 0

    def rows(self) -> int:
        """Open the list anew and count its rows."""
        return self.open(APP, "ru").locator("#list tbody tr").count()

    def take(self, name: str, *, until: str = "") -> None:
        """Take a picture of the frame, if wished only down to the end of one element."""
        frame = self.frame
        self.page.evaluate("scrollTo(0, 0)")
        box = self.page.locator("iframe").bounding_box()
        assert box is not None  # the frame is drawn
        if until:
            last = frame.locator(until).first.bounding_box()
            assert last is not None  # the element is drawn
            box["height"] = last["y"] + last["height"] - box["y"]
        self.save(name, box)

    def save(self, name: str, box: object = None) -> None:
        """Write a picture of the window, or of a part of it. Ends when it is too large to be shown in a README."""
        path = HERE / f"{name}.png"
        self.page.screenshot(path=path, full_page=box is not None, clip=box)  # type: ignore[arg-type]
        if path.stat().st_size > MOST_BYTES:
            sys.exit(f"{path.name} has {path.stat().st_size} bytes: show less of it")


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser that the tests use too."""
    found = provide.browser()
    if found is None:
        sys.exit("no browser: run tests/browser/provide.py")
    with sync_playwright() as playwright:
        chromium = playwright.chromium
        env = {**os.environ, **found.env}
        running = chromium.launch(executable_path=found.path, env=env, chromium_sandbox=False, args=ARGUMENTS)
        yield running
        running.close()


def window(of: Browser, address: str, width: int, height: int = 900) -> Window:
    """Open a window of that size."""
    return Window(of.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce", locale="ru-RU"), address)
