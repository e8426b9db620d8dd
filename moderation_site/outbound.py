"""Settings of the calls that provider accounts make: which keys they may name, and which hosts they may call."""

from moderation_site import environment

ALLOW_PRIVATE_ENDPOINTS = environment.flag("ALLOW_PRIVATE_ENDPOINTS", False)
# Variables that an account may name as its keys: whole names, or beginnings that end in _*. Never one of our own.
ACCOUNT_KEY_NAMES = environment.string_list("ACCOUNT_KEY_NAMES", "DESK_KEY_*")
# Hosts that an account's endpoints may name beside its cloud's own: host, host:port, or host:* for every port.
ALLOWED_ENDPOINTS = environment.string_list("ALLOWED_ENDPOINTS")
