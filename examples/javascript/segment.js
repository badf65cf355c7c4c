// One file of the log: records that are each one durable step, whole or not there.
import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import { writeFully } from './disk.js'

const MAGIC = 0x45564e54
const HEADER = 28 // magic 4, body length 4, events 4, sum 8, number of the first event 8

export class Lost extends Error {}

// Names the file whose first event has a number, so that names sort like numbers.
export function segmentName (first) {
  return `${String(first).padStart(16, '0')}.seg`
}

// Sums what a record says and where it belongs.
function sum (first, count, body) {
  const head = Buffer.alloc(12)
  head.writeBigUInt64BE(BigInt(first), 0)
  head.writeUInt32BE(count, 8)
  return createHash('sha256').update(head).update(body).digest().subarray(0, 8)
}

// Makes the bytes of one record.
function makeRecord (first, events) {
  const parts = []
  for (const event of events) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(event.length)
    parts.push(length, event)
  }
  const body = Buffer.concat(parts)
  const header = Buffer.alloc(HEADER)
  header.writeUInt32BE(MAGIC, 0)
  header.writeUInt32BE(body.length, 4)
  header.writeUInt32BE(events.length, 8)
  sum(first, events.length, body).copy(header, 12)
  header.writeBigUInt64BE(BigInt(first), 20)
  return Buffer.concat([header, body])
}

// Reads the record at a place, or gives nothing if there is no whole one.
function readRecord (file, at) {
  if (at + HEADER > file.length || file.readUInt32BE(at) !== MAGIC) return undefined
  const end = at + HEADER + file.readUInt32BE(at + 4)
  const count = file.readUInt32BE(at + 8)
  const first = Number(file.readBigUInt64BE(at + 20))
  if (end > file.length) return undefined
  const body = file.subarray(at + HEADER, end)
  if (!sum(first, count, body).equals(file.subarray(at + 12, at + 20))) return undefined
  return { first, end, events: splitBody(body) }
}

// Cuts a record's body into its events.
function splitBody (body) {
  const events = []
  for (let at = 0; at < body.length;) {
    const length = body.readUInt32BE(at)
    events.push(body.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return events
}

// Tells if a whole record stands anywhere after a place: then what is bad there is damage and no step that a crash cut short.
function recordAfter (file, at) {
  const magic = Buffer.from([0x45, 0x56, 0x4e, 0x54])
  for (let next = file.indexOf(magic, at + 1); next >= 0; next = file.indexOf(magic, next + 1)) {
    if (readRecord(file, next)) return true
  }
  return false
}

export class Segment {
  // A file and the numbers of the events in it; `events` is filled only while it is wanted.
  constructor (folder, first) {
    this.file = `${folder}/${segmentName(first)}`
    this.first = first
    this.next = first
    this.size = 0
    this.events = undefined
  }

  // Makes an empty file.
  async create () {
    this.handle = await fs.open(this.file, 'wx+', 0o600)
    await this.handle.sync()
    this.events = []
    return this
  }

  // Reads the whole file and checks that it has no hole; only the last one may end in a step that was cut short.
  async load (last) {
    const file = await fs.readFile(this.file)
    const events = []
    let at = 0
    for (let record; (record = readRecord(file, at)); at = record.end) {
      if (record.first !== this.first + events.length) throw new Lost(`${this.file}: record out of order`)
      for (const event of record.events) events.push(event) // no spread: a step may have more events than a call takes arguments
    }
    if (at < file.length && (!last || recordAfter(file, at))) throw new Lost(`${this.file}: damaged at ${at}`)
    this.next = this.first + events.length
    this.size = at
    this.events = events
    return this
  }

  // Opens the last file for more; what was read from the page cache must be on disk before it is sent.
  async reopen () {
    this.handle = await fs.open(this.file, 'r+')
    await this.handle.truncate(this.size)
    await this.handle.sync()
  }

  // Writes one step and syncs it; a step that failed is taken back, and if that fails too the file is not to be used.
  async append (events) {
    const record = makeRecord(this.next, events)
    try {
      await writeFully(this.handle, record, this.size)
      await this.handle.datasync()
    } catch (error) {
      await this.takeBack()
      throw error
    }
    this.size += record.length
    this.next += events.length
    for (const event of events) this.events.push(event)
  }

  // Cuts a failed step off.
  async takeBack () {
    try {
      await this.handle.truncate(this.size)
      await this.handle.sync()
    } catch {
      this.broken = true
    }
  }

  // Stops writing; its events are read again when they are wanted.
  async close () {
    await this.handle?.close()
    this.handle = undefined
    this.events = undefined
  }
}
