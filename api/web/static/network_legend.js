// What the shapes and the lines of the picture mean.

import { LINES, LOOKS, SIGNS, made } from "./network_words.js";

const SVG = "http://www.w3.org/2000/svg";
const POINTS = {
  "rectangle": "3,2 23,2 23,14 3,14",
  "round-rectangle": "3,2 23,2 23,14 3,14",
  "cut-rectangle": "6,2 20,2 23,5 23,11 20,14 6,14 3,11 3,5",
  "barrel": "6,2 20,2 23,8 20,14 6,14 3,8",
  "octagon": "9,2 17,2 21,6 21,10 17,14 9,14 5,10 5,6",
  "pentagon": "13,1 21,7 18,15 8,15 5,7",
  "diamond": "13,1 20,8 13,15 6,8",
  "tag": "4,3 17,3 22,8 17,13 4,13",
  "hexagon": "8,2 18,2 23,8 18,14 8,14 3,8",
  "vee": "4,2 13,6 22,2 13,15",
  "rhomboid": "3,2 18,2 23,14 8,14",
  "triangle": "13,1 21,15 5,15",
  "star": "13,1 15,6 21,6 16,10 18,15 13,12 8,15 10,10 5,6 11,6",
};

export function legend(state, words) {
  const kinds = [...new Set(state.visible().things.map((one) => one.kind))].sort();
  const lines = Object.keys(LINES).map((basis) => line(basis));
  document.getElementById("net-legend").replaceChildren(...kinds.map((kind) => shape(kind, words)), ...lines);
}

function shape(kind, words) {
  const [form, colour] = LOOKS[kind];
  const picture = svg();
  const round = form === "ellipse";
  const drawn = document.createElementNS(SVG, round ? "circle" : "polygon");
  const said = round ? { cx: 13, cy: 8, r: 7 } : { points: POINTS[form] };
  for (const [name, value] of Object.entries({ ...said, fill: colour })) drawn.setAttribute(name, value);
  picture.append(drawn);
  return item(picture, words.kinds[kind][0]);
}

function line(basis) {
  const picture = svg();
  const drawn = document.createElementNS(SVG, "line");
  const dashes = { solid: "none", dashed: "6 4", dotted: "2 3" }[LINES[basis]];
  const said = { x1: 1, y1: 8, x2: 25, y2: 8, stroke: "#505a5f", "stroke-width": 2, "stroke-dasharray": dashes };
  for (const [name, value] of Object.entries(said)) drawn.setAttribute(name, value);
  picture.append(drawn);
  return item(picture, `${SIGNS[basis]} ${basis}`);
}

function svg() {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 26 16");
  picture.setAttribute("aria-hidden", "true");
  return picture;
}

function item(picture, said) {
  const made_ = made("li");
  made_.append(picture, made("span", said));
  return made_;
}
