// @ts-check
/** Where the name of an area is written: one point a polygon, whatever tiles it is cut into. */

const SCAN_LINES = 25;

/**
 * The middle of the roomiest horizontal chord; a name is wide and low, so it fits there best.
 *
 * @param {GeoJSON.Polygon | GeoJSON.MultiPolygon} shape
 * @returns {GeoJSON.Position}
 */
export function labelPoint(shape) {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  /** @type {{room: number, point: GeoJSON.Position}} */
  let best = { room: -1, point: polygons[0][0][0] };
  for (const rings of polygons) {
    const [low, high] = extent(rings[0].map((position) => position[1]));
    for (let i = 1; i < SCAN_LINES; i++) {
      const y = low + ((high - low) * i) / SCAN_LINES;
      const edge = Math.min(y - low, high - y);
      for (const [from, to] of chords(rings, y)) {
        // Width counts, but not for a line that only grazes the top or the bottom.
        const room = Math.min(to - from, 4 * edge) + edge;
        if (room > best.room) best = { room, point: [(from + to) / 2, y] };
      }
    }
  }
  return best.point;
}

/**
 * @param {GeoJSON.FeatureCollection} areas polygons with the properties `name` (Chinese) and perhaps `name_en`
 * @param {string} language 'zh' or 'en'
 * @returns {{name: string, position: GeoJSON.Position}[]}
 */
export function namedPoints(areas, language) {
  return areas.features.flatMap(({ geometry, properties }) => {
    const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon';
    const name = (language === 'en' && properties?.name_en) || properties?.name;
    return isArea && name ? [{ name: String(name), position: labelPoint(geometry) }] : [];
  });
}

/**
 * @param {GeoJSON.FeatureCollection} collection
 * @returns {[number, number, number, number]} west, south, east, north
 */
export function bounds(collection) {
  /** @type {GeoJSON.Position[]} */
  const all = [];
  for (const { geometry } of collection.features) {
    if (geometry.type === 'Polygon') all.push(...geometry.coordinates[0]);
    if (geometry.type === 'MultiPolygon') geometry.coordinates.forEach((rings) => all.push(...rings[0]));
  }
  if (all.length === 0) throw new Error('the outline holds no polygon');
  const [west, east] = extent(all.map((position) => position[0]));
  const [south, north] = extent(all.map((position) => position[1]));
  return [west, south, east, north];
}

/** @param {number[]} values @returns {[number, number]} */
function extent(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

/**
 * @param {GeoJSON.Position[][]} rings
 * @param {number} y
 * @returns {[number, number][]} the parts of the line at height y that lie inside
 */
function chords(rings, y) {
  /** @type {number[]} */
  const crossings = [];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [[x1, y1], [x2, y2]] = [ring[i - 1], ring[i]];
      if (y1 > y !== y2 > y) crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
    }
  }
  crossings.sort((a, b) => a - b);
  /** @type {[number, number][]} */
  const inside = [];
  for (let i = 1; i < crossings.length; i += 2) inside.push([crossings[i - 1], crossings[i]]);
  return inside;
}
