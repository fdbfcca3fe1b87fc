// What the page asks of the server.

const BASE = "/api/v1/network";

async function asked(path, options = {}) {
  const headers = { accept: "application/json", "x-csrf-token": document.body.dataset.csrf ?? "", ...options.headers };
  const answer = await fetch(`${BASE}${path}`, { ...options, headers });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Error([problem.detail ?? "The server could not be reached.", problem.do].filter(Boolean).join(" "));
}

function sent(method, body, headers = {}) {
  return { method, body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
}

function query(filters, more) {
  const found = new URLSearchParams(more);
  for (const basis of filters.bases) found.append("basis", basis);
  if (filters.score) found.set("score", filters.score);
  return found;
}

export const counts = async (q, filters) => (await asked(`/counts?${query(filters, { q })}`)).json();
export const expand = async (filters, more) => (await asked(`/expand?${query(filters, more)}`)).json();
export const links = async (ids) => (await asked("/links", sent("POST", { ids }))).json();
export const path = async (a, b) => (await asked(`/path?${new URLSearchParams({ a, b })}`)).json();
export const measure = async (shown, by) => (await asked("/measure", sent("POST", { ...shown, by }))).json();
export const file = async (name, shown) => (await asked(`/export/${name}`, sent("POST", shown))).blob();
export const noteImage = () => asked("/image", { method: "POST" });
export const keep = async (view, key) =>
  (await asked("/views", sent("POST", view, { "idempotency-key": key }))).json();
export const change = async (id, version, view) =>
  (await asked(`/views/${encodeURIComponent(id)}`, sent("PUT", view, { "if-match": `"${version}"` }))).json();
export const erase = (id) => asked(`/views/${encodeURIComponent(id)}`, { method: "DELETE" });
