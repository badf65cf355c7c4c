// @ts-check
/** Writes names beside their marks so that they cover neither one another nor an alarm. */

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

/**
 * @typedef {object} Label
 * @property {string} key the same for the same mark in the next picture
 * @property {string} text
 * @property {number} x of the mark, CSS pixels
 * @property {number} y
 * @property {number} distance from the mark's middle to the text; 0 writes the text on the spot itself
 * @property {number} size of the type in CSS pixels
 * @property {string} colour
 * @property {boolean} [always] written even where it covers something
 */

/** Directions from the mark, the best first. */
const SIDES = [[1, 0], [-1, 0], [0, 1], [0, -1], [0.8, 0.8], [0.8, -0.8], [-0.8, 0.8], [-0.8, -0.8]];
/** How far off, in distances of the label: a crew that stands within an alarm's ring has its name outside of it. */
const REACHES = [1, 2.5];
/** A name without a mark may step up or down by lines of its own type. */
const STEPS = [0, 1.2, -1.2, 2.4, -2.4];
const FAMILY = '"Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
const MOST_WIDTHS = 5000;

/** Remembers where each name stood, so that it does not hop from side to side. */
export class LabelWriter {
  /** @param {CanvasRenderingContext2D} context @param {string} halo colour around the letters */
  constructor(context, halo) {
    this.context = context;
    this.halo = halo;
    /** @type {Map<string, number>} */
    this.sides = new Map();
    /** @type {Map<string, number>} */
    this.widths = new Map();
  }

  /**
   * @param {Label[]} labels the most important first
   * @param {Box[]} taken what must not be covered
   * @param {{width: number, height: number}} window that a name must not leave
   */
  write(labels, taken, window) {
    const { context } = this;
    const boxes = [...taken];
    /** @type {Map<string, number>} */
    const sides = new Map();
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.lineJoin = 'round';
    context.strokeStyle = this.halo;
    /** @type {{label: Label, box: Box}[]} */
    const placed = [];
    for (const label of labels) {
      const place = this.#place(label, boxes, window);
      if (!place) continue;
      sides.set(label.key, place.side);
      boxes.push(place.box);
      placed.push({ label, box: place.box });
    }
    // All grounds before any text: a ground must not cut a neighbour's letters.
    for (const { label, box } of placed) this.#cover(label, box);
    for (const { label, box } of placed) this.#write(label, box);
    this.sides = sides;
  }

  /**
   * The names of roads lie in MapLibre's own picture, which knows nothing of these: one that crosses a mark's name would
   * make both unreadable.
   *
   * @param {Label} label @param {Box} box
   */
  #cover({ distance, size }, { left, top, right, bottom }) {
    if (!distance) return;
    const edge = size / 6;
    this.context.globalAlpha = 0.85;
    this.context.fillStyle = this.halo;
    this.context.fillRect(left - edge, top, right - left + 2 * edge, bottom - top);
    this.context.globalAlpha = 1;
  }

  /** @param {Label} label @param {Box} box */
  #write({ text, size, colour }, { left, top, bottom }) {
    const { context } = this;
    context.font = `${size}px ${FAMILY}`;
    context.lineWidth = Math.max(3, size / 6);
    const [x, y] = [Math.round(left), Math.round((top + bottom) / 2)];
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  /** @param {Label} label @param {Box[]} boxes @param {{width: number, height: number}} window */
  #place(label, boxes, window) {
    const width = this.#width(label);
    const before = this.sides.get(label.key) ?? 0;
    const order = label.distance ? [before, ...SIDES.keys()] : [...STEPS.keys()];
    for (const reach of label.distance ? REACHES : [1]) {
      for (const side of order) {
        const box = boxOn({ ...label, distance: label.distance * reach }, side, width);
        const whole = box.left >= 0 && box.right <= window.width && box.top >= 0 && box.bottom <= window.height;
        if (whole && !boxes.some((other) => overlap(box, other))) return { side, box };
      }
    }
    return label.always ? { side: before, box: boxOn(label, before, width) } : undefined;
  }

  /** @param {Label} label */
  #width({ text, size }) {
    const key = `${size} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      if (this.widths.size >= MOST_WIDTHS) this.widths.clear();
      this.context.font = `${size}px ${FAMILY}`;
      width = this.context.measureText(text).width;
      this.widths.set(key, width);
    }
    return width;
  }
}

/** @param {Label} label @param {number} side index of the direction or of the step @param {number} width @returns {Box} */
function boxOn({ x, y, distance, size }, side, width) {
  const height = size * 1.25;
  const [across, down] = SIDES[side];
  const middle = distance ? x + across * distance + (Math.sign(across) * width) / 2 : x;
  const centre = distance ? y + down * (distance + (across ? 0 : height / 2)) : y + STEPS[side] * size;
  return { left: middle - width / 2, right: middle + width / 2, top: centre - height / 2, bottom: centre + height / 2 };
}

/** @param {Box} a @param {Box} b */
function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
