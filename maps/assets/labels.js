// Which words on the map are shown: none lies over a sign or over other words. Those left out come back closer in.
"use strict";

(function () {
  const SIGNS = ".badge, .stay";
  const WORDS = ".label, .along";
  const GAP = 1;
  const SHORTEST = 40;

  const hit = (one, other) => one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
  Trail.covered = (box, taken) => taken.some((other) => hit(box, other));

  // Where something of a marker is, in the pixels that the trail is drawn in: also while the map still moves there.
  function boxOf(icon, node) {
    const at = L.DomUtil.getPosition(icon);
    const [width, height] = [node.offsetWidth, node.offsetHeight];
    const middle = node.classList.contains("along") ? 0.5 : 0;
    // Words may lie over the corners of a circle, and a little of its ring.
    const corner = node.classList.contains("stay") ? 0.2 * width : 0;
    const left = at.x + (parseFloat(icon.style.marginLeft) || 0) + node.offsetLeft - middle * width;
    const top = at.y + (parseFloat(icon.style.marginTop) || 0) + node.offsetTop - middle * height;
    return { node, left: left + corner - GAP, top: top + corner, right: left + width - corner + GAP, bottom: top + height - corner };
  }

  function boxes(map, wanted) {
    const found = [];
    map.eachLayer((marker) => {
      const icon = marker instanceof L.Marker ? marker.getElement() : null;
      for (const node of icon ? icon.querySelectorAll(wanted) : []) found.push({ icon, ...boxOf(icon, node) });
    });
    return found;
  }

  // What is drawn over the trail, which leaves no room for words of its own there.
  Trail.drawnOver = (map) => boxes(map, `${SIGNS}, ${WORDS}`).filter(({ node }) => !node.classList.contains("under"));

  // What is a warning comes first, then what stands beside a sign in the order of the layers, then how long a gap was.
  const rank = ({ node }) => (node.classList.contains("warning") ? -1 : Number(node.dataset.rank ?? 99));

  // Words stand to the right of their sign, or to its left: the sign stays where it is.
  function turn(icon, node, left) {
    icon.dataset.margin ??= icon.style.marginLeft;
    node.parentNode.classList.toggle("left", left);
    icon.style.marginLeft = left ? `${parseFloat(icon.dataset.margin) - node.offsetWidth - 2}px` : icon.dataset.margin;
  }

  // Words that do not fit beside the edge end before it, with the sign that there are more; what is too short says nothing.
  function shortened(node, box, edge) {
    const room = edge - box.left - 3 * GAP;
    if (room < SHORTEST || !node.classList.contains("label")) return null;
    node.style.maxWidth = `${room}px`;
    return { ...box, right: edge };
  }

  // Gives the words their places; whether any of them changed.
  Trail.tidy = function (map) {
    const edge = map.containerPointToLayerPoint(map.getSize()).x;
    const taken = boxes(map, SIGNS);
    const before = shown(map);
    for (const node of map.getPane("markerPane").querySelectorAll(WORDS)) node.style.maxWidth = "";
    for (const { icon, node } of boxes(map, WORDS).sort((one, other) => rank(one) - rank(other))) {
      const tried = (node.dataset.alone ? [false, true] : [false]).map((left) => {
        if (node.dataset.alone) turn(icon, node, left);
        return { turned: left, ...boxOf(icon, node) };
      });
      const free = tried.filter((box) => !Trail.covered(box, taken));
      const best = free.find((box) => box.right <= edge) ?? free.map((box) => shortened(node, box, edge)).find(Boolean);
      if (node.dataset.alone) turn(icon, node, Boolean(best?.turned));
      node.classList.toggle("under", !best);
      if (best) taken.push(best);
    }
    return shown(map) !== before;
  };

  const shown = (map) => [...map.getPane("markerPane").querySelectorAll(WORDS)].map((node) => `${node.parentNode.className} ${node.className}`).join();
})();
