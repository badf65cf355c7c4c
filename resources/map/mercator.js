// @ts-check
/** Web Mercator without turning or tilting: a scale and a shift, cheap enough for thousands of marks a frame. */

const TILE = 512;

/** @typedef {{x: number, y: number}} Spot 0 to 1 across the world, or CSS pixels in the window */

/** @param {number} lon @param {number} lat degrees @returns {Spot} 0 to 1 across the world */
export function world(lon, lat) {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

/** What part of the world the window shows. */
export class Frame {
  /** @param {import('./lib/maplibre-gl.mjs').Map} map */
  constructor(map) {
    const { lng, lat } = map.getCenter();
    const centre = world(lng, lat);
    const { clientWidth, clientHeight } = map.getContainer();
    this.width = clientWidth;
    this.height = clientHeight;
    this.zoom = map.getZoom();
    this.scale = TILE * 2 ** this.zoom;
    this.left = centre.x * this.scale - clientWidth / 2;
    this.top = centre.y * this.scale - clientHeight / 2;
  }

  /** @param {Spot} at in the world @returns {Spot} in the window */
  project(at) {
    return { x: at.x * this.scale - this.left, y: at.y * this.scale - this.top };
  }

  /** @param {Spot} spot in the window @param {number} margin */
  holds({ x, y }, margin) {
    return x > -margin && y > -margin && x < this.width + margin && y < this.height + margin;
  }
}
