// Results as somebody types: asked for once they pause, dropped when they go on, and said aloud as a count.
const PAUSE_MS = 180;
const TOLD_AT_MOST = 160;

const box = document.getElementById("q");
const results = document.getElementById("results");
const count = document.getElementById("count");
const number = (value) => value.toLocaleString("en-GB");
let timer = 0;
let asking = null;

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function item(title, href, told, mono) {
  const link = element("a", { className: mono ? "govuk-link mono" : "govuk-link", href }, title);
  const short = told.length > TOLD_AT_MOST ? `${told.slice(0, TOLD_AT_MOST - 1)}…` : told;
  return element("li", {}, link, ...(short ? [" ", element("span", { className: "hits__told" }, short)] : []));
}

function section(name, id, items, shown) {
  const of = shown ? [" ", element("span", { className: "hits__of" }, shown)] : [];
  const heading = element("h2", { className: "govuk-heading-m", id }, name, ...of);
  const made = element("section", {}, heading, element("ul", { className: "hits" }, ...items));
  made.setAttribute("aria-labelledby", id);
  return made;
}

function group(one) {
  const shown = `showing ${number(one.hits.length)} of ${one.more ? "more than " : ""}${number(one.of)}`;
  const items = one.hits.map((hit) => item(hit.title, hit.href, hit.told));
  return section(one.name, `of-${one.kind}`, items, shown);
}

function draw(answer) {
  const near = answer.near.map((one) => item(one.id, `/handset?q=${encodeURIComponent(one.id)}`, one.slip, true));
  const sections = near.length ? [section("Misread? These are known", "near", near)] : [];
  // What fits stands before what only nearly does.
  results.replaceChildren(...answer.groups.map(group), ...sections);
  const out = answer.leftOut.lines;
  const closed = out ? `, ${number(out)} more belong to a case you do not work on (press Enter for how to open it)` : "";
  const found = answer.of ? `${number(answer.of)} ${answer.of === 1 ? "answer" : "answers"}` : `Nothing open to you has “${answer.q}” in it`;
  count.textContent = found + closed;
}

// What was opened is worth keeping among the last searches; what was typed on the way there is not.
function keepSearch() {
  const headers = { "x-csrf-token": document.body.dataset.csrf ?? "" };
  const body = new URLSearchParams({ q: box.value.trim() });
  fetch("/search/recent", { method: "POST", body, headers, keepalive: true }).catch(() => {});
}

function begin(shown) {
  const found = document.getElementById("begin");
  if (found) found.hidden = !shown;
}

results.addEventListener("click", (event) => {
  if (event.target.closest("a") && box.value.trim()) keepSearch();
});

async function ask(text) {
  asking?.abort();
  asking = new AbortController();
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/api/v1/search?q=${encodeURIComponent(text)}`, { signal: asking.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    draw(await answer.json());
    results.removeAttribute("aria-busy");
    history.replaceState(null, "", `/search?q=${encodeURIComponent(text)}`);
  } catch (error) {
    if (error.name === "AbortError") return;
    results.removeAttribute("aria-busy");
    count.textContent = "The search did not answer. Press Enter to try again: what you typed is kept.";
  }
}

function stale() {
  document.getElementById("advice")?.remove();
  document.getElementById("left-out")?.remove();
}

box.addEventListener("input", () => {
  clearTimeout(timer);
  stale();
  const text = box.value.trim();
  begin(!text);
  if (text) {
    timer = setTimeout(() => ask(text), PAUSE_MS);
    return;
  }
  asking?.abort();
  results.replaceChildren();
  results.removeAttribute("aria-busy");
  count.textContent = "Type any part of what you have. Results come as you type.";
});

// Down from the box, and up and down among the answers; Escape goes back to the box.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...results.querySelectorAll("a")];
  const here = links.indexOf(document.activeElement);
  if (event.key === "Escape" && here >= 0) box.focus();
  if (!step || (here < 0 && (document.activeElement !== box || step < 0)) || !links.length) return;
  event.preventDefault();
  if (here + step < 0) box.focus();
  else links[Math.min(here + step, links.length - 1)].focus();
});
