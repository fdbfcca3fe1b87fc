// The legend, which is also the switch of each layer, and the notes below it.
"use strict";

(function () {
  const { element, words } = Trail;

  const SIGNS = {
    badge: (layer) => element("span", { class: "badge" }, layer.letter),
    warning: (layer) => element("span", { class: "badge warning" }, layer.letter),
    stay: () => element("span", { class: "stay small" }, "h"),
    dashes: () => element("span", { class: "dashes" }),
    outline: () => element("span", { class: "outline" }),
    trail: () => element("span", { class: "arrow" }, "➤"),
  };

  Trail.legend = function (layers, style, onSwitch) {
    const root = document.getElementById("legend");
    for (const layer of layers) {
      const box = element("input", { type: "checkbox", id: `layer-${layer.name}`, checked: "" });
      box.addEventListener("change", () => onSwitch(layer, box.checked));
      const count = layer.total ? element("span", { class: "quiet" }, words.ofTotal(layer.shown, layer.total)) : "";
      const sign = element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[layer.sign](layer));
      root.append(element("label", { for: box.id, title: layer.note || null }, box, sign, `${layer.label} `, count));
    }
    root.append(key(style));
  };

  function key(style) {
    const basis = Object.entries(style.marks).map(([name, mark]) => element("span", {}, `${mark} ${name}`));
    const ramp = element("span", { class: "ramp", "aria-hidden": "true" });
    ramp.style.background = `linear-gradient(90deg, ${style.ramp[0]}, ${style.ramp[1]})`;
    return element(
      "p", { class: "key" }, ...basis, element("span", {}, "earlier ", ramp, " later"), element("span", {}, "shaded circle: accuracy"),
      element("span", {}, "dotted ring: accuracy not known"), element("span", {}, "✕ doubted"),
    );
  }

  Trail.notes = function (data) {
    const notes = data.layers.filter((layer) => layer.shown < layer.total).map((layer) =>
      `${layer.label}: ${words.ofTotal(layer.shown, layer.total)}${layer.note ? `, ${layer.note}` : " on the map"}.`);
    notes.push(...data.leftOut);
    if (data.street) notes.push(data.street.note, data.street.credit);
    else notes.push("No street map: outlines only. Accuracy circles are drawn when 600 pings or fewer are in view.");
    if (data.layers.some((layer) => layer.name === "london")) notes.push("Boroughs contain National Statistics and OS data © Crown copyright and database right 2023 (OGL v3). Countries: Natural Earth.");
    document.getElementById("notes").append(...notes.filter(Boolean).map((note) => element("li", {}, note)));
  };
})();
