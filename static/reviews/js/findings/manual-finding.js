// <missed-finding>: what the machine missed. Times come from the playhead, the box from a drag over the paused picture.
import { Draft } from "../base/drafts.js";
import { PageElement } from "../base/element.js";
import { showFieldError } from "../base/field-errors.js";
import { t } from "../base/i18n.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

export class ManualFinding extends PageElement {
  /** @type {Store} */
  store;

  /** @param {Store} store @param {any} player */
  start(store, player) {
    this.store = store;
    this.player = player;
    this.details = this.querySelector("details");
    this.form = this.querySelector("form");
    this.error = this.querySelector(".errorlist");
    const { evidence } = store;
    const known = new Set(Array.from({ length: evidence.count }, (_, i) => evidence.categoryOf(i)).filter(Boolean));
    this.querySelector("datalist").replaceChildren(
      ...[...known]
        .sort()
        .slice(0, 200)
        .map((word) => new Option(word, word)),
    );
    this.hidden = !store.canWrite;
    this.listen(this.details, "toggle", () => this.opened());
    this.draft = new Draft(store.person, store.job, "missed");
    this.listen(store, "saved", ({ detail }) => {
      if (detail.entry.target === "missed") this.sent();
      else if (detail.answer.data.removed) location.reload(); // an added finding was taken back
    });
    this.listen(this.form, "submit", (event) => this.add(event));
    this.listen(this.form, "input", () => this.changed());
    this.listen(store, "claim-lost", () => (this.form.querySelector("[type=submit]").disabled = true));
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
    this.draft.save([...new FormData(this.form)]);
  }

  /** What was typed before a reload or a lost claim; it can still be read and copied when it cannot be sent. */
  restore() {
    const kept = this.draft.load();
    if (!kept) return;
    for (const [name, value] of Object.entries(kept)) {
      if (this.form.elements[name]) this.form.elements[name].value = value;
    }
    this.hidden = false;
    this.form.querySelector("[type=submit]").disabled = !this.store.canWrite;
    this.details.open = true;
    this.showBox();
  }

  showBox() {
    const { box } = this.values;
    this.player.draft = this.details.open && box?.length === 4 && box.every(Number.isInteger) ? box : null;
    this.player.draw();
  }

  drawOn(screen) {
    this.listen(screen, "pointerdown", (event) => {
      if (!this.details.open || !this.player.querySelector("video").paused) return;
      event.preventDefault();
      this.corner = this.pixelAt(screen, event);
      screen.setPointerCapture(event.pointerId);
    });
    this.listen(screen, "pointermove", (event) => this.corner && this.drawTo(this.pixelAt(screen, event)));
    this.listen(screen, ["pointerup", "pointercancel"], () => (this.corner = null));
  }

  pixelAt(screen, event) {
    const { left, top, width, height } = screen.getBoundingClientRect();
    const { width: sw, height: sh } = this.player.grid;
    const picture = this.player.overlay.picture ?? { x: 0, y: 0, width, height };
    const part = (at, from, size, most) => Math.round(Math.min(Math.max((at - from) / size, 0), 1) * most);
    /** @type {[number, number]} */
    const pixel = [
      part(event.clientX - left, picture.x, picture.width, sw),
      part(event.clientY - top, picture.y, picture.height, sh),
    ];
    return pixel;
  }

  drawTo([x, y]) {
    const [a, b] = this.corner;
    this.form.elements.box.value = [Math.min(a, x), Math.min(b, y), Math.max(a, x), Math.max(b, y)].join(", ");
    this.changed();
  }

  get values() {
    const values = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(this.form)));
    const ms = (text) => (text === "" ? null : Math.round(Number(text) * 1000));
    const box = values.box.trim()
      ? values.box
          .split(/[\s,]+/)
          .filter(Boolean)
          .map(Number)
      : null;
    const policy = values.policy_id ? Number(values.policy_id) : null;
    return { ...values, start_ms: ms(values.start_ms), end_ms: ms(values.end_ms), box, policy_id: policy };
  }

  async add(event) {
    event.preventDefault();
    const { values } = this;
    if (values.box && (values.box.length !== 4 || !values.box.every(Number.isInteger))) {
      return this.fail("box", t("bad_box"));
    }
    if (this.busy) return;
    this.busy = true;
    this.fail("", "");
    const answer = await this.store.writer.addFinding(values);
    this.busy = false;
    const error = answer.data.error;
    if (error?.field) this.fail(error.field, error.message);
  }

  /** Stored: the finding joins the evidence, which is read again. */
  sent() {
    this.draft.remove();
    location.reload();
  }

  fail(field, message) {
    showFieldError(this.form, this.error, field, message);
  }
}
