// The fields of every message, event and sample, and the checks of their types.
import { Ext, Fault, Float, packFloats, packMap, unpack } from './wire.js'

export const MAX_MESSAGE = 1 << 20
export const MAX_EVENT = 64 << 10
const MAX_SEQ = 2n ** 63n - 1n
const YEAR_2000 = Date.UTC(2000, 0, 1)
const DAY = 86400000

const wrong = text => new Fault('field', text)

// Makes a check of a text between two lengths in Unicode characters, not UTF-16 units; half a surrogate pair cannot be written as UTF-8.
function text (low, high) {
  return value => {
    if (typeof value !== 'string' || /\p{Surrogate}/u.test(value)) throw wrong('text expected')
    const size = value.length > high * 2 ? Infinity : [...value].length
    if (size < low || size > high) throw wrong(`text of ${low} to ${high} characters expected`)
    return value
  }
}

// Makes a check of a whole number in a range; floats and booleans are other types.
function whole (low, high) {
  return value => {
    if (typeof value !== 'number' && typeof value !== 'bigint') throw wrong('whole number expected')
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw wrong('whole number expected')
    if (value < low || value > high) throw wrong(`whole number of ${low} to ${high} expected`)
    return value
  }
}

// Makes a check of a list whose elements all pass another check.
function listOf (check, low, high) {
  return value => {
    if (!Array.isArray(value) || value.length < low || value.length > high) throw wrong(`list of ${low} to ${high} expected`)
    return value.map(check)
  }
}

// Makes a check of a map of at most 32 Names to something.
function namesTo (check) {
  return value => {
    if (!(value instanceof Map) || value.size > 32) throw wrong('map of at most 32 expected')
    return Object.fromEntries([...value].map(([name, item]) => [NAME(name), check(item)]))
  }
}

// Makes a check of one word out of a few.
function oneOf (...words) {
  return value => {
    if (!words.includes(value)) throw wrong(`one of ${words.join(', ')} expected`)
    return value
  }
}

// Marks a field that may be absent and then has a value.
function or (check, value) {
  return Object.assign(v => check(v), { absent: value, optional: true })
}

// Takes a check and lets null pass too.
function nullable (check) {
  return value => value === null ? null : check(value)
}

// Gives the plain number of a float or a whole number, and refuses what is not finite.
function number (value) {
  const plain = value instanceof Float ? value.value : typeof value === 'bigint' ? Number(value) : value
  if (typeof plain !== 'number' || !Number.isFinite(plain)) throw wrong('finite number expected')
  return plain
}

// Checks one of Values: text, boolean or number.
function measured (value) {
  if (typeof value === 'boolean') return value
  return typeof value === 'string' ? TEXT(value) : number(value)
}

// Checks a map with longitude and latitude and nothing else.
function place (value) {
  if (!(value instanceof Map) || value.size !== 2 || !value.has('lon') || !value.has('lat')) throw wrong('{lon, lat} expected')
  const lon = number(value.get('lon'))
  const lat = number(value.get('lat'))
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) throw wrong('no such place on the earth')
  return { lon, lat }
}

// Gives the milliseconds of a MessagePack timestamp in any of its three sizes.
function timestamp ({ type, data }) {
  if (type !== -1) throw wrong('instant expected')
  if (data.length === 4) return data.readUInt32BE(0) * 1000
  if (data.length === 8) return stamp(data.readUInt32BE(0) >>> 2, (data.readUInt32BE(0) & 3) * 2 ** 32 + data.readUInt32BE(4))
  if (data.length === 12) return stamp(data.readUInt32BE(0), Number(data.readBigInt64BE(4)))
  throw wrong('instant expected')
}

// Joins the nanoseconds and seconds of a timestamp.
function stamp (nanoseconds, seconds) {
  if (nanoseconds > 999999999) throw wrong('instant expected')
  return seconds * 1000 + nanoseconds / 1e6
}

const [YEAR_2, YEAR_9999] = ['0002', '9999'].map(year => Date.parse(`${year}-01-01T00:00:00Z`))
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:[Zz]|([+-])(\d\d):(\d\d))$/

// Gives the milliseconds of RFC 3339 text; Date.parse would let 30 February and missing offsets pass.
function rfc3339 (value) {
  const match = RFC3339.exec(value)
  if (!match) throw wrong('instant expected')
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number)
  const [offsetHour, offsetMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw wrong('no such day')
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) throw wrong('no such time of day')
  const offset = (offsetHour * 60 + offsetMinute) * (match[8] === '-' ? -1 : 1)
  return date.getTime() + ((hour * 60 + minute - offset) * 60 + second + Number(match[7] ?? 0)) * 1000
}

// Checks an instant and gives its milliseconds since 1970.
function instant (value) {
  const text = typeof value === 'string' && value.length < 64
  if (!text && !(value instanceof Ext)) throw wrong('instant expected')
  const time = text ? rfc3339(value) : timestamp(value)
  if (time < YEAR_2 || time >= YEAR_9999) throw wrong('no year from 2 to 9998')
  return time
}

// Checks when something happened (V2) and gives it as it was said.
function when (value) {
  const time = instant(value)
  if (time < YEAR_2000 || time > Date.now() + DAY) throw wrong('`at` lies too far from now')
  return value
}

