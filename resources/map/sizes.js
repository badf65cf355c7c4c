// @ts-check
/** Sizes in CSS pixels at 70 cm (console) and for eight metres (wall). */

/**
 * @typedef {object} Sizes
 * @property {number} body the note and the labels of alarms and crews
 * @property {number} place names of streets and towns
 * @property {number} road names of roads
 * @property {number} icon side of an alarm's shape
 * @property {number} crew width of a crew's bar
 * @property {number} ring radius of the ring around an alarm
 * @property {number} line factor on the widths of lines
 * @property {{top: number, bottom: number, left: number, right: number}} padding around the whole district
 */

/** @type {Record<'wall' | 'console', Sizes>} */
export const SIZES = {
  wall: {
    body: 28,
    place: 28,
    road: 24,
    icon: 30,
    ring: 27,
    crew: 20,
    line: 1.6,
    padding: { top: 110, bottom: 110, left: 90, right: 60 },
  },
  console: {
    body: 13,
    place: 14,
    road: 12,
    icon: 19,
    ring: 17,
    crew: 13,
    line: 1,
    padding: { top: 32, bottom: 40, left: 32, right: 32 },
  },
};

export const FONT = ['Noto Sans CJK SC', 'Microsoft YaHei'];
