"""Settings of signing in, all from the environment: second factor, limits on guessing, proxies, links for passwords."""

from moderation_site import environment

# Roles that must have a second factor: nothing asked in the demo and on a developer's machine.
_IS_LOCAL = environment.flag("DEBUG", False) or environment.flag("PLAIN_HTTP", False)
MFA_REQUIRED_ROLES = environment.string_list("MFA_REQUIRED_ROLES", "" if _IS_LOCAL else "Lead Admin")

# Wrong tries within the window before the next one waits.
SIGN_IN_MAX_FAILURES_PER_USER_AND_IP = environment.integer("SIGN_IN_MAX_FAILURES_PER_USER_AND_IP", 5)
SIGN_IN_MAX_FAILURES_PER_IP = environment.integer("SIGN_IN_MAX_FAILURES_PER_IP", 30)
SIGN_IN_MAX_FAILURES_PER_USER = environment.integer("SIGN_IN_MAX_FAILURES_PER_USER", 20)  # from all addresses
SIGN_IN_WINDOW_SECONDS = environment.integer("SIGN_IN_WINDOW_SECONDS", 15 * 60)

# None: nobody said. Then an address of a private network is perhaps a proxy that everybody comes through.
TRUSTED_PROXY_COUNT = environment.optional_count("TRUSTED_PROXY_COUNT")

# A link for another person's password, and taking a second factor away, take effect when a second admin confirms them.
SECOND_PERSON_FOR_ACCOUNT_RECOVERY = environment.flag("SECOND_PERSON_FOR_ACCOUNT_RECOVERY", False)
# How long a link lives with which a person chooses a password.
PASSWORD_RESET_TIMEOUT = environment.integer("PASSWORD_LINK_SECONDS", 3 * 24 * 60 * 60)
