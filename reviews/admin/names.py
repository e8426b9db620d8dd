"""What the admin calls our tables and columns, for translation; what it says beside them is in helps.py.

Django derives these names from the code and marks none of them. Named in the models they would fill migrations with
words; named here, each migration stays about the tables.
"""

from typing import Any

from django.apps import apps
from django.db.models import Field
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from reviews.admin.helps import HELPS

# fmt: off
NAMES = frozenset({
    _("access key env"), _("account"), _("action"), _("actor id"), _("actor name"), _("added by"), _("address digest"),
    _("allowed verdicts"), _("api token"), _("api tokens"), _("at"), _("audio segment"), _("audio segments"),
    _("audited at"), _("confirmed at"), _("confirmed by"), _("pending count"), _("recovery request"),
    _("recovery requests"), _("requested at"), _("requested by"), _("token refusal"), _("token refusals"),
    _("audit entries"), _("audit entry"), _("audit head"), _("audit heads"), _("audit seal"), _("audit seals"),
    _("auto rule"), _("auto settle rule"), _("auto settle rules"), _("band"), _("batch key"), _("began at"),
    _("biz type"), _("block count"), _("blur"), _("body"), _("body gzip"), _("box kind"), _("break active minutes"),
    _("break revealed minutes"), _("due bucket"), _("calendar"), _("warn from band"), _("category"), _("changed at"),
    _("claim fence"), _("claimed at"), _("code"), _("columns"), _("content"), _("count"), _("cover result"),
    _("cover results"), _("coverage"), _("coverages"), _("created at"), _("decided at"), _("decided by"),
    _("decided by name"), _("decided count"), _("decision"), _("decisions"), _("detection"), _("detections"),
    _("detections count"), _("discovered until"), _("discovers jobs"), _("due at"), _("due minutes"), _("duration ms"),
    _("end ms"), _("ended at"), _("endpoint"), _("entries"), _("error code"), _("error message"), _("escalates to"),
    _("evidence version"), _("expires at"), _("external id"), _("failures in a row"), _("fence"), _("fetched at"),
    _("filmstrip"), _("filmstrips"), _("finding"), _("finding kind"), _("findings"), _("findings count"),
    _("finished at"), _("first seen at"), _("frame interval ms"), _("frame result"), _("frame results"), _("greyscale"),
    _("harm band"), _("harm rule"), _("harm rules"), _("hash"), _("height"), _("holidays"), _("hours"),
    _("idempotency key"), _("identity endpoint"), _("interval ms"), _("is active"), _("is fallback"), _("is last"),
    _("is open to all"), _("is sample"), _("is whole"), _("is withdrawn"), _("job"), _("job id"), _("jobs"), _("key"),
    _("kind"), _("label"), _("language"), _("last error"), _("last error at"), _("last error code"), _("last ok at"),
    _("last used at"), _("lease until"), _("human sample rate"), _("sampling seed"),
    _("machine score"), _("machine suggestion"),
    _("max score"), _("media attempts"), _("media error"), _("media file"), _("media lease until"),
    _("media next try at"), _("media state"), _("min score"), _("name"), _("name digest"), _("name en"), _("name zh"),
    _("next call at"), _("next discovery at"), _("next poll at"), _("note"), _("note required"), _("notes"),
    _("object endpoint"), _("on"), _("outcome"), _("output"), _("output bucket"),
    _("output location"), _("output object"), _("owner"), _("page number"), _("pass count"), _("paused until"),
    _("payload"), _("payload sha256"), _("payloads"), _("people"), _("person"), _("pipeline id"), _("played ms"),
    _("policies"), _("policy"), _("position"), _("prefix"), _("presence"), _("presences"), _("previous hash"),
    _("project id"), _("provider"), _("provider account"), _("provider accounts"), _("provider created at"),
    _("provider updated at"), _("purged at"), _("queue"), _("queued at"), _("queues"), _("ran at"), _("random share"),
    _("ranges"), _("rate per second"), _("ready at"), _("reason"), _("region"), _("request digest"), _("request id"),
    _("request params"), _("revealed ms"), _("review"), _("review count"), _("review state"), _("reviewer"),
    _("reviews"), _("revoked at"), _("risk"), _("routing rule"), _("routing rules"), _("rows"), _("run"), _("salt"),
    _("sampling rate"), _("scopes"), _("score"), _("score raw"), _("secret key env"), _("security token env"),
    _("seen at"), _("sent at"), _("settled at"), _("sheets"), _("sign in failure"), _("sign in failures"),
    _("signature"), _("size"), _("snapshot bucket"), _("snapshot location"), _("snapshot object"), _("source"),
    _("source location"), _("source url"), _("spans"), _("stage"), _("start ms"), _("state"), _("state raw"),
    _("still file"), _("subject"), _("subject id"), _("suggestion"), _("suggestion raw"), _("supersedes"),
    _("sync attempts"), _("sync error"), _("sync error code"), _("sync failures"), _("sync fence"),
    _("sync lease until"), _("synced at"), _("target"), _("task key"), _("team"), _("teams"), _("text"), _("text en"),
    _("text result"), _("text results"), _("text zh"), _("tile height"), _("tile width"), _("time zone"),
    _("timeline columns"), _("title"), _("took ms"), _("user data"), _("verdict"), _("version"), _("warnings"),
    _("wellness floor"), _("wellness floors"), _("width"), _("withdrawn at"), _("work calendar"), _("work calendars"),
    _("worker pulse"), _("worker pulses"), _("written at"), _("written by"),
})
# fmt: on


def translate() -> None:
    """Each name that is in NAMES, and each sentence in HELPS, is shown in the language of who looks."""
    for model in apps.get_app_config("reviews").get_models():
        meta = model._meta
        many = str(meta.verbose_name_plural)  # a lazy "…s" of the other, unless the model says it
        meta.verbose_name, meta.verbose_name_plural = _shown(meta.verbose_name), _shown(many)
        for column in (*meta.fields, *meta.many_to_many):
            if isinstance(column, Field):
                column.verbose_name = _shown(column.verbose_name)
                if column.help_text in HELPS:
                    column.help_text = gettext_lazy(column.help_text)


def _shown(name: Any) -> Any:
    return gettext_lazy(name) if isinstance(name, str) and name in NAMES else name
