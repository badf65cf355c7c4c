// One link: what a core said over it, and what it gets.
import { Fault, packList, packMap } from './wire.js'
import { readMessage } from './forms.js'

const BATCH_BYTES = 256 << 10
const MOST_REPLIES = 2048 // that wait for a core which reads nothing; then it is cut
const SILENT = 1000
const GONE = 10000
const RESULT = (key, { outcome, detail }) => packMap({ t: 'result', key, outcome, detail })

// What a core may say; any other `t` was refused when the message was read.
const HANDLERS = new Set(['hello', 'pull', 'durable', 'ping', 'pong', 'refresh', 'command'])

export class Link {
  // Begins as a link that nobody has said hello over.
  constructor (connection, source) {
    this.connection = connection
    this.source = source
    this.replies = []
    this.turn = 0
    this.forget()
  }

  get key () { return this.connection.key }

  // Makes the link unknown: it must say hello again (K4).
  forget () {
    this.core = null
    this.anew()
  }

  // Begins a new turn: nothing of the one before is sent any more, until the next pull (H4, E3).
  anew () {
    this.turn++
    this.pulled = false
    this.credit = 0
    this.position = 0
    this.known = 0
    this.held = []
  }

  // Takes messages one after the other until the connection ends.
  async serve () {
    this.heardAt = Date.now()
    for await (const frames of this.connection.messages()) {
      this.heardAt = Date.now()
      await this.take(frames)
      if (this.connection.closed) break
    }
    this.connection.cut()
    this.replies = []
  }

  // Answers one message, or refuses it without any effect (X1).
  async take (frames) {
    try {
      await this.handle(readMessage(frames))
    } catch (error) {
      if (error instanceof Fault) return this.fault(error.code, error.message)
      console.error('link:', error)
      this.fault('disk', error.code ?? 'the source cannot do that now')
    }
  }

  // Hands a message to the method of its name.
  async handle (message) {
    if (message.t === 'fault') return this.source.complained(this, message)
    if (message.t !== 'hello' && !this.core) throw new Fault('hello', 'say hello first')
    if (this.core) this.source.cores.heard(this.key, this.core)
    if (HANDLERS.has(message.t)) await this[message.t](message)
  }

  // Starts the link anew and says which log this is.
  hello ({ versions, core }) {
    const { log, source } = this.log()
    if (!versions.includes(1)) throw new Fault('version', 'version 1 is spoken here')
    if (!this.core && !source.roomForLinks()) throw new Fault('busy', 'too many links are open')
    this.anew()
    this.core = core
    this.pingedAt = Date.now()
    this.say({ t: 'welcome', version: 1, source: source.id, epoch: log.epoch, first: log.first, head: log.head, telemetry: source.telemetry, before: log.before })
  }

  // Sets position and credit; the core is remembered on disk before it gets anything (L4).
  async pull ({ epoch, after, credit }) {
    await this.source.settled()
    this.checkPosition(epoch, after)
    await this.source.cores.pulled(this.key, this.core, epoch)
    this.turn++
    this.pulled = true
    this.fresh = true
    this.position = this.known = Number(after)
    this.credit = credit
    for (const bytes of this.held.splice(0)) this.post(bytes)
    this.pump()
  }

  // Notes how much of the log the core has on its disk.
  async durable ({ epoch, seq }) {
    await this.source.settled()
    this.checkPosition(epoch, seq)
    this.known = Math.max(this.known, Number(seq))
    this.source.durable(this, Number(seq))
  }

  // Refuses a position in another log or after the newest event (P5, D1).
  checkPosition (epoch, seq) {
    const { log } = this.log()
    if (epoch !== log.epoch) throw new Fault('epoch', `this source's log is ${log.epoch}`)
    if (seq > log.head) throw new Fault('ahead', `the newest event is ${log.head}`)
  }

  // Answers at once (K1).
  ping () {
    this.say({ t: 'pong', head: this.source.log.head })
  }

  // Needs nothing: that the link was heard is noted already.
  pong () {}

  // Asks the source to say anew what is wrong now.
  refresh ({ epoch }) {
    this.checkPosition(epoch, 0)
    const position = this.pulled ? this.known : this.source.cores.position(this.key, this.core, epoch)
    this.source.refresh(position).catch(error => this.fault('disk', error.code ?? 'the log cannot be written'))
  }

  // Hands a command on; who asks may say hello anew before the result comes, and then it waits for the pull.
  async command (command) {
    const turn = this.helloTurn()
    await this.source.commands.ask(command, {
      key: this.key,
      result: (key, result) => this.result(RESULT(key, result), turn),
      fault: (code, text) => this.fault(code, text)
    })
  }

  // Names the time since the last hello or end of a log.
  helloTurn () {
    return this.held
  }

  // Sends a result, or keeps it until the pull if the link was started anew since it was asked for.
  result (bytes, turn) {
    if (!this.core) return
    if (this.held !== turn && !this.pulled) this.held.push(bytes)
    else this.post(bytes)
  }

  // Tells that the log has ended; after that nothing comes until a pull from the new one (E3).
  ended ({ epoch, last }) {
    if (!this.core) return
    this.anew()
    this.say({ t: 'end', epoch, last })
  }

  // Answers with a fault whose text is for people.
  fault (code, text = '') {
    this.say({ t: 'fault', code, text: [...text.replace(/\p{Surrogate}/gu, '?')].slice(0, 512).join('') })
  }

  // Sends a message.
  say (fields) {
    this.post(packMap(fields))
  }

  // Puts packed bytes in line; a core that reads nothing must not fill our memory.
  post (bytes) {
    if (this.connection.closed) return
    if (this.replies.length >= MOST_REPLIES) return this.connection.cut()
    this.replies.push(bytes)
    this.pump()
  }

  // Sends what waits, replies before events, one at a time; it rests in `send` while the core takes nothing.
  async pump () {
    this.again = true
    if (this.pumping) return
    this.pumping = true
    try {
      while (this.again && !this.connection.closed) {
        this.again = false
        for (let bytes; (bytes = this.replies.shift() ?? await this.batch()) && !this.connection.closed;) await this.connection.send(bytes)
      }
    } catch (error) {
      if (!this.connection.closed) console.error('send:', error.message)
      this.connection.cut()
    } finally {
      this.pumping = false
    }
  }

  // Gives the next batch that the standing order asks for, if there is one.
  async batch () {
    const { log } = this.log()
    if (!this.credit || this.position >= log.head) return undefined
    const turn = this.turn
    const { epoch } = log
    const read = await log.read(this.position + 1, this.credit, BATCH_BYTES).catch(error => ({ error }))
    if (turn !== this.turn) return this.batch() // a pull, a hello or the end of the log came in between
    if (read.error) return this.stop(read.error)
    const { first, events } = read
    if (first > this.position + 1 && !this.fresh) return this.stop(new Error('a hole'))
    this.fresh = false
    this.position = first + events.length - 1
    this.credit -= events.length
    return packMap({ t: 'batch', epoch, first, head: log.head, events: packList(events) })
  }

  // Ends the standing order when the log cannot be read.
  stop (error) {
    console.error('log:', error.message)
    this.credit = 0
    this.fault('disk', error.code ?? error.message)
    return undefined
  }

  // Pings a silent core and forgets one that is silent for long (K2, K4).
  tick (now) {
    if (!this.core) return
    if (now - this.heardAt >= GONE) return this.forget()
    if (now - this.heardAt < SILENT || now - this.pingedAt < SILENT) return
    this.pingedAt = now
    this.say({ t: 'ping' })
  }

  // Gives the source and its log.
  log () {
    return { source: this.source, log: this.source.log }
  }
}

