// What lies over the film: outlined regions and a rule of 5 cm. SVG, so that lines stay crisp at any zoom.

const SVG = "http://www.w3.org/2000/svg";
const RULE_MM = 50;

export class Marks {
  constructor(root) {
    this.group = root.querySelector(".marks g");
    this.rule = root.querySelector(".rule");
  }

  // Regions in pixels of the original; `shrink` turns them into pixels of the film as it was sent.
  setRegions(regions, shrink) {
    this.group.replaceChildren(...regions.map((region) => outline(region, shrink)));
  }

  place(camera, ratio, perMillimetre) {
    const { x, y, scale } = camera;
    this.group.setAttribute("transform", `translate(${x / ratio} ${y / ratio}) scale(${scale / ratio})`);
    this.rule.hidden = !perMillimetre;
    if (perMillimetre) this.rule.style.width = `${(RULE_MM * perMillimetre * scale) / ratio}px`;
  }

  show(visible) {
    this.group.style.display = visible ? "" : "none";
  }
}

function outline([x, y, width, height, share], shrink) {
  const box = document.createElementNS(SVG, "rect");
  const values = { x: x * shrink, y: y * shrink, width: width * shrink, height: height * shrink, rx: 4 * shrink };
  Object.entries(values).forEach(([name, value]) => box.setAttribute(name, value));
  const title = document.createElementNS(SVG, "title");
  title.textContent = `${Math.round(share * 100)} % of the heat map`;
  box.append(title);
  return box;
}
