// The keyboard on the lanes: arrows go from mark to mark and from lane to lane, Enter selects. What is reached is told.
import { t } from "../base/i18n.js";
import { formatClock } from "../base/time.js";
import { VERDICTS } from "../evidence/evidence.js";

const PAGE = 0.9;
const MAX_CHARACTERS = 120;

export class TimelineKeyboard {
  /** `status` is the live region. */
  constructor(timeline, field, status) {
    this.timeline = timeline;
    this.status = status;
    this.scene = timeline.scene;
    this.store = timeline.store;
    this.evidence = timeline.store.evidence;
    field.addEventListener("keydown", (event) => this.handleKey(event));
    field.addEventListener("blur", () => this.leave());
  }

  handleKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const page = this.scene.view.span * PAGE;
    const acts = {
      ArrowRight: () => (event.shiftKey ? this.timeline.pan(page / 4) : this.step(1)),
      ArrowLeft: () => (event.shiftKey ? this.timeline.pan(-page / 4) : this.step(-1)),
      ArrowDown: () => this.change(1),
      ArrowUp: () => this.change(-1),
      PageDown: () => this.timeline.pan(page),
      PageUp: () => this.timeline.pan(-page),
      Home: () => this.toEnd(1),
      End: () => this.toEnd(-1),
      Enter: () => this.reached >= 0 && this.store.select(this.reached),
      Escape: () => this.leave(),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }

  /** The place of the finding that the keyboard is on, or -1. */
  get reached() {
    const { focused } = this.scene;
    return focused ? focused.lane.inTime[focused.at] : -1;
  }

  leave() {
    this.scene.focused = null;
    this.timeline.drawSoon();
    this.timeline.preview.follow(-1);
  }

  step(by) {
    const { focused } = this.scene;
    if (!focused) return this.begin();
    this.goTo(focused.lane, this.nextShown(focused.lane, focused.at + by, by));
  }

  toEnd(by) {
    const lane = this.scene.focused?.lane ?? this.open[0];
    if (lane) this.goTo(lane, this.nextShown(lane, by > 0 ? 0 : lane.inTime.length - 1, by));
  }

  change(by) {
    const { focused } = this.scene;
    if (!focused) return this.begin();
    const lanes = this.open;
    const lane = lanes[lanes.indexOf(focused.lane) + by];
    if (lane) this.goTo(lane, this.nearest(lane, this.evidence.start[this.reached]));
  }

  /** The selected finding, or what comes next after the playhead. */
  begin() {
    const { selected } = this.store;
    const lanes = this.open;
    const lane = lanes.find((one) => one.inTime.includes(selected)) ?? lanes[0];
    if (!lane) return this.announce(t("no_marks"));
    const at = lane.inTime.indexOf(selected);
    this.goTo(lane, at >= 0 ? at : this.nearest(lane, this.timeline.player.now));
  }

  /** Lanes with a mark that the filter shows. */
  get open() {
    return this.scene.lanes.filter((lane) => this.nextShown(lane, 0, 1) >= 0);
  }

  nextShown(lane, from, by) {
    for (let at = from; at >= 0 && at < lane.inTime.length; at += by) if (this.store.shown[lane.inTime[at]]) return at;
    return -1;
  }

  /** The shown mark that starts closest to `ms`. */
  nearest(lane, ms) {
    const starts = this.evidence.start;
    let at = lane.inTime.findIndex((i) => starts[i] >= ms);
    if (at < 0) at = lane.inTime.length - 1;
    const after = this.nextShown(lane, at, 1);
    const before = this.nextShown(lane, Math.max(0, at - 1), -1);
    if (after < 0 || before < 0) return Math.max(after, before);
    return starts[lane.inTime[after]] - ms <= ms - starts[lane.inTime[before]] ? after : before;
  }

  goTo(lane, at) {
    if (at < 0) return;
    this.scene.focused = { lane, at };
    this.timeline.revealMark(this.reached, lane);
    this.announce(this.describeMark(lane, at));
  }

  describeMark(lane, at) {
    const { evidence } = this;
    const i = lane.inTime[at];
    const text = evidence.strings[evidence.text[i]];
    const said = this.store.verdictOf("finding", i);
    const parts = [
      [evidence.categoryOf(i), evidence.labelOf(i)].filter(Boolean).join(" / "),
      evidence.topScore[i] < 0 ? "" : evidence.topScore[i].toFixed(2),
      text && `“${text.slice(0, MAX_CHARACTERS)}”`,
      said && t("mark_said", { verdict: t(said) }),
    ];
    return t("mark_told", {
      suggestion: t(VERDICTS[evidence.suggestion[i]]),
      what: parts.filter(Boolean).join(", "),
      time: formatClock(evidence.start[i]),
      place: at + 1,
      all: lane.count,
      lane: lane.name.slice(0, MAX_CHARACTERS),
    });
  }

  announce(words) {
    this.status.textContent = words;
  }
}
