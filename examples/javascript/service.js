// A source: the log, the cores, the commands and the links, and what goes on between them.
import { Commands } from './commands.js'
import { Cores } from './cores.js'
import { Door } from './door.js'
import { packEvent, packEvents } from './forms.js'
import { Link } from './link.js'
import { Log } from './log.js'
import { guard } from './security.js'
import { Telemetry } from './telemetry.js'
import { Fault } from './wire.js'

const MOST_LINKS = 128
const MOST_WAITING = 1000000
const MOST_AT_ONCE = 32 << 20 // bytes of one step
const TICK = 200

export class Source {
  // Knows its id, its keys and how many events it keeps beyond what cores need.
  constructor ({ id, keys, endpoint, telemetry, history }) {
    Object.assign(this, { id, keys, history, telemetry: telemetry ?? '' })
    this.links = new Set()
    this.log = new Log(() => this.wake())
    this.cores = new Cores()
    this.commands = new Commands(key => keys.peers.has(key))
    this.door = new Door(endpoint, 'run')
    this.waiting = []
  }

  // Takes the endpoint, reads the disk and gets the guard ready; nobody comes in yet.
  async prepare () {
    await this.door.listen()
    await this.cores.open()
    await this.log.open(epoch => this.cores.highest(epoch))
    await this.commands.prepare()
    this.zap = await guard(this.keys, (id, key) => this.door.admitted(id, key))
    await this.cores.forgetKeys(key => this.keys.peers.has(key))
    this.keys.on('gone', gone => this.cutOff(gone))
  }

  // Lets cores in.
  async open () {
    if (this.telemetry) {
      this.samples = new Telemetry(this.telemetry, this.keys.socketOptions())
      await this.samples.open()
    }
    this.door.open(this.keys.socketOptions(), connection => this.welcome(connection))
    setInterval(() => this.tick(), TICK)
  }

  // Serves one connection.
  async welcome (connection) {
    const link = new Link(connection, this)
    this.links.add(link)
    await link.serve()
    this.links.delete(link)
  }

  // Tells if one more link may say hello.
  roomForLinks () {
    return [...this.links].filter(link => link.core).length < MOST_LINKS
  }

  // Cuts the cores of keys that are peers no more off both sockets and forgets how far they were (S5).
  cutOff (gone) {
    this.door.cut(gone)
    this.samples?.reopen()
    this.cores.forgetKeys(key => this.keys.peers.has(key)).catch(error => console.error('cores:', error.message))
    this.moved()
  }

  // Looks after silent links.
  tick () {
    const now = Date.now()
    for (const link of this.links) link.tick(now)
    this.door.tick(TICK)
  }

  // Declares a device and how it acts (V3).
  async declare (device, handler) {
    this.commands.declare(device.device, device.actions, handler)
    await this.emit([{ kind: 'device', ...device }])
  }

  // Logs events in one durable step and gives the number of the last.
  async emit (events) {
    const packed = packEvents(events)
    if (packed.reduce((sum, bytes) => sum + bytes.length, 0) > MOST_AT_ONCE) throw new Fault('field', 'too much at once')
    const lowest = this.cores.lowest(this.log.epoch) ?? this.log.first - 1
    if (this.log.head - lowest + packed.length > MOST_WAITING) throw new Fault('busy', 'too many events wait')
    return this.log.append(packed)
  }

  // Sends new events to every link that ordered them.
  wake () {
    for (const link of this.links) link.pump()
  }

  // Notes that a core has events on its disk, and lets go of what nobody needs.
  durable (link, seq) {
    const written = this.cores.durable(link.key, link.core, this.log.epoch, seq)
    written.then(() => this.moved()).catch(error => console.error('cores:', error.message))
  }

  // Lets go of what nobody needs, and looks if the log may end now.
  moved () {
    for (const check of this.waiting) check()
    this.log.trim(() => this.dispensable()).catch(error => console.error('trim:', error.message))
  }

  // Gives the last event that every core, every link under way and the history can do without (L4, P3).
  dispensable () {
    const lowest = this.cores.lowest(this.log.epoch) ?? 0
    const under = [...this.links].filter(link => link.pulled).map(link => link.position)
    return Math.min(lowest, this.log.head - this.history, ...under)
  }

  // Logs what is wrong now, unless that is under way or the asking core has an answer before it (R1, R2).
  async refresh (position) {
    if (this.refreshing || position < this.log.alarms.refreshed) return
    this.refreshing = true
    try {
      const mark = phase => packEvent({ kind: 'refresh', phase })
      await this.log.appendMade(() => [mark('begin'), ...this.log.alarms.raises(), mark('end')])
    } finally {
      this.refreshing = false
    }
  }

  // Says what a core complains of, at most once a second; nobody answers a fault (X2).
  complained (link, { code, text }) {
    if (Date.now() - (this.complainedAt ?? 0) < 1000) return
    this.complainedAt = Date.now()
    console.error(`core ${link.core ?? '?'}: fault ${code}: ${text}`)
  }

  // Waits while a log is being ended, so that no core can come to need it in the middle of the step.
  async settled () {
    while (this.ending) await this.ending
  }

  // Ends the log when every core has it; new events wait meanwhile and are the first of the new log (E1).
  async end (timeout = 10000) {
    return this.log.alone(async () => {
      const may = () => this.log.head > 0 && this.cores.allHave(this.log.epoch, this.log.head)
      for (const latest = Date.now() + timeout; !may();) {
        if (!await this.until(may, latest - Date.now())) throw new Error('not every core has all of the log')
      }
      const step = this.step()
      this.ending = step.catch(() => {}).finally(() => { this.ending = undefined })
      return step
    })
  }

  // Goes over to the new log and tells every link.
  async step () {
    const ended = await this.log.end()
    for (const link of this.links) link.ended(ended)
    return ended
  }

  // Waits until something is so, looking again whenever a core has moved.
  until (may, timeout) {
    if (may()) return true
    return new Promise(resolve => {
      const done = result => {
        clearTimeout(timer)
        this.waiting = this.waiting.filter(one => one !== check)
        resolve(result)
      }
      const check = () => may() && done(true)
      const timer = setTimeout(() => done(false), timeout)
      this.waiting.push(check)
    })
  }
}
