"""Static files as production serves them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise ships no types
    """Hashed and compressed, the modules that other modules import included, so that no browser mixes two releases."""

    support_js_module_import_aggregation = True
    # A module's hash follows from those it imports: one pass for each level of imports, and a few to spare.
    max_post_process_passes = 20
