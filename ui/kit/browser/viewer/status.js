// The line below the film: zoom, window, and the pixel under the pointer with its place in millimetres.

import { TOP } from "./levels.js";

export class Status {
  constructor(root) {
    this.part = Object.fromEntries([...root.querySelectorAll("[data-show]")].map((e) => [e.dataset.show, e]));
    this.spoken = root.querySelector(".spoken");
  }

  show({ zoom, levels }) {
    this.write("zoom", `Zoom ${Math.round(zoom * 100)} %`);
    this.write("window", `Centre ${Math.round(levels.center)} \u00b7 width ${Math.round(levels.width)}${levels.inverted ? " \u00b7 inverted" : ""}`);
  }

  pixel(film, spot, spacing, shrink) {
    const [x, y] = [Math.floor(spot?.x ?? -1), Math.floor(spot?.y ?? -1)];
    if (!film || x < 0 || y < 0 || x >= film.width || y >= film.height) return this.write("pixel", "");
    const value = Math.round((film.pyramid[0].levels[y * film.width + x] / 65535) * TOP);
    const [column, row] = [Math.floor(x / shrink), Math.floor(y / shrink)];
    return this.write("pixel", `Pixel ${column}, ${row} \u00b7 value ${value}${place(column, row, spacing)}`);
  }

  write(name, text) {
    if (this.part[name].textContent !== text) this.part[name].textContent = text;
  }

  say(text) {
    this.spoken.textContent = text;
  }
}

function place(column, row, spacing) {
  if (!spacing) return "";
  const [down, across] = spacing;
  return ` \u00b7 ${(column * across).toFixed(1)}, ${(row * down).toFixed(1)} mm`;
}
