"""`python -m b24sandbox` is the `b24sandbox` command."""

from b24sandbox.cli import main

main()
