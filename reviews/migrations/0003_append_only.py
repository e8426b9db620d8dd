"""Triggers that refuse changes to decisions and audit entries, and the head of the audit chain."""

from django.db import migrations

from reviews.migrations import _first_rows


def install(apps, schema_editor):
    _first_rows.install_triggers(apps, schema_editor)
    _first_rows.insert_audit_head(apps)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_sync_failures")]
    operations = [migrations.RunPython(install, _first_rows.remove_triggers)]
