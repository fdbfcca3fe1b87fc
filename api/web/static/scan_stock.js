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
  unknown: { word: "UNKNOWN", sign: "?", did: "refused" },
  repeated: { word: "SCANNED BEFORE", sign: "=", did: "told" },
  unchecked: { word: "NOT CHECKED", sign: "…", did: "waiting" },
};
const outcomes = new Map();

function tell(outcome, text, exhibit, standing) {
  const shown = SHOWN[outcome];
  const where = standing && outcome === "unexpected" ? `The records say: ${standing}` : "";
  const reference = exhibit?.reference ?? null;
  const network = outcome === "unchecked" ? "No answer from the server. It is on the list and counts when you finish." : "";
  answer({ ...shown, reference, details: [text, where, network].filter(Boolean) });
  play(shown.did);
  const number = (what) => [...outcomes.values()].filter((one) => one === what).length;
  at("counted").textContent = number("found");
  const others = ["unexpected", "unknown", "unchecked"].filter(number).map((what) => `${number(what)} ${what}`);
  at("others").textContent = others.join(", ");
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

let line = Promise.resolve();
function scan(text) {
  at("scans").value = `${at("scans").value.trimEnd()}\n${text}`.trimStart() + "\n";
  localStorage.setItem(kept, at("scans").value);
  line = line.then(async () => {
    const found = await asked(text);
    const name = found.exhibit?.exhibit ?? text;
    const again = outcomes.has(name) && outcomes.get(name) !== "unchecked";
    if (!again) outcomes.set(name, found.outcome);
    tell(again ? "repeated" : found.outcome, text, found.exhibit, found.standing);
  });
}

at("box").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  box.value = "";
  if (text) scan(text);
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
const before = at("scans").value.trim() ? at("scans").value : localStorage.getItem(kept) ?? "";
at("scans").value = "";
sound();
for (const text of before.split("\n").map((one) => one.trim()).filter(Boolean)) scan(text);
box.focus();
