// The PUB socket; what it sends may be lost.
import * as zmq from 'zeromq'
import { encode } from '@msgpack/msgpack'
import { packSample } from './forms.js'

const TRIES = 100
const WAIT = 50

export class Telemetry {
  // Knows where to publish and with which security.
  constructor (endpoint, options) {
    this.endpoint = endpoint
    this.options = options
    this.line = Promise.resolve()
    this.number = 0
  }

  // Binds; the port of a socket that was just closed is free only a moment later.
  async open () {
    for (let left = TRIES; ; left--) {
      const socket = new zmq.Publisher({ ...this.options, sendHighWaterMark: 1000 })
      try {
        await socket.bind(this.endpoint)
        this.socket = socket
        return
      } catch (error) {
        socket.close()
        if (!left) throw error
        await new Promise(resolve => setTimeout(resolve, WAIT))
      }
    }
  }

  // Cuts every subscriber off and lets those back in that are still peers (S5). In line: of two cuts at once, the second
  // closes what the first has opened.
  reopen () {
    this.line = this.line.then(() => {
      this.socket?.close()
      this.socket = undefined
      return this.open()
    }).catch(error => console.error('telemetry:', error.message))
    return this.line
  }

  // Publishes one sample; it is checked first, and sends stand in line because a socket takes one at a time.
  async publish (sample) {
    const bytes = packSample(sample)
    this.line = this.line.then(() => this.socket?.send([sample.key, bytes, encode(++this.number)])).catch(error => console.error('telemetry:', error.message))
    return this.line
  }
}
