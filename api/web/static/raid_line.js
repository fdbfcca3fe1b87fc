// The line of scans: each is kept first, then sent in order with a key of its own until the server has answered it.

import { add, change, drop, scansOf } from "/static/raid_store.js";

const PATIENCE_MS = 20000;
const AGAIN_MS = 3000;
// What a scan that booked nothing was answered where somebody has to say what is to be done.
const TO_DECIDE = ["READ AGAIN", "NO IMEI", "DUPLICATE", "SAME PHONE"];

// Where a raid is in the API: its strokes stay, the rest of its reference is encoded.
export const raidAt = (reference) => `/api/v1/custody/raids/${reference.split("/").map(encodeURIComponent).join("/")}`;

export class Line {
  // `told(scan, answer)`, `waits(scan)`, `changed(line)` are called as things happen.
  constructor(raid, heard) {
    this.raid = raid;
    this.heard = heard;
    this.me = null;
    this.csrf = "";
    this.online = true;
    this.refused = "";
    this.waiting = [];
    this.troubles = [];
    this.sending = false;
    this.lastKey = "";
    this.held = null;
  }

  async begin() {
    const kept = await scansOf(this.raid);
    this.waiting = kept.filter((scan) => !scan.answer);
    this.troubles = kept.filter((scan) => scan.answer);
    this.heard.changed(this);
    window.addEventListener("online", () => this.send());
    window.addEventListener("offline", () => this.lost());
    if (!navigator.onLine) this.lost();
  }

  async put(said) {
    const scan = { ...said, key: crypto.randomUUID(), raid: this.raid, by: this.me, at: Date.now() };
    if (["scan", "pick", "serial", "describe", "another"].includes(scan.act)) this.lastKey = scan.key;
    scan.no = await add(scan);
    this.waiting.push(scan);
    this.heard.changed(this);
    if (!this.online) this.hold();
    this.send();
    return scan;
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    try {
      while (this.waiting.length && (await this.known())) {
        const scan = this.waiting.find((one) => one.by === null || one.by === this.me);
        if (!scan) {
          this.stop("Scans of somebody else wait here: they have to sign in to send them.");
          break;
        }
        if (!(await this.sent({ ...scan, by: this.me }))) break;
      }
    } finally {
      this.sending = false;
      this.heard.changed(this);
      if (this.waiting.length) setTimeout(() => this.send(), AGAIN_MS);
    }
  }

  // Who is signed in, asked once and again whenever the server was away.
  async known() {
    if (this.me && this.csrf) return true;
    const answer = await this.asked("/raid-me", {});
    if (!answer) return false;
    if (!answer.ok || answer.redirected) {
      this.stop("You are signed out. Sign in again in another tab: what waits here is kept.");
      return false;
    }
    const said = await answer.json();
    this.me = said.me;
    this.csrf = said.csrf;
    this.found();
    return true;
  }

  async sent(scan) {
    const { act, text, identifier = "", about = "", after = "", foundWith = "" } = scan;
    const waitedS = Math.max(0, (Date.now() - scan.at) / 1000);
    const answer = await this.asked(`${raidAt(this.raid)}/scans`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": scan.key, "X-CSRF-Token": this.csrf },
      body: JSON.stringify({ act, text, identifier, about, after, foundWith, waitedS }),
    });
    if (!answer) {
      this.hold();
      return false;
    }
    const said = await answer.json().catch(() => null);
    if (answer.status === 401 || answer.status === 403 || answer.status === 429 || answer.status >= 500 || !said) {
      this.csrf = "";
      this.stop(said?.detail ? `${said.detail} What waits here is kept.` : "The server cannot book just now.");
      this.hold();
      return false;
    }
    this.found();
    const told = answer.ok
      ? said
      : { word: "REFUSED", sign: "!", did: "refused", reference: null, details: [said.detail, said.do].filter(Boolean) };
    await this.settle(scan, told);
    return true;
  }

  // What was not booked stays until somebody has looked at it.
  async settle(scan, told) {
    const lost = told.did === "refused" || told.candidates?.length || TO_DECIDE.includes(told.word);
    this.waiting = this.waiting.filter((one) => one.no !== scan.no);
    if (lost && told.did !== "booked") {
      const kept = { ...scan, answer: told };
      this.troubles.push(kept);
      await change(kept);
    } else {
      await drop(scan.no);
    }
    this.heard.told(scan, told);
    this.heard.changed(this);
  }

  // Said once, of what was scanned last: it is the first that is tried again every few seconds.
  hold() {
    const last = this.waiting.at(-1);
    if (!last || last.no === this.held) return;
    this.held = last.no;
    this.heard.waits(last);
  }

  async dismiss(scan) {
    this.troubles = this.troubles.filter((one) => one.no !== scan.no);
    await drop(scan.no);
    this.heard.changed(this);
  }

  async asked(path, options) {
    try {
      return await fetch(path, {
        ...options, cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS),
        headers: { Accept: "application/json", ...options.headers },
      });
    } catch {
      this.lost();
      return null;
    }
  }

  lost() {
    this.online = false;
    this.heard.changed(this);
  }

  found() {
    this.online = true;
    this.refused = "";
  }

  stop(why) {
    this.refused = why;
    this.heard.changed(this);
  }
}
