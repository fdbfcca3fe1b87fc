// The same as the picture, as two tables: for those who do not see it, and for work with the keyboard.

import { button, fileOf, made, number, rests, shortId, timed } from "./network_words.js";

const ROWS = 500;
const orders = { "net-things": ["", 1], "net-links": ["", 1] };

export function tables(state, words, does) {
  const { things, ties } = state.visible();
  const links = new Map();
  for (const tie of ties) for (const end of [tie.start, tie.end]) links.set(end, (links.get(end) ?? 0) + 1);
  const name = (id) => state.things.get(id)?.name ?? id;
  fill("net-things", things, {
    name: (one) => one.name.toLowerCase(),
    kind: (one) => words.kinds[one.kind][0],
    at: (one) => one.at ?? "",
    links: (one) => -(links.get(one.id) ?? 0),
    measure: (one) => -(state.measures.get(one.id) ?? -1),
  }, (one) => thingRow(one, state, words, links, does), does);
  fill("net-links", ties, {
    start: (tie) => name(tie.start).toLowerCase(),
    type: (tie) => words.relations[tie.type],
    end: (tie) => name(tie.end).toLowerCase(),
    basis: (tie) => `${["observed", "asserted", "inferred"].indexOf(tie.basis)}${tie.grade ?? ""}${9 - (tie.score ?? 0)}`,
    at: (tie) => tie.at ?? "",
    source: (tie) => (tie.source ? `${fileOf(tie.source)} ${tie.source.id} ${String(tie.source.row).padStart(9, "0")}` : ""),
  }, (tie) => tieRow(tie, state, words, name, does), does);
  const of = Math.max(state.of(), things.length);
  document.getElementById("net-shown").textContent =
    `Showing ${number(things.length)} of ${number(of)} things and ${number(ties.length)} links.`;
}

function fill(id, some, keys, row, does) {
  const table = document.getElementById(id);
  const [by, way] = orders[id];
  const key = keys[by];
  const sorted = key ? [...some].sort((a, b) => (key(a) < key(b) ? -way : key(a) > key(b) ? way : 0)) : some;
  const body = table.tBodies[0];
  const active = body.contains(document.activeElement) ? document.activeElement.dataset.keep : null;
  body.replaceChildren(...sorted.slice(0, ROWS).map(row));
  if (sorted.length > ROWS) {
    const more = made("tr");
    const said = `The first ${number(ROWS)} of ${number(sorted.length)} are in this table: filter, or take all away as CSV.`;
    more.append(made("td", said, { colspan: table.tHead.rows[0].cells.length, class: "govuk-table__cell" }));
    body.append(more);
  }
  if (active) body.querySelector(`[data-keep="${CSS.escape(active)}"]`)?.focus();
  for (const head of table.tHead.rows[0].cells) sortable(head, id, does);
}

function sortable(head, id, does) {
  const { sort } = head.dataset;
  if (!sort) return;
  const [by, way] = orders[id];
  head.setAttribute("aria-sort", by === sort ? (way > 0 ? "ascending" : "descending") : "none");
  const mark = by === sort ? (way > 0 ? " ▲" : " ▼") : "";
  if (!head.firstElementChild) {
    head.dataset.said = head.textContent;
    head.textContent = "";
    head.append(made("button", "", { type: "button" }));
    head.firstElementChild.addEventListener("click", () => {
      const [now, turned] = orders[id];
      orders[id] = [sort, now === sort ? -turned : 1];
      does.redraw();
    });
  }
  head.firstElementChild.textContent = head.dataset.said + mark;
}

export function measureHead(said) {
  const head = document.querySelector('#net-things [data-sort="measure"]');
  head.dataset.said = said || "Measure";
}

function thingRow(one, state, words, links, does) {
  const row = made("tr", "", { class: `govuk-table__row${state.selected.has(one.id) ? " is-selected" : ""}` });
  const head = made("th", "", { class: "govuk-table__header", scope: "row" });
  const name = made("button", one.name, { type: "button", class: "net-table__name", "data-keep": `n${one.id}` });
  name.addEventListener("click", (event) => does.select([one.id], event.ctrlKey || event.metaKey || event.shiftKey));
  head.append(name);
  const when = cell();
  if (one.at) when.append(timed(one.at));
  const measure = state.measures.get(one.id);
  const acts = made("div", "", { class: "net-table__do" });
  const said = (text) => ({ "aria-label": `${text} ${one.name}`, "data-keep": `${text}${one.id}` });
  acts.append(button("Expand", () => does.expand(one.id), said("Expand")));
  acts.append(button("Hide", () => does.hide([one.id]), said("Hide")));
  const last = cell();
  last.append(acts);
  row.append(
    head,
    cell(words.kinds[one.kind][0]),
    when,
    cell(number(links.get(one.id) ?? 0), "number"),
    cell(measure === undefined ? "" : String(Number(measure.toPrecision(4))), "number"),
    last,
  );
  return row;
}

function tieRow(tie, state, words, name, does) {
  const row = made("tr", "", { class: `govuk-table__row${state.selected.has(tie.id) ? " is-selected" : ""}` });
  const head = made("th", name(tie.start), { class: "govuk-table__header", scope: "row" });
  const says = made("button", words.relations[tie.type], {
    type: "button",
    class: "net-table__name",
    "data-keep": tie.id,
    "aria-label": `${name(tie.start)} ${words.relations[tie.type]} ${name(tie.end)}`,
  });
  says.addEventListener("click", () => does.select([tie.id], false));
  const middle = cell();
  middle.append(says);
  const basis = cell();
  basis.append(made("span", rests(tie), { class: `basis basis--${tie.basis}` }));
  const when = cell();
  if (tie.at) when.append(timed(tie.at));
  if (tie.until) when.append(" – ", timed(tie.until));
  const source = cell(tie.source ? "" : "worked out");
  if (tie.source) source.append(`${fileOf(tie.source)}, row ${number(tie.source.row)} `, shortId(tie.source));
  row.append(head, middle, cell(name(tie.end)), basis, when, source);
  return row;
}

function cell(said = "", more = "") {
  return made("td", said, { class: `govuk-table__cell ${more}`.trim() });
}
