// The form of kinds and filters: with scripts it acts at once, on what is there.

import { made, number } from "./network_words.js";

const form = () => document.getElementById("net-choose");

export function choosing(state, does) {
  form().addEventListener("change", (event) => {
    if (event.target.name === "to") return;
    const said = new FormData(form());
    if (upsideDown(said)) {
      does.tell("From is after To: the picture is still as it was before. Change one of the two.");
      return;
    }
    // What was wrong with the days of the address, which are not in the form any more.
    document.getElementById("net-wrong")?.remove();
    state.remember();
    const { filters } = state;
    filters.bases = new Set(said.getAll("basis"));
    filters.score = Math.min(1, Math.max(0, Number(said.get("score")) || 0));
    for (const name of ["since", "until", "by"]) filters[name] = said.get(name) ?? "";
    if (event.target.name === "kind") filters.without[event.target.checked ? "delete" : "add"](event.target.value);
    const kind = event.target.name === "kind" && event.target.checked ? event.target.value : null;
    if (kind && ![...state.shown].some((id) => state.things.get(id)?.kind === kind)) does.bring(state.subject, kind);
    else does.filtered();
  });
  form().addEventListener("submit", (event) => {
    const to = new FormData(form()).get("to").trim();
    event.preventDefault();
    if (to) does.path(state.subject, to);
  });
}

// Nothing lies between such days, and an empty picture would read as nothing known.
function upsideDown(said) {
  const [since, until] = [said.get("since"), said.get("until")];
  const wrong = Boolean(since && until && since > until);
  for (const name of ["since", "until"]) form().elements[name].setAttribute("aria-invalid", String(wrong));
  return wrong;
}

// The kinds that are there or one step from the subject, each with how many are shown.
export function fillChoices(state, words) {
  const counts = new Map((state.counts.get(state.subject) ?? []).map((one) => [one.kind, one.things]));
  const shown = new Map();
  for (const { kind } of state.visible().things) shown.set(kind, (shown.get(kind) ?? 0) + 1);
  const there = new Set([...state.shown].map((id) => state.things.get(id)?.kind).filter(Boolean));
  const kinds = [...new Set([...there, ...counts.keys()])];
  const box = document.getElementById("net-kinds");
  const active = box.contains(document.activeElement) ? document.activeElement.value : null;
  box.replaceChildren(...kinds.map((kind) => choice(kind, state, words, shown.get(kind) ?? 0, counts.get(kind), there)));
  if (active) box.querySelector(`[value="${active}"]`)?.focus();
  const { bases, score, since, until, by } = state.filters;
  for (const one of form().querySelectorAll("[name=basis]")) one.checked = bases.has(one.value);
  for (const [name, value] of Object.entries({ score, since, until, by })) form().elements[name].value = value;
  upsideDown(new FormData(form()));
}

function choice(kind, state, words, shown, near, there) {
  const label = made("label");
  const box = made("input", "", { type: "checkbox", name: "kind", value: kind });
  box.checked = there.has(kind) && !state.filters.without.has(kind);
  const of = Math.max(near ?? 0, shown);
  const count = of > shown ? `${number(shown)} of ${number(of)}` : number(shown);
  label.append(box, ` ${words.kinds[kind][1]} `, made("span", count, { class: "net-choose__count" }));
  return label;
}
