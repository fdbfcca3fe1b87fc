// Unpacks the trail's columns into one row for each ping, in the form of the other events' rows.
"use strict";

(function () {
  const sums = (deltas, scale) => {
    const values = new Float64Array(deltas.length);
    let sum = 0;
    for (let i = 0; i < deltas.length; i++) {
      sum += deltas[i];
      values[i] = sum / scale;
    }
    return values;
  };
  const lookup = (column) => (i) => column.of[Array.isArray(column.n) ? column.n[i] : column.n];

  Trail.unpack = function (packed) {
    const millis = sums(packed.t, 1);
    const lat = sums(packed.lat, 1e6);
    const lon = sums(packed.lon, 1e6);
    const rows = sums(packed.row, 1);
    const [source, identifier, summary, doubts, place, grade, basis] = [
      "source", "identifier", "summary", "doubts", "place", "grade", "basis",
    ].map((name) => lookup(packed[name]));
    const length = millis.length;
    const broken = new Uint8Array(length);
    packed.broken.forEach((i) => (broken[i] = 1));
    const doubtful = new Uint8Array(length);
    const bases = new Array(length);
    for (let i = 0; i < length; i++) {
      doubtful[i] = doubts(i).length ? 1 : 0;
      bases[i] = basis(i);
    }
    const accuracy = packed.accuracy.map((value) => (value === null ? null : value / 10));
    const row = (i) => ({
      kind: "Ping", ping: i, t: millis[i], at: [lat[i], lon[i]], accuracy: accuracy[i], basis: basis(i), grade: grade(i),
      source: source(i) === null ? null : [source(i), rows[i]], identifier: identifier(i), summary: summary(i),
      place: place(i), doubts: doubts(i),
    });
    return { length, millis, lat, lon, accuracy, broken, doubtful, bases, row };
  };
})();
