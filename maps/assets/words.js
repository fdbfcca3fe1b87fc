// Times, durations and texts as people read them.
"use strict";
var Trail = window.Trail || (window.Trail = {});

(function () {
  const london = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", ...options });
  const full = london({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  const day = london({ day: "numeric", month: "short", year: "numeric" });
  const shortDay = london({ day: "numeric", month: "short" });
  const clock = london({ hour: "2-digit", minute: "2-digit" });
  // As everywhere else: a browser writes September with four letters.
  const said = (format, millis) => format.format(millis).replace("Sept", "Sep");
  const known = (millis) => millis !== undefined && millis !== null;

  Trail.words = {
    time: (millis) => (known(millis) ? said(full, millis) : "No date"),
    date: (millis) => (known(millis) ? said(day, millis) : "no date"),
    clock: (millis) => clock.format(millis),
    shortDay: (millis) => said(shortDay, millis),
    utc: (millis) => (known(millis) ? new Date(millis).toISOString() : "undated"),
    count: (number) => number.toLocaleString("en-GB"),
    ofTotal: (shown, total) => `${shown.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")}`,
    position: (at) => `${at[0].toFixed(5)}, ${at[1].toFixed(5)}`,
    accuracy: (metres) => (known(metres) && metres > 0 ? `within ${metres < 10 ? metres.toFixed(1) : Math.round(metres)} m` : "accuracy not known"),
    basis: (row, marks) => `${marks[row.basis]} ${row.basis}${row.grade ? ` ${row.grade}` : ""}${known(row.score) ? ` ${row.score.toFixed(2)}` : ""}`,
    source: (source) => (source ? `${source[0].length > 10 ? source[0].slice(0, 8) + "…" : source[0]} row ${source[1]}` : "worked out"),
  };

  // Texts only ever become text nodes: nothing from outside is read as HTML.
  Trail.element = function (name, properties, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
      if (value === undefined || value === null) continue;
      if (key === "class") element.className = value;
      else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  };

  Trail.say = (text) => {
    document.getElementById("said").textContent = text;
  };
})();
