// What things and statements are called and how they are drawn. A colour never speaks alone: each kind has a shape too.

export const SIGNS = { observed: "●", asserted: "◆", inferred: "○" };
export const LINES = { observed: "solid", asserted: "dashed", inferred: "dotted" };

export const LOOKS = {
  Handset: ["round-rectangle", "#0b4f6c"],
  Identifier: ["rectangle", "#5694ca"],
  Ping: ["ellipse", "#b1b4b6"],
  Sighting: ["ellipse", "#6f777b"],
  Country: ["octagon", "#505a5f"],
  Place: ["pentagon", "#6f3a1d"],
  TheftReport: ["diamond", "#b10e1e"],
  Owner: ["barrel", "#7a2f6b"],
  Handler: ["ellipse", "#4c2c92"],
  Account: ["tag", "#a8540b"],
  Listing: ["cut-rectangle", "#8a6d00"],
  Seizure: ["hexagon", "#00612f"],
  Exhibit: ["vee", "#00703c"],
  Consignment: ["rhomboid", "#1d5a75"],
  Part: ["triangle", "#53284f"],
  FraudEvent: ["star", "#912b88"],
};

const LONDON = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

export function when(text) {
  // As everywhere else: a browser writes September with four letters.
  return text ? LONDON.format(new Date(text)).replace(",", "").replace("Sept", "Sep") : "";
}

export function utc(text) {
  return text ? new Date(text).toISOString().replace(".000", "") : "";
}

export function rests(tie) {
  const more = [tie.grade, tie.score === null ? null : tie.score.toFixed(2)].filter(Boolean);
  return [`${SIGNS[tie.basis]} ${tie.basis}`, ...more].join(" ");
}

// A source is known by its file's name; its id is the hash that tells two files of one name apart.
export function fileOf(source) {
  return source.file ?? source.id;
}

export function shortId(source) {
  return made("span", `${source.id.slice(0, 12)}…`, { class: "mono", title: source.id });
}

export function number(value) {
  return value.toLocaleString("en-GB");
}

// An element with text in it and nothing else: whatever came from outside stays text.
export function made(tag, said = "", more = {}) {
  const element = document.createElement(tag);
  element.textContent = said;
  for (const [name, value] of Object.entries(more)) element.setAttribute(name, value);
  return element;
}

export function timed(text) {
  return made("time", when(text), { datetime: utc(text), title: utc(text) });
}

export function button(said, act, more = {}) {
  const element = made("button", said, { type: "button", class: "net-button", ...more });
  element.addEventListener("click", act);
  return element;
}
