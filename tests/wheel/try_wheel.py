"""Builds the wheel, installs it in a clean environment, and runs the pure tests against it from outside the tree.

Catches what an editable installation hides: files that were not packaged, and a foreign package under one of our names.
"""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("assistants", "b24bridge", "b24sandbox", "config", "handlers", "wsgi.py", "celery_worker.py")
PURE = ("core", "config", "assistants")
BESIDE = ("tests", "docs")
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")


def run(*command: object, cwd: Path) -> None:
    """Run a command and stop with its output when it fails."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, text=True, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


def complain_of_missing(wheel: Path) -> None:
    """Stop when a tracked file of our packages is not in the wheel: code, templates, words, migrations, seeds."""
    tracked = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, text=True, capture_output=True, check=True)
    with zipfile.ZipFile(wheel) as archive:
        missing = set(tracked.stdout.split()) - set(archive.namelist())
    if missing:
        sys.exit(f"not packaged: {', '.join(sorted(missing))}")


def main() -> None:
    """Build, install, try."""
    with tempfile.TemporaryDirectory(prefix="b24bridge-wheel-") as name:
        folder = Path(name) / "outside"
        folder.mkdir()
        if (ROOT.parent / "shared").exists():  # the reference material stands beside a tree
            (Path(name) / "shared").symlink_to(ROOT.parent / "shared")
        run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", ROOT, cwd=folder)
        wheel = next((folder / "dist").glob("*.whl"))
        complain_of_missing(wheel)
        run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
        python = folder / "venv" / "bin" / "python"
        run(python, *PIP, "--require-hashes", "-r", ROOT / "requirements" / "dev.lock", cwd=folder)
        run(python, *PIP, "--no-deps", wheel, cwd=folder)
        for part in BESIDE:
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "setup.cfg", folder / "setup.cfg")
        run(python, "-m", "pytest", "-q", *(f"tests/{part}" for part in PURE), cwd=folder)
        run(folder / "venv" / "bin" / "b24bridge", "--help", cwd=folder)
        run(folder / "venv" / "bin" / "b24sandbox", "--help", cwd=folder)
        run(python, "-c", "import b24bridge.bootstrap, b24bridge.web, b24sandbox.cli", cwd=folder)
        print(f"{wheel.name}: installs and works from outside the tree")


if __name__ == "__main__":
    main()
