// Beside a page of the same site, the map and the page's lines move together: each tells the other what was chosen.
"use strict";

(function () {
  const key = (row) => [row.t === undefined ? "" : row.t, row.kind, row.source ? row.source.join(":") : ""].join("|");

  // The row itself, or of those of its kind the last before it: a long trail is thinned.
  function nearest(rows, wanted) {
    const before = rows.filter((row) => row.kind === wanted.kind && row.t <= wanted.t);
    return before.length ? before[before.length - 1] : undefined;
  }

  Trail.together = function (rows, choose) {
    const { parent, location } = window;
    if (parent === window || location.origin === "null") return () => {};
    document.documentElement.classList.add("beside");
    const byKey = new Map();
    for (const row of rows) if (!byKey.has(key(row))) byKey.set(key(row), row);
    window.addEventListener("message", (event) => {
      if (event.source !== parent || event.origin !== location.origin || !event.data || event.data.trail !== "choose") return;
      const row = byKey.get(event.data.key) || nearest(rows, event.data);
      if (row) choose(row);
    });
    parent.postMessage({ trail: "ready" }, location.origin);
    return (row) => parent.postMessage({ trail: "chosen", key: key(row), t: row.t, kind: row.kind }, location.origin);
  };
})();
