// The keyboard on the lanes: arrows go from mark to mark and from lane to lane, Enter selects. What is reached is told.
import { clock } from "../base/time.js";
import { WORD_OF } from "../evidence/evidence.js";
import { say } from "../base/i18n.js";

const PAGE = 0.9;
const MOST_CHARACTERS = 120;

export class Walking {
  /** `told` is the live region. */
  constructor(timeline, field, told) {
    Object.assign(this, { timeline, told, scene: timeline.scene, desk: timeline.desk, evidence: timeline.desk.evidence });
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("blur", () => this.leave());
  }

  pressed(event) {
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
      Enter: () => this.reached >= 0 && this.desk.select(this.reached),
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
    this.timeline.ask();
    this.timeline.preview.follow(-1);
  }

  step(by) {
    const { focused } = this.scene;
    if (!focused) return this.begin();
    this.go(focused.lane, this.nextShown(focused.lane, focused.at + by, by));
  }

  toEnd(by) {
    const lane = this.scene.focused?.lane ?? this.open[0];
    if (lane) this.go(lane, this.nextShown(lane, by > 0 ? 0 : lane.inTime.length - 1, by));
  }

  change(by) {
    const { focused } = this.scene;
    if (!focused) return this.begin();
    const lanes = this.open;
    const lane = lanes[lanes.indexOf(focused.lane) + by];
    if (lane) this.go(lane, this.nearest(lane, this.evidence.start[this.reached]));
  }

  /** The selected finding, or what comes next after the playhead. */
  begin() {
    const { selected } = this.desk;
    const lanes = this.open;
    const lane = lanes.find((one) => one.inTime.includes(selected)) ?? lanes[0];
    if (!lane) return this.tell(say("no_marks"));
    const at = lane.inTime.indexOf(selected);
    this.go(lane, at >= 0 ? at : this.nearest(lane, this.timeline.player.now));
  }

  /** Lanes with a mark that the filter shows. */
  get open() {
    return this.scene.lanes.filter((lane) => this.nextShown(lane, 0, 1) >= 0);
  }

  nextShown(lane, from, by) {
    for (let at = from; at >= 0 && at < lane.inTime.length; at += by) if (this.desk.shown[lane.inTime[at]]) return at;
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

  go(lane, at) {
    if (at < 0) return;
    this.scene.focused = { lane, at };
    this.timeline.revealMark(this.reached, lane);
    this.tell(this.words(lane, at));
  }

  words(lane, at) {
    const { evidence } = this;
    const i = lane.inTime[at];
    const text = evidence.strings[evidence.text[i]];
    const said = this.desk.saidOf("finding", i);
    const parts = [
      [evidence.categoryOf(i), evidence.labelOf(i)].filter(Boolean).join(" / "),
      evidence.topScore[i] < 0 ? "" : evidence.topScore[i].toFixed(2),
      text && `“${text.slice(0, MOST_CHARACTERS)}”`,
      said && say("mark_said", { verdict: say(said) }),
    ];
    return say("mark_told", {
      suggestion: say(WORD_OF[evidence.suggestion[i]]),
      what: parts.filter(Boolean).join(", "),
      time: clock(evidence.start[i]),
      place: at + 1,
      all: lane.count,
      lane: lane.name.slice(0, MOST_CHARACTERS),
    });
  }

  tell(words) {
    this.told.textContent = words;
  }
}
