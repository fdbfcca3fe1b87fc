// A raid on a tablet: whatever is scanned is kept first, then booked; it goes on without a network and after a reload.

import * as draw from "/static/raid_draw.js";
import { closeCamera, isOpen, openCamera } from "/static/raid_camera.js";
import { Line, raidAt } from "/static/raid_line.js";
import { isOn, play, turn } from "/static/raid_sound.js";
import { keepRaid, raidOf } from "/static/raid_store.js";

const at = (id) => document.getElementById(id);
const named = at("raid").dataset.seizure ?? decodeURIComponent(location.pathname.replace(/^\/raids\//, ""));
const box = at("text");
const ABOUT = ["seal", "also", "part", "condition", "undo"];
const WAITING = { word: "WAITING", sign: "…", did: "waiting", reference: null };
const OVER = {
  word: "FINISHED", sign: "!", did: "refused", reference: null,
  details: ["Nothing was booked: this raid is finished. To scan further, choose first: Go on with it."],
};
const SOON_MS = 150;
const LATER_MS = 60000;
let raid = null;

const line = new Line(named, {
  told: (scan, told) => tell(scan, told),
  waits: (scan) => {
    draw.answer({ ...WAITING, details: [scan.text || scan.act, "Kept on this tablet. Not yet checked, not yet booked."] });
    play("waiting");
  },
  changed: () => {
    drawn();
    draw.troubles(line, (scan) => [...choices(scan, scan.answer), ["Put aside", "It is dealt with", () => line.dismiss(scan)]]);
  },
});

function drawn() {
  draw.counts(line, raid);
  if (raid) draw.over(raid, isOver());
  if (at("box").hidden && isOpen()) at("camera").click();
}

// What waits to be sent goes on with it already.
function isOver() {
  return Boolean(raid?.finishedAt) && !line.waiting.some((scan) => scan.act === "resume");
}

function tell(scan, told) {
  draw.answer(told, choices(scan, told));
  play(told.did);
  if (told.reference && told.did === "booked") at("about").value = told.reference;
  if (raid) raid = { ...raid, booked: told.booked ?? raid.booked, expected: told.expected ?? raid.expected };
  if (raid && scan.act === "resume" && told.did !== "refused") raid.finishedAt = null;
  refresh();
}

function choices(scan, told) {
  // What was chosen is dealt with, wherever it was chosen.
  const chosen = (said) => async () => {
    await say(() => ({ text: scan.text, ...said }));
    for (const same of line.troubles.filter((trouble) => trouble.key === scan.key)) await line.dismiss(same);
  };
  const picks = (told.candidates ?? []).map((one) => [
    one.identifier.replace(/^imei:/, ""), one.slip, chosen({ act: "pick", identifier: one.identifier }),
  ]);
  if (told.word === "DUPLICATE" && scan.act === "scan") {
    picks.push(["It is another phone", "Book it as well: a clone", chosen({ act: "another" })]);
  }
  return picks;
}

// Fast bursts queue: each line is kept in its order before the next is taken.
let keeping = Promise.resolve();
// `saying` gives what is said, and is asked once all that was said before is kept.
function say(saying) {
  const foundWith = at("found_with").value;
  keeping = keeping.then(() => line.put({ foundWith, ...saying() }));
  box.focus();
  return keeping;
}

// What is meant: what was scanned last, by its key while it has no reference yet. To be asked only once that is kept,
// or a seal that is scanned quickly after a phone would go to the phone before it.
function meant() {
  const last = line.waiting.findLast((scan) => scan.key === line.lastKey);
  return last ? { after: last.key } : { about: at("about").value };
}

function enter(text) {
  const act = document.querySelector("input[name=act]:checked").value;
  document.querySelector("input[name=act][value=scan]").checked = true;
  hint();
  return say(() => ({ act, text, ...(ABOUT.includes(act) ? meant() : {}) }));
}

let timer = 0;
let asked = 0;
function refresh(soon = SOON_MS) {
  clearTimeout(timer);
  asked += 1;
  const mine = asked;
  timer = setTimeout(async () => {
    const answer = await line.asked(raidAt(named), {});
    const said = answer?.ok ? await answer.json() : null;
    // Of what was asked before something else happened, nothing is drawn: it is asked again already.
    if (!said || mine !== asked) return;
    raid = said;
    draw.scene(raid);
    draw.list(raid, (reference) => { at("about").value = reference; line.lastKey = ""; box.focus(); });
    drawn();
    const { reference, place, address, power, cases, expected, booked, unsealed, finishedAt } = raid;
    const shown = { place, address, power, cases, expected, booked, unsealed, finishedAt };
    await keepRaid({ reference: named, shown: reference, ...shown, me: line.me });
    // What is booked reaches the graph a while after it was answered.
    if (raid.inGraph < raid.of) refresh(LATER_MS);
  }, soon);
}

function hint() {
  box.placeholder = document.querySelector("input[name=act]:checked").dataset.hint;
}

at("box").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value;
  box.value = "";
  if (text.trim()) enter(text.trim());
});
for (const [form, act] of [["leaving", "finish"], ["recount", "count"]]) {
  at(form).addEventListener("submit", (event) => {
    event.preventDefault();
    const text = new FormData(at(form)).get("text");
    say(() => ({ act, text }));
    at(form).reset();
  });
}
at("resume").addEventListener("submit", async (event) => {
  event.preventDefault();
  await say(() => ({ act: "resume", text: "" }));
  box.focus();
});
at("undo").addEventListener("click", () => {
  say(() => {
    const undone = { act: "undo", text: "", ...meant() };
    at("about").value = "";
    return undone;
  });
});
for (const one of document.querySelectorAll("input[name=act]")) {
  one.addEventListener("change", hint);
  one.addEventListener("click", (event) => { if (event.detail) box.focus(); });
}
function sound() {
  at("sound").textContent = isOn() ? "Sound on" : "Sound off";
  at("sound").setAttribute("aria-pressed", String(isOn()));
}
at("sound").addEventListener("click", () => { turn(!isOn()); sound(); box.focus(); });
at("camera").addEventListener("click", async () => {
  at("viewer").hidden = isOpen();
  if (isOpen()) return closeCamera(at("video"));
  at("raid").scrollIntoView();
  try {
    at("viewer-said").textContent = "Hold the code before the camera.";
    await openCamera(at("video"), {
      phone: () => ["scan", "another"].includes(document.querySelector("input[name=act]:checked").value),
      read: (text) => { at("viewer-said").textContent = `Read ${text}`; enter(text); },
      several: () => { at("viewer-said").textContent = "More than one phone is in sight. Hold one before the camera."; },
    });
  } catch {
    at("viewer-said").textContent = "The camera cannot be used. Allow it for this site, or type what you read.";
  }
});
at("viewer-close").addEventListener("click", () => at("camera").click());
// A hand scanner types wherever the focus is: its first character brings the focus to the box.
document.addEventListener("keydown", (event) => {
  const writes = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!writes || event.target.closest("input:not([type=radio]), textarea, select")) return;
  if (!at("box").hidden) return box.focus();
  draw.answer(OVER);
  play(OVER.did);
});

async function begin() {
  sound();
  await line.begin();
  const kept = await raidOf(named);
  if (kept) {
    line.me = kept.me;
    raid = { ...kept, reference: kept.shown };
    draw.scene(raid);
    drawn();
  }
  line.send();
  if (await line.known()) refresh();
  box.focus();
  if ("serviceWorker" in navigator) await navigator.serviceWorker.register("/raid-worker.js", { scope: "/raids/" });
}
begin();
