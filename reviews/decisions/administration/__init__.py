"""Acts of leads and admins: offboarding, policies, purged notes, exports."""
