// @ts-check
/** The style of the ground: district, river, streets and roads, all from files of our own. */

import { ground as groundColours } from './colours.js';
import { FONT } from './sizes.js';

/** @typedef {import('./lib/maplibre-gl.mjs').StyleSpecification} Style */
/** @typedef {import('./lib/maplibre-gl.mjs').LayerSpecification} Layer */
/** @typedef {import('./colours.js').Palette} Palette */
/** @typedef {import('./sizes.js').Sizes} Sizes */

/** The grid of 7,405 cells is read when somebody first comes near enough to see it. */
export const GRID_ZOOM = 13.5;
const EMPTY = /** @type {GeoJSON.FeatureCollection} */ ({ type: 'FeatureCollection', features: [] });
const TRUNK = ['motorway', 'trunk'];
const MAIN = ['primary', 'secondary'];

/**
 * @param {Record<'outline' | 'streets' | 'river' | 'roads', GeoJSON.FeatureCollection>} district
 * @param {Palette} palette
 * @param {Sizes} sizes
 * @param {string} language 'zh' or 'en'
 * @returns {Style}
 */
export function groundStyle(district, palette, sizes, language) {
  return {
    version: 8,
    sources: {
      outline: { type: 'geojson', data: district.outline },
      streets: { type: 'geojson', data: district.streets },
      river: { type: 'geojson', data: district.river },
      roads: { type: 'geojson', data: district.roads, tolerance: 0.5 },
      grid: { type: 'geojson', data: EMPTY },
    },
    layers: [...areaLayers(palette, sizes), ...roadLayers(palette, sizes), roadNames(palette, sizes, language)],
  };
}

/** @param {Palette} palette @param {Sizes} sizes @returns {Layer[]} */
function areaLayers(palette, sizes) {
  const colour = groundColours(palette);
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': colour.ground } },
    { id: 'district', type: 'fill', source: 'outline', paint: { 'fill-color': colour.district, 'fill-antialias': false } },
    { id: 'river', type: 'fill', source: 'river', paint: { 'fill-color': colour.water } },
    {
      id: 'grid',
      type: 'line',
      source: 'grid',
      minzoom: GRID_ZOOM,
      paint: { 'line-color': colour.grid, 'line-width': 0.6, 'line-opacity': 0.7 },
    },
    {
      id: 'streets',
      type: 'line',
      source: 'streets',
      paint: { 'line-color': colour.street, 'line-width': sizes.line, 'line-dasharray': [4, 3] },
    },
    {
      id: 'outline',
      type: 'line',
      source: 'outline',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': colour.outline, 'line-width': 1.4 * sizes.line },
    },
  ];
}

/** @param {Palette} palette @param {Sizes} sizes @returns {Layer[]} */
function roadLayers(palette, sizes) {
  const colour = groundColours(palette);
  /** @type {(id: string, filter: any, line: string, widths: [number, number, number], minzoom: number) => Layer} */
  const road = (id, filter, line, [far, middle, near], minzoom) => ({
    id,
    type: 'line',
    source: 'roads',
    minzoom,
    filter,
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: {
      'line-color': line,
      'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 10, far * sizes.line, 13, middle * sizes.line, 17, near * sizes.line],
    },
  });
  const kind = ['get', 'class'];
  return [
    road('roads-branch', ['!', ['in', kind, ['literal', [...TRUNK, ...MAIN]]]], colour.branch, [0.6, 1, 8], 11.5),
    road('roads-main', ['in', kind, ['literal', MAIN]], colour.main, [0.7, 1.8, 12], 9),
    road('roads-trunk', ['in', kind, ['literal', TRUNK]], colour.trunk, [1.3, 2.8, 16], 9),
  ];
}

/** @param {Palette} palette @param {Sizes} sizes @param {string} language @returns {Layer} */
function roadNames(palette, sizes, language) {
  const colour = groundColours(palette);
  return {
    id: 'road-names',
    type: 'symbol',
    source: 'roads',
    minzoom: 13.5,
    layout: {
      'symbol-placement': 'line',
      'symbol-spacing': 400,
      'text-field': ['coalesce', ['get', language === 'en' ? 'name_en' : 'name'], ['get', 'name'], ''],
      // Without an address for glyphs MapLibre draws every letter from the fonts of this machine.
      'text-font': FONT,
      'text-size': sizes.road,
      'text-padding': 8,
    },
    paint: { 'text-color': colour.roadText, 'text-halo-color': colour.district, 'text-halo-width': 1.5 },
  };
}
