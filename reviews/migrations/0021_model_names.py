"""Names and help texts, for databases that came by the chain of migrations: those of the migration that replaces it.

They stand in the models since, so in the state of the migrations too. No database holds them.
"""

from importlib import import_module

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

OF_A_FIELD = ("verbose_name", "_verbose_name", "help_text", "choices")
OF_A_MODEL = ("verbose_name", "verbose_name_plural")


class NameModels(Operation):
    """Copies what people read from the squashed migration to the same models and fields."""

    reversible = True

    def state_forwards(self, app_label, state):
        named = _squashed_state(app_label)
        for key, model in named.models.items():
            ours = state.models[key]
            ours.options |= {option: model.options[option] for option in OF_A_MODEL if option in model.options}
            for name, field in model.fields.items():
                copy = ours.fields[name].clone()
                for attribute in OF_A_FIELD:
                    setattr(copy, attribute, getattr(field, attribute))
                ours.fields[name] = copy
        state.reload_models(list(named.models))

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        pass

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass

    def describe(self):
        return "Name models and fields"


def _squashed_state(app_label):
    squashed = import_module("reviews.migrations.0001_squashed_0021_model_names").Migration
    state = ProjectState()
    for operation in squashed.operations:
        operation.state_forwards(app_label, state)
    return state


class Migration(migrations.Migration):
    dependencies = [("reviews", "0020_field_names")]
    operations = [NameModels()]
