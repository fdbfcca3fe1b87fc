// What is known, what is shown of it, and how it was before. Nothing here draws.

export const MOST = 2000;
const BASES = ["observed", "asserted", "inferred"];

export class State {
  constructor() {
    this.things = new Map();
    this.ties = new Map();
    this.counts = new Map();
    this.brought = new Map();
    this.shown = new Set();
    this.hidden = new Set();
    this.pinned = new Set();
    this.places = new Map();
    this.selected = new Set();
    this.measures = new Map();
    this.filters = { without: new Set(), bases: new Set(BASES), score: 0, since: "", until: "", by: "" };
    this.before = [];
    this.after = [];
  }

  learn(picture) {
    for (const thing of picture.things) this.things.set(thing.id, thing);
    for (const tie of picture.ties) this.ties.set(tie.id, tie);
  }

  // Remembers how it is, so that what follows can be undone.
  remember(kept = this.copy()) {
    this.before.push(kept);
    if (this.before.length > 100) this.before.shift();
    this.after.length = 0;
  }

  undo() {
    this.#go(this.before, this.after);
  }

  redo() {
    this.#go(this.after, this.before);
  }

  visible() {
    const { without, bases, score } = this.filters;
    const [since, until] = this.period();
    const within = (from, to) => !(from && until && from > until) && !(to && since && to < since);
    const things = [...this.shown].map((id) => this.things.get(id)).filter((thing) => {
      if (!thing || this.hidden.has(thing.id) || without.has(thing.kind)) return false;
      return thing.id === this.subject || within(moment(thing.at), moment(thing.at));
    });
    const ids = new Set(things.map((thing) => thing.id));
    const ties = [...this.ties.values()].filter(
      (tie) =>
        ids.has(tie.start) &&
        ids.has(tie.end) &&
        bases.has(tie.basis) &&
        (tie.basis !== "inferred" || (tie.score ?? 0) >= score) &&
        within(moment(tie.at ?? tie.until), moment(tie.until ?? tie.at)),
    );
    return { things, ties };
  }

  // How many things there are in all around what was opened: those that are shown, and those not brought in yet.
  of() {
    let waiting = 0;
    for (const [id, counts] of this.counts) {
      const brought = this.brought.get(id) ?? {};
      for (const one of counts) waiting += Math.max(0, one.things - (brought[one.kind] ?? 0));
    }
    return this.shown.size + waiting;
  }

  period() {
    const { since, until } = this.filters;
    return [since && Date.parse(`${since}T00:00:00`), until && Date.parse(`${until}T23:59:59.999`)];
  }

  // What the server needs to know of what is shown.
  sent() {
    const [since, until] = this.period();
    return {
      ids: this.visible().things.map((thing) => thing.id),
      bases: [...this.filters.bases],
      score: this.filters.score,
      since: since ? new Date(since).toISOString() : null,
      until: until ? new Date(until).toISOString() : null,
    };
  }

  copy() {
    return {
      shown: new Set(this.shown),
      hidden: new Set(this.hidden),
      pinned: new Set(this.pinned),
      places: new Map(this.places),
      brought: structuredClone(this.brought),
      counts: new Map(this.counts),
      filters: { ...this.filters, without: new Set(this.filters.without), bases: new Set(this.filters.bases) },
    };
  }

  #go(from, to) {
    const kept = from.pop();
    if (!kept) return;
    to.push(this.copy());
    Object.assign(this, kept);
    this.selected = new Set([...this.selected].filter((id) => this.shown.has(id)));
  }
}

function moment(text) {
  return text ? Date.parse(text) : 0;
}
