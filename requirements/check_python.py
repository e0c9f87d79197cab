"""Says what is missing before anything is installed: the right Python, and the module that makes environments."""

import importlib.util
import sys

if sys.version_info < (3, 11):
    sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}. Try: make PYTHON=python3.11 ...")
if importlib.util.find_spec("ensurepip") is None:
    sys.exit("Python's venv module is incomplete. On Debian and Ubuntu: sudo apt install python3-venv")
