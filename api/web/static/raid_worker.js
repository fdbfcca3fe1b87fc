// Brings the page of a raid back where there is no network. It keeps a page without anything in it, and no data.

const KEPT = "raid-shell-1";
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
    event.respondWith(fetch(request).catch(async () => (await caches.match(SHELL)) ?? Response.error()));
  } else if (PARTS.includes(url.pathname)) {
    event.respondWith(renewed(request, url.pathname));
  }
});

async function renewed(request, path) {
  try {
    const answer = await fetch(request);
    if (answer.ok) (await caches.open(KEPT)).put(path, answer.clone());
    return answer;
  } catch {
    return (await caches.match(path)) ?? Response.error();
  }
}
