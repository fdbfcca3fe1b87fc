// The countries of the story in the order it met them, and the events that are known only by country.
"use strict";

(function () {
  const { element, words } = Trail;

  Trail.countries = function (countries, bounds, go) {
    if (!countries.length) return;
    const root = document.getElementById("countries");
    root.hidden = false;
    const list = element("ol");
    for (const country of countries) {
      const when = country.first === null ? "no date" : words.date(country.first);
      const last = country.last !== null && words.date(country.last) !== when ? ` to ${words.date(country.last)}` : "";
      // A trail goes on after the last line that names a country, so a date alone would seem to be when it was left.
      const lines = country.events === 1 ? "1 line names it" : `${country.events} lines name it`;
      const said = [element("b", {}, country.name), country.events ? `: ${lines}, ${when}${last}` : ""];
      const area = bounds.get(country.numeric);
      list.append(element("li", {}, area ? element("button", { type: "button", onclick: () => go(area) }, ...said) : element("span", { title: "No outline" }, ...said)));
    }
    root.append(list);
  };

  Trail.unplaced = function (rows, countries, style, choose) {
    const names = new Map(countries.map((country) => [country.code, country.name]));
    const only = rows.filter((row) => row.country && !row.at);
    if (!only.length) return;
    const items = only.slice(0, 200).map((row) => element("li", {},
      element("button", { type: "button", class: "link", title: words.utc(row.t), onclick: () => choose(row) }, words.time(row.t)),
      " ", element("b", {}, names.get(row.country) || row.country), ` ${row.kind}: `, element("span", { class: "outside" }, row.summary || ""), ` ${words.basis(row, style.marks)}`));
    document.getElementById("unplaced").append(
      element("h2", {}, "Known only by country"), element("p", { class: "count" }, `Showing ${words.ofTotal(items.length, only.length)}`), element("ul", {}, ...items));
  };
})();
