// The network page: what people do, and what then changes.

import * as api from "./network_api.js";
import { canvas, draw, fit, keepPlaces, layout } from "./network_canvas.js";
import { choosing, fillChoices } from "./network_choose.js";
import { keys } from "./network_keys.js";
import { legend } from "./network_legend.js";
import { focusPanel, panel } from "./network_panel.js";
import { MOST, State } from "./network_state.js";
import { measureHead, tables } from "./network_table.js";
import { keeping, missing, restore } from "./network_views.js";
import { number, rests } from "./network_words.js";

const words = JSON.parse(document.getElementById("net-data").textContent);
const state = new State();
const cy = canvas(document.getElementById("net-canvas"));
const EASY = 12;
const BULK = new Set(["Ping", "Sighting", "Country"]);
let telling = false;

const does = {
  redraw,
  tell,
  select(ids, more) {
    if (!more) state.selected.clear();
    for (const id of ids) {
      if (more && state.selected.has(id)) state.selected.delete(id);
      else state.selected.add(id);
    }
    marked();
  },
  // Counts first; what is few comes at once, the rest waits to be chosen.
  expand: (id) =>
    trying(async () => {
      const found = await api.counts(id, state.filters);
      state.counts.set(id, found.items);
      does.select([id], false);
      const waiting = found.items.filter((one) => !BULK.has(one.kind));
      if (waiting.reduce((sum, one) => sum + one.things, 0) <= EASY) for (const one of waiting) await bring(id, one.kind);
      redraw();
      focusPanel();
    }),
  bring: (id, kind) => trying(() => bring(id, kind)),
  hide(ids) {
    state.remember();
    for (const id of ids) state.hidden.add(id);
    state.selected.clear();
    redraw();
    tell(`${number(ids.length)} hidden.`);
  },
  pin(ids) {
    state.remember();
    const all = ids.every((id) => state.pinned.has(id));
    for (const id of ids) state.pinned[all ? "delete" : "add"](id);
    keepPlaces(cy, state);
    redraw();
  },
  only(ids) {
    const keep = new Set(ids);
    does.hide(state.visible().things.map((one) => one.id).filter((id) => !keep.has(id)));
  },
  path: (a, b) =>
    trying(async () => {
      // The path that was asked for before is no answer to this, whatever comes of it.
      document.querySelector(".net-path")?.remove();
      thicken([]);
      const found = await api.path(a, b);
      if (found.steps.length === 0) return tell("No path was found over what is open to you.");
      state.remember();
      add(found);
      const steps = found.steps.map((one) => [one.type, one.start, one.end]);
      const on = steps.map((step) => found.ties.find((tie) => onStep(tie, step))).filter(Boolean);
      await join();
      place();
      thicken(on);
      return tell(`A path of ${number(steps.length)} ${steps.length === 1 ? "step" : "steps"}, drawn thick: ${on.map(sentence).join("; ")}.`);
    }),
  undo: () => back(() => state.undo()),
  redo: () => back(() => state.redo()),
  layout() {
    state.remember();
    layout(cy, state);
    redraw();
  },
  fit: () => fit(cy),
  "show-hidden"() {
    state.remember();
    state.hidden.clear();
    redraw();
    tell("");
  },
  filtered: () => trying(filtered),
};

function thicken(ties) {
  state.onPath = new Set(ties.map((tie) => tie.id));
  cy.edges().forEach((one) => void one.toggleClass("path", state.onPath.has(one.id())));
}

function sentence(tie) {
  const name = (id) => state.things.get(id)?.name ?? id;
  return `${name(tie.start)} ${words.relations[tie.type]} ${name(tie.end)} (${rests(tie)})`;
}

function onStep(tie, [type, a, b]) {
  return tie.type === type && ((tie.start === a && tie.end === b) || (tie.start === b && tie.end === a));
}

async function bring(id, kind) {
  if (state.shown.size >= MOST) return tell(`A picture holds at most ${number(MOST)} things: hide or filter some.`);
  const brought = state.brought.get(id) ?? {};
  const more = { q: id, kind, cursor: brought[kind] ?? 0, limit: words.perKind };
  const found = await api.expand(state.filters, more);
  state.remember();
  const before = state.shown.size;
  state.brought.set(id, { ...brought, [kind]: more.cursor + found.things.length });
  state.filters.without.delete(kind);
  add(found);
  await join();
  place();
  return tell(`${number(state.shown.size - before)} brought in.`);
}

function add(found) {
  state.learn(found);
  for (const thing of found.things) {
    state.shown.add(thing.id);
    state.hidden.delete(thing.id);
  }
}

// What joins the new to all that is there already.
async function join() {
  if (state.shown.size <= MOST) state.learn(await api.links([...state.shown]));
}

function place() {
  keepPlaces(cy, state);
  const fresh = draw(cy, state);
  if (fresh.length) layout(cy, state, fresh);
  redraw();
}

