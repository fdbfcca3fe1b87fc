// The lines and the map beside them move together, and the page says when what was added is in.
const frame = document.getElementById("map");
const origin = window.location.origin;
const lines = [...document.querySelectorAll(".line")];
const byKey = new Map(lines.map((line) => [line.dataset.key, line]).reverse());
let fromMap = null;

function mark(line) {
  for (const one of document.querySelectorAll(".line[aria-current]")) one.removeAttribute("aria-current");
  line.setAttribute("aria-current", "true");
}

function send(line) {
  const { key, kind, t } = line.dataset;
  frame.contentWindow?.postMessage({ trail: "choose", key, kind, t: t === undefined ? undefined : Number(t) }, origin);
}

for (const line of lines) {
  line.addEventListener("toggle", () => {
    if (!line.open) return;
    mark(line);
    if (fromMap === line) fromMap = null;
    else send(line);
  });
}

function folded(t) {
  return [...document.querySelectorAll(".fold")].find((one) => Number(one.dataset.since) <= t && t <= Number(one.dataset.until));
}

// What the map chose: its own line, or where a long run of pings is cut short, the last shown before it.
function find(said) {
  const exact = byKey.get(said.key);
  if (exact) return exact;
  const before = [...(folded(said.t)?.querySelectorAll(".line") ?? [])].filter((line) => Number(line.dataset.t) <= said.t);
  return before.at(-1);
}

window.addEventListener("message", (event) => {
  if (event.source !== frame?.contentWindow || event.origin !== origin || event.data?.trail !== "chosen") return;
  const line = find(event.data);
  if (!line) return;
  const fold = line.closest(".fold");
  if (fold) fold.open = true;
  if (!line.open) {
    fromMap = line;
    line.open = true;
  }
  mark(line);
  line.scrollIntoView({ block: "nearest" });
});

const added = document.getElementById("added");
const PAUSE_MS = 700;

async function look() {
  const answer = await fetch(`/api/v1/jobs/${encodeURIComponent(added.dataset.job)}`);
  if (!answer.ok) return;
  const job = await answer.json();
  if (job.state === "done") window.location.reload();
  else if (job.state === "failed" || job.state === "cancelled") added.textContent = `It was not taken: ${job.result.why ?? "the load was stopped"}`;
  else setTimeout(look, PAUSE_MS);
}

if (added && ["waiting", "running"].includes(added.dataset.state)) setTimeout(look, PAUSE_MS);
