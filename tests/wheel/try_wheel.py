"""Builds the wheel, installs it in a clean environment, and runs the pure tests against it from outside the tree.

Catches what an editable installation hides: files that were not packaged, and a foreign package under one of our names.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PURE = ("core", "config", "assistants")
SUPPORT = ("reference.py", "builders.py", "conftest.py")
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")


def run(*command: object, cwd: Path) -> None:
    """Run a command and stop with its output when it fails."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, text=True, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


def main() -> None:
    """Build, install, try."""
    with tempfile.TemporaryDirectory(prefix="b24bridge-wheel-") as name:
        folder = Path(name)
        run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", ROOT, cwd=folder)
        wheel = next((folder / "dist").glob("*.whl"))
        run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
        python = folder / "venv" / "bin" / "python"
        run(python, *PIP, "--require-hashes", "-r", ROOT / "requirements" / "dev.lock", cwd=folder)
        run(python, *PIP, "--no-deps", wheel, cwd=folder)
        for part in PURE:
            shutil.copytree(ROOT / "tests" / part, folder / "tests" / part)
        for part in SUPPORT:
            if (ROOT / "tests" / part).exists():
                shutil.copy(ROOT / "tests" / part, folder / "tests" / part)
        shutil.copy(ROOT / "setup.cfg", folder / "setup.cfg")
        run(python, "-m", "pytest", "-q", "tests", cwd=folder)
        run(folder / "venv" / "bin" / "b24bridge", "--help", cwd=folder)
        run(folder / "venv" / "bin" / "b24sandbox", "--help", cwd=folder)
        run(python, "-c", "import b24bridge.bootstrap, b24bridge.web, b24sandbox.cli", cwd=folder)
        print(f"{wheel.name}: installs and works from outside the tree")


if __name__ == "__main__":
    main()
