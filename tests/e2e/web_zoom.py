"""A page that is enlarged to twice its size, and what is measured of it: nothing cut off, covered or hidden."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

ZOOMED = (640, 450)
"""A window of 1280 x 900 at 200 %, in the pixels of its styles."""
FONT_PX = 16
"""What browsers begin with. Somebody may enlarge that alone, and a page must follow."""

_SIGHTED = """
    const sighted = (element) => {
        if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return false;
        for (let at = element; at; at = at.parentElement) {
            const { clip, clipPath } = getComputedStyle(at);
            if (clip !== "auto" || clipPath !== "none") return false;
        }
        return true;
    };
    const named = (element) => element.outerHTML.slice(0, 120);
"""

_CUT = (
    f"""() => {{ {_SIGHTED} """
    + """
    const hides = (overflow) => overflow === "hidden" || overflow === "clip";
    const across = (box, text) => text.right > box.right + 2 || text.left < box.left - 2;
    const down = (box, text) => text.bottom > box.bottom + 2 || text.top < box.top - 2;
    const cuts = (element, text) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const holds = (overflow) => hides(overflow) || element.matches("button");
        return (holds(overflowX) && across(box, text)) || (holds(overflowY) && down(box, text));
    };
    const found = new Set();
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const around = words.currentNode.parentElement;
        if (!words.currentNode.data.trim() || !sighted(around)) continue;
        const range = document.createRange();
        range.selectNodeContents(words.currentNode);
        const text = range.getBoundingClientRect();
        // The names on a map lie where their places are, and it is moved to see what is beyond its edge.
        for (let at = around; at && text.width && !at.matches(".leaflet-container"); at = at.parentElement) {
            if (cuts(at, text)) found.add(`${words.currentNode.data.trim().slice(0, 60)} in ${named(at)}`);
            // What is beyond the edge of something that scrolls can be reached.
            if (/auto|scroll/.test(getComputedStyle(at).overflow)) break;
        }
    }
    for (const field of document.querySelectorAll("input:not([type=radio], [type=checkbox], [type=range]), select")) {
        const { fontSize, paddingTop, paddingBottom } = getComputedStyle(field);
        const room = field.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
        if (sighted(field) && room < parseFloat(fontSize)) found.add(`too low: ${named(field)}`);
    }
    return [...found];
}"""
)

_COVERED = (
    f"""() => {{ {_SIGHTED} """
    + """
    scrollTo(0, document.documentElement.scrollHeight / 2);
    const bars = [...document.querySelectorAll("body *")].filter((one) => {
        const { position } = getComputedStyle(one);
        return (position === "fixed" || position === "sticky") && sighted(one);
    });
    const rows = new Set();
    for (const bar of bars) {
        const { top, bottom, width } = bar.getBoundingClientRect();
        if (width < innerWidth / 2) continue;
        for (let y = Math.max(0, Math.floor(top)); y < Math.min(innerHeight, bottom); y += 1) rows.add(y);
    }
    return rows.size / innerHeight;
}"""
)

_FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body || one.tagName === "IFRAME") return ["", true, false];
    const again = one.hasAttribute("data-reached");
    one.setAttribute("data-reached", "");
    const box = one.getBoundingClientRect();
    const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
    const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
    const isThere = (x, y) => {
        const hit = document.elementFromPoint(x, y);
        return hit && (one.contains(hit) || hit.closest("label")?.control === one);
    };
    const steps = [0.1, 0.3, 0.5, 0.7, 0.9];
    const seen = right > left && bottom > top
        && steps.some((x) => steps.some((y) => isThere(left + x * (right - left), top + y * (bottom - top))));
    return [one.outerHTML.slice(0, 120), seen, again];
}"""


@contextmanager
def large_text(page: Page) -> Iterator[None]:
    """The page in the window of a desk again, with its text twice the size that browsers begin with."""
    session = page.context.new_cdp_session(page)
    page.set_viewport_size({"width": ZOOMED[0] * 2, "height": ZOOMED[1] * 2})
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 2 * FONT_PX, "fixed": 2 * FONT_PX}})
    yield
    session.send("Page.setFontSizes", {"fontSizes": {"standard": FONT_PX, "fixed": FONT_PX}})
    page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
    session.detach()


def cut_off(page: Page) -> list[str]:
    """Text that is cut by something around it that does not scroll, or larger than its button, and fields too low."""
    found: list[str] = page.evaluate(_CUT)
    return found


def covered(page: Page) -> float:
    """How much of the window's height is taken by bars that stay when the page is scrolled."""
    share: float = page.evaluate(_COVERED)
    return share


def hidden_focus(page: Page, most: int = 40) -> list[str]:
    """What had the focus and could not be seen, while somebody went through the page by the Tab key, once round."""
    page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
    hidden: list[str] = []
    for number in range(most):
        page.keyboard.press("Tab")
        name, seen, again = page.evaluate(_FOCUSED)
        if again:
            break
        assert name or number, "nothing on the page takes the focus"
        hidden += [] if seen else [name]
    return hidden
