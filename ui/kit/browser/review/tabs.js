// Findings, contradictions and report take turns in one place; the note stays below all of them.

const PLACES = { findings: ".rows", disputes: ".disputes", report: ".report" };

export class Tabs {
  constructor(panel) {
    this.panel = panel;
    this.root = panel.root;
    this.at = "findings";
    for (const tab of this.buttons()) tab.addEventListener("click", () => this.go(tab.dataset.tab));
    this.root.querySelector(".tabs").addEventListener("keydown", (event) => this.keyed(event));
  }

  buttons() {
    return [...this.root.querySelectorAll("[data-tab]")];
  }

  has(name) {
    const { undisputed, disputes, report } = this.panel.data;
    return { findings: true, disputes: Boolean(undisputed || disputes?.length), report: Boolean(report) }[name];
  }

  show(name) {
    this.at = this.has(name) ? name : "findings";
  }

  // Goes there and puts the focus into it; from there it leads back to the findings.
  toggle(name) {
    this.go(this.at === name ? "findings" : name);
  }

  go(name) {
    this.show(name);
    this.panel.draw();
    if (this.at === "disputes") this.panel.disputes.enter();
    else if (this.at === "report") this.panel.report.enter();
    else this.panel.choose(this.panel.chosen);
  }

  keyed(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const tabs = this.buttons().filter((tab) => !tab.hidden);
    const next = tabs[(tabs.indexOf(event.target) + by + tabs.length) % tabs.length];
    this.show(next.dataset.tab);
    this.panel.draw();
    next.focus();
  }

  draw() {
    const standing = (this.panel.data.disputes ?? []).filter(({ reason }) => !reason).length;
    for (const tab of this.buttons()) {
      tab.hidden = !this.has(tab.dataset.tab);
      tab.setAttribute("aria-selected", tab.dataset.tab === this.at);
      tab.tabIndex = tab.dataset.tab === this.at ? 0 : -1;
      this.root.querySelector(PLACES[tab.dataset.tab]).hidden = tab.dataset.tab !== this.at;
    }
    this.root.querySelector(".count").textContent = standing || "";
    this.root.querySelector(".dot").textContent = this.panel.report.sign();
  }
}
