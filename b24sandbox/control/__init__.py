"""`/_sandbox/`: the control of a portal for tests, demos and judges. Not a part of any portal, and not protected."""

from importlib import import_module
from pkgutil import iter_modules

from b24sandbox.control.blueprint import blueprint

__all__ = ["blueprint"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
