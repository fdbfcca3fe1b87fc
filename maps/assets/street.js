// A street map from the tiles that the page carries; where a close tile is missing, the wider one is enlarged.
"use strict";

Trail.Street = L.GridLayer.extend({
  initialize: function (street) {
    L.GridLayer.prototype.initialize.call(this, { minZoom: 0, maxZoom: 19, pane: "street" });
    this._street = street;
  },

  createTile: function (coords, done) {
    const canvas = L.DomUtil.create("canvas");
    canvas.width = canvas.height = 256;
    const count = Math.pow(2, coords.z);
    const column = ((coords.x % count) + count) % count;
    for (let up = 0; coords.z - up >= this._street.minZoom; up++) {
      const part = Math.pow(2, up);
      const address = this._street.tiles[`${coords.z - up}/${Math.floor(column / part)}/${Math.floor(coords.y / part)}`];
      if (!address) continue;
      const image = new Image();
      image.onload = () => {
        const size = image.width / part;
        canvas.getContext("2d").drawImage(image, (column % part) * size, (coords.y % part) * size, size, size, 0, 0, 256, 256);
        done(null, canvas);
      };
      image.onerror = () => done(null, canvas);
      image.src = address;
      return canvas;
    }
    setTimeout(() => done(null, canvas), 0);
    return canvas;
  },
});
