"""The right to review a job: claim it (or renew), give it back."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from reviews.api.decisions import DECIDE
from reviews.api.inputs import ReleaseInput
from reviews.api.serializers import ClaimSerializer
from reviews.api.view import ScopedView, found
from reviews.decisions import claim
from reviews.models import Review


class JobClaim(ScopedView):
    needs = {"POST": DECIDE, "DELETE": DECIDE}
    pagination_class = None
    filter_backends = ()
    serializer_class = ClaimSerializer
    parameters = ("fence",)

    @extend_schema(operation_id="jobs_claim", request=None, responses={201: ClaimSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Claim the job, or renew the claim that you hold."""
        _refuse_body(request)
        job = found(self.visible_jobs().only("pk"), pk)
        review = claim.claim(job.pk, by=self.person, now=timezone.now())
        review = Review.objects.select_related("job").get(pk=review.pk)
        return Response(ClaimSerializer(review).data, status=201)

    @extend_schema(
        operation_id="jobs_release",
        request=None,
        responses={204: None},
        parameters=[OpenApiParameter("fence", int, required=True, description="From the claim.")],
    )
    def delete(self, request: Request, pk: int) -> Response:
        """Give the job back to the queue."""
        job = found(self.visible_jobs().only("pk"), pk)
        claim.release(job.pk, by=self.person, fence=_fence(request), now=timezone.now())
        return Response(status=204)


def _fence(request: Request) -> int:
    raw = request.query_params.get("fence", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 18):
        raise ValidationError({"fence": ["Write ?fence= with the number that the claim answered."]})
    checked = ReleaseInput(data={"fence": int(raw)})
    checked.is_valid(raise_exception=True)
    return int(checked.validated_data["fence"])


def _refuse_body(request: Request) -> None:
    if request.data:
        raise ValidationError({"body": ["A claim takes no body. Send none, or {}."]}, code="unknown_field")
