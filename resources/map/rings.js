// @ts-check
/**
 * The slow pulse around alarms that nobody has acknowledged. The rings are elements of their own: switching a few
 * small elements costs a fortieth of drawing the map again where there is no graphics card.
 */

const STEP_MS = 1000;
const MOST = 60; // beyond that the plain rings on the picture must do

/** @typedef {{x: number, y: number, radius: number, colour: string}} Ring */

/** Rings over one map. */
export class Rings {
  /** @param {HTMLElement} host @param {number} width of the line */
  constructor(host, width) {
    this.box = document.createElement('div');
    this.box.className = 'rings';
    this.width = width;
    /** @type {HTMLElement[]} */
    this.elements = [];
    this.count = 0;
    host.append(this.box);
    setInterval(() => this.#step(), STEP_MS);
  }

  /** @param {Ring[]} rings the most urgent first */
  show(rings) {
    this.count = Math.min(rings.length, MOST);
    while (this.elements.length < this.count) this.elements.push(this.box.appendChild(document.createElement('i')));
    this.elements.forEach((element, i) => {
      element.hidden = i >= this.count;
      if (i < this.count) this.#place(element.style, rings[i]);
    });
  }

  /** @param {CSSStyleDeclaration} style @param {Ring} ring */
  #place(style, { x, y, radius, colour }) {
    const outer = radius + this.width / 2;
    style.transform = `translate(${(x - outer).toFixed(1)}px, ${(y - outer).toFixed(1)}px)`;
    style.width = style.height = `${2 * outer}px`;
    style.border = `${this.width}px solid ${colour}`;
  }

  #step() {
    if (this.count && !document.hidden) this.box.classList.toggle('faint');
  }
}
