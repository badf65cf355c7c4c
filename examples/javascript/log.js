// The durable log: epochs, numbers, steps, trimming and the proper end.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import { Alarms } from './alarms.js'
import { readJson, replaceFile, syncFolder } from './disk.js'
import { Lost, Segment } from './segment.js'

const SEGMENT_BYTES = 1 << 20
const STEP_BYTES = 1 << 20 // how much one sync takes along when many wait for it
const CACHED = 4
const POINTER = 'log.json'

// Gives the folder of a log.
const folderOf = epoch => `log-${epoch}`

export class Log {
  // Knows the current log; `onEvents` is called after each durable step.
  constructor (onEvents = () => {}) {
    this.onEvents = onEvents
    this.jobs = []
    this.cached = []
  }

  get head () { return this.segments.at(-1).next - 1 }
  get first () { return this.segments[0].first }
  get active () { return this.segments.at(-1) }

  // Opens the log on disk, or starts a new one if there is none or it cannot be trusted (L3); `least` is an event that a core has seen.
  async open (least) {
    const pointer = await this.pointer()
    try {
      if (!pointer) throw new Lost('no log yet')
      await this.load(pointer)
      if (this.head < least(this.epoch)) throw new Lost('the log lacks events that a core has')
    } catch (error) {
      if (!(error instanceof Lost)) throw error
      await this.segments?.at(-1).close()
      if (pointer) await this.setAside(pointer.epoch, error.message)
      await this.start(null, new Alarms())
    }
    await this.sweep()
  }

  // Reads which log is the current one.
  async pointer () {
    try {
      const pointer = await readJson(POINTER)
      return typeof pointer?.epoch === 'string' ? pointer : undefined
    } catch (error) {
      if (error instanceof SyntaxError) return undefined
      throw error
    }
  }

  // Reads a log and checks it from end to end.
  async load ({ epoch, before }) {
    const folder = folderOf(epoch)
    const [segments, snapshot] = await this.list(folder)
    const alarms = Alarms.load(snapshot)
    for (const [i, segment] of segments.entries()) {
      if (i > 0 && segment.first !== segments[i - 1].next) throw new Lost('a file of the log is missing')
      await segment.load(i === segments.length - 1)
      if (i === 0 && segment.first > alarms.seq + 1) throw new Lost('the first files of the log are missing')
      segment.events.forEach((bytes, n) => segment.first + n > alarms.seq && alarms.apply(segment.first + n, bytes))
      if (i < segments.length - 1) await segment.close()
    }
    await segments.at(-1).reopen()
    Object.assign(this, { epoch, before, folder, segments, alarms })
  }

  // Finds the files of a log.
  async list (folder) {
    try {
      const names = (await fs.readdir(folder)).filter(name => name.endsWith('.seg')).sort()
      const snapshot = await readJson(`${folder}/alarms.json`)
      if (!names.length || !snapshot) throw new Lost('files of the log are missing')
      return [names.map(name => new Segment(folder, parseInt(name, 10))), snapshot]
    } catch (error) {
      if (error.code === 'ENOENT' || error instanceof SyntaxError) throw new Lost(error.message)
      throw error
    }
  }

  // Starts a log; before the pointer is replaced nothing has happened, after it everything has (E2).
  async start (before, alarms) {
    const epoch = randomBytes(8).toString('hex')
    const folder = folderOf(epoch)
    await fs.mkdir(folder, { mode: 0o700 })
    const segment = await new Segment(folder, 1).create()
    await replaceFile(`${folder}/alarms.json`, alarms.save(0, 0))
    await syncFolder('.')
    await replaceFile(POINTER, JSON.stringify({ epoch, before }))
    Object.assign(alarms, { seq: 0, refreshed: 0 })
    Object.assign(this, { epoch, before, folder, segments: [segment], alarms, cached: [] })
  }

  // Keeps what is left of a lost log for people to look at.
  async setAside (epoch, why) {
    console.error(`log ${epoch} is lost: ${why}`)
    await fs.rename(folderOf(epoch), `lost-${folderOf(epoch)}`).catch(() => {})
  }

