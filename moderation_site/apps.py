"""Django admin on our own site class; the site's system checks."""

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """The class is outside `reviews.admin`: that package registers on the site while it is being imported."""

    default_site = "moderation_site.admin_site.DeskSite"

    def ready(self) -> None:
        """Register the system checks beside the admin; all models are loaded by now."""
        super().ready()
        from moderation_site import account_checks, checks  # noqa: F401 - importing registers them
