// How fast the video plays: a person's own speed at first, then by select or key.

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

export class Speed {
  constructor(select, video, first) {
    Object.assign(this, { select, video });
    for (const speed of SPEEDS) select.add(new Option(`${speed}×`, String(speed)));
    select.addEventListener("change", () => this.set(Number(select.value)));
    this.set(first);
  }

  set(speed) {
    const value = String(speed);
    const { select, video } = this;
    if (![...select.options].some((option) => option.value === value)) select.add(new Option(`${value}×`, value));
    select.value = value;
    video.defaultPlaybackRate = video.playbackRate = speed; // the default outlives a renewed address
  }

  /** One step slower (-1) or faster (+1). */
  change(by) {
    const now = this.video.playbackRate;
    const next = by > 0 ? SPEEDS.find((speed) => speed > now) : SPEEDS.findLast((speed) => speed < now);
    if (next) this.set(next);
  }
}
