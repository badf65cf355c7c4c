// What is raised and not returned: the answer to a refresh, kept beyond the events that raised it.
import { unpack } from './wire.js'

export class Alarms {
  // Starts with nothing wrong.
  constructor () {
    this.open = new Map()
    this.seq = 0
    this.refreshed = 0
  }

  // Takes one logged event in.
  apply (seq, bytes) {
    const event = unpack(bytes)
    const name = JSON.stringify([event.get('type'), event.get('subject')])
    if (event.get('kind') === 'raise') this.open.set(name, Buffer.from(bytes)) // a copy: a slice would keep a whole file in memory
    if (event.get('kind') === 'return') this.open.delete(name)
    if (event.get('kind') === 'refresh') this.refreshed = seq
    this.seq = seq
  }

  // Gives the raises of everything that is wrong now.
  raises () {
    return [...this.open.values()]
  }

  // Says everything as text for a file; `seq` is the last event that is in it.
  save (seq = this.seq, refreshed = this.refreshed) {
    return JSON.stringify({ seq, refreshed, open: this.raises().map(bytes => bytes.toString('base64')) })
  }

  // Takes such a file in.
  static load ({ seq, refreshed, open }) {
    const alarms = new Alarms()
    for (const text of open) alarms.apply(0, Buffer.from(text, 'base64'))
    return Object.assign(alarms, { seq, refreshed })
  }
}
