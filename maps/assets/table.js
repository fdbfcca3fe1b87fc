// The table of events beside the map, a page of rows at a time.
"use strict";

(function () {
  const PAGE = 100;
  const { element, words } = Trail;

  Trail.Table = class {
    constructor(rows, totals, style, onChoose) {
      Object.assign(this, { rows, totals, style, onChoose, start: 0, kind: "", chosen: null });
      this.root = document.getElementById("table");
      this.count = element("p", { class: "count", role: "status" });
      this.body = element("tbody");
      const heads = ["When (London)", "What", "Basis", "Source"].map((text) => element("th", { scope: "col" }, text));
      const table = element("table", {}, element("caption", { class: "hidden" }, "Events in time order, undated last"), element("thead", {}, element("tr", {}, ...heads)), this.body);
      this.scroller = element("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Table of events" }, table);
      this.earlier = element("button", { type: "button", onclick: () => this.move(-PAGE) }, "Earlier");
      this.later = element("button", { type: "button", onclick: () => this.move(PAGE) }, "Later");
      this.root.append(element("div", { class: "bar" }, this.filter(), this.earlier, this.later), this.count, this.scroller);
      this.draw();
    }

    filter() {
      const choice = element("select", { id: "kind", onchange: () => ((this.kind = choice.value), (this.start = 0), this.draw()) });
      choice.append(element("option", { value: "" }, "Everything"), element("option", { value: "-Ping" }, "All but pings"));
      for (const [kind] of this.totals) choice.append(element("option", { value: kind }, kind));
      return element("label", { for: "kind" }, "Show ", choice);
    }

    matching() {
      if (this.kind === "-Ping") return this.rows.filter((row) => row.kind !== "Ping");
      return this.kind ? this.rows.filter((row) => row.kind === this.kind) : this.rows;
    }

    total() {
      return this.totals
        .filter(([kind]) => !this.kind || kind === this.kind || (this.kind === "-Ping" && kind !== "Ping"))
        .reduce((sum, [, , total]) => sum + total, 0);
    }

    move(by) {
      this.start = Math.max(0, this.start + by);
      this.draw();
      this.scroller.scrollTop = 0;
    }

    draw() {
      const rows = this.matching();
      if (this.start >= rows.length) this.start = 0;
      const page = rows.slice(this.start, this.start + PAGE);
      const range = rows.length ? `${words.count(this.start + 1)} to ${words.count(this.start + page.length)}` : "0";
      const total = this.total();
      const thinned = total > rows.length ? ` (${words.count(total - rows.length)} more are not in this page)` : "";
      this.count.textContent = `Showing ${range} of ${words.count(total)} events${thinned}`;
      this.body.replaceChildren(...page.map((row) => this.line(row)));
      this.earlier.disabled = this.start === 0;
      this.later.disabled = this.start + PAGE >= rows.length;
    }

    line(row) {
      const when = element("time", { title: words.utc(row.t), datetime: row.t === undefined ? null : words.utc(row.t) }, words.time(row.t));
      const button = element("button", { type: "button", class: "link", onclick: () => this.onChoose(row) }, when);
      const doubt = row.doubts && row.doubts.length ? element("span", { class: "doubt" }, `! ${row.doubts.join("; ")}`) : "";
      const until = row.until ? element("span", { class: "quiet", title: words.utc(row.until) }, `until ${words.time(row.until)}`) : "";
      const said = element("td", { class: "outside" }, element("b", {}, row.kind), " ", row.summary || "", doubt);
      const source = element("td", { title: row.source ? `${row.source[0]}, row ${row.source[1]}` : "Worked out by the system" }, words.source(row.source));
      const line = element("tr", {}, element("td", {}, button, until), said, element("td", { class: "basis" }, words.basis(row, this.style.marks)), source);
      if (row === this.chosen) line.className = "chosen";
      return line;
    }

    choose(row) {
      let index = this.matching().indexOf(row);
      if (index < 0) {
        this.kind = "";
        document.getElementById("kind").value = "";
        index = this.rows.indexOf(row);
      }
      this.chosen = row;
      this.start = Math.floor(index / PAGE) * PAGE;
      this.draw();
      const line = this.body.children[index - this.start];
      if (line) this.scroller.scrollTop = line.offsetTop - this.scroller.clientHeight / 2;
    }
  };
})();
