"""Who may do what: permissions, roles, API tokens, limits on guessing, other people's way back in, and the error tree.

Imports models, audit and vocabulary.
"""
