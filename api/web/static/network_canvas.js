// The picture: cytoscape over what the state says is visible.

import cytoscape from "/vendor/cytoscape.esm.min.mjs";
import { LINES, LOOKS } from "./network_words.js";

// Beyond this many things the layout is a draft: a good one would hold the page for seconds.
export const FINE = 1500;
const MANY = 300;
const MARGIN = 60;
const WIDEST = 1.8;

const STYLE = [
  {
    selector: "node",
    style: {
      shape: "data(shape)",
      "background-color": "data(colour)",
      width: "data(size)",
      height: "data(size)",
      label: "data(label)",
      "font-size": 11,
      "font-family": "Arial, Helvetica, sans-serif",
      "text-valign": "bottom",
      "text-margin-y": 3,
      "text-max-width": 96,
      "text-wrap": "wrap",
      "min-zoomed-font-size": 7,
      color: "#0b0c0c",
      "text-background-color": "#fff",
      "text-background-opacity": 0.8,
    },
  },
  { selector: "node.subject", style: { "border-width": 4, "border-color": "#0b0c0c", "font-weight": "bold" } },
  { selector: "node.pinned", style: { "border-width": 3, "border-style": "double", "border-color": "#0b0c0c" } },
  { selector: "node:selected", style: { "border-width": 5, "border-color": "#fd0", "border-style": "solid" } },
  {
    selector: "edge",
    style: {
      width: 1.5,
      "line-color": "#6f777b",
      "line-style": "data(line)",
      "curve-style": "data(curve)",
      "target-arrow-shape": "triangle",
      "target-arrow-color": "#6f777b",
      "arrow-scale": 0.8,
    },
  },
  { selector: "edge:selected", style: { width: 4, "line-color": "#0b0c0c", "target-arrow-color": "#0b0c0c" } },
  { selector: ".path", style: { "line-color": "#b10e1e", "target-arrow-color": "#b10e1e", width: 4 } },
];

export function canvas(container) {
  cytoscape.use(window.cytoscapeFcose);
  return cytoscape({
    container,
    style: STYLE,
    boxSelectionEnabled: true,
    minZoom: 0.05,
    maxZoom: 4,
    hideEdgesOnViewport: true,
    textureOnViewport: true,
    pixelRatio: 1,
  });
}

// Makes the picture say what the state says. Gives the ids of the things that are new in it.
export function draw(cy, state) {
  const { things, ties } = state.visible();
  // Bent lines tell parallel links apart; among many things nobody could, and straight ones are quickly drawn.
  const curve = things.length > MANY ? "haystack" : "bezier";
  const wanted = new Set([...things.map((one) => one.id), ...ties.map((one) => one.id)]);
  const fresh = [];
  cy.batch(() => {
    cy.elements().filter((one) => !wanted.has(one.id())).remove();
    for (const thing of things) {
      const known = cy.getElementById(thing.id);
      const data = look(thing, state);
      if (known.nonempty()) known.data(data);
      else {
        const place = state.places.get(thing.id);
        if (!place) fresh.push(thing.id);
        cy.add({ group: "nodes", data: { id: thing.id, ...data }, position: place ? { ...place } : { x: 0, y: 0 } });
      }
      const node = cy.getElementById(thing.id);
      const place = state.places.get(thing.id);
      if (place) node.unlock().position({ ...place });
      node.toggleClass("subject", thing.id === state.subject).toggleClass("pinned", state.pinned.has(thing.id));
      if (state.pinned.has(thing.id)) node.lock();
      else node.unlock();
    }
    for (const tie of ties) {
      const known = cy.getElementById(tie.id);
      if (known.nonempty()) {
        known.data({ curve });
        continue;
      }
      const data = { id: tie.id, source: tie.start, target: tie.end, line: LINES[tie.basis], curve };
      cy.add({ group: "edges", data, classes: state.onPath?.has(tie.id) ? "path" : "" });
    }
  });
  return fresh;
}

// Lays out everything, or only what is new around what stays where it is.
export function layout(cy, state, fresh = null) {
  const some = cy.nodes().length;
  if (!some) return;
  const stay = fresh ? cy.nodes().filter((one) => !fresh.includes(one.id())) : cy.nodes(":locked");
  if (fresh) for (const id of fresh) cy.getElementById(id).position(beside(cy, id, stay));
  const fixed = stay.map((one) => ({ nodeId: one.id(), position: { ...one.position() } }));
  cy.layout({
    name: "fcose",
    quality: some > FINE ? "draft" : "default",
    randomize: fresh === null || stay.empty(),
    animate: false,
    fit: false,
    nodeSeparation: 110,
    idealEdgeLength: some > MANY ? 60 : 110,
    nodeRepulsion: 9000,
    // Many things begin well placed by the draft: moving them far again would take long and gain little.
    initialEnergyOnIncremental: some > MANY ? 0.1 : 0.3,
    packComponents: false,
    // Room for what is written beside each; among many things it would take too long to measure, and nobody reads it.
    nodeDimensionsIncludeLabels: some <= MANY,
    fixedNodeConstraint: fixed.length ? fixed : undefined,
  }).run();
  if (stay.empty()) fill(cy);
  keepPlaces(cy, state);
  fit(cy);
}

// As wide as the canvas is for its height: the layout is round, and what is written needs room to the sides.
function fill(cy) {
  const places = cy.nodes().map((one) => one.position());
  const over = (axis) => Math.max(...places.map((at) => at[axis])) - Math.min(...places.map((at) => at[axis]));
  if (places.length < 3 || !cy.height() || !over("x") || !over("y")) return;
  const wider = (cy.width() / cy.height()) * (over("y") / over("x"));
  const by = Math.min(WIDEST, Math.max(1, wider));
  cy.nodes().positions((one) => ({ x: one.position("x") * by, y: one.position("y") }));
}

// All of it in view, by where things are: to ask how wide each label is would take as long as to lay them out.
export function fit(cy) {
  const places = cy.nodes().map((one) => one.position());
  if (places.length === 0 || cy.width() === 0) return;
  const [left, top, right, bottom] = [
    Math.min(...places.map((at) => at.x)) - MARGIN,
    Math.min(...places.map((at) => at.y)) - MARGIN,
    Math.max(...places.map((at) => at.x)) + MARGIN,
    Math.max(...places.map((at) => at.y)) + MARGIN,
  ];
  const wide = Math.min(cy.width() / (right - left), cy.height() / (bottom - top));
  const zoom = Math.min(1.5, Math.max(cy.minZoom(), wide));
  const pan = { x: (cy.width() - zoom * (left + right)) / 2, y: (cy.height() - zoom * (top + bottom)) / 2 };
  cy.viewport({ zoom, pan });
}

export function keepPlaces(cy, state) {
  cy.nodes().forEach((one) => void state.places.set(one.id(), { ...one.position() }));
}

function beside(cy, id, stay) {
  const near = cy.getElementById(id).neighborhood().nodes().intersection(stay);
  const at = near.nonempty() ? near[0].position() : { x: 0, y: 0 };
  const angle = Math.random() * 2 * Math.PI;
  return { x: at.x + 90 * Math.cos(angle), y: at.y + 90 * Math.sin(angle) };
}

function look(thing, state) {
  const [shape, colour] = LOOKS[thing.kind] ?? ["ellipse", "#505a5f"];
  const most = state.mostMeasured ?? 0;
  const share = most > 0 ? (state.measures.get(thing.id) ?? 0) / most : null;
  const size = share === null ? (thing.id === state.subject ? 34 : 22) : 14 + 40 * Math.sqrt(share);
  return { label: thing.name, shape, colour, size };
}
