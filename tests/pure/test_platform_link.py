"""Links to a platform: only https addresses with known placeholders, and facts stay one piece of them."""

import pytest

from reviews.platform_link import build_link, find_template_fault

GOOD = "https://videos.example.com/watch/{reference}?job={external_id}#{title}"
FACTS = {"external_id": "j-1", "reference": "a/b?c#d &", "title": "标题"}


def test_facts_are_encoded_and_stay_one_piece() -> None:
    assert find_template_fault(GOOD) == ""
    assert build_link(GOOD, FACTS) == (
        "https://videos.example.com/watch/a%2Fb%3Fc%23d%20%26?job=j-1#%E6%A0%87%E9%A2%98"
    )


@pytest.mark.parametrize(
    "template",
    [
        "http://videos.example.com/{reference}", "javascript:alert({title})", "https:///{title}", "//h/{title}",
        "https://{title}.example.com/", "https://a@videos.example.com/", "https://videos.example.com/{title",
        "https://videos.example.com/{other}", "https://videos.example.com/{title!r}",
        "https://videos.example.com/{title:>99}", "https://videos.example.com/{0}", "https://videos.example.com/{}",
        "https://videos.example.com/{title.__class__}", "https://videos.example.com/ {title}",
        'https://videos.example.com/"{title}', "https://videos.example.com/\u202e{title}", "https://[::1/{title}",
        "https://videos.example.com:99999/{title}",
    ],
)  # fmt: skip
def test_any_other_template_is_refused_and_gives_no_link(template: str) -> None:
    assert find_template_fault(template)
    assert build_link(template, FACTS) == ""


def test_a_fact_that_is_not_known_gives_no_link() -> None:
    assert build_link(GOOD, {**FACTS, "reference": ""}) == ""
    assert build_link("https://videos.example.com/", {}) == "https://videos.example.com/"
