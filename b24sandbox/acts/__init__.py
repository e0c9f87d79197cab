"""What people of the portal do through its own interface, not through REST: `act(portal, user_id, "call", {...})`.

The portal's pages and the control's `act` use these; events and side effects are those of the real thing. Every module
beside this one declares its acts; nothing central lists them.
"""

from importlib import import_module
from pkgutil import iter_modules

from b24sandbox.acts.registry import ACTS, InvalidAct, act

__all__ = ["ACTS", "InvalidAct", "act"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