  // Removes a log that ended, and one whose making a crash cut short.
  async sweep () {
    for (const name of await fs.readdir('.')) {
      if (name.startsWith('log-') && name !== this.folder) await fs.rm(name, { recursive: true })
    }
  }

  // Logs events in one durable step and gives the number of the last.
  append (events) {
    return this.queue({ make: () => events, size: events.reduce((sum, event) => sum + event.length, 0) })
  }

  // Logs what `make` gives, which sees every step before it; so it gets a step of its own.
  appendMade (make) {
    return this.queue({ make, size: Infinity })
  }

  // Runs something while no step can come between.
  alone (run) {
    return this.queue({ run, size: Infinity })
  }

  // Puts a job into the line.
  queue (job) {
    return new Promise((resolve, reject) => {
      this.jobs.push({ ...job, resolve, reject })
      this.work()
    })
  }

  // Does the jobs one group after the other.
  async work () {
    if (this.working) return
    this.working = true
    while (this.jobs.length) {
      const group = this.group()
      try {
        const result = group[0].run ? await group[0].run() : await this.step(group)
        for (const job of group) job.resolve(result)
      } catch (error) {
        for (const job of group) job.reject(error)
      }
    }
    this.working = false
  }

  // Takes the jobs that one sync can serve.
  group () {
    const group = [this.jobs.shift()]
    let size = group[0].size
    while (this.jobs.length && size + this.jobs[0].size <= STEP_BYTES) {
      size += this.jobs[0].size
      group.push(this.jobs.shift())
    }
    return group
  }

  // Makes the events of a group durable, and only then lets anybody see them (L1).
  async step (group) {
    const events = group.flatMap(job => job.make())
    if (this.active.broken) throw new Error('the log cannot be written until the source is started again')
    if (this.active.size >= SEGMENT_BYTES) await this.roll()
    const first = this.head + 1
    await this.active.append(events)
    events.forEach((bytes, i) => this.alarms.apply(first + i, bytes))
    this.onEvents()
    return this.head
  }

  // Goes on in a new file.
  async roll () {
    const segment = await new Segment(this.folder, this.active.next).create()
    await syncFolder(this.folder)
    await this.active.close()
    this.segments.push(segment)
  }

  // Gives events from a number on, up to a count and a size; `first` is later if the asked ones are gone.
  async read (from, count, bytes) {
    const first = Math.max(from, this.first)
    const segment = this.segments.findLast(s => s.first <= first)
    const events = segment.events ?? await this.fetch(segment)
    if (!events) return this.read(from, count, bytes)
    const batch = []
    for (let i = first - segment.first; i < events.length && batch.length < count; i++) {
      bytes -= events[i].length
      if (batch.length && bytes < 0) break
      batch.push(events[i])
    }
    return { first, events: batch }
  }

  // Reads an older file and remembers it for a while, since a core that catches up wants it again; nothing if it was just trimmed.
  async fetch (segment) {
    const known = this.cached.find(s => s.file === segment.file)
    if (known) return known.events
    try {
      const copy = await new Segment(this.folder, segment.first).load(false)
      this.cached = [copy, ...this.cached].slice(0, CACHED)
      return copy.events
    } catch (error) {
      if (this.segments.includes(segment)) throw error
      return undefined
    }
  }

  // Deletes whole files whose events nobody needs, oldest first; what they raised is written down before. `limit` is asked each time.
  async trim (limit) {
    const may = () => this.segments.length > 1 && this.segments[1].first <= limit() + 1
    if (this.trimming || !may()) return
    this.trimming = true
    try {
      await this.alone(() => this.drop(may))
    } finally {
      this.trimming = false
    }
  }

  // Does it, while no step can come between.
  async drop (may) {
    await replaceFile(`${this.folder}/alarms.json`, this.alarms.save())
    while (may()) await fs.rm(this.segments.shift().file)
  }

  // Ends this log and starts the next; to be called alone. What is raised stays raised.
  async end () {
    const ended = { epoch: this.epoch, last: this.head }
    const { active, folder } = this
    await this.start(ended, this.alarms)
    await active.close()
    await fs.rm(folder, { recursive: true })
    return ended
  }
}
