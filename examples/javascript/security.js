// Who may come in: the key file, its peers, and the handler that libzmq asks at each handshake.
import fs from 'node:fs'
import { EventEmitter } from 'node:events'
import * as zmq from 'zeromq'
import { readJson, replaceFile } from './disk.js'

export const DOMAIN = 'commandcenter'
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'
const LOOK_EVERY = 300 // ms; with the cut itself well inside the two seconds of S5

// Writes 32 bytes as the 40 characters of Z85.
export function z85 (bytes) {
  let text = ''
  for (let at = 0; at < bytes.length; at += 4) {
    for (let value = bytes.readUInt32BE(at), power = 85 ** 4; power >= 1; power /= 85) text += ALPHABET[Math.floor(value / power) % 85]
  }
  return text
}

// Tells if a value is a key in Z85.
function isKey (value) {
  return typeof value === 'string' && value.length === 40 && [...value].every(c => ALPHABET.includes(c))
}

// Refuses a key file that is not what it should be, before anything is opened with it.
function checkFile (content, id) {
  if (content?.version !== 1 || content.id !== id) throw new Error(`the key file is not one of version 1 for ${id}`)
  if (!isKey(content.public) || !isKey(content.secret)) throw new Error('the key file has no proper key pair')
  if (!Array.isArray(content.peers) || !content.peers.every(isKey)) throw new Error('the key file has a peer that is no key')
  return content
}

export class Keys extends EventEmitter {
  // Holds the key pair and the peers, and follows the file.
  constructor (file, id) {
    super()
    this.file = file
    this.id = id
    this.peers = new Set()
  }

  // Reads the file, or makes it at the first start.
  async open () {
    if (await readJson(this.file) === undefined) await this.make()
    this.private()
    this.seen = this.mark()
    const content = checkFile(await readJson(this.file), this.id)
    this.public = content.public
    this.secret = content.secret
    this.peers = new Set(content.peers)
    setInterval(() => this.look(), LOOK_EVERY).unref()
  }

  // Writes a new key pair without any peer.
  async make () {
    const { publicKey, secretKey } = zmq.curveKeyPair()
    await replaceFile(this.file, JSON.stringify({ version: 1, id: this.id, public: publicKey, secret: secretKey, peers: [] }, null, 1))
  }

  // Takes the file away from everybody else: an editor or a copy may have opened it.
  private () {
    if ((fs.statSync(this.file).mode & 0o077) === 0) return
    fs.chmodSync(this.file, 0o600)
    console.error('the key file was readable by others; its mode is 0600 now')
  }

  // Tells one state of the file from another; size and inode too, because times are coarse.
  mark () {
    const { mtimeMs, ctimeMs, size, ino } = fs.statSync(this.file)
    return [mtimeMs, ctimeMs, size, ino].join()
  }

  // Reads the file again when it has changed; one that cannot be read changes nothing, since it does not say who is out.
  async look () {
    try {
      const seen = this.mark()
      if (seen === this.seen) return
      const content = checkFile(await readJson(this.file), this.id)
      this.seen = seen
      this.private()
      this.follow(new Set(content.peers))
    } catch (error) {
      if (this.complained !== error.message) console.error('key file:', error.message)
      this.complained = error.message
    }
  }

  // Takes over a new set of peers and tells who has gone.
  follow (peers) {
    const gone = [...this.peers].filter(key => !peers.has(key))
    this.peers = peers
    if (gone.length) this.emit('gone', new Set(gone))
  }

  // Gives the options that make a socket a CURVE server that lets nobody in unasked (S1, S4).
  socketOptions () {
    return {
      linger: 0,
      curveServer: true,
      curveSecretKey: this.secret,
      curvePublicKey: this.public,
      zapDomain: DOMAIN,
      zapEnforceDomain: true,
      maxMessageSize: 4 << 20,
      handshakeInterval: 5000
    }
  }
}

// Judges one ZAP request and gives the key if it may come in.
function judge (frames, keys) {
  const [version, , domain, , , mechanism, credentials] = frames.map(frame => frame.toString('latin1'))
  if (version !== '1.0' || domain !== DOMAIN || mechanism !== 'CURVE' || frames.length !== 7) return undefined
  const key = credentials.length === 32 ? z85(frames[6]) : ''
  return keys.peers.has(key) ? key : undefined
}

// Answers ZAP requests for ever; when that ends the process ends, though without it nobody would get in either.
export async function guard (keys, admitted) {
  const socket = new zmq.Reply({ linger: 0 })
  await socket.bind('inproc://zeromq.zap.01')
  const serve = async () => {
    for await (const frames of socket) {
      const key = judge(frames, keys)
      if (key) admitted(frames[4].toString('latin1'), key)
      await socket.send(['1.0', frames[1] ?? '', key ? '200' : '400', key ? 'OK' : 'not a peer', key ?? '', ''])
    }
  }
  serve().catch(error => { console.error('zap:', error); process.exit(1) })
  return socket
}
