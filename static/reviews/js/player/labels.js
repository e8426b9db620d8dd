// The words at the boxes: inside the picture, and beside each other rather than upon each other.
import { themeColours } from "../base/colours.js";
import { SHAPES } from "../evidence/evidence.js";

const HEIGHT = 20;
const FONT = "600 12px system-ui, sans-serif";
const MAX_LABEL_CHARACTERS = 32;
const MAX_MEASURED = 2000;
const widths = new Map();

/** Places and draws labels of one picture; each stays clear of those before it where there is room. */
export class BoxLabels {
  constructor(pen, picture) {
    this.pen = pen;
    this.picture = picture;
    this.placed = [];
    pen.font = FONT;
    pen.textBaseline = "middle";
  }

  /** At a box: above it, under it, inside it, or further along its edges. */
  atBox(words, severity, box) {
    const width = this.widthOf(words);
    const [top, bottom] = [box.y - HEIGHT, box.y + box.height];
    const right = box.x + box.width - width + 1;
    const wishes = [
      [box.x - 1, top],
      [box.x - 1, bottom],
      [right, top],
      [right, bottom],
      [box.x - 1, box.y],
      [box.x - 1, bottom - HEIGHT],
      [box.x + box.width, box.y],
      [box.x - width, box.y],
    ];
    const place = wishes.map(([x, y]) => ({ x, y, width, height: HEIGHT })).find((spot) => this.isFree(spot));
    this.draw(words, severity, place ?? this.anywhereNear(box.x - 1, top, width));
  }

  /** From the picture's corner down: what is said of the whole picture. */
  inCorner(words, severity, place) {
    this.draw(
      words,
      severity,
      this.inside(this.picture.x + 8, this.picture.y + 8 + place * (HEIGHT + 4), this.widthOf(words)),
    );
  }

  isFree(spot) {
    const { x, y, width, height } = this.picture;
    if (spot.x < x - 1 || spot.y < y || spot.x + spot.width > x + width + 1 || spot.y + HEIGHT > y + height) {
      return false;
    }
    return !this.placed.some((other) => overlap(spot, other));
  }

  /** The first free line under the wished one, from the top again; the wished one when the picture is full. */
  anywhereNear(x, y, width) {
    const wish = this.inside(x, y, width);
    const { y: top, height } = this.picture;
    for (let down = 0; down < height; down += HEIGHT + 1) {
      const line = top + ((wish.y - top + down) % Math.max(1, height - HEIGHT));
      const spot = { ...wish, y: line };
      if (this.isFree(spot)) return spot;
    }
    return wish;
  }

  inside(x, y, width) {
    const { picture } = this;
    const within = (at, from, size, own) => Math.max(from, Math.min(at, from + size - own));
    return {
      x: within(x, picture.x, picture.width, width),
      y: within(y, picture.y, picture.height, HEIGHT),
      width: Math.min(width, picture.width),
      height: HEIGHT,
    };
  }

  draw(words, severity, spot) {
    const { pen } = this;
    this.placed.push(spot);
    const colours = themeColours();
    pen.fillStyle = colours[["pass", "review", "block"][severity]];
    pen.fillRect(spot.x, spot.y, spot.width, HEIGHT);
    pen.fillStyle = colours.panel;
    pen.fillText(words, spot.x + 6, spot.y + 10.5, Math.max(1, spot.width - 12));
  }

  widthOf(words) {
    if (widths.size > MAX_MEASURED) widths.clear();
    if (!widths.has(words)) widths.set(words, Math.ceil(this.pen.measureText(words).width) + 12);
    return widths.get(words);
  }
}

/** Shape, name and score of a detection; a name of any length or direction stays one short piece of text. */
export function detectionLabel(evidence, row) {
  const d = evidence.detections;
  const name = evidence.strings[d.label[row]] || evidence.strings[d.category[row]];
  const letters = Array.from(name.slice(0, MAX_LABEL_CHARACTERS * 2));
  const short =
    name.length > MAX_LABEL_CHARACTERS && letters.length > MAX_LABEL_CHARACTERS
      ? `${letters.slice(0, MAX_LABEL_CHARACTERS - 1).join("")}…`
      : name;
  const score = d.score[row] < 0 ? "" : ` ${d.score[row].toFixed(2)}`;
  return `${SHAPES[d.suggestion[row]]} \u2068${short}\u2069${score}`;
}

function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
