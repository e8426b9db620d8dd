"""The values of fields that several answers of the API have, under the names that the schema gives them."""

from reviews import vocabulary
from reviews.models.choices import enum_choices

Suggestion = [word.value for word in vocabulary.Suggestion]
# A job can be at one stage more than a queue.
Stage = enum_choices(vocabulary.ReviewStage)
QueueStage = enum_choices([vocabulary.ReviewStage.FIRST, vocabulary.ReviewStage.SECOND])
