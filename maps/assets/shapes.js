// Draws what a layer asks for: marks, lines with words, circles, and outlines beneath everything.
"use strict";

(function () {
  const LABELS_AT_MOST = 24;
  const element = Trail.element;

  const nearby = (at) => `${at[0].toFixed(3)},${at[1].toFixed(3)}`;
  const stayRadius = (size) => 20 + Math.round(12 * size);

  // Marks of one place stand side by side above it, and above the circle of a stay there, so that none hides another.
  Trail.arrange = function (layers) {
    const groups = new Map();
    const radii = new Map();
    for (const [rank, layer] of layers.entries()) {
      for (const mark of layer.marks) {
        mark.rank = rank;
        const key = nearby(mark.at);
        if (layer.sign === "stay") radii.set(key, Math.max(radii.get(key) || 0, stayRadius(mark.size)));
        else groups.set(key, [...(groups.get(key) || []), mark]);
      }
    }
    for (const [key, marks] of groups) {
      const rank = Math.min(...marks.map((mark) => mark.rank));
      const texts = [...new Set(marks.map((mark) => mark.text).filter(Boolean))];
      marks.forEach((mark, slot) => Object.assign(mark, { slot, lift: (radii.get(key) || 4) + 2, words: "", rank }));
      marks[marks.length - 1].words = texts.join(" · ");
    }
  };

  const icon = (node, anchor) => L.divIcon({ html: node, className: "mark", iconSize: null, iconAnchor: anchor });

  function markIcon(mark, layer) {
    if (layer.sign === "stay") {
      const radius = stayRadius(mark.size);
      const node = element("span", { class: "stay" }, mark.text);
      node.style.width = node.style.height = `${2 * radius}px`;
      return icon(node, [radius, radius]);
    }
    const sign = element("span", { class: mark.warning ? "badge warning" : "badge" }, layer.letter);
    const node = element("span", { class: "flag" }, sign, mark.words ? element("span", { class: "label", "data-rank": mark.rank, "data-alone": mark.slot ? null : "yes" }, mark.words) : "");
    return icon(node, [12 - 26 * mark.slot, 24 + mark.lift]);
  }

  Trail.drawMarks = function (layer, group, open) {
    for (const mark of layer.marks) {
      const marker = L.marker(mark.at, { icon: markIcon(mark, layer), zIndexOffset: layer.sign === "stay" ? -500 : 100 });
      marker.on("add", () => {
        const node = marker.getElement();
        // Its name begins with what is seen of it, so that a person can say that to a voice control.
        node.setAttribute("aria-label", `${node.textContent} ${layer.label}: ${mark.title}`);
        node.title = mark.title;
      });
      marker.on("click", () => open(mark, mark.at));
      // Leaflet makes a marker a button that can have focus, but turns no key into a click.
      marker.on("keydown", ({ originalEvent }) => {
        if (!["Enter", " "].includes(originalEvent.key)) return;
        L.DomEvent.preventDefault(originalEvent);
        open(mark, mark.at);
      });
      group.addLayer(marker);
    }
  };

  Trail.drawLines = function (layer, group, renderer, style, open) {
    layer.lines.forEach((line, index) => {
      const colour = line.warning ? style.colours.warning : style.colours.quiet;
      const path = L.polyline(line.ends, { renderer, color: colour, weight: line.warning ? 3 : 1.75, dashArray: line.warning ? "2 6" : "6 6" });
      // A jump's way back is often a gap along the same line: their words stand apart.
      const share = line.warning ? 0.35 : 0.55;
      const middle = [0, 1].map((axis) => line.ends[0][axis] + (line.ends[1][axis] - line.ends[0][axis]) * share);
      path.on("click", (event) => open({ title: `${layer.label}: ${line.text}`, rows: line.rows }, event.latlng));
      group.addLayer(path);
      const apart = L.latLng(line.ends[0]).distanceTo(L.latLng(line.ends[1]));
      if (index >= LABELS_AT_MOST || apart < 100) return;
      const words = element("span", { class: line.warning ? "along warning" : "along" }, line.warning ? `! ${line.text}` : line.text);
      group.addLayer(L.marker(middle, { icon: icon(words, [0, 0]), interactive: false, keyboard: false, zIndexOffset: line.warning ? 50 : 0 }));
    });
  };

  Trail.drawCircles = function (layer, group, renderer, style) {
    for (const circle of layer.circles) {
      group.addLayer(L.circle(circle.at, { renderer, radius: circle.radius, color: style.colours.text, weight: 1, fillOpacity: 0.05, interactive: false }));
    }
  };

  // A ring of differences in 1e-5 degrees, longitude first.
  function points(ring) {
    let [x, y] = [0, 0];
    const found = [];
    for (let i = 0; i < ring.length; i += 2) found.push([(y += ring[i + 1]) / 1e5, (x += ring[i]) / 1e5]);
    return found;
  }

  Trail.drawOutlines = function (background, group, renderer, style) {
    const drawn = [
      ["world", { color: style.colours.border, weight: 0.75, fillColor: style.colours.land, fillOpacity: 1 }],
      ["met", { color: style.colours.quiet, weight: 1, fillColor: style.colours.met, fillOpacity: 1 }],
    ];
    const bounds = new Map();
    for (const [name, look] of drawn) {
      const topology = background[name];
      if (!topology || !topology.objects.countries.geometries.length) continue;
      for (const feature of topojson.feature(topology, topology.objects.countries).features) {
        const shape = L.geoJSON(feature, { style: { ...look, renderer }, interactive: false });
        group.addLayer(shape);
        if (name === "met") bounds.set(feature.id, shape.getBounds());
      }
    }
    if (background.water) group.addLayer(L.polygon(points(background.water), { renderer, stroke: false, fillColor: style.colours.sea, fillOpacity: 1, interactive: false }));
    for (const borough of background.boroughs || []) {
      const shape = L.polygon(borough.rings.map((ring) => [points(ring)]), { renderer, color: style.colours.border, weight: 1, fillColor: style.colours.land, fillOpacity: 1, interactive: false });
      group.addLayer(shape);
      group.addLayer(L.marker(shape.getBounds().getCenter(), { icon: icon(element("span", { class: "borough" }, borough.name), [0, 0]), interactive: false, keyboard: false, pane: "names" }));
    }
    return bounds;
  };
})();
