"""The right to review a job: claim it (or renew), take the next, skip, take over, give it back, open it again."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from reviews import clock
from reviews.access.permissions import Permission
from reviews.api.decisions import DECIDE
from reviews.api.inputs import ReleaseInput, TakeOverInput
from reviews.api.permissions import Requirement
from reviews.api.serializers import ClaimSerializer
from reviews.api.view import ScopedView, get_or_404
from reviews.decisions.claims import claim
from reviews.decisions.verdicts import reopen
from reviews.models import Review
from reviews.vocabulary import TokenScope


class JobClaim(ScopedView):
    needs = {"POST": DECIDE, "DELETE": DECIDE}
    pagination_class = None
    filter_backends = ()
    serializer_class = ClaimSerializer
    parameters = ("fence",)

    @extend_schema(operation_id="jobs_claim", request=None, responses={201: ClaimSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Claim the job, or renew the claim that you hold."""
        refuse_body(request)
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        review = claim.claim(job.pk, by=self.person, now=clock.now())
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
    """The next job out of the queues that the caller works."""

    needs = {"POST": DECIDE}
    pagination_class = None
    filter_backends = ()
    serializer_class = ClaimSerializer

    def next_job(self, request: Request, queue_id: int | None) -> Response:
        """201 with the claim, 204 when nothing waits."""
        refuse_body(request)
        review = claim.claim_next_job(by=self.person, now=clock.now(), queue_id=queue_id)
        return _claim_response(review) if review else Response(status=204)


class Claims(NextClaim):
    @extend_schema(operation_id="claims_next", request=None, responses={201: ClaimSerializer, 204: None})
    def post(self, request: Request) -> Response:
        """Claim the next job of all your queues; 204 when nothing waits."""
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
        reason = self.validated_input(request)["reason"]
        return _claim_response(claim.take_over(job.pk, by=self.person, reason=reason, now=clock.now()))


class JobReopen(ScopedView):
    needs = {"POST": DECIDE}
    pagination_class = None
    filter_backends = ()
    serializer_class = ClaimSerializer

    @extend_schema(operation_id="jobs_reopen", request=None, responses={201: ClaimSerializer, 204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Open a job again that you settled, or as a lead any; 204 when it waits for somebody else than you."""
        refuse_body(request)
        job = get_or_404(self.visible_jobs().only("pk"), pk)
        review = reopen.reopen_job(job.pk, by=self.person, now=clock.now())
        return _claim_response(review) if review else Response(status=204)


def _claim_response(review: Review) -> Response:
    review = Review.objects.select_related("job").get(pk=review.pk)
    return Response(ClaimSerializer(review).data, status=201)


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
