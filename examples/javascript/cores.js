// The cores that ever pulled, each under (public key, name), and how far each has the log on its disk.
import { readJson, replaceFile } from './disk.js'
import { Fault } from './wire.js'

const FILE = 'cores.json'
const MOST = 64
const FORGET = 7 * 86400000
const WRITE_EVERY = 3600000

export class Cores {
  // Starts with what an earlier life wrote. Only the time in which this source runs counts as silence of a core.
  async open () {
    const now = performance.now()
    this.list = (await readJson(FILE) ?? []).map(({ silent = 0, ...one }) => ({ ...one, heard: now - silent }))
    setInterval(() => this.save().catch(error => console.error('cores:', error.message)), WRITE_EVERY).unref()
  }

  // Finds a core.
  find (key, core) {
    return this.list.find(one => one.key === key && one.core === core)
  }

  // Notes a pull; a core that is new in this log is on disk before it gets anything, so that a crash cannot make it forgotten.
  async pulled (key, core, epoch) {
    this.forgetOld()
    const known = this.find(key, core)
    if (known?.epoch === epoch && !this.failed) return this.saving
    if (!known && this.list.length >= MOST) throw new Fault('busy', `${MOST} cores are remembered already`)
    if (known) Object.assign(known, { epoch, durable: 0 })
    else this.list.push({ key, core, epoch, durable: 0, heard: performance.now() })
    await this.save()
  }

  // Notes how far a core is; it never goes back, and a core that never pulled is none of ours.
  async durable (key, core, epoch, seq) {
    const one = this.find(key, core)
    if (one?.epoch !== epoch || seq <= one.durable) return
    one.durable = seq
    await this.save()
  }

  // Notes that a core is alive.
  heard (key, core) {
    const one = this.find(key, core)
    if (one) one.heard = performance.now()
  }

  // Gives how far a core is in a log.
  position (key, core, epoch) {
    const one = this.find(key, core)
    return one?.epoch === epoch ? one.durable : 0
  }

  // Gives the last event that every remembered core has, or nothing if none ever pulled (L4).
  lowest (epoch) {
    if (!this.list.length) return undefined
    return Math.min(...this.list.map(one => one.epoch === epoch ? one.durable : 0))
  }

  // Gives the newest event that any core has called durable: the log must have it.
  highest (epoch) {
    return Math.max(0, ...this.list.map(one => one.epoch === epoch ? one.durable : 0))
  }

  // Tells if a log may end: somebody pulled it and everybody has all of it (E1).
  allHave (epoch, head) {
    return this.list.some(one => one.epoch === epoch) && this.lowest(epoch) >= head
  }

  // Forgets those that nobody has heard for a week; without it one dead core would keep every event for ever.
  forgetOld () {
    this.list = this.list.filter(one => performance.now() - one.heard < FORGET)
  }

  // Forgets the cores of keys that are peers no more.
  async forgetKeys (isPeer) {
    this.list = this.list.filter(one => isPeer(one.key))
    await this.save()
  }

  // Writes the list down; calls that come while a write is under way share the next one.
  async save () {
    if (this.next) return this.next
    const before = this.saving ?? Promise.resolve()
    this.next = before.catch(() => {}).then(() => this.write())
    this.saving = this.next
    return this.saving
  }

  // Writes the list as it is now and remembers if that failed.
  async write () {
    this.next = undefined
    this.failed = true
    const now = performance.now()
    await replaceFile(FILE, JSON.stringify(this.list.map(({ heard, ...one }) => ({ ...one, silent: now - heard }))))
    this.failed = false
  }
}
