"""Django admin on our own site class."""

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """The class is outside `reviews.admin`: that room registers on the site while it is being imported."""

    default_site = "moderation_site.admin_site.DeskSite"
