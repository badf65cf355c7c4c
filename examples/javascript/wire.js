// MessagePack as the protocol wants it: a strict reader for what comes in, and a packer that can embed bytes packed before.
import { encode } from '@msgpack/msgpack'

const MAX_DEPTH = 16 // the deepest message of the page has four levels
const MAX_VALUES = 4096 // the largest has under two hundred; a megabyte of empty maps must not become a million objects

export class Fault extends Error {
  // A refusal with the code that the peer gets to see.
  constructor (code, text) {
    super(text)
    this.code = code
  }
}

export class Float {
  // A number that came as a float; kept apart because a whole number on the wire is not a float.
  constructor (value) {
    this.value = value
  }
}

export class Ext {
  // An extension value as it came; only timestamps have a meaning here.
  constructor (type, data) {
    this.type = type
    this.data = data
  }
}

export class Raw {
  // Bytes that are MessagePack already, so that an event stays the same bytes from the log to the wire.
  constructor (bytes) {
    this.bytes = bytes
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const malformed = text => new Fault('malformed', text)

class Reader {
  // Walks one frame; the library's own decoder keeps the last of two equal keys and cannot tell 1 from 1.0.
  constructor (bytes) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = 0
    this.values = 0
  }

  // Gives the next `size` bytes, or refuses a length that the frame cannot hold before anything is allocated.
  take (size) {
    if (size > this.bytes.length - this.at) throw malformed('the frame ends too early')
    this.at += size
    return this.bytes.subarray(this.at - size, this.at)
  }

  // Reads an unsigned length of 1, 2 or 4 bytes.
  length (size) {
    return this.take(size).readUIntBE(0, size)
  }

  // Reads UTF-8 text and refuses what is none.
  text (size) {
    try {
      return utf8.decode(this.take(size))
    } catch (error) {
      throw error instanceof Fault ? error : malformed('text that is not UTF-8')
    }
  }

  // Reads an extension of a given length.
  ext (size) {
    const type = this.take(1).readInt8(0)
    return new Ext(type, this.take(size))
  }

  // Reads a list; every element costs at least a byte, so an impossible count is known at once.
  list (count, depth) {
    if (count > this.bytes.length - this.at) throw malformed('the frame ends too early')
    const list = []
    for (let i = 0; i < count; i++) list.push(this.value(depth + 1))
    return list
  }

  // Reads a map into a Map (an object would give "__proto__" a meaning) and refuses a key that comes twice.
  map (count, depth) {
    if (count * 2 > this.bytes.length - this.at) throw malformed('the frame ends too early')
    const map = new Map()
    for (let i = 0; i < count; i++) {
      const key = this.value(depth + 1)
      if (typeof key !== 'string') throw malformed('a key that is not text')
      if (map.has(key)) throw malformed('a key twice')
      map.set(key, this.value(depth + 1))
    }
    return map
  }

  // Reads the next value of any kind.
  value (depth) {
    if (depth > MAX_DEPTH) throw malformed('nested too deep')
    if (++this.values > MAX_VALUES) throw new Fault('field', 'too many values')
    const tag = this.take(1)[0]
    if (tag <= 0x7f) return tag
    if (tag <= 0x8f) return this.map(tag & 15, depth)
    if (tag <= 0x9f) return this.list(tag & 15, depth)
    if (tag <= 0xbf) return this.text(tag & 31)
    if (tag >= 0xe0) return tag - 256
    return this.tagged(tag, depth)
  }

  // Reads a value whose first byte only says what follows.
  tagged (tag, depth) {
    switch (tag) {
      case 0xc0: return null
      case 0xc2: return false
      case 0xc3: return true
      case 0xc4: return Buffer.from(this.take(this.length(1)))
      case 0xc5: return Buffer.from(this.take(this.length(2)))
      case 0xc6: return Buffer.from(this.take(this.length(4)))
      case 0xc7: return this.ext(this.length(1))
      case 0xc8: return this.ext(this.length(2))
      case 0xc9: return this.ext(this.length(4))
      case 0xca: return new Float(this.take(4).readFloatBE(0))
      case 0xcb: return new Float(this.take(8).readDoubleBE(0))
      case 0xcc: return this.take(1).readUInt8(0)
      case 0xcd: return this.take(2).readUInt16BE(0)
      case 0xce: return this.take(4).readUInt32BE(0)
      case 0xcf: return small(this.take(8).readBigUInt64BE(0))
      case 0xd0: return this.take(1).readInt8(0)
      case 0xd1: return this.take(2).readInt16BE(0)
      case 0xd2: return this.take(4).readInt32BE(0)
      case 0xd3: return small(this.take(8).readBigInt64BE(0))
      case 0xd4: return this.ext(1)
      case 0xd5: return this.ext(2)
      case 0xd6: return this.ext(4)
      case 0xd7: return this.ext(8)
      case 0xd8: return this.ext(16)
      case 0xd9: return this.text(this.length(1))
      case 0xda: return this.text(this.length(2))
      case 0xdb: return this.text(this.length(4))
      case 0xdc: return this.list(this.length(2), depth)
      case 0xdd: return this.list(this.length(4), depth)
      case 0xde: return this.map(this.length(2), depth)
      case 0xdf: return this.map(this.length(4), depth)
      default: throw malformed('a byte that MessagePack does not know')
    }
  }
}

// Turns a 64-bit whole number into a plain one where that loses nothing.
function small (big) {
  return big <= 9007199254740991n && big >= -9007199254740991n ? Number(big) : big
}

// Reads one frame that is one map and nothing after it.
export function unpack (bytes) {
  const reader = new Reader(bytes)
  const value = reader.value(0)
  if (!(value instanceof Map)) throw malformed('not a map')
  if (reader.at !== reader.bytes.length) throw malformed('bytes after the map')
  return value
}

// Packs one value; bytes that were packed before go in as they are.
function packed (value) {
  if (value instanceof Raw) return value.bytes
  return encode(value)
}

// Packs a map from its fields.
export function packMap (fields) {
  const names = Object.keys(fields)
  const parts = [Buffer.from([0x80 | names.length])]
  for (const name of names) parts.push(encode(name), packed(fields[name]))
  return Buffer.concat(parts)
}

// Packs a list of values that are packed already.
export function packList (items) {
  const head = items.length < 16 ? Buffer.from([0x90 | items.length]) : Buffer.from([0xdc, items.length >> 8, items.length & 255])
  return new Raw(Buffer.concat([head, ...items]))
}

// Packs a map whose numbers all travel as 64-bit floats, as Values and Place do.
export function packFloats (object) {
  return new Raw(encode(object, { forceIntegerToFloat: true }))
}
