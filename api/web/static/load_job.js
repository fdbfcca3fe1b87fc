// Follows a job by server-sent events until it has ended.
const ENDED = ["done", "failed", "cancelled"];

function rowsOf(count) {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? "row" : "rows"}`;
}

export function told(job) {
  if (job.state === "waiting") return "waiting for its turn";
  if (job.state === "done") {
    return (job.result.files ?? [])
      .map((file) => file.error
        ? `refused. ${file.error}`
        : job.result.dryRun
        ? `checked, and nothing kept. ${file.kind} (${file.format}): ${rowsOf(file.rows)}, ` +
          `${file.loaded.toLocaleString("en-GB")} would load, ${file.rejected.toLocaleString("en-GB")} would not`
        : `${file.kind} (${file.format}): ${rowsOf(file.rows)}, ${file.loaded.toLocaleString("en-GB")} loaded, ` +
          `${file.unchanged.toLocaleString("en-GB")} unchanged, ${file.rejected.toLocaleString("en-GB")} rejected`)
      .join("; ");
  }
  if (ENDED.includes(job.state)) return `${job.state}. ${job.result.why ?? ""} ${job.result.do ?? ""}`;
  const { done, size, rows, message } = job.progress;
  const share = size ? `, ${Math.round((100 * done) / size)} % read` : "";
  return `${rowsOf(rows ?? 0)}${share}${message ? `. ${message}` : ""}`;
}

export function follow(id, tell) {
  return new Promise((resolve, reject) => {
    const events = new EventSource(`/api/v1/jobs/${id}/events`);
    let failures = 0;
    events.addEventListener("job", (event) => {
      failures = 0;
      const job = JSON.parse(event.data);
      tell(job);
      if (ENDED.includes(job.state)) {
        events.close();
        resolve(job);
      }
    });
    events.addEventListener("error", () => {
      failures += 1;
      if (failures > 5) {
        events.close();
        reject(new Error("lost"));
      }
    });
  });
}

const shown = document.getElementById("job");
if (shown && !ENDED.includes(shown.dataset.state)) {
  follow(shown.dataset.job, (job) => { shown.textContent = told(job); }).finally(() => location.reload());
}
