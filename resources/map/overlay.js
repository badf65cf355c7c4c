// @ts-check
/**
 * What lives on the ground: cameras, crews, alarms and the names, painted on a canvas over MapLibre's. A batch of
 * positions there costs a twentieth of a new picture by WebGL where there is no graphics card.
 */

import { mix } from './colours.js';
import { Frame, world } from './mercator.js';
import { LabelWriter } from './placement.js';
import { Rings } from './rings.js';
import { drawAlarm, drawCrew, drawRing, ringRadius, shapeOf } from './shapes.js';

/** @typedef {import('./mercator.js').Spot} Spot */
/** @typedef {import('./placement.js').Label} Label */
/** @typedef {import('./placement.js').Box} Box */
/** @typedef {{id: string, lon: number, lat: number, label: string, at: Spot}} Mark */
/** @typedef {Mark & {priority: string, acknowledged: boolean, suspect: boolean}} Alarm */
/** @typedef {Mark & {stale: boolean}} Crew */
/** @typedef {{name: string, at: Spot, water: boolean}} Place */

const NAMES_ZOOM = 13; // from here crews have room for their names
const MOST_LABELS = 120;
const GRIP = 5; // CSS pixels about a camera in which a pull takes it
const SAME_PLACE = 2; // so near to one another nobody sees two

/** The canvas and what is on it. */
export class Overlay {
  /**
   * @param {import('./lib/maplibre-gl.mjs').Map} map
   * @param {import('./colours.js').Palette} palette
   * @param {import('./sizes.js').Sizes} sizes
   * @param {Place[]} places names of streets, towns and rivers
   */
  constructor(map, palette, sizes, places) {
    this.map = map;
    this.palette = palette;
    this.sizes = sizes;
    this.places = places;
    /** @type {{alarms: Alarm[], crews: Crew[], cameras: Mark[]}} */
    this.marks = { alarms: [], crews: [], cameras: [] };
    /** @type {string | null} */
    this.selected = null;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'overlay';
    map.getContainer().append(this.canvas);
    const context = this.canvas.getContext('2d');
    if (!context) throw new Error('no 2D canvas');
    this.context = context;
    this.writer = new LabelWriter(context, palette.ground);
    this.note = /** @type {HTMLElement} */ (document.getElementById('note'));
    this.rings = new Rings(map.getContainer(), 1.5 * sizes.line);
    this.frame = new Frame(map);
    this.moved = true;
    /** @type {Promise<void> | undefined} */
    this.pending = undefined;
    map.on('move', () => (this.moved = true));
    map.on('resize', () => (this.moved = true));
    // In the same frame as the ground under it, or marks would swim while the map moves.
    map.on('render', () => this.moved && this.draw());
  }

  /**
   * @param {'alarms' | 'crews' | 'cameras'} layer
   * @param {any[]} items
   * @returns {Promise<number>} how many there are, once they are drawn
   */
  async replace(layer, items) {
    for (const item of items) item.at = world(item.lon, item.lat);
    if (layer === 'alarms') items.sort((a, b) => shapeOf(a.priority).urgency - shapeOf(b.priority).urgency);
    this.marks[layer] = items;
    await this.#nextFrame();
    return items.length;
  }

  /** @param {string | null} id */
  async select(id) {
    this.selected = id;
    await this.#nextFrame();
  }

  /** @param {number} x @param {number} y CSS pixels @returns {{layer: string, id: string} | undefined} */
  hit(x, y) {
    for (const [layer, reach] of /** @type {const} */ ([['alarms', this.sizes.icon * 0.75], ['cameras', 8]])) {
      const found = nearest(/** @type {Mark[]} */ (this.marks[layer]), this.frame, x, y, reach);
      if (found) return { layer, id: found.id };
    }
  }

  /**
   * The camera that a pull at this point means: only one that lies there alone, or on others of the same place. From
   * afar, where they lie side by side everywhere, a pull moves the map.
   *
   * @param {number} x @param {number} y CSS pixels @returns {string | undefined}
   */
  grip(x, y) {
    if (this.hit(x, y)?.layer !== 'cameras') return undefined;
    const found = nearest(this.marks.cameras, this.frame, x, y, GRIP);
    if (!found) return undefined;
    const at = this.frame.project(found.at);
    const others = this.marks.cameras.some((mark) => {
      const spot = this.frame.project(mark.at);
      const apart = Math.hypot(spot.x - at.x, spot.y - at.y);
      return apart > SAME_PLACE && apart <= 2 * GRIP;
    });
    return others ? undefined : found.id;
  }

  draw() {
    this.moved = false;
    this.frame = new Frame(this.map);
    this.#clear();
    this.#drawCameras();
    this.#drawCrews();
    const alarms = this.#visible(this.marks.alarms);
    this.#drawAlarms(alarms);
    const labels = [...this.#alarmLabels(alarms), ...this.#crewLabels(), ...this.#placeLabels()];
    this.writer.write(labels, [...this.#alarmBoxes(alarms), ...this.#crewBoxes(), this.#noteBox()], this.frame);
  }

  #nextFrame() {
    if (this.pending) return this.pending;
    /** @type {Promise<void>} */
    const drawn = new Promise((resolve) => {
      requestAnimationFrame(() => {
        this.pending = undefined;
        this.draw();
        resolve();
      });
    });
    return (this.pending = drawn);
  }

  #clear() {
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.round(this.frame.width * ratio), Math.round(this.frame.height * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, this.frame.width, this.frame.height);
    this.context.lineJoin = 'round';
  }

  /** @template {Mark} M @param {M[]} marks @returns {{mark: M, spot: Spot}[]} */
  #visible(marks) {
    const shown = [];
    for (const mark of marks) {
      const spot = this.frame.project(mark.at);
      if (this.frame.holds(spot, this.sizes.ring)) shown.push({ mark, spot });
    }
    return shown;
  }

