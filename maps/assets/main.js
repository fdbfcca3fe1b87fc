// Puts the page together from its data and the map that folium made.
"use strict";

(function () {
  const { element, words } = Trail;
  const data = JSON.parse(document.getElementById("data").textContent);
  const map = window.map_trail;
  const style = data.style;
  const pings = Trail.unpack(data.track);
  const rows = [...Array.from({ length: pings.length }, (_, i) => pings.row(i)), ...data.rows];
  const time = (row) => (row.t === undefined ? Infinity : row.t);
  const inOrder = [...rows].sort((one, other) => (time(one) === time(other) ? 0 : time(one) - time(other)));
  const pingRow = (i) => rows[i];
  const eventRow = (number) => rows[pings.length + number];
  let track = null;
  let tell = () => {};

  function head() {
    document.getElementById("title").textContent = data.title;
    document.getElementById("summary").textContent = data.summary;
    const known = data.identifiers.map((one) => one.id + (one.contested ? ` (contested: ${one.contested})` : ""));
    const others = data.others.length ? `Also on: ${data.others.join(", ")}` : "";
    document.getElementById("identifiers").textContent = [known.join(" · "), others].filter(Boolean).join(". ");
    const notice = document.getElementById("notice");
    notice.textContent = data.notice;
    notice.hidden = !data.notice;
  }

  function pane(name, order) {
    map.createPane(name).style.zIndex = order;
    map.getPane(name).style.pointerEvents = "none";
  }

  function go(bounds) {
    if (bounds) map.fitBounds(bounds, { paddingTopLeft: [36, 96], paddingBottomRight: [70, 36], maxZoom: 16 });
  }

  function popup(content, at) {
    L.popup({ maxWidth: 300, minWidth: 200, maxHeight: 300, autoPanPadding: [16, 16] }).setLatLng(at).setContent(content).openOn(map);
  }

  function choose(row, fromTable, fromPage) {
    if (!fromPage) tell(row);
    if (track) track.choose(row.ping === undefined ? -1 : row.ping);
    table.choose(row);
    if (row.at) {
      if (fromTable) map.setView(row.at, Math.max(map.getZoom(), 14));
      popup(Trail.details(row, style), row.at);
      Trail.say(`${row.kind}, ${words.time(row.t)}, shown on the map`);
    } else {
      Trail.say(`${row.kind}, ${words.time(row.t)}: it has no position`);
      map.closePopup();
    }
  }

  function openMark(mark, at) {
    if (mark.rows.length === 1) {
      tell(eventRow(mark.rows[0]));
      table.choose(eventRow(mark.rows[0]));
      popup(Trail.details(eventRow(mark.rows[0]), style), at);
      return;
    }
    const items = mark.rows.map(eventRow).map((row) =>
      element("li", {}, element("button", { type: "button", class: "link", onclick: () => choose(row) }, `${words.time(row.t)}`), " ", element("span", { class: "outside" }, row.summary || "")));
    popup(element("div", {}, element("p", { class: "outside" }, mark.title), element("ul", { class: "listed" }, ...items)), at);
  }

  function drawLayer(layer, renderers) {
    const group = L.layerGroup();
    if (layer.track) {
      track = new Trail.Track(pings, style, { renderer: renderers.front });
      track.on("click", () => track.hit >= 0 && choose(pingRow(track.hit)));
      group.addLayer(track);
    }
    const bounds = Trail.drawOutlines(layer.background, group, renderers.back, style);
    Trail.drawCircles(layer, group, renderers.front, style);
    Trail.drawLines(layer, group, renderers.front, style, openMark);
    Trail.drawMarks(layer, group, openMark);
    return { group: group.addTo(map), bounds };
  }

  function drawMap() {
    pane("outlines", 150);
    pane("street", 180);
    pane("names", 190);
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", "Map of the trail. Arrow keys move it, plus and minus zoom; the table has the same events.");
    const renderers = { back: L.canvas({ pane: "outlines", padding: 0.3 }), front: L.canvas({ padding: 0.3, tolerance: 4 }) };
    if (data.street) new Trail.Street(data.street).addTo(map);
    go(data.view.main);
    Trail.arrange(data.layers);
    const groups = new Map();
    const bounds = new Map();
    for (const layer of [...data.layers].reverse()) {
      const drawn = drawLayer(layer, renderers);
      groups.set(layer, drawn.group);
      drawn.bounds.forEach((area, number) => bounds.set(number, area));
    }
    Trail.legend(data.layers, style, (layer, on) => (on ? groups.get(layer).addTo(map) : groups.get(layer).remove()));
    Trail.tidy(map);
    let waiting = 0;
    const tidied = () => Trail.tidy(map) && track && track.redraw();
    map.on("moveend layeradd layerremove", () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(tidied);
    });
    const far = () => map.getContainer().classList.toggle("far", map.getZoom() < 10.5);
    map.on("zoomend", far);
    far();
    return bounds;
  }

  head();
  const table = new Trail.Table(inOrder, data.counts, style, (row) => choose(row, true));
  const bounds = drawMap();
  Trail.timeline(pings, track, data.view, go);
  Trail.countries(data.countries, bounds, go);
  Trail.unplaced(inOrder, data.countries, style, (row) => choose(row, true));
  Trail.notes(data);
  tell = Trail.together(inOrder, (row) => choose(row, true, true));
  document.documentElement.dataset.ready = "yes";
})();
