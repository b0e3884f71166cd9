// The second pane: another film of this study, or a film of an earlier one, with what was signed of it.

import { leave } from "./drawing.js";
import { Pane } from "./pane.js";

const OWN = "";
const NOT_OPENED = "The earlier study is not here yet; if it stays away, choose it again.";

export class Beside {
  constructor(viewer) {
    Object.assign(this, { viewer, pane: null, key: null, at: 0, asked: new Set() });
    this.stages = viewer.root.querySelector(".stages");
    this.words = viewer.root.querySelector(".report");
    this.blank = viewer.main.stage.cloneNode(true);
  }

  // Earlier studies, the newest first, and this one where it has more than one film.
  studies() {
    const { films, priors } = this.viewer.data;
    const own = films.length > 1 ? [{ key: OWN, title: "This study", films, report: "" }] : [];
    return [...priors, ...own];
  }

  get study() {
    return this.studies().find(({ key }) => key === this.key);
  }

  toggle() {
    if (this.pane) this.close();
    else this.open();
  }

  open() {
    const [first] = this.studies();
    if (!first) return this.viewer.status.say("There is no earlier study of this patient, and no other film.");
    const stage = this.blank.cloneNode(true);
    stage.setAttribute("aria-label", "Film beside it");
    this.stages.append(stage);
    this.pane = new Pane(stage, this.viewer);
    this.pane.state.tool = this.viewer.main.state.tool;
    return this.choose(first.key);
  }

  close() {
    if (!this.pane) return;
    this.pane.dispose();
    this.pane.stage.remove();
    this.pane = this.key = null;
    delete this.viewer.root.dataset.beside;
    this.words.hidden = true;
    this.viewer.active = this.viewer.main;
    this.viewer.arrange();
  }

  choose(key) {
    this.key = key;
    this.asked.delete(key);
    const other = (this.viewer.at + 1) % this.viewer.data.films.length;
    this.at = key === OWN ? other : this.alike(this.study?.films ?? []);
    this.update();
    this.viewer.status.say(`Beside it: ${this.study?.title ?? ""}`);
  }

  // The film of an earlier study in the view that is looked at now.
  alike(films) {
    const { view } = this.viewer.data.films[this.viewer.at];
    return Math.max(0, films.findIndex((film) => view && film.view === view));
  }

  // The next study beside the film; opens the pane where it is closed.
  next() {
    if (!this.pane) return this.open();
    const studies = this.studies();
    const now = studies.findIndex(({ key }) => key === this.key);
    return this.choose(studies[(now + 1) % studies.length].key);
  }

  go(step) {
    const count = this.study?.films?.length ?? 0;
    if (count) this.at = (this.at + step + count) % count;
    this.update();
  }

  update() {
    if (!this.pane) return;
    const { study } = this;
    if (!study) return this.close();
    if (study.films) this.show(study);
    else this.want(study);
    this.viewer.arrange();
  }

  show(study) {
    const { films, title, report } = study;
    const film = films[Math.min(this.at, films.length - 1)];
    leave(this.pane);
    if (film) this.pane.show(this.viewer.source({ ...film, caption: `${title}\n${film.caption ?? ""}` }));
    else this.empty(study, "This study has no film.");
    this.words.querySelector("b").textContent = `Earlier study: ${title}`;
    this.words.querySelector("p").textContent = report ?? "";
    if (!report) this.words.hidden = true;
  }

  // Nothing of another study may stand under this one's name.
  empty({ title }, sentence) {
    this.pane.clear(title, sentence);
    this.words.hidden = true;
  }

  // Films of an earlier study come from the server when they are first looked at.
  want(study) {
    const again = this.asked.has(study.key);
    this.empty(study, again ? NOT_OPENED : "Loading the earlier study \u2026");
    if (again) return;
    this.asked.add(study.key);
    this.viewer.post?.("want", study.key);
  }

  report() {
    if (!this.study?.report) return this.viewer.status.say("No report is signed of the study beside it.");
    this.words.hidden = !this.words.hidden;
    return this.viewer.arrange();
  }
}
