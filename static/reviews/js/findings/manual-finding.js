// <missed-finding>: what the machine missed. Times come from the playhead, the box from a drag over the paused picture.
import { Draft } from "../base/drafts.js";
import { tellBeside } from "../base/field-errors.js";
import { contained } from "../evidence/picture.js";
import { say } from "../base/i18n.js";

export class MissedFinding extends HTMLElement {
  start(desk, player) {
    Object.assign(this, { desk, player });
    this.details = this.querySelector("details");
    this.form = this.querySelector("form");
    this.error = this.querySelector(".errorlist");
    const { evidence } = desk;
    const known = new Set(Array.from({ length: evidence.count }, (_, i) => evidence.categoryOf(i)).filter(Boolean));
    this.querySelector("datalist").replaceChildren(...[...known].sort().slice(0, 200).map((word) => new Option(word, word)));
    this.hidden = !desk.canWrite;
    this.details.addEventListener("toggle", () => this.opened());
    this.draft = new Draft(desk.person, desk.job, "missed");
    desk.addEventListener("sent", ({ detail }) => detail.entry.target === "missed" && this.sent());
    this.form.addEventListener("submit", (event) => this.add(event));
    this.form.addEventListener("input", () => this.changed());
    desk.addEventListener("lost", () => (this.form.querySelector("[type=submit]").disabled = true));
    this.drawOn(player.querySelector(".screen"));
    this.restore();
  }

  opened() {
    const { start_ms: from, end_ms: to } = this.form.elements;
    this.showBox();
    if (!this.details.open || from.value) return;
    from.value = to.value = (Math.round(this.player.now) / 1000).toFixed(3);
  }

  changed() {
    this.fail("", "");
    this.showBox();
    this.draft.keep([...new FormData(this.form)]);
  }

  /** What was typed before a reload or a lost claim; it can still be read and copied when it cannot be sent. */
  restore() {
    const kept = this.draft.read();
    if (!kept) return;
    for (const [name, value] of Object.entries(kept)) if (this.form.elements[name]) this.form.elements[name].value = value;
    this.hidden = false;
    this.form.querySelector("[type=submit]").disabled = !this.desk.canWrite;
    this.details.open = true;
    this.showBox();
  }

  showBox() {
    const { box } = this.said;
    this.player.draft = this.details.open && box?.length === 4 && box.every(Number.isInteger) ? box : null;
    this.player.draw();
  }

  drawOn(screen) {
    screen.addEventListener("pointerdown", (event) => {
      if (!this.details.open || !this.player.querySelector("video").paused) return;
      event.preventDefault();
      this.corner = this.pixelAt(screen, event);
      screen.setPointerCapture(event.pointerId);
    });
    screen.addEventListener("pointermove", (event) => this.corner && this.drawTo(this.pixelAt(screen, event)));
    for (const end of ["pointerup", "pointercancel"]) screen.addEventListener(end, () => (this.corner = null));
  }

  pixelAt(screen, event) {
    const { left, top, width, height } = screen.getBoundingClientRect();
    const { width: sw, height: sh } = this.desk.evidence;
    const picture = contained(width, height, sw, sh);
    const part = (at, from, size, most) => Math.round(Math.min(Math.max((at - from) / size, 0), 1) * most);
    return [part(event.clientX - left, picture.x, picture.width, sw), part(event.clientY - top, picture.y, picture.height, sh)];
  }

  drawTo([x, y]) {
    const [a, b] = this.corner;
    this.form.elements.box.value = [Math.min(a, x), Math.min(b, y), Math.max(a, x), Math.max(b, y)].join(", ");
    this.changed();
  }

  get said() {
    const values = Object.fromEntries(new FormData(this.form));
    const ms = (text) => (text === "" ? null : Math.round(Number(text) * 1000));
    const box = values.box.trim() ? values.box.split(/[\s,]+/).filter(Boolean).map(Number) : null;
    const policy = values.policy_id ? Number(values.policy_id) : null;
    return { ...values, start_ms: ms(values.start_ms), end_ms: ms(values.end_ms), box, policy_id: policy };
  }

  async add(event) {
    event.preventDefault();
    const said = this.said;
    if (said.box && (said.box.length !== 4 || !said.box.every(Number.isInteger))) return this.fail("box", say("bad_box"));
    if (this.busy) return;
    this.busy = true;
    this.fail("", "");
    const answer = await this.desk.add(said);
    this.busy = false;
    const error = answer.data.error;
    if (error?.field) this.fail(error.field, error.message);
  }

  /** Stored: the finding joins the evidence, which is read anew. */
  sent() {
    this.draft.forget();
    location.reload();
  }

  fail(field, message) {
    tellBeside(this.form, this.error, field, message);
  }
}
