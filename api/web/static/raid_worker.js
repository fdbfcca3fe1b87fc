// Brings the page of a raid back where there is no network. It keeps a page without anything in it, and no data.

const KEPT = "raid-shell-2";
const SHELL = "/raid-shell";
const PARTS = [
  SHELL, "/static/raid.css", "/static/raid.js", "/static/raid_line.js", "/static/raid_store.js", "/static/raid_sound.js",
  "/static/raid_draw.js", "/static/raid_camera.js", "/static/tracer.css", "/static/enabled.js", "/static/icon.svg",
  "/vendor/govuk-frontend.min.css", "/vendor/zxing-reader.js", "/vendor/zxing_reader.wasm",
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(PARTS)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name.startsWith("raid-shell-") && name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname.startsWith("/raids/")) {
    event.respondWith(visited(request));
  } else if (PARTS.includes(url.pathname)) {
    event.respondWith(renewed(request, url.pathname));
  }
});

// A proxy whose server is away answers as well: that is no page either.
async function visited(request) {
  const answer = await fetch(request).catch(() => null);
  if (answer && ![502, 503, 504].includes(answer.status)) return answer;
  return (await caches.match(SHELL)) ?? answer ?? Response.error();
}

async function renewed(request, path) {
  try {
    const answer = await fetch(request);
    if (answer.ok) (await caches.open(KEPT)).put(path, answer.clone());
    return answer;
  } catch {
    return (await caches.match(path)) ?? Response.error();
  }
}
