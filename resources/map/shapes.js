// @ts-check
/** The shapes of marks: an alarm's priority is colour and shape together. */

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {import('./colours.js').Palette} Palette */
/** @typedef {import('./sizes.js').Sizes} Sizes */

/**
 * @typedef {object} Shape
 * @property {number} urgency 3 is the most urgent
 * @property {string} colour name in the palette
 * @property {number} part of the full size; what is many and minor stays small
 * @property {(context: Context, x: number, y: number, r: number) => void} path
 */

/** @type {Record<string, Shape>} */
const SHAPES = {
  critical: { urgency: 3, colour: 'red', part: 1, path: (c, x, y, r) => polygon(c, [[x, y - r * 0.92], [x + r, y + r * 0.78], [x - r, y + r * 0.78]]) },
  major: { urgency: 2, colour: 'orange', part: 0.95, path: (c, x, y, r) => polygon(c, [[x, y - r], [x + r, y], [x, y + r], [x - r, y]]) },
  minor: { urgency: 1, colour: 'yellow', part: 0.7, path: (c, x, y, r) => c.rect(x - r * 0.78, y - r * 0.78, r * 1.56, r * 1.56) },
  notice: { urgency: 0, colour: 'blue', part: 0.6, path: (c, x, y, r) => c.arc(x, y, r * 0.85, 0, 2 * Math.PI) },
};

/** @param {string} priority @returns {Shape} an unknown one is drawn as the most urgent, never left out */
export function shapeOf(priority) {
  return SHAPES[priority] ?? SHAPES.critical;
}

/**
 * @param {Context} context @param {Shape} shape @param {number} x @param {number} y
 * @param {Palette} palette @param {Sizes} sizes @param {boolean} hollow what is not confirmed is open in the middle
 */
export function drawAlarm(context, shape, x, y, palette, sizes, hollow) {
  context.beginPath();
  shape.path(context, x, y, (sizes.icon * shape.part) / 2);
  // A dark edge keeps neighbours apart where marks crowd.
  context.strokeStyle = palette.ground;
  context.lineWidth = 3;
  context.stroke();
  context.fillStyle = hollow ? palette.ground : palette[shape.colour];
  context.fill();
  if (!hollow) return;
  context.save();
  context.clip();
  context.strokeStyle = palette[shape.colour];
  context.lineWidth = sizes.icon * 0.26; // the outer half is clipped away
  context.lineJoin = 'miter';
  context.stroke();
  context.restore();
}

/** @param {Shape} shape @param {Sizes} sizes @returns {number} radius of the ring around it */
export function ringRadius(shape, sizes) {
  return sizes.ring * (shape.urgency >= 2 ? 1 : 0.74);
}

/** @param {Context} context @param {number} x @param {number} y @param {number} radius @param {string} colour @param {number} width */
export function drawRing(context, x, y, radius, colour, width) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/**
 * @param {Context} context
 * @param {import('./mercator.js').Spot} spot
 * @param {{width: number, stale: boolean, colour: string, ground: string}} look
 */
export function drawCrew(context, spot, { width, stale, colour, ground }) {
  const height = Math.max(3, Math.round(width * 0.5));
  const [left, top] = [Math.round(spot.x - width / 2), Math.round(spot.y - height / 2)];
  context.fillStyle = ground;
  context.fillRect(left - 1, top - 1, width + 2, height + 2);
  if (stale) {
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
  } else {
    context.fillStyle = colour;
    context.fillRect(left, top, width, height);
  }
}

/** @param {Context} context @param {number[][]} corners */
function polygon(context, corners) {
  corners.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.closePath();
}
