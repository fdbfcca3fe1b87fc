// Beside the picture: what is selected, what it rests on, and what is one step from it, counted before it is brought in.

import { button, fileOf, made, number, rests, shortId, timed } from "./network_words.js";

const side = () => document.getElementById("net-side");
const WORDS = {
  accuracyM: "accuracy, m",
  radiusM: "radius, m",
  listingId: "listing",
  occurredFrom: "from",
  occurredTo: "to",
  reportedAt: "reported",
  postedAt: "posted",
  sentAt: "sent",
  sentTo: "sent to",
};
const TIMES = new Set(["at", "occurredFrom", "occurredTo", "reportedAt", "postedAt", "sentAt"]);

export function panel(state, words, does) {
  const ids = [...state.selected];
  side().className = "net__side net-side";
  if (ids.length === 0) return nothing(state);
  if (ids.length > 1) return several(ids, state, words, does);
  const thing = state.things.get(ids[0]);
  return thing ? about(thing, state, words, does) : tie(state.ties.get(ids[0]), state, words);
}

export function focusPanel() {
  side().focus();
}

function nothing(state) {
  const said = "Select a thing or a link, in the picture or in a table, to see what it is and what it rests on.";
  const how = "Double-click expands. Shift and drag selects a box. Ctrl and click adds to what is selected.";
  const parts = [title("Nothing is selected"), made("p", said, { class: "govuk-body-s" })];
  side().replaceChildren(...parts, made("p", how, { class: "govuk-body-s" }));
}

function about(thing, state, words, does) {
  const pinned = state.pinned.has(thing.id);
  const acts = made("div", "", { class: "net-side__do" });
  acts.append(button("Expand", () => does.expand(thing.id)));
  acts.append(button(pinned ? "Unpin" : "Pin", () => does.pin([thing.id])));
  acts.append(button("Hide", () => does.hide([thing.id])));
  const parts = [title(thing.name), made("p", words.kinds[thing.kind][0], { class: "govuk-hint" }), details(thing)];
  if (thing.href) {
    const line = made("p", "", { class: "govuk-body-s" });
    line.append(made("a", `Open the page of this ${words.kinds[thing.kind][0]}`, { href: thing.href, class: "govuk-link" }));
    parts.push(line);
  }
  side().replaceChildren(...parts, acts, near(thing, state, words, does), joins(thing, state, words, does));
}

function details(thing) {
  const list = made("dl");
  list.append(made("dt", "id"), made("dd", thing.id, { class: "mono" }));
  for (const [key, value] of Object.entries(thing.details)) {
    const shown = made("dd");
    if (TIMES.has(key)) shown.append(timed(value));
    else shown.textContent = String(value);
    list.append(made("dt", WORDS[key] ?? key), shown);
  }
  return list;
}

// Counts first: nothing is brought in that nobody has seen the number of.
function near(thing, state, words, does) {
  const counts = state.counts.get(thing.id);
  const list = made("ul", "", { class: "net-side__near", "aria-label": "One step away" });
  if (!counts) return list;
  if (counts.length === 0) list.append(made("li", "Nothing is known one step away."));
  for (const one of counts) {
    const brought = state.brought.get(thing.id)?.[one.kind] ?? 0;
    const line = made("li");
    const kind = words.kinds[one.kind][one.things === 1 ? 0 : 1];
    const shown = Math.min(brought, one.things);
    line.append(made("span", brought ? `${number(shown)} of ${number(one.things)} ${kind} shown` : `${number(one.things)} ${kind}`));
    const left = one.things - brought;
    if (left > 0) {
      const some = Math.min(left, words.perKind);
      const said = brought ? `${number(some)} more` : `Bring in ${number(some)}`;
      const act = button(said, () => does.bring(thing.id, one.kind), { "aria-label": `${said} ${kind}` });
      line.append(act);
    }
    list.append(line);
  }
  return list;
}

function joins(thing, state, words, does) {
  const name = (id) => state.things.get(id)?.name ?? id;
  const ties = state.visible().ties.filter((one) => one.start === thing.id || one.end === thing.id);
  const list = made("ul");
  for (const one of ties.slice(0, 60)) {
    const line = made("li");
    const said = `${name(one.start)} ${words.relations[one.type]} ${name(one.end)}`;
    const open = made("button", said, { type: "button", class: "net-table__name" });
    open.addEventListener("click", () => does.select([one.id], false));
    line.append(open, " ", made("span", rests(one), { class: `basis basis--${one.basis}` }));
    list.append(line);
  }
  if (ties.length > 60) list.append(made("li", `Showing 60 of ${number(ties.length)} links.`));
  return list;
}

function tie(one, state, words) {
  if (!one) return nothing(state);
  const name = (id) => state.things.get(id)?.name ?? id;
  const list = made("dl");
  const rest = made("dd", rests(one), { class: `basis basis--${one.basis}` });
  list.append(made("dt", "rests on"), rest);
  if (one.grade) list.append(made("dt", "grade (3x5x2)"), made("dd", one.grade));
  if (one.score !== null) list.append(made("dt", "score"), made("dd", one.score.toFixed(2)));
  const source = made("dd", one.source ? `${fileOf(one.source)}, row ${number(one.source.row)} ` : "worked out, from no one row");
  if (one.source) source.append(shortId(one.source));
  list.append(made("dt", "source"), source);
  for (const [word, at] of [["from", one.at], ["until", one.until]]) {
    if (!at) continue;
    const moment = made("dd");
    moment.append(timed(at));
    list.append(made("dt", word), moment);
  }
  if (one.note) list.append(made("dt", "note"), made("dd", one.note));
  const parts = [title(`${name(one.start)} ${words.relations[one.type]} ${name(one.end)}`), list];
  if (one.reasons.length) parts.push(made("h3", "Reasons", { class: "govuk-heading-s" }), reasons(one));
  side().replaceChildren(...parts);
}

function reasons(one) {
  const list = made("ul");
  for (const reason of one.reasons) {
    const way = reason.weight < 0 ? "against" : "for";
    list.append(made("li", `${way} (${reason.weight}): ${reason.text}`));
  }
  return list;
}

function several(ids, state, words, does) {
  const things = ids.filter((id) => state.things.has(id));
  const acts = made("div", "", { class: "net-side__do" });
  if (things.length === 2) acts.append(button("Path between them", () => does.path(things[0], things[1])));
  acts.append(button("Pin", () => does.pin(things)));
  acts.append(button("Hide", () => does.hide(things)));
  acts.append(button("Only these", () => does.only(things)));
  const list = made("ul");
  for (const id of things.slice(0, 60)) {
    const thing = state.things.get(id);
    list.append(made("li", `${thing.name}, ${words.kinds[thing.kind][0]}`));
  }
  if (things.length > 60) list.append(made("li", `Showing 60 of ${number(things.length)}.`));
  side().replaceChildren(title(`${number(things.length)} things are selected`), acts, list);
}

function title(said) {
  return made("h2", said, { class: "govuk-heading-s net-side__title" });
}
