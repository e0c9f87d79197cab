"""The pure core: words, rules of time and money, and what the other rooms promise each other.

Belongs here: frozen values and functions of values. Does not belong here: anything that reads a clock, a file, a socket
or chance, and anything outside the standard library.
"""
