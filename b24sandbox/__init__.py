"""A Bitrix24 portal that runs on one machine, built from the vendor's documents only.

It is not part of the bridge: it imports nothing of it, and nothing of it imports this package.
"""
