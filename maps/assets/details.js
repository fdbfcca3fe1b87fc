// All that is known of one event, as a list of terms; built as text only.
"use strict";

(function () {
  const { element, words } = Trail;

  Trail.details = function (row, style) {
    const list = element("dl", { class: "details" });
    const add = (term, value, title) => {
      if (value === undefined || value === null || value === "") return;
      list.append(element("dt", {}, term), element("dd", title ? { title } : {}, String(value)));
    };
    add("When", words.time(row.t), words.utc(row.t));
    if (row.until) add("Until", words.time(row.until), words.utc(row.until));
    add("UTC", row.until ? `${words.utc(row.t)} to ${words.utc(row.until)}` : words.utc(row.t));
    add("Basis", words.basis(row, style.marks));
    add("Doubt", (row.doubts || []).join("; "));
    add("Place", row.place);
    add("Country", row.country);
    if (row.at) add(row.byPlace ? "Position of the place" : "Position", `${words.position(row.at)}${row.kind === "Ping" ? `, ${words.accuracy(row.accuracy)}` : ""}`);
    add("Identifier", row.identifier);
    for (const [text, weight] of row.reasons || []) add(weight < 0 ? "Against" : "For", weight === null ? text : `${text} (${weight > 0 ? "+" : ""}${weight})`);
    for (const [term, text] of row.details || []) add(term, text);
    add("Source", row.source ? `${row.source[0]}, row ${row.source[1]}` : "Worked out by the system");
    return element("div", {}, element("h3", {}, row.kind), element("p", { class: "outside" }, row.summary || ""), list);
  };
})();