  #drawCameras() {
    const { context, palette } = this;
    const side = Math.max(2, Math.min(8, (this.frame.zoom - 8.5) * 0.9) * this.sizes.line);
    context.fillStyle = palette.dim;
    for (const { spot } of this.#visible(this.marks.cameras)) {
      context.fillRect(Math.round(spot.x - side / 2), Math.round(spot.y - side / 2), side, side);
    }
  }

  /** Seen from afar a crew is small and quiet: hundreds of them must not outshout one alarm. */
  #drawCrews() {
    const { context, palette, sizes } = this;
    const near = Math.max(0, Math.min(1, (this.frame.zoom - 11.5) / 2));
    const width = Math.round(sizes.crew * (0.4 + 0.6 * near));
    const colour = mix(palette.dim, palette.accent, 0.3 + 0.7 * near);
    for (const { mark, spot } of this.#visible(this.marks.crews)) {
      drawCrew(context, spot, { width, colour, stale: mark.stale, ground: palette.ground });
    }
  }

  /** @param {{mark: Alarm, spot: Spot}[]} alarms the most urgent last, so that they lie on top */
  #drawAlarms(alarms) {
    const { context, palette, sizes } = this;
    const rings = [];
    for (const { mark, spot } of alarms) {
      const shape = shapeOf(mark.priority);
      const radius = ringRadius(shape, sizes);
      if (mark.id === this.selected) drawRing(context, spot.x, spot.y, radius + 4 * sizes.line, palette.text, 2 * sizes.line);
      if (!mark.acknowledged) {
        context.globalAlpha = 0.4;
        drawRing(context, spot.x, spot.y, radius, palette[shape.colour], 1.5 * sizes.line);
        context.globalAlpha = 1;
        rings.unshift({ ...spot, radius, colour: palette[shape.colour] });
      }
      drawAlarm(context, shape, spot.x, spot.y, palette, sizes, mark.suspect);
    }
    this.rings.show(rings);
  }

  /** @param {{mark: Alarm, spot: Spot}[]} alarms @returns {Label[]} */
  #alarmLabels(alarms) {
    const { palette, sizes } = this;
    const named = alarms.filter(({ mark }) => mark.label && (mark.id === this.selected || shapeOf(mark.priority).urgency >= 2));
    const weight = (/** @type {Alarm} */ mark) =>
      (mark.id === this.selected ? 100 : 0) + shapeOf(mark.priority).urgency * 2 + (mark.acknowledged ? 0 : 1);
    named.sort((a, b) => weight(b.mark) - weight(a.mark));
    return named.slice(0, MOST_LABELS).map(({ mark, spot }) => {
      const always = mark.id === this.selected;
      const ringed = always || !mark.acknowledged;
      const distance = (ringed ? ringRadius(shapeOf(mark.priority), sizes) : sizes.icon / 2) + (always ? 8 : 5) * sizes.line;
      return { key: `a${mark.id}`, text: mark.label, ...spot, distance, size: sizes.body, colour: palette.text, always };
    });
  }

  /**
   * The marks with their rings: a name across a ring reads as crossed out.
   *
   * @param {{mark: Alarm, spot: Spot}[]} alarms @returns {Box[]}
   */
  #alarmBoxes(alarms) {
    return alarms.map(({ spot, mark }) => {
      const shape = shapeOf(mark.priority);
      const ringed = mark.id === this.selected || !mark.acknowledged;
      const half = ringed ? ringRadius(shape, this.sizes) : (this.sizes.icon * shape.part) / 2;
      return around(spot, half, half);
    });
  }

  /** Only where crews have names: from afar they are dots like any other. @returns {Box[]} */
  #crewBoxes() {
    if (this.frame.zoom < NAMES_ZOOM) return [];
    return this.#visible(this.marks.crews).map(({ spot }) => around(spot, this.sizes.crew / 2, this.sizes.crew / 4));
  }

  /** The line in the corner that says what this map is. @returns {Box} */
  #noteBox() {
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = this.note;
    return { left: offsetLeft, right: offsetLeft + offsetWidth, top: offsetTop, bottom: offsetTop + offsetHeight };
  }

  /** @returns {Label[]} */
  #crewLabels() {
    if (this.frame.zoom < NAMES_ZOOM) return [];
    const named = this.#visible(this.marks.crews.filter((crew) => crew.label));
    return named.slice(0, MOST_LABELS).map(({ mark, spot }) => ({
      key: `c${mark.id}`,
      text: mark.label,
      ...spot,
      distance: this.sizes.crew * 0.8,
      size: this.sizes.body,
      colour: this.palette.accent,
    }));
  }

  /** @returns {Label[]} */
  #placeLabels() {
    return this.places.map(({ name, at, water }) => ({
      key: `p${name}`,
      text: name,
      ...this.frame.project(at),
      distance: 0,
      size: this.sizes.place,
      colour: water ? mix(this.palette.dim, this.palette.accent, 0.4) : this.palette.muted,
    }));
  }
}

/** @param {Spot} spot @param {number} across half the width @param {number} down half the height @returns {Box} */
function around({ x, y }, across, down) {
  return { left: x - across, right: x + across, top: y - down, bottom: y + down };
}

/** @template {Mark} M @param {M[]} marks @param {Frame} frame @param {number} x @param {number} y @param {number} reach */
function nearest(marks, frame, x, y, reach) {
  /** @type {M | undefined} */
  let best;
  let least = reach;
  for (const mark of marks) {
    const spot = frame.project(mark.at);
    const distance = Math.hypot(spot.x - x, spot.y - y);
    // The later of two at one place lies on top.
    if (distance <= least) [best, least] = [mark, distance];
  }
  return best;
}
