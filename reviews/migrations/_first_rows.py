"""The first rows and the triggers as they were when the migrations were written. Frozen: never edit, never import live code.

What an installation has today is put in place after every migrate, by `reviews.apps.ensure_first_rows`; the migrations
must not change with it.
"""

ROLES = ["Reviewer", "Lead", "Analyst", "Admin"]
POLICIES = [
    # code, English name, Chinese name, allowed verdicts, whether a note is required, harm band
    ("NUD-2", "Nudity, adult", "成人裸露", ["review", "block"], False, "sensitive"),
    ("VIO-1", "Graphic violence", "血腥暴力", ["review", "block"], False, "graphic"),
    ("TER-1", "Terrorism and extremism", "恐怖主义与极端主义", ["review", "block"], False, "extreme"),
    ("HAR-1", "Abuse and harassment", "辱骂与骚扰", ["review", "block"], False, "none"),
    ("ADS-1", "Spam and advertising", "垃圾信息与广告", ["review", "block"], False, "none"),
    ("OTH-1", "Other (say why)", "其他（请说明原因）", [], True, "none"),
]
HARM_RULES = [
    ("porn", "", "sensitive"),
    ("porn", "pornography", "graphic"),
    ("porn", "porn", "graphic"),
    ("terrorism", "", "graphic"),
    ("terrorism", "flag", "none"),
    ("terrorism", "logo", "none"),
    ("terrorism", "politics", "none"),
    ("terrorism", "weapon", "sensitive"),
    ("terrorism", "bloody", "extreme"),
]
APPEND_ONLY = ["reviews_decision", "reviews_auditentry", "reviews_auditseal"]
REFUSE = """CREATE OR REPLACE FUNCTION reviews_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$"""


def insert_all(apps, schema_editor):
    """The first rows of a new database, and the triggers."""
    install_triggers(apps, schema_editor)
    insert_audit_head(apps)
    insert_roles(apps)
    insert_policies(apps)
    insert_queues(apps)
    apps.get_model("reviews", "WellnessFloor").objects.get_or_create(pk=1)
    rule_model = apps.get_model("reviews", "HarmRule")
    rule_model.objects.bulk_create(
        rule_model(category=category, label=label, band=band) for category, label, band in HARM_RULES
    )


def insert_audit_head(apps):
    apps.get_model("reviews", "AuditHead").objects.get_or_create(pk=1)


def insert_roles(apps):
    for role in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=role)


def insert_policies(apps):
    """Only where there is no policy. The harm band came later than the table."""
    policy_model = apps.get_model("reviews", "Policy")
    if policy_model.objects.exists():
        return
    has_band = any(field.name == "harm_band" for field in policy_model._meta.get_fields())
    policy_model.objects.bulk_create(
        policy_model(
            code=code, name_en=english, name_zh=chinese, allowed_verdicts=verdicts, note_required=note,
            **({"harm_band": band} if has_band else {}),
        )
        for code, english, chinese, verdicts, note, band in POLICIES
    )


def insert_queues(apps):
    """Only where there is no queue."""
    queue_model = apps.get_model("reviews", "Queue")
    if queue_model.objects.exists():
        return
    queue_model.objects.create(name="General", position=900, is_fallback=True, is_open_to_all=True)
    queue_model.objects.create(name="Second look", position=910, stage="second", is_open_to_all=True)


def install_triggers(apps, schema_editor):
    """On the tables that exist, whether or not their triggers do."""
    remove_triggers(apps, schema_editor)
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSE)
        for table, event in _watched(connection):
            action = (
                "FOR EACH STATEMENT EXECUTE FUNCTION reviews_append_only()"
                if connection.vendor == "postgresql"
                else f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {event} refused'); END"
            )
            cursor.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} {action}")


def remove_triggers(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for table, event in _watched(connection):
            place = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event.lower()}{place}")


def _watched(connection):
    existing = set(connection.introspection.table_names())
    events = ["UPDATE", "DELETE"] + (["TRUNCATE"] if connection.vendor == "postgresql" else [])
    return [(table, event) for table in APPEND_ONLY if table in existing for event in events]
