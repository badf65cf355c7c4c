// @ts-check
/** Builds the map of the page and carries out the commands that come from the program. */

import * as maplibre from './lib/maplibre-gl.mjs';
import { bounds, namedPoints } from './areas.js';
import { Camera } from './camera.js';
import { GRID_ZOOM, groundStyle } from './ground.js';
import { letCamerasBePulled } from './grip.js';
import { world } from './mercator.js';
import { Overlay } from './overlay.js';
import { SIZES } from './sizes.js';

const NOTHING = /** @type {GeoJSON.FeatureCollection} */ ({ type: 'FeatureCollection', features: [] });

/**
 * @typedef {object} Start
 * @property {import('./colours.js').Palette} palette
 * @property {'wall' | 'console'} scale
 * @property {string} language
 * @property {string} note
 * @property {boolean} interactive
 * @property {number} pull CSS pixels from which a pull of the mouse is one
 */

/** Something that the program can explain to its user. */
export class Trouble extends Error {
  /** @param {'webgl' | 'data' | 'context' | 'other'} cause @param {string} detail */
  constructor(cause, detail) {
    super(detail);
    this.kind = cause;
  }
}

/** The page after its start. */
export class Page {
  /** @param {maplibre.Map} map @param {Overlay} overlay @param {Camera} camera @param {(report: object) => void} report */
  constructor(map, overlay, camera, report) {
    this.map = map;
    this.overlay = overlay;
    this.camera = camera;
    this.report = report;
  }

  /** @param {any} command */
  obey(command) {
    switch (command.do) {
      case 'marks':
        return this.#replace(command);
      case 'select':
        return this.overlay.select(command.alarmId);
      case 'centre':
        return this.camera.centre(command);
      case 'fit':
        return this.camera.fit(command.token);
      case 'stale':
        return document.body.classList.toggle('stale', command.stale);
    }
  }

  /** @param {{layer: 'alarms' | 'crews' | 'cameras', revision: number, items: any[]}} command */
  async #replace({ layer, revision, items }) {
    const count = await this.overlay.replace(layer, items);
    this.report({ on: 'applied', layer, revision, count });
  }
}

/**
 * @param {Start} start
 * @param {(report: object) => void} report
 * @returns {Promise<Page>}
 */
export async function startPage(start, report) {
  const sizes = SIZES[start.scale];
  dress(start, sizes.body);
  checkWebGL();
  const [outline, streets, river, roads] = await Promise.all([
    read('outline', true),
    read('streets'),
    read('river'),
    read('roads'),
  ]);
  const style = groundStyle({ outline, streets, river, roads }, start.palette, sizes, start.language);
  const map = createMap(start, style, bounds(outline), sizes);
  map.on('error', (event) => console.warn(event.error?.message ?? 'map error'));
  map.on('webglcontextlost', () => report({ on: 'failed', cause: 'context', detail: 'the graphics context was lost' }));
  await map.once('style.load');
  const overlay = new Overlay(map, start.palette, sizes, [
    ...places(streets, start.language, false),
    ...places(river, start.language, true),
  ]);
  const camera = new Camera(map, bounds(outline), sizes.padding, report);
  readGridWhenNear(map);
  if (start.interactive) {
    listen(map, overlay, report);
    letCamerasBePulled(map, overlay, start.pull, report);
  }
  map.once('idle', () => {
    report({ on: 'ready' });
    camera.open();
  });
  return new Page(map, overlay, camera, report);
}

/** @param {GeoJSON.FeatureCollection} areas @param {string} language @param {boolean} water */
function places(areas, language, water) {
  return namedPoints(areas, language).map(({ name, position: [lon, lat] }) => ({ name, at: world(lon, lat), water }));
}

/** @param {Start} start @param {number} body */
function dress(start, body) {
  const root = document.documentElement;
  root.lang = start.language === 'zh' ? 'zh-CN' : start.language;
  for (const [name, colour] of Object.entries(start.palette)) root.style.setProperty(`--${name}`, colour);
  root.style.setProperty('--body', `${body}px`);
  document.body.classList.toggle('kiosk', !start.interactive);
  /** @type {HTMLElement} */ (document.getElementById('note')).textContent = start.note;
}

function checkWebGL() {
  const context = document.createElement('canvas').getContext('webgl2');
  if (!context) throw new Trouble('webgl', 'WebGL 2 is not available');
  context.getExtension('WEBGL_lose_context')?.loseContext();
}

/**
 * One file of the district's data; without one that is not needed the map is only poorer.
 *
 * @param {string} name
 * @param {boolean} [needed]
 * @returns {Promise<GeoJSON.FeatureCollection>}
 */
async function read(name, needed = false) {
  try {
    const answer = await fetch(`data/${name}.geojson`);
    // The body of an answer that is not found never ends, so it must not be waited for.
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return await answer.json();
  } catch (error) {
    if (needed) throw new Trouble('data', `${name}.geojson: ${error}`);
    console.warn(`${name}.geojson: ${error}`);
    return NOTHING;
  }
}

/**
 * @param {Start} start
 * @param {maplibre.StyleSpecification} style
 * @param {[number, number, number, number]} area
 * @param {import('./sizes.js').Sizes} sizes
 */
function createMap(start, style, area, sizes) {
  const [west, south, east, north] = area;
  const span = east - west;
  maplibre.setWorkerUrl(new URL('lib/maplibre-gl-worker.mjs', document.baseURI).href);
  const map = new maplibre.Map({
    container: 'map',
    style,
    bounds: area,
    fitBoundsOptions: { padding: sizes.padding },
    maxBounds: [west - span, south - span, east + span, north + span],
    minZoom: 9,
    maxZoom: 18,
    maxPitch: 0,
    interactive: start.interactive,
    attributionControl: false,
    dragRotate: false,
    touchPitch: false,
    boxZoom: false,
    fadeDuration: 0,
    reduceMotion: true,
    renderWorldCopies: false,
    refreshExpiredTiles: false,
  });
  if (start.interactive) {
    map.keyboard.disableRotation();
    map.touchZoomRotate.disableRotation();
    const canvas = map.getCanvas();
    canvas.focus();
    window.addEventListener('focus', () => canvas.focus());
  }
  return map;
}

/** @param {maplibre.Map} map */
function readGridWhenNear(map) {
  const look = async () => {
    if (map.getZoom() < GRID_ZOOM - 0.5) return;
    map.off('moveend', look);
    const grid = await read('grid');
    await /** @type {maplibre.GeoJSONSource} */ (map.getSource('grid')).setData(grid);
  };
  map.on('moveend', look);
}

/** @param {maplibre.Map} map @param {Overlay} overlay @param {(report: object) => void} report */
function listen(map, overlay, report) {
  map.on('click', ({ point }) => {
    const hit = overlay.hit(point.x, point.y);
    if (hit) report({ on: 'clicked', ...hit });
  });
  map.on('mousemove', ({ point }) => {
    map.getCanvas().style.cursor = overlay.hit(point.x, point.y) ? 'pointer' : '';
  });
}
