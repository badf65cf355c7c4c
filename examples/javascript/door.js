// Lets connections in, each to a ROUTER of its own, so that every message has the key of its sender.
//
// zeromq.js does not give the property User-Id of a message (zeromq.js issue 327), and S6 needs to know whose link it is. But the ZAP
// request carries the routing id of the socket that asks. So each connection is passed, bytes as they are, to its own ROUTER behind a
// private ipc socket; the ROUTER's routing id names the connection to the ZAP handler. CURVE still runs from end to end.
//
// The ROUTER has no limit on what it receives; the relay limits it instead, in bytes.
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import * as zmq from 'zeromq'

const MAX_CONNECTIONS = 160
const MAX_UNREAD = 8 << 20 // bytes that may wait to be handled; room for the largest message of 4 MiB
const FRAMING = 1024 // bytes a second that are no messages

// Turns a ZeroMQ endpoint into what node listens on; relative ipc paths are of the folder that the program was started in.
export function address (endpoint) {
  const ipc = /^ipc:\/\/(.+)$/.exec(endpoint)
  if (ipc) return { path: path.resolve(ipc[1]) }
  const tcp = /^tcp:\/\/(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(endpoint)
  if (!tcp) throw new Error(`not an endpoint: ${endpoint}`)
  const host = tcp[1] ?? tcp[2]
  return { host: host === '*' ? '0.0.0.0' : host, port: Number(tcp[3]) }
}

class Connection {
  // One connection from outside and the ROUTER that it belongs to.
  constructor (id, outer, options, folder) {
    this.id = id
    this.outer = outer
    this.key = null
    this.unread = 0
    this.closed = false
    this.file = path.join(folder, id)
    this.router = new zmq.Router({ ...options, routingId: id, mandatory: true, sendHighWaterMark: 16, receiveHighWaterMark: 0 })
  }

  // Joins the two ends; what comes faster than it is taken waits in the kernel, not here.
  async join () {
    await this.router.bind(`ipc://${this.file}`)
    if (this.closed) return
    this.inner = net.connect({ path: this.file, allowHalfOpen: true })
    this.inner.pipe(this.outer)
    this.outer.on('data', chunk => this.pass(chunk)).on('end', () => this.inner.end())
    this.inner.on('drain', () => this.goOn())
    for (const end of [this.inner, this.outer]) end.on('error', () => this.cut()).on('close', () => this.cut())
  }

  // Passes bytes on to the ROUTER and takes no more while too much waits.
  pass (chunk) {
    this.unread += chunk.length
    const taken = this.inner.write(chunk)
    if (!taken || this.unread > MAX_UNREAD) this.outer.pause()
  }

  // Takes more again when there is room.
  goOn () {
    if (!this.closed && this.unread <= MAX_UNREAD && !this.inner.writableNeedDrain) this.outer.resume()
  }

  // Counts a message as handled: its size on the wire (ZMTP and CURVE add 33 bytes and the frame's header to each part).
  handled (frames) {
    for (const { length } of frames) this.unread -= length + 33 + (length + 33 > 255 ? 9 : 2)
    this.unread = Math.max(0, this.unread)
    this.goOn()
  }

  // Forgets what framing has added; a message of endless parts adds more, stands still and is cut for its silence.
  tick (ms) {
    this.unread = Math.max(0, this.unread - FRAMING * ms / 1000)
    this.goOn()
  }

  // Gives the frames of each message until the connection ends.
  async * messages () {
    try {
      for await (const [route, ...frames] of this.router) {
        this.route = route
        yield frames
        this.handled(frames)
      }
    } catch (error) {
      if (!this.closed) console.error('connection:', error.message)
    }
  }

  // Sends one frame and waits while the peer takes nothing.
  async send (bytes) {
    await this.router.send([this.route, bytes])
  }

  // Ends the connection at once, whatever is under way.
  cut () {
    if (this.closed) return
    this.closed = true
    this.outer.destroy()
    this.inner?.destroy()
    if (!this.router.closed) this.router.close()
    this.onCut?.()
  }
}

export class Door {
  // Listens on the source's endpoint.
  constructor (endpoint, folder) {
    this.where = address(endpoint)
    this.folder = folder
    this.connections = new Map()
    this.count = 0
  }

  // Takes the endpoint before anything on disk is touched: a second source would fail here.
  async listen () {
    this.server = net.createServer({ allowHalfOpen: true, noDelay: true }, socket => this.enter(socket))
    await this.freePath()
    await new Promise((resolve, reject) => this.server.once('error', reject).listen(this.where, resolve))
    fs.rmSync(this.folder, { recursive: true, force: true })
    fs.mkdirSync(this.folder, { mode: 0o700 })
  }

  // Removes the ipc file of an earlier life; the folder's lock says that it is not in use.
  async freePath () {
    if (this.where.path) fs.rmSync(this.where.path, { force: true })
  }

  // Begins to let connections in.
  open (options, welcome) {
    this.options = options
    this.welcome = welcome
  }

  // Gives a new connection its ROUTER; before the source is ready, and above the limit, it is turned away.
  async enter (socket) {
    socket.on('error', () => {})
    if (!this.welcome || this.connections.size >= MAX_CONNECTIONS) return socket.destroy()
    const connection = new Connection(`c${++this.count}`, socket, this.options, this.folder)
    this.connections.set(connection.id, connection)
    connection.onCut = () => this.connections.delete(connection.id)
    try {
      await connection.join()
      if (!connection.closed) this.welcome(connection)
    } catch (error) {
      console.error('door:', error.message)
      connection.cut()
    }
  }

  // Notes whose connection it is; called by the ZAP handler during the handshake.
  admitted (id, key) {
    const connection = this.connections.get(id)
    if (connection) connection.key = key
  }

  // Lets connections that were held back go on.
  tick (ms) {
    for (const connection of this.connections.values()) if (connection.inner) connection.tick(ms)
  }

  // Cuts every connection of keys that are peers no more (S5).
  cut (gone) {
    for (const connection of [...this.connections.values()]) if (gone.has(connection.key)) connection.cut()
  }
}
