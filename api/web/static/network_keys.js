// The picture by keyboard: from thing to thing with the arrows, and what is done to one with a letter.

export function keys(cy, does, state) {
  const box = document.getElementById("net-canvas");
  const acts = {
    Enter: (id) => does.expand(id),
    h: (id) => does.hide([id]),
    Delete: (id) => does.hide([id]),
    p: (id) => does.pin([id]),
  };
  box.addEventListener("keydown", (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "z") {
      event.preventDefault();
      if (event.shiftKey) does.redo();
      else does.undo();
      return;
    }
    if (event.key === "+" || event.key === "-") {
      const level = cy.zoom() * (event.key === "+" ? 1.25 : 0.8);
      cy.zoom({ level, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
      return;
    }
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    const now = [...state.selected].find((id) => cy.getElementById(id).isNode?.());
    if (step) {
      event.preventDefault();
      does.select([towards(cy, now ?? state.subject, step)], event.shiftKey);
    } else if (now && acts[event.key]) {
      event.preventDefault();
      acts[event.key](now);
    }
  });
}

// The nearest thing that lies that way.
function towards(cy, id, [dx, dy]) {
  const from = cy.getElementById(id).position();
  let [best, least] = [id, Infinity];
  cy.nodes().forEach((one) => {
    const at = one.position();
    const along = (at.x - from.x) * dx + (at.y - from.y) * dy;
    const aside = Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx);
    const far = along + 2 * aside;
    if (one.id() !== id && along > 0 && far < least) [best, least] = [one.id(), far];
  });
  return best;
}
