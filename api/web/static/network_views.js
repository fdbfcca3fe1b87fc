// Keeping a view, and opening it exactly as it was left.

import * as api from "./network_api.js";

export function restore(state, view, cy) {
  const { picture } = view;
  state.subject = picture.subject;
  for (const spot of picture.spots) {
    if (!state.things.has(spot.id)) continue;
    state.shown.add(spot.id);
    state.places.set(spot.id, { x: spot.x, y: spot.y });
    if (spot.pinned) state.pinned.add(spot.id);
    if (spot.hidden) state.hidden.add(spot.id);
  }
  const { without, bases, score, since, until, by } = picture.filters;
  state.filters = { without: new Set(without), bases: new Set(bases), score, since, until, by };
  return () => cy.viewport({ zoom: picture.frame.zoom, pan: { x: picture.frame.x, y: picture.frame.y } });
}

export function missing(state, view) {
  return view.picture.spots.filter((spot) => !state.things.has(spot.id)).length;
}

export function keeping(state, cy, words, tell) {
  const form = document.getElementById("net-keep");
  if (!form) return;
  let { view } = words;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = drawn(state, cy, new FormData(form));
    try {
      const again = event.submitter?.value === "change";
      view = again ? await api.change(view.id, view.version, wanted) : await api.keep(wanted, crypto.randomUUID());
      if (again) tell("Kept.");
      else location.assign(`/network?view=${encodeURIComponent(view.id)}`);
    } catch (error) {
      tell(error.message);
    }
  });
  form.querySelector('[data-act="erase-view"]')?.addEventListener("click", async () => {
    try {
      await api.erase(view.id);
      location.assign("/network");
    } catch (error) {
      tell(error.message);
    }
  });
}

function drawn(state, cy, form) {
  const seen = form.get("seen");
  const plain = seen === "owner" || seen === "everybody";
  const { x, y } = cy.pan();
  const spots = [...state.shown].map((id) => {
    const at = state.places.get(id) ?? { x: 0, y: 0 };
    return { id, x: at.x, y: at.y, pinned: state.pinned.has(id), hidden: state.hidden.has(id) };
  });
  const { without, bases, ...rest } = state.filters;
  return {
    title: form.get("title"),
    notes: form.get("notes"),
    seenBy: plain ? seen : "case",
    case: plain ? null : seen,
    picture: {
      subject: state.subject,
      spots,
      filters: { ...rest, without: [...without], bases: [...bases] },
      frame: { zoom: cy.zoom(), x, y },
    },
  };
}
