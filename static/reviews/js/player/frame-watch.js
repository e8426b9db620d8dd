// Tells which frames a browser presents, and that time goes on where it presents none.

export class FrameWatch {
  /** `onFrame`: a frame of so many ms of the browser's clock is presented; `onTime`: it plays, look at the clock. */
  constructor(video, { onFrame, onTime }) {
    this.video = video;
    this.onFrame = onFrame;
    this.onTime = onTime;
    this.isPlaying = false; // until somebody is told otherwise: when a browser gives up it is paused before it says so
    this.isKnown = Boolean(video.requestVideoFrameCallback);
    video.addEventListener("timeupdate", () => this.lookAlone());
    video.addEventListener("play", () => this.lookAtTime());
    for (const type of ["pause", "emptied"]) video.addEventListener(type, () => (this.isPlaying = false));
    if (this.isKnown) this.lookAtFrames();
    else video.addEventListener("seeked", () => this.guessFrame());
  }

  lookAtFrames() {
    const again = (_, frame) => {
      this.video.requestVideoFrameCallback(again);
      this.onFrame(frame.mediaTime * 1000);
    };
    this.video.requestVideoFrameCallback(again);
  }

  guessFrame() {
    this.onFrame(this.video.currentTime * 1000);
  }

  lookAtTime() {
    this.isPlaying = true;
    if (this.isLooking) return;
    this.isLooking = true;
    const again = () => {
      this.isLooking = !this.video.paused;
      if (!this.isLooking) return;
      this.onTime();
      requestAnimationFrame(again);
    };
    requestAnimationFrame(again);
  }

  /** A hidden page is told of no frames, yet the sound goes on. */
  lookAlone() {
    if (this.video.paused) return;
    if (!this.isKnown) this.guessFrame();
    else if (document.hidden) this.onTime();
  }
}