const NAME = text(1, 128)
const TEXT = text(0, 512)
const SEQ = whole(0, MAX_SEQ)
const PLACE = or(nullable(place), null)
const VALUES = or(namesTo(measured), {})

const MESSAGES = {
  hello: { versions: listOf(whole(0, 2n ** 64n), 0, 64), core: NAME },
  pull: { epoch: NAME, after: SEQ, credit: whole(1, 1000) },
  durable: { epoch: NAME, seq: SEQ },
  ping: {},
  pong: { head: or(SEQ, 0) },
  refresh: { epoch: NAME, reason: NAME },
  command: { key: NAME, device: NAME, action: NAME, args: or(namesTo(TEXT), {}), deadline: instant },
  fault: { code: NAME, text: or(TEXT, '') }
}

const EVENTS = {
  raise: { type: NAME, subject: NAME, title: or(TEXT, ''), priority: or(oneOf('critical', 'major', 'minor', 'notice', null), null), place: PLACE, area: or(text(0, 16), ''), address: or(TEXT, ''), values: VALUES },
  return: { type: NAME, subject: NAME },
  device: { device: NAME, type: NAME, name: TEXT, actions: listOf(NAME, 1, 16), place: PLACE, subject: or(text(0, 128), '') },
  note: { type: NAME, subject: NAME, title: or(TEXT, ''), values: VALUES },
  refresh: { phase: oneOf('begin', 'end') }
}

const SAMPLE = { key: NAME, type: NAME, at: when, name: or(TEXT, ''), place: PLACE, values: VALUES }

// Looks a form up without tripping over what every object inherits.
function form (forms, name) {
  return typeof name === 'string' && Object.hasOwn(forms, name) ? forms[name] : undefined
}

// Checks the fields of a map and fills in those that may be absent.
function check (fields, map, besides) {
  const result = {}
  for (const name of map.keys()) if (name !== besides && !Object.hasOwn(fields, name)) throw wrong(`no field ${name.slice(0, 64)}`)
  for (const [name, test] of Object.entries(fields)) {
    if (!map.has(name) && !test.optional) throw wrong(`field ${name} is missing`)
    result[name] = map.has(name) ? named(name, test, map.get(name)) : test.absent
  }
  return result
}

// Runs one check and puts the field's name into its complaint.
function named (name, test, value) {
  try {
    return test(value)
  } catch (error) {
    throw error instanceof Fault ? new Fault(error.code, `${name}: ${error.message}`) : error
  }
}

// Reads a message from its frames; a fault with faults in it is marked so that nobody answers it (X2).
export function readMessage (frames) {
  const size = frames.reduce((sum, frame) => sum + frame.length, 0)
  if (size > MAX_MESSAGE) throw new Fault('size', `${size} bytes are too many`)
  if (frames.length !== 1) throw new Fault('malformed', 'one frame expected')
  const map = unpack(frames[0])
  if (typeof map.get('t') !== 'string') throw wrong('t: text expected')
  const fields = form(MESSAGES, map.get('t'))
  if (!fields) throw new Fault('unknown', `no message ${map.get('t').slice(0, 64)}`)
  try {
    return { ...check(fields, map, 't'), t: map.get('t') }
  } catch (error) {
    if (map.get('t') === 'fault') return { t: 'fault', code: 'refused', text: 'a fault that cannot be read' }
    throw error
  }
}

// Turns what JSON gave into what the checks read.
function fromJson (value) {
  if (Array.isArray(value)) return value.map(fromJson)
  if (value === null || typeof value !== 'object') return typeof value === 'number' && !Number.isSafeInteger(value) ? new Float(value) : value
  return new Map(Object.entries(value).map(([name, item]) => [name, fromJson(item)]))
}

// Packs the fields that were said, numbers of places and values as floats.
function packSaid (said, checked) {
  const fields = {}
  for (const name of Object.keys(said)) {
    const floats = (name === 'values' || name === 'place') && checked[name] !== null
    fields[name] = floats ? packFloats(checked[name]) : checked[name] ?? said[name]
  }
  const bytes = packMap(fields)
  if (bytes.length > MAX_EVENT) throw wrong(`${bytes.length} bytes are too many`)
  return bytes
}

// Checks one event given as a plain object and packs it (V1, V2).
export function packEvent (event) {
  const said = { ...event, at: event.at ?? new Date().toISOString() }
  const fields = form(EVENTS, said.kind)
  if (!fields) throw wrong('no such kind of event')
  return packSaid(said, check({ ...fields, at: when }, fromJson(said), 'kind'))
}

// Checks events that belong together: a begin, then raises, then an end (V4).
export function packEvents (events) {
  if (!Array.isArray(events) || events.length === 0) throw wrong('a list of events expected')
  let inside = false
  for (const { kind, phase } of events) {
    const opens = kind === 'refresh' && phase === 'begin'
    if (inside ? opens || (kind !== 'raise' && kind !== 'refresh') : kind === 'refresh' && !opens) throw wrong('refresh begin and end do not pair')
    if (kind === 'refresh') inside = opens
  }
  if (inside) throw wrong('refresh begin and end do not pair')
  return events.map(packEvent)
}

// Checks one sample given as a plain object and packs it (T1, T2).
export function packSample (sample) {
  const said = { ...sample, at: sample.at ?? new Date().toISOString() }
  return packSaid(said, check(SAMPLE, fromJson(said)))
}
