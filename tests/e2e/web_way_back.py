"""The steps on which a phone goes back to Ada: what the liaison does at a desk, and she on her own old phone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from mail_server import MailBox
from playwright.sync_api import Page, expect
from web_browser import PHONE
from web_returns import ADA, OWNER_PAGE, body_of, code_in, letter


def open_details(page: Page, words: str) -> None:
    """Opens it where it is shut."""
    summary = page.locator("summary", has_text=words)
    if not summary.evaluate("one => one.parentElement.open"):
        summary.click()


def is_confirmed(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Whose is JT/12?")
    assert "seized on 15 Oct 2023, after that" in page.inner_text("main")
    page.get_by_label(ADA).check()
    page.fill("#reasons", "its second IMEI is the report's\nthe crack at the top left")
    page.click("text=Confirm, and tell the owner")
    expect(page.get_by_role("status")).to_contain_text("a notice is on its way")


def says_nothing_of_the_case(told: EmailMessage) -> None:
    """No link but the owners' page, which signs nobody in, and nobody and no place of the case."""
    assert re.findall(r"\S*(?:://|www\.)\S*", body_of(told)) == [OWNER_PAGE]
    assert not re.search("JT/|Unit 4|Seven Sisters|Heron|Vi Lane", body_of(told))


def signs_in(owner: Page, box: MailBox) -> None:
    owner.fill("#reference", ADA)
    owner.click("text=Send me a code")
    owner.fill("#code", code_in(letter(box, "Your one-time code")))
    owner.click("button:has-text('Continue')")
    expect(owner.locator("h1")).to_contain_text("recovered")
    assert not stands_out(owner)
    assert owner.get_by_role("navigation").count() == 0


def writes_and_checks(owner: Page, code: str) -> None:
    follow(owner, "Tell us whether it is yours")
    owner.get_by_label("Yes, I think it is mine").check()
    owner.click("button:has-text('Send')")
    follow(owner, "Ask us a question")
    owner.fill("#text", "May my sister collect it?")
    owner.click("button:has-text('Send')")
    expect(owner.locator("main")).to_contain_text("We have not answered yet")
    follow(owner, "Check that a message came from us")
    owner.fill("#code", code.lower())
    owner.click("main button")
    expect(owner.get_by_role("status")).to_contain_text("Yes, this code is ours")


def is_answered_and_offered_times(page: Page) -> None:
    page.reload()
    page.fill("#answer-2", "Only you, with something that shows who you are.")
    page.click("button:has-text('Answer')")
    page.click("text=It may be collected: tell the owner")
    open_details(page, "Offer times to collect")
    page.fill("#day", f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}")
    page.fill("#point", "The front office")
    page.click("text=Offer these times")
    expect(page.locator("main")).to_contain_text("10:30 to 11:00, The front office")


def chooses_a_time(owner: Page) -> None:
    owner.goto(f"{owner.url.partition('/your-phone')[0]}/your-phone/status")
    expect(owner.locator("h1")).to_contain_text("ready to return")
    expect(owner.locator("main")).to_contain_text("Only you, with something")
    follow(owner, "Choose a time to collect your phone")
    owner.get_by_label("10:30 to 11:00").check()
    owner.click("text=Choose this time")
    expect(owner.locator("main")).to_contain_text("10:30 to 11:00, at The front office")


def waits_for_who_has_it(page: Page) -> None:
    """It is not handed back past whoever holds it: the page says who that is, and so does the refusal."""
    _comes_to_it(page)
    expect(page.locator("main")).to_contain_text("The exhibit JT/12 is with JT.")
    _gives_it(page)
    expect(page.get_by_role("alert")).to_contain_text("The exhibit JT/12 is with JT.")


def is_handed_over(holder: Page, page: Page) -> None:
    """Each on their own device."""
    holder.click("summary >> text=Hand over")
    holder.select_option("#transfer-to", "officer:VL")
    holder.locator("form:has(#transfer-to) button").click()
    expect(holder.locator("main")).to_contain_text("has not accepted it yet")
    page.get_by_role("link", name="The exhibit", exact=True).first.click()
    page.fill("#accept-found", "HRN700156")
    page.locator("section form:has(#accept-found) button").click()
    expect(page.locator("main")).not_to_contain_text("Waiting for you")


def is_handed_back(page: Page) -> None:
    _comes_to_it(page)
    expect(page.locator("main")).not_to_contain_text("is with")
    _gives_it(page)
    expect(page.locator("h1")).to_contain_text("was handed back")


def _comes_to_it(page: Page) -> None:
    page.reload()
    expect(page.locator("main")).to_contain_text("chosen by the owner")
    open_details(page, "Hand it back")


def _gives_it(page: Page) -> None:
    page.fill("#identity", "passport, and the code sent to her")
    page.fill("#name", "Ada Fenn")
    page.fill("#seal", "HRN700156")
    page.click("button:has-text('Hand it back')")


def sees_it_returned_and_leaves(owner: Page) -> None:
    owner.reload()
    expect(owner.locator("h1")).to_contain_text("returned")
    owner.click("text=Sign out")
    owner.goto(f"{owner.url.partition('/your-phone')[0]}/your-phone/status")
    expect(owner.locator("h1")).to_have_text("Where is your phone?")


def follow(page: Page, words: str) -> None:
    page.get_by_role("link", name=words).click()


def stands_out(page: Page) -> bool:
    """Whether something stands out of the page, measured from outside since the page runs nothing."""
    boxes = [one.bounding_box() for one in page.locator("main *").all()[:60]]
    return any(box is not None and box["x"] + box["width"] > PHONE[0] + 1 for box in boxes)
