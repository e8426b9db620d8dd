"""Triggers that refuse changes to decisions and audit entries, and the head of the audit chain."""

from django.db import migrations

from reviews.models import append_only


def install(apps, schema_editor):
    append_only.install_triggers(schema_editor.connection)
    apps.get_model("reviews", "AuditHead").objects.get_or_create(pk=1)


def remove(apps, schema_editor):
    append_only.remove_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_sync_failures")]
    operations = [migrations.RunPython(install, remove)]
