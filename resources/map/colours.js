// @ts-check
/** The map's colours: the program's palette, and quiet steps between two of its colours. */

/** @typedef {Record<string, string>} Palette the ten named colours, each as "#rrggbb" */

/**
 * @param {string} from "#rrggbb"
 * @param {string} to "#rrggbb"
 * @param {number} part 0 gives `from`, 1 gives `to`
 * @returns {string} "#rrggbb"
 */
export function mix(from, to, part) {
  const [a, b] = [channels(from), channels(to)];
  const mixed = a.map((value, i) => Math.round(value + (b[i] - value) * part));
  return '#' + mixed.map((value) => value.toString(16).padStart(2, '0')).join('');
}

/** @param {string} colour @returns {number[]} red, green, blue */
function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** @param {Palette} p */
export function ground(p) {
  return {
    ground: p.ground,
    water: mix(p.ground, p.accent, 0.1),
    district: mix(p.panel, p.line, 0.1),
    outline: mix(p.line, p.muted, 0.45),
    street: mix(p.line, p.muted, 0.12),
    grid: mix(p.line, p.dim, 0.2),
    trunk: mix(p.line, p.muted, 0.2),
    main: mix(p.line, p.muted, 0.06),
    branch: mix(p.panel, p.line, 0.7),
    roadText: mix(p.dim, p.muted, 0.5),
  };
}
