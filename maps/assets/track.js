// The trail as one Leaflet path: thousands of pings drawn in one pass on the shared canvas.
"use strict";

(function () {
  const COLOUR_STEPS = 32;
  const ARROW_EVERY = 72;
  const MANY = 1500;
  const CIRCLES_AT_MOST = 600;
  const TIMES_AT_MOST = 60;
  const EARTH = 40075016.686;

  const mix = (from, to, share) => {
    const part = (hex, i) => parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
    return `rgb(${[0, 1, 2].map((i) => Math.round(part(from, i) + (part(to, i) - part(from, i)) * share)).join(",")})`;
  };

  Trail.ramp = (style) => Array.from({ length: COLOUR_STEPS }, (_, i) => mix(style.ramp[0], style.ramp[1], i / (COLOUR_STEPS - 1)));

  Trail.Track = L.Path.extend({
    initialize: function (pings, style, options) {
      L.setOptions(this, { weight: 24, ...options });
      this.pings = pings;
      this.limit = pings.length;
      this.chosen = -1;
      this._style = style;
      this._ramp = Trail.ramp(style);
      const first = pings.millis[0];
      const span = pings.millis[pings.length - 1] - first || 1;
      this._step = Uint8Array.from(pings.millis, (t) => Math.round(((t - first) / span) * (COLOUR_STEPS - 1)));
    },

    showUpTo: function (limit) {
      this.limit = limit;
      this.redraw();
    },

    choose: function (index) {
      this.chosen = index;
      this.redraw();
    },

    _project: function () {
      const { lat, lon, length } = this.pings;
      this._x = new Float64Array(length);
      this._y = new Float64Array(length);
      const bounds = L.bounds([]);
      for (let i = 0; i < length; i++) {
        const point = this._map.latLngToLayerPoint([lat[i], lon[i]]);
        this._x[i] = point.x;
        this._y[i] = point.y;
        bounds.extend(point);
      }
      this._pxBounds = L.bounds(bounds.min.subtract([200, 60]), bounds.max.add([200, 60]));
    },

    _update: function () {
      if (this._map) this._updatePath();
    },

    _updatePath: function () {
      if (!this._renderer._drawing) return;
      const ctx = this._renderer._ctx;
      const seen = this._inView();
      ctx.save();
      ctx.lineJoin = ctx.lineCap = "round";
      this._drawAccuracy(ctx, seen);
      this._drawLines(ctx, seen.length > MANY ? 1 : 2.25);
      this._drawArrows(ctx);
      this._drawSymbols(ctx, seen);
      this._drawTimes(ctx, seen);
      ctx.restore();
    },

    _inView: function () {
      const { min, max } = this._renderer._bounds;
      const seen = [];
      for (let i = 0; i < this.limit; i++) {
        if (this._x[i] >= min.x && this._x[i] <= max.x && this._y[i] >= min.y && this._y[i] <= max.y) seen.push(i);
      }
      return seen;
    },

    _drawAccuracy: function (ctx, seen) {
      const drawn = seen.length > CIRCLES_AT_MOST ? seen.filter((i) => i === this.chosen) : seen;
      const scale = Math.pow(2, this._map.getZoom() + 8) / EARTH;
      ctx.strokeStyle = this._style.colours.accent;
      ctx.fillStyle = this._style.colours.accent;
      for (const i of drawn) {
        const accuracy = this.pings.accuracy[i];
        const radius = accuracy === null ? 10 : (accuracy * scale) / Math.cos((this.pings.lat[i] * Math.PI) / 180);
        if (accuracy !== null && (radius < 6 || radius > 4000)) continue;
        ctx.beginPath();
        ctx.arc(this._x[i], this._y[i], radius, 0, 2 * Math.PI);
        ctx.setLineDash(accuracy === null ? [2, 4] : []);
        ctx.lineWidth = 1;
        if (accuracy !== null) {
          ctx.globalAlpha = 0.06;
          ctx.fill();
        }
        ctx.globalAlpha = accuracy === null ? 0.9 : 0.35;
        ctx.stroke();
      }
      ctx.globalAlpha = 1;
      ctx.setLineDash([]);
    },

    _drawLines: function (ctx, width) {
      ctx.lineWidth = width;
      let colour = -1;
      for (let i = 1; i < this.limit; i++) {
        if (this.pings.broken[i]) {
          if (colour >= 0) ctx.stroke();
          colour = -1;
          continue;
        }
        if (this._step[i] !== colour) {
          if (colour >= 0) ctx.stroke();
          colour = this._step[i];
          ctx.beginPath();
          ctx.strokeStyle = this._ramp[colour];
          ctx.moveTo(this._x[i - 1], this._y[i - 1]);
        }
        ctx.lineTo(this._x[i], this._y[i]);
      }
      if (colour >= 0) ctx.stroke();
    },

    _drawArrows: function (ctx) {
      let since = ARROW_EVERY / 2;
      for (let i = 1; i < this.limit; i++) {
        const dx = this._x[i] - this._x[i - 1];
        const dy = this._y[i] - this._y[i - 1];
        const length = Math.hypot(dx, dy);
        since += length;
        if (this.pings.broken[i] || length < 20 || since < ARROW_EVERY) continue;
        since = 0;
        ctx.save();
        ctx.translate(this._x[i - 1] + dx * 0.55, this._y[i - 1] + dy * 0.55);
        ctx.rotate(Math.atan2(dy, dx));
        ctx.beginPath();
        ctx.moveTo(7, 0);
        ctx.lineTo(-5, -5.5);
        ctx.lineTo(-2.5, 0);
        ctx.lineTo(-5, 5.5);
        ctx.closePath();
        ctx.fillStyle = this._ramp[this._step[i]];
        ctx.strokeStyle = "#fff";
        ctx.lineWidth = 1.5;
        ctx.stroke();
        ctx.fill();
        ctx.restore();
      }
    },

    _drawSymbols: function (ctx, seen) {
      const size = seen.length > MANY ? 2.2 : 4.2;
      for (const i of seen) {
        if (i === this.chosen) continue;
        this._symbol(ctx, i, size);
      }
      if (this.chosen >= 0 && this.chosen < this.limit) {
        ctx.beginPath();
        ctx.arc(this._x[this.chosen], this._y[this.chosen], 11, 0, 2 * Math.PI);
        ctx.fillStyle = this._style.colours.focus;
        ctx.strokeStyle = this._style.colours.text;
        ctx.lineWidth = 2;
        ctx.fill();
        ctx.stroke();
        this._symbol(ctx, this.chosen, 5.5);
      }
    },

    // Observed is a full circle, asserted a full diamond, inferred a ring; what is doubted has a cross through it.
    _symbol: function (ctx, i, size) {
      const [x, y, basis] = [this._x[i], this._y[i], this.pings.bases[i]];
      const colour = this._ramp[this._step[i]];
      ctx.beginPath();
      if (basis === "asserted") {
        const reach = size * 1.5;
        ctx.moveTo(x, y - reach);
        ctx.lineTo(x + reach, y);
        ctx.lineTo(x, y + reach);
        ctx.lineTo(x - reach, y);
        ctx.closePath();
      } else {
        ctx.arc(x, y, size, 0, 2 * Math.PI);
      }
      ctx.fillStyle = basis === "inferred" ? "#fff" : colour;
      ctx.strokeStyle = basis === "inferred" ? colour : "#fff";
      ctx.lineWidth = basis === "inferred" ? 2 : 1;
      ctx.fill();
      if (size > 3 || basis === "inferred") ctx.stroke();
      if (!this.pings.doubtful[i]) return;
      ctx.strokeStyle = this._style.colours.warning;
      ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.moveTo(x - 6, y - 6);
      ctx.lineTo(x + 6, y + 6);
      ctx.moveTo(x + 6, y - 6);
      ctx.lineTo(x - 6, y + 6);
      ctx.stroke();
    },

    // Clock times beside pings, as many as fit without touching; the date where the day changes.
    _drawTimes: function (ctx, seen) {
      if (seen.length > MANY) return;
      ctx.font = "12px Arial, Helvetica, sans-serif";
      ctx.textBaseline = "middle";
      const taken = Trail.drawnOver(this._map);
      const most = taken.length + TIMES_AT_MOST;
      let before = "";
      const ends = [0, this.limit - 1];
      const order = new Set([...ends.filter((i) => seen.includes(i)), ...seen]);
      for (const i of order) {
        const day = Trail.words.shortDay(this.pings.millis[i]);
        const text = day === before ? Trail.words.clock(this.pings.millis[i]) : `${day} ${Trail.words.clock(this.pings.millis[i])}`;
        const wide = 4 + text.length * 6.4;
        const beside = [[8, 0], [6, 14], [-8 - wide, 0]].map(([right, down]) => {
          const [left, middle] = [this._x[i] + right, this._y[i] + down];
          return { left, middle, top: middle - 8, right: left + wide, bottom: middle + 8 };
        });
        const box = beside.find((one) => !Trail.covered(one, taken));
        if (!box) continue;
        taken.push(box);
        before = day;
        ctx.lineWidth = 3.5;
        ctx.strokeStyle = "rgba(255,255,255,0.9)";
        ctx.strokeText(text, box.left, box.middle);
        ctx.fillStyle = this._style.colours.text;
        ctx.fillText(text, box.left, box.middle);
        if (taken.length > most) return;
      }
    },

    _containsPoint: function (point) {
      let best = 64;
      this.hit = -1;
      for (let i = 0; i < this.limit; i++) {
        const distance = (this._x[i] - point.x) ** 2 + (this._y[i] - point.y) ** 2;
        if (distance <= best) {
          best = distance;
          this.hit = i;
        }
      }
      return this.hit >= 0;
    },
  });
})();