async function filtered() {
  const { by } = state.filters;
  state.measures = new Map();
  state.mostMeasured = 0;
  if (by) {
    const found = await api.measure(state.sent(), by);
    state.measures = new Map(Object.entries(found.values));
    state.mostMeasured = Math.max(...state.measures.values());
    tell(`${by}, ${found.method}.`);
  }
  measureHead(by);
  redraw();
}

function back(act) {
  act();
  // What was told of before is undone.
  tell("");
  fillChoices(state, words, does);
  redraw();
  trying(filtered);
}

function redraw() {
  const fresh = draw(cy, state);
  if (fresh.length) layout(cy, state, fresh);
  tables(state, words, does);
  legend(state, words);
  fillChoices(state, words, does);
  for (const [act, some] of [["undo", state.before], ["redo", state.after], ["show-hidden", [...state.hidden]]]) {
    document.querySelector(`[data-act="${act}"]`).disabled = some.length === 0;
  }
  marked();
}

function marked() {
  telling = true;
  cy.elements().forEach((one) => void (state.selected.has(one.id()) ? one.select() : one.unselect()));
  telling = false;
  for (const row of document.querySelectorAll("#net-things tbody tr, #net-links tbody tr")) {
    const kept = row.querySelector("[data-keep]")?.dataset.keep ?? "";
    row.classList.toggle("is-selected", state.selected.has(kept) || state.selected.has(kept.slice(1)));
  }
  panel(state, words, does);
}

async function trying(act) {
  document.body.setAttribute("aria-busy", "true");
  try {
    await act();
  } catch (error) {
    tell(error.message);
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

function tell(said) {
  document.getElementById("net-said").textContent = said;
}

async function save(name) {
  const image = name === "image";
  if (image) await api.noteImage();
  const blob = image ? await cy.png({ output: "blob-promise", full: true, scale: 2, bg: "#fff", maxWidth: 8000, maxHeight: 8000 }) : await api.file(name, state.sent());
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = image ? "network.png" : name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function listen() {
  for (const one of document.querySelectorAll(".net__tools [data-act]")) {
    one.addEventListener("click", () => does[one.dataset.act]());
  }
  for (const one of document.querySelectorAll("[data-file]")) {
    one.addEventListener("click", () => trying(() => save(one.dataset.file)));
  }
  cy.on("dbltap", "node", (event) => does.expand(event.target.id()));
  cy.on("select unselect", () => {
    if (telling) return;
    const chosen = cy.$(":selected").map((one) => one.id());
    state.selected = new Set(chosen);
    queueMicrotask(marked);
  });
  let held = null;
  cy.on("grab", "node", () => {
    held ??= state.copy();
  });
  cy.on("free", "node", () => queueMicrotask(() => (held = null)));
  cy.on("dragfree", "node", () => {
    if (held) state.remember(held);
    held = null;
    keepPlaces(cy, state);
    document.querySelector('[data-act="undo"]').disabled = false;
  });
  keys(cy, does, state);
  choosing(state, does);
  keeping(state, cy, words, tell);
}

function begin() {
  state.learn(words.picture);
  state.subject = words.subject.id;
  let frame = null;
  if (words.view) frame = restore(state, words.view, cy);
  else {
    for (const thing of words.picture.things) state.shown.add(thing.id);
    const { basis, score, since, until, by } = words.filters;
    if (basis.length) state.filters.bases = new Set(basis);
    Object.assign(state.filters, { score, since, until, by });
    state.counts.set(state.subject, words.near);
    state.brought.set(state.subject, tied(state.subject));
    state.onPath = new Set(
      [...state.ties.values()].filter((tie) => words.path.some((one) => onStep(tie, [one.type, one.start, one.end]))).map((tie) => tie.id),
    );
  }
  if (words.measured) {
    state.measures = new Map(Object.entries(words.measured.values));
    state.mostMeasured = Math.max(...state.measures.values());
    measureHead(words.measured.by);
  }
  listen();
  draw(cy, state);
  if (frame) frame();
  else layout(cy, state);
  state.selected.add(state.subject);
  redraw();
  if (frame) frame();
  const lost = words.view ? missing(state, words.view) : 0;
  if (lost) tell(`${number(lost)} of the things in this view are not open to you, or are no longer known.`);
  document.getElementById("net-canvas").dataset.ready = "yes";
}

function tied(subject) {
  const brought = {};
  for (const near of words.near) {
    brought[near.kind] = words.picture.things.filter(
      (thing) => thing.kind === near.kind && thing.id !== subject && joined(subject, thing.id),
    ).length;
  }
  return brought;
}

function joined(a, b) {
  return words.picture.ties.some((tie) => (tie.start === a && tie.end === b) || (tie.start === b && tie.end === a));
}

begin();
