"""Assistants: who decides what to do about a client, one file each; what several of them share begins with an underscore.

Belongs here: pure functions of a fact, settings and a day. Does not belong here: reading anything, the clock, writing.
A new assistant is a new file and its scenario table; nothing central names it.
"""
