// Draws what a raid says: the answer that fills half the screen, the count, and the list.

const at = (id) => document.getElementById(id);
const ALWAYS = { booked: "booked", finished: "finished", told: "told", refused: "refused", waiting: "waiting" };

export function put(tag, text, className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

// `choices` are buttons: [words, smaller words, what to do].
export function answer(told, choices = []) {
  at("answer").className = `answer answer--${ALWAYS[told.did] ?? "told"}`;
  at("answer-sign").textContent = told.sign;
  at("answer-word").textContent = told.word;
  at("answer-reference").textContent = told.reference ?? "";
  at("answer-details").replaceChildren(...told.details.map((detail) => put("p", detail)));
  at("answer-choices").replaceChildren(...choices.map(button));
}

function button([words, more, act]) {
  const made = put("button", words, "choice");
  made.type = "button";
  made.append(put("small", more));
  made.addEventListener("click", act);
  return made;
}

export function counts(line, raid) {
  if (raid) {
    at("booked").textContent = raid.booked;
    at("expected").textContent = raid.expected;
    at("unsealed").textContent = `${raid.unsealed} not sealed`;
  }
  const waiting = line.waiting.length;
  at("waiting").textContent = waiting ? `… ${waiting} waiting` : "";
  at("net").textContent = line.refused || (line.online ? "" : "✕ No network: scans are kept here");
}

const LONDON = { dateStyle: "medium", timeStyle: "short", timeZone: "Europe/London" };

// A raid that is finished says so, and takes no scan before somebody goes on with it.
export function over(raid, isOver) {
  at("over").hidden = !isOver;
  for (const id of ["box", "leaving", "recount"]) at(id).hidden = isOver;
  if (!isOver) return;
  const when = new Date(raid.finishedAt).toLocaleString("en-GB", LONDON).replace(",", "");
  const agrees = raid.booked === raid.expected ? "✓" : "!";
  const none = raid.booked === 0 && raid.expected === 0;
  const count = none ? "nothing counted, nothing booked" : `${raid.booked} of ${raid.expected} counted are booked`;
  at("over-said").textContent = `Finished ${when}: ${agrees} ${count}`;
}

export function troubles(line, choicesOf) {
  at("trouble").hidden = !line.troubles.length;
  const rows = line.troubles.map((scan) => {
    const row = document.createElement("li");
    row.append(put("strong", `[${scan.answer.sign}] ${scan.answer.word}: ${scan.text || scan.act}`));
    row.append(put("span", scan.answer.details.join(" ")));
    row.append(...choicesOf(scan).map(button));
    return row;
  });
  at("trouble-list").replaceChildren(...rows);
}

export function scene(raid) {
  at("scene-name").textContent = raid.reference;
  const where = put("strong", [raid.place, raid.address].filter(Boolean).join(", "));
  at("scene-facts").replaceChildren(where, ` · ${[raid.power, ...(raid.cases ?? [])].join(" · ")}`);
}

function inGraph({ inGraph: there, of }) {
  return there === of ? "All of them are in the graph." : `${there} of them are in the graph; the rest follow soon after the last scan.`;
}

export function list(raid, choose) {
  at("list").replaceChildren(...raid.items.map((item) => row(raid, item, choose)));
  at("list-of").textContent = raid.of
    ? `Showing ${raid.items.length} of ${raid.of} ${raid.of === 1 ? "exhibit" : "exhibits"}. ${inGraph(raid)}`
    : "Nothing is booked yet. Scan the first phone.";
  const shares = Object.entries(raid.byOfficer).map(([name, number]) => `${name} ${number}`).join(", ");
  at("shares").textContent = `Counted ${raid.expected}, booked ${raid.booked}. ${shares}`;
}

function row(raid, item, choose) {
  const made = document.createElement("tr");
  if (item.problems.length) made.className = "list__problem";
  const name = document.createElement("th");
  name.scope = "row";
  const link = put("a", item.reference, "govuk-link");
  link.href = `/exhibits/${encodeURIComponent(item.exhibit)}`;
  const pick = put("button", "Choose", "list__choose");
  pick.type = "button";
  pick.setAttribute("aria-label", `Choose ${item.reference}`);
  pick.addEventListener("click", () => choose(item.reference));
  name.append(link, " ", pick);
  if (item.partOf) name.append(" ", put("small", `out of ${item.partOf}`));
  const word = document.createElement("td");
  const sign = put("span", item.sign, "sign");
  sign.setAttribute("aria-hidden", "true");
  word.append(sign, ` ${item.word}`);
  const what = document.createElement("td");
  what.append(`${item.model} `, put("span", item.identifiers.join(" "), "mono"));
  const look = document.createElement("td");
  look.append(item.problems.length ? put("span", `! ${item.problems.join(" ")}`, "bad") : "✓ nothing");
  made.append(name, word, look, what, put("td", item.seal ?? "none"), put("td", item.by));
  return made;
}
