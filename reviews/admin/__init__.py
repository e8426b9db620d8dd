"""Django admin, one file per noun."""
