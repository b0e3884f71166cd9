// Which microphone and which camera; a browser names them only once it was allowed to use one.

export class Devices {
  constructor(root) {
    this.box = root.querySelector(".devices");
    this.selects = { audioinput: root.querySelector(".microphone select"), videoinput: root.querySelector(".camera select") };
    navigator.mediaDevices?.addEventListener("devicechange", () => this.list());
    this.list();
  }

  async open(way) {
    const audio = { deviceId: this.wanted("audioinput"), channelCount: 1, echoCancellation: true, noiseSuppression: false, autoGainControl: true };
    const video = way === "video" ? { deviceId: this.wanted("videoinput"), width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15, max: 30 } } : false;
    const stream = await navigator.mediaDevices.getUserMedia({ audio, video });
    await this.list();
    return stream;
  }

  wanted(kind) {
    const id = this.selects[kind].value;
    return id ? { exact: id } : undefined;
  }

  async list() {
    const found = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    for (const [kind, select] of Object.entries(this.selects)) this.fill(select, found.filter((each) => each.kind === kind && each.deviceId && each.label));
    this.draw(this.way ?? "audio");
  }

  fill(select, devices) {
    const before = select.value;
    select.replaceChildren(...devices.map(({ label, deviceId }) => new Option(label, deviceId)));
    if (devices.some(({ deviceId }) => deviceId === before)) select.value = before;
  }

  draw(way) {
    this.way = way;
    const many = (kind) => this.selects[kind].options.length > 0;
    this.selects.audioinput.parentElement.hidden = !many("audioinput");
    this.selects.videoinput.parentElement.hidden = way !== "video" || !many("videoinput");
    this.box.hidden = !many("audioinput") && !many("videoinput");
  }
}
