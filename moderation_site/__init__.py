"""The Django project: settings from the environment, addresses, entry points. Holds no behaviour."""
