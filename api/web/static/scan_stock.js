// A stock-take: each scan is told at once with a sign and a sound, and kept on the tablet until the count is recorded.

import { answer } from "/static/raid_draw.js";
import { isOn, play, turn } from "/static/raid_sound.js";

const at = (id) => document.getElementById(id);
const store = at("stock").dataset.store;
const kept = `stock ${store}`;
const box = at("text");
const SHOWN = {
  found: { word: "FOUND", sign: "✓", did: "booked" },
  unexpected: { word: "UNEXPECTED", sign: "!", did: "told" },
  several: { word: "WHICH ONE?", sign: "?", did: "refused" },
  unknown: { word: "UNKNOWN", sign: "?", did: "refused" },
  repeated: { word: "SCANNED BEFORE", sign: "=", did: "told" },
  unchecked: { word: "NOT CHECKED", sign: "…", did: "waiting" },
};
// What each line of the list was answered. What counts is the list: it may be put right by hand.
const answers = new Map();
const lines = () => at("scans").value.split("\n").map((one) => one.trim()).filter(Boolean);
const nameOf = (text, found) => found.exhibit?.exhibit ?? text;

function write(texts) {
  at("scans").value = texts.map((text) => `${text}\n`).join("");
  localStorage.setItem(kept, at("scans").value);
}

function count() {
  const outcomes = new Map();
  for (const text of lines()) {
    const found = answers.get(text);
    if (found) outcomes.set(nameOf(text, found), found.outcome);
  }
  const number = (what) => [...outcomes.values()].filter((one) => one === what).length;
  at("counted").textContent = number("found");
  const others = ["unexpected", "several", "unknown", "unchecked"].filter(number);
  at("others").textContent = others.map((what) => `${number(what)} ${what === "several" ? "ambiguous" : what}`).join(", ");
}

function tell(outcome, text, found) {
  const where = found.standing && outcome === "unexpected" ? `The records say: ${found.standing}` : "";
  const network = outcome === "unchecked" ? "No answer from the server. It is on the list and counts when you finish." : "";
  const which = outcome === "several" ? `${found.among.length === 2 ? "Two" : found.among.length} exhibits ${
    found.among.every((one) => one.location === store) ? "here " : ""}are ${text}: scan the seal or the label, or choose.` : "";
  answer({ ...SHOWN[outcome], reference: found.exhibit?.reference ?? null, details: [text, where, network, which].filter(Boolean) },
    outcome === "several" ? found.among.map((one) => choice(text, one)) : []);
  play(SHOWN[outcome].did);
}

function choice(text, one) {
  const seal = one.seal ? `Seal ${one.seal}` : "Not sealed";
  return [`${one.reference} of ${one.seizure}`, seal, () => {
    write(lines().filter((line) => line !== text));
    answers.delete(text);
    scan(one.exhibit);
    box.focus();
  }];
}

async function asked(text) {
  try {
    const query = new URLSearchParams({ text });
    const found = await fetch(`/api/v1/custody/stores/${encodeURIComponent(store)}/scan?${query}`, {
      headers: { Accept: "application/json" }, signal: AbortSignal.timeout(10000),
    });
    return found.ok ? await found.json() : { outcome: "unchecked", exhibit: null };
  } catch {
    return { outcome: "unchecked", exhibit: null };
  }
}

// A line is asked about; what was taken off the list meanwhile is forgotten.
async function check(text) {
  const found = await asked(text);
  if (lines().includes(text)) answers.set(text, found);
  count();
  return found;
}

// Lines that nobody could answer, or that were written by hand, are asked about without a word, while there is a network.
async function checkQuietly(texts) {
  for (const text of texts) {
    const open = (answers.get(text)?.outcome ?? "unchecked") === "unchecked";
    if (open && (await check(text)).outcome === "unchecked") return;
  }
}

let line = Promise.resolve();
function tellOf(text) {
  line = line.then(async () => {
    const known = lines().filter((one) => (answers.get(one)?.outcome ?? "unchecked") !== "unchecked");
    const before = new Set(known.map((one) => nameOf(one, answers.get(one))));
    const found = await check(text);
    tell(before.has(nameOf(text, found)) && found.outcome !== "several" ? "repeated" : found.outcome, text, found);
    const unchecked = [...answers.keys()].filter((one) => answers.get(one).outcome === "unchecked");
    if (found.outcome !== "unchecked") await checkQuietly(unchecked);
  });
}

function scan(text) {
  write([...lines(), text]);
  tellOf(text);
}

at("box").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  box.value = "";
  if (text) scan(text);
});
// What is taken off the list by hand counts no longer, and does not come back.
at("scans").addEventListener("input", () => {
  localStorage.setItem(kept, at("scans").value);
  const left = new Set(lines());
  for (const text of answers.keys()) if (!left.has(text)) answers.delete(text);
  count();
});
at("scans").addEventListener("change", () => {
  const there = lines();
  line = line.then(() => checkQuietly(there));
});
function sound() {
  at("sound").textContent = isOn() ? "Sound on" : "Sound off";
  at("sound").setAttribute("aria-pressed", String(isOn()));
}
at("sound").addEventListener("click", () => { turn(!isOn()); sound(); box.focus(); });
document.addEventListener("keydown", (event) => {
  const writes = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (writes && !event.target.closest("input, textarea, select")) box.focus();
});

// What was scanned before the page was loaded again is told again.
if (!at("scans").value.trim()) at("scans").value = localStorage.getItem(kept) ?? "";
sound();
lines().forEach(tellOf);
box.focus();
