"""The bridge: from a portal's events to decisions and back.

Rooms, from the inside out: `core` (pure rules and words), `bitrix` and `store` (adapters), `services` (use cases),
`bootstrap` (wiring), `web`, `worker` and `cli` (ways in). The rules themselves live beside this package, in `assistants`
and `handlers`; nothing here knows a single assistant by name.
"""
