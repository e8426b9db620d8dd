"""Roles and a first set of policies."""

from django.db import migrations

from reviews.migrations import _first_rows


def ensure(apps, schema_editor):
    _first_rows.insert_roles(apps)
    _first_rows.insert_policies(apps)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_append_only"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(ensure, migrations.RunPython.noop)]
