// Sends dropped or chosen files one by one, and follows the job of each until it has ended.
import { follow, told } from "/static/load_job.js";

const form = document.getElementById("load");
const progress = document.getElementById("progress");
const chosen = document.getElementById("files");

function line() {
  const element = document.createElement("p");
  element.className = "govuk-body";
  progress.append(element);
  return element;
}

// `more` is what is said of all files beside what the form has: that they are only checked, and their mapping.
async function send(file, more) {
  const shown = line();
  // Told before it is sent: a browser tells nobody what a server says that stops listening.
  if (file.size > Number(form.dataset.largest)) {
    const most = Math.floor(form.dataset.largest / 2 ** 20);
    shown.textContent = `${file.name}: not taken. It is larger than ${most} MB. Load it on the machine itself: tracer load FILE`;
    return;
  }
  shown.textContent = `${file.name}: sending`;
  const asked = new URLSearchParams({ name: file.name });
  for (const field of ["as", "identifier", "case"]) {
    if (form.elements[field].value) asked.set(field, form.elements[field].value);
  }
  for (const [field, said] of Object.entries(more)) asked.set(field, said);
  try {
    const answer = await fetch(`/api/v1/load?${asked}`, {
      method: "POST",
      body: file,
      headers: { "X-CSRF-Token": document.body.dataset.csrf, "Idempotency-Key": crypto.randomUUID() },
    });
    const job = await answer.json();
    if (!answer.ok) {
      shown.textContent = `${file.name}: not taken. ${job.detail} ${job.do ?? ""}`;
      return;
    }
    const link = document.createElement("a");
    link.className = "govuk-link";
    [link.href, link.textContent] = [`/load/jobs/${job.id}`, "Watch or stop it"];
    const tell = (so) => shown.replaceChildren(`${file.name}: ${told(so)} `, link);
    const now = await follow(job.id, tell);
    [link.href, link.textContent] = next(now, more.dryRun);
  } catch {
    shown.textContent = `${file.name}: the connection was lost. Nothing that was committed is lost: choose the file again.`;
  }
}

// Where to go on from here: a table whose columns do not fit is read again as somebody says which is which.
function next(job, tried) {
  const files = job.result.files ?? [];
  const [only] = files;
  if (files.length === 1 && only.error && only.sha256 && !only.error.includes("is of no format")) {
    return [`/load/jobs/${job.id}/columns?file=0&kind=${only.kind ?? ""}`, "Say which column is which"];
  }
  if (files.length && files.every((one) => one.error)) return [`/load/jobs/${job.id}`, "See why"];
  if (tried && files.some((one) => one.error || one.rejected)) return [`/load/jobs/${job.id}`, "See why"];
  return [`/load/jobs/${job.id}`, tried ? "See what was found" : "See what became of each row"];
}

async function sendAll(files, onlyChecked = false) {
  const [mapping] = form.elements.columns.files;
  const more = { ...(onlyChecked ? { dryRun: "true" } : {}), ...(mapping ? { columns: await mapping.text() } : {}) };
  for (const file of files) await send(file, more);
  await listAnew();
}

// What was just loaded stands among what was loaded before; what is told of each file above stays.
async function listAnew() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("loaded").replaceWith(page.getElementById("loaded"));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  sendAll([...chosen.files], event.submitter?.value === "check");
});
for (const kind of ["dragenter", "dragover"]) {
  form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("drop--over"); });
}
form.addEventListener("dragleave", () => form.classList.remove("drop--over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("drop--over");
  sendAll([...event.dataTransfer.files]);
});
