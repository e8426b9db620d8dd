// The picture's place on the screen and what is drawn over it.
import { clearedPen } from "../base/canvas.js";
import { containPicture } from "../evidence/picture.js";
import { drawDraft, drawFrames } from "./overlay.js";

/** @typedef {import("../workspace/store.js").WorkspaceStore} Store */

const NOTHING = { boxes: [], labels: [] };

export class PlayerStage {
  /** @param {Store} store @param {any} player */
  constructor(player, store) {
    this.store = store;
    this.player = player;
    this.video = player.video;
    this.screen = player.screen;
    this.canvas = player.querySelector("canvas");
    this.which = player.querySelector("select[name=boxes]");
    this.drawn = NOTHING; // last, in pixels of the screen
  }

  get isMeasured() {
    return Boolean(this.size);
  }

  /** Reads sizes; drawing then needs no layout. The video's own box becomes the picture without the black around it,
   * since blur is a share of the picture's shorter side. */
  measure() {
    this.size = { width: this.screen.clientWidth, height: this.screen.clientHeight };
    const { evidence } = this.store;
    const { facts } = this.player.frames;
    const sw = this.video.videoWidth || facts.width || evidence.width;
    const sh = this.video.videoHeight || facts.height || evidence.height;
    this.grid = { width: facts.boxWidth ?? sw, height: facts.boxHeight ?? sh };
    this.picture =
      sw && sh && this.size.width ? containPicture(this.size.width, this.size.height, sw, sh) : null;
    if (!this.picture) return;
    const { style } = this.video.parentElement;
    for (const [side, value] of Object.entries({ left: this.picture.x, top: this.picture.y })) {
      style[side] = `${value}px`;
    }
    for (const side of ["width", "height"]) style[side] = `${this.picture[side]}px`;
  }

  /** The boxes of the moment `ms`, and the one that a person is drawing: [x1, y1, x2, y2] in source pixels. */
  draw(ms, draft) {
    const { store, picture, grid, which } = this;
    const pen = clearedPen(this.canvas, this.size);
    if (!picture) return;
    const options = { shown: which.value === "filtered" ? store.shown : null, selected: store.selected };
    this.drawn = which.value === "none" ? NOTHING : drawFrames(pen, store.evidence, picture, grid, ms, options);
    if (draft) drawDraft(pen, draft, picture, grid);
  }
}
