"""The right to review a job: claim it (or renew), take the next, skip, take over, give it back, open it again."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from reviews import clock
from reviews.access.permissions import Permission
from reviews.api.decisions import DECIDE
from reviews.api.inputs import (
    AskLeadInput,
    ClaimInput,
    NextClaimInput,
    ReleaseInput,
    ReopenInput,
    TakeBackJobInput,
    TakeOverInput,
)
from reviews.api.permissions import Requirement
from reviews.api.serializers import ClaimSerializer
from reviews.api.view import ScopedView, get_or_404
from reviews.decisions.claims import claim
from reviews.decisions.verdicts import ask_lead, reopen, take_back_job
from reviews.models import Review
from reviews.vocabulary import TokenScope

NEXT_RESPONSES = {200: ClaimSerializer, 201: ClaimSerializer, 204: None}


class JobClaim(ScopedView):
    needs = {"POST": DECIDE, "DELETE": DECIDE}
    pagination_class = None
    filter_backends = ()
    serializer_class = ClaimInput
    parameters = ("fence",)

    @extend_schema(operation_id="jobs_claim", request=ClaimInput, responses={201: ClaimSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Claim the job, or renew the claim that you hold. Two jobs are held only by asking (`hold_another`)."""
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        asked = self.validated_input(request)
        review = claim.claim(job.pk, by=self.person, now=clock.now(), hold_another=asked["hold_another"])
        return _claim_response(review)

    @extend_schema(
        operation_id="jobs_release",
        request=None,
        responses={204: None},
        parameters=[OpenApiParameter("fence", int, required=True, description="From the claim.")],
    )
    def delete(self, request: Request, pk: int) -> Response:
        """Give the job back to the queue."""
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        claim.release(job.pk, by=self.person, fence=_fence(request), now=clock.now())
        return Response(status=204)


class NextClaim(ScopedView):
    """The job that the caller holds, else the next job out of the queues that they work."""

    needs = {"POST": DECIDE}
    pagination_class = None
    filter_backends = ()
    serializer_class = NextClaimInput

    def next_job(self, request: Request, queue_id: int | None) -> Response:
        """200 with the claim that is gone on with, 201 with a new one, 204 when nothing waits."""
        now, asked = clock.now(), self.validated_input(request)
        review = claim.claim_next_job(by=self.person, now=now, queue_id=queue_id, hold_another=asked["hold_another"])
        if review is None:
            return Response(status=204)
        return _claim_response(review, status=201 if review.claimed_at == now else 200)


class Claims(NextClaim):
    @extend_schema(operation_id="claims_next", request=NextClaimInput, responses=NEXT_RESPONSES)
    def post(self, request: Request) -> Response:
        """Go on with the job that you hold (200), else claim the next of all your queues; 204 when nothing waits."""
        return self.next_job(request, None)


class JobSkip(ScopedView):
    needs = {"POST": DECIDE}
    pagination_class = None
    filter_backends = ()
    serializer_class = ReleaseInput

    @extend_schema(operation_id="jobs_skip", request=ReleaseInput, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Give the job back unreviewed; it is not offered to you again for twelve hours."""
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        claim.skip(job.pk, by=self.person, fence=self.validated_input(request)["fence"], now=clock.now())
        return Response(status=204)


class JobTakeOver(ScopedView):
    needs = {"POST": Requirement(TokenScope.DECIDE, Permission.TAKE_OVER)}
    pagination_class = None
    filter_backends = ()
    serializer_class = TakeOverInput

    @extend_schema(operation_id="jobs_take_over", request=TakeOverInput, responses={201: ClaimSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Take the job from whoever holds it."""
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        return _claim_response(
            claim.take_over(job.pk, by=self.person, now=clock.now(), **self.validated_input(request))
        )


class JobReopen(ScopedView):
    needs = {"POST": DECIDE}
    pagination_class = None
    filter_backends = ()
    serializer_class = ReopenInput

    @extend_schema(operation_id="jobs_reopen", request=ReopenInput, responses={201: ClaimSerializer, 204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Open a job again that you settled, or as a lead any, then with a reason; 204 when it waits for others."""
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        review = reopen.reopen_job(job.pk, by=self.person, now=clock.now(), **self.validated_input(request))
        return _claim_response(review) if review else Response(status=204)


class JobTakeBack(ScopedView):
    needs = {"POST": DECIDE}
    pagination_class = None
    filter_backends = ()
    serializer_class = TakeBackJobInput

    @extend_schema(operation_id="jobs_take_back", request=TakeBackJobInput, responses={201: ClaimSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Take back your verdict within 10 seconds: the job is yours again. The same call again answers the same."""
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        asked = self.validated_input(request)
        review = take_back_job.take_back_verdict(
            job.pk,
            by=self.person,
            decision_id=asked["decision"],
            now=clock.now(),
            hold_another=asked["hold_another"],
        )
        return _claim_response(review)


class JobAskLead(ScopedView):
    needs = {"POST": DECIDE}
    pagination_class = None
    filter_backends = ()
    serializer_class = AskLeadInput

    @extend_schema(operation_id="jobs_ask_lead", request=AskLeadInput, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Ask a lead to decide the job that you hold: your claim ends, and only leads are offered the job."""
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        ask_lead.ask_lead(job.pk, by=self.person, now=clock.now(), **self.validated_input(request))
        return Response(status=204)


def _claim_response(review: Review, status: int = 201) -> Response:
    review = Review.objects.select_related("job").get(pk=review.pk)
    return Response(ClaimSerializer(review).data, status=status)


def _fence(request: Request) -> int:
    raw = request.query_params.get("fence", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 18):
        raise ValidationError({"fence": ["Add ?fence= with the fence number that the claim returned."]})
    checked = ReleaseInput(data={"fence": int(raw)})
    checked.is_valid(raise_exception=True)
    return int(checked.validated_data["fence"])


def refuse_body(request: Request) -> None:
    """Refuse a body where none is read. Errors: ValidationError."""
    if request.data:
        raise ValidationError({"body": ["This call has no request body. Send no body or {}."]}, code="unknown_field")
