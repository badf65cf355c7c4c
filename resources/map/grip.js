// @ts-check
/**
 * A camera that somebody pulls away from the map: the page says which one, the program drags it. Everywhere else a
 * pull moves the map.
 */

/** @param {import('./lib/maplibre-gl.mjs').Map} map @param {import('./overlay.js').Overlay} overlay
 *  @param {number} distance CSS pixels from which a pull is one @param {(report: object) => void} report */
export function letCamerasBePulled(map, overlay, distance, report) {
  /** @type {{id: string, x: number, y: number} | undefined} */
  let held;
  map.on('mousedown', (event) => {
    const { x, y } = event.point;
    const id = event.originalEvent.button === 0 ? overlay.grip(x, y) : undefined;
    held = id === undefined ? undefined : { id, x, y };
    // The map stays where it is; a click is told all the same.
    if (held) event.preventDefault();
  });
  map.on('mousemove', ({ point, originalEvent }) => {
    if (!held || !(originalEvent.buttons & 1)) return void (held = undefined);
    if (Math.hypot(point.x - held.x, point.y - held.y) < distance) return;
    report({ on: 'grabbed', id: held.id });
    held = undefined;
  });
  window.addEventListener('mouseup', () => (held = undefined));
}
