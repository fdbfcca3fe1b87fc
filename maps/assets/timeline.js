// A slider that shows the trail up to a moment, and the buttons that choose the view.
"use strict";

(function () {
  const { element, words } = Trail;

  Trail.timeline = function (pings, track, views, go) {
    const root = document.getElementById("timeline");
    if (views.all) root.append(element("button", { type: "button", onclick: () => go(views.main) }, views.outside ? "Main area" : "Whole trail"));
    if (views.outside) root.append(element("button", { type: "button", onclick: () => go(views.all) }, `Everything (${words.count(views.outside)} outside)`));
    if (!track || pings.length < 2) return;
    const last = pings.length - 1;
    const output = element("output", { for: "until" });
    const slider = element("input", { type: "range", id: "until", min: "0", max: String(last), value: String(last), step: "1" });
    const show = () => {
      const index = Number(slider.value);
      output.textContent = words.time(pings.millis[index]);
      output.title = words.utc(pings.millis[index]);
      slider.setAttribute("aria-valuetext", output.textContent);
      track.showUpTo(index + 1);
    };
    slider.addEventListener("input", show);
    root.append(element("label", { for: "until" }, "Trail up to"), slider, output);
    show();
  };
})();
