// @ts-check
/** Where the map looks, who moved it, and when what it looks at has really been drawn. */

/** @typedef {import('./lib/maplibre-gl.mjs').Map} Map */

const MOVE_REST_MS = 200; // a drag or a turn of the wheel ends in several moves; one report is enough
const BUSY_LIMIT_MS = 1500; // marks that keep changing must not delay the confirmation for ever

/** Moves one map and reports. */
export class Camera {
  /**
   * @param {Map} map
   * @param {[number, number, number, number]} bounds of the district
   * @param {{top: number, bottom: number, left: number, right: number}} padding
   * @param {(report: object) => void} report
   */
  constructor(map, bounds, padding, report) {
    this.map = map;
    this.bounds = bounds;
    this.padding = padding;
    this.report = report;
    this.fitted = true;
    this.byOperator = false;
    this.rest = 0;
    this.order = 0;
    /** @type {() => void} */
    this.open = () => {};
    /** Nothing counts as shown before the first whole picture. */
    this.opened = new Promise((resolve) => (this.open = () => resolve(undefined)));
    map.on('moveend', (event) => this.#moved(/** @type {any} */ (event)));
    map.on('resize', () => this.fitted && this.#fit());
  }

  /** @param {string} token */
  fit(token) {
    this.fitted = true;
    this.#fit();
    this.#confirm(token);
  }

  /** @param {{lon: number, lat: number, zoom: number, token: string}} to */
  centre({ lon, lat, zoom, token }) {
    this.fitted = false;
    this.map.jumpTo({ center: [lon, lat], zoom });
    this.#confirm(token);
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    const { top, bottom, left, right } = this.padding;
    const fits = width > left + right + 50 && height > top + bottom + 50;
    this.map.fitBounds(this.bounds, { animate: false, padding: fits ? this.padding : 0 });
  }

  /** @param {{originalEvent?: unknown}} event */
  #moved(event) {
    if (event.originalEvent instanceof Event) {
      this.byOperator = true;
      this.fitted = false;
    }
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.#tell(), MOVE_REST_MS);
  }

  #tell() {
    const { lng, lat } = this.map.getCenter();
    this.report({ on: 'moved', lon: lng, lat, zoom: this.map.getZoom(), byOperator: this.byOperator });
    this.byOperator = false;
  }

  /**
   * Reports the token when the picture that belongs to it has been handed to the screen. A newer order silences
   * an older one. A page that nobody can see draws nothing, and so confirms nothing.
   *
   * @param {string} token
   */
  async #confirm(token) {
    const order = ++this.order;
    if (!token) return;
    await this.opened;
    const since = performance.now();
    const whenDrawn = () => {
      if (order !== this.order) return void this.map.off('render', whenDrawn);
      const busy = this.map.isMoving() || !this.map.areTilesLoaded();
      if (busy && performance.now() - since < BUSY_LIMIT_MS) return void this.map.triggerRepaint();
      this.map.off('render', whenDrawn);
      // The frame after the next begins only when this one has been presented.
      requestAnimationFrame(() => requestAnimationFrame(() => this.report({ on: 'shown', token })));
    };
    this.map.on('render', whenDrawn);
    this.map.triggerRepaint();
  }
}
