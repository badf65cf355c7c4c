// Commands: each key is on disk before anything is done, and its result after; a key is never acted on twice.
import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import { syncFolder } from './disk.js'

const FOLDER = 'commands'
const MOST_WAITING = 1000
const AT_ONCE = 64 // keys that share one round of syncs

// Names the file of a key: one file each, so that "for ever" costs disk and no memory.
function fileOf (key) {
  const name = createHash('sha256').update(key).digest('hex')
  return `${FOLDER}/${name.slice(0, 2)}/${name.slice(2)}`
}

// Cuts a text to what a detail may have.
function short (text) {
  return [...String(text).replace(/\p{Surrogate}/gu, '?')].slice(0, 512).join('')
}

// Looks a key up: nothing if it was never taken, its result, or `unknown` if an earlier life ended before the result.
async function stored (key) {
  try {
    const [, result, end] = (await fs.readFile(fileOf(key), 'utf8')).split('\n')
    return end === '' ? JSON.parse(result) : { outcome: 'unknown', detail: 'the source ended between key and result' }
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

// Writes a key down.
async function writeKey ({ key, device, action, deadline }) {
  const handle = await fs.open(fileOf(key), 'wx', 0o600)
  try {
    await handle.writeFile(JSON.stringify({ key, device, action, deadline }) + '\n')
    await handle.sync()
  } catch (error) {
    await fs.rm(fileOf(key), { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

// Writes the result of a key down.
async function writeResult (key, result) {
  const handle = await fs.open(fileOf(key), 'a')
  try {
    await handle.writeFile(JSON.stringify(result) + '\n')
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

export class Commands {
  // Takes what says if a key is still a peer; nothing is begun for one that is not.
  constructor (isPeer) {
    this.isPeer = isPeer
    this.devices = new Map()
    this.open = new Map()
    this.fresh = []
  }

  // Makes the folders once, so that taking a key makes none.
  async prepare () {
    for (let i = 0; i < 256; i++) await fs.mkdir(`${FOLDER}/${i.toString(16).padStart(2, '0')}`, { recursive: true, mode: 0o700 })
    await syncFolder(FOLDER)
    await syncFolder('.')
  }

  // Declares a device: what it can do and how.
  declare (device, actions, handler) {
    const tail = this.devices.get(device)?.tail ?? Promise.resolve()
    this.devices.set(device, { actions, handler, tail })
  }

  // Takes a command; `asker` is told the result, and is the last one who asked for this key.
  async ask (command, asker) {
    const running = this.open.get(command.key)
    if (running) {
      running.asker = asker
      return
    }
    if (this.open.size >= MOST_WAITING) return this.full(command, asker)
    const entry = { command, asker }
    this.open.set(command.key, entry)
    this.fresh.push(entry)
    this.take()
  }

  // Answers while too many wait: what is known is still told.
  async full (command, asker) {
    const result = await stored(command.key)
    if (result) asker.result(command.key, result)
    else asker.fault('busy', `${MOST_WAITING} commands wait; not taken: ${command.key}`)
  }

  // Takes the keys that came, in their order, many with one round of syncs.
  async take () {
    if (this.taking) return
    this.taking = true
    while (this.fresh.length) {
      const entries = this.fresh.splice(0, AT_ONCE)
      await Promise.all(entries.map(entry => this.takeOne(entry)))
      await this.syncFolders(entries)
      for (const entry of entries) this.begin(entry)
    }
    this.taking = false
  }

  // Looks one key up and writes it down if it is new.
  async takeOne (entry) {
    try {
      entry.result = await stored(entry.command.key)
      if (entry.result) return
      await writeKey(entry.command)
      entry.taken = true
    } catch (error) {
      entry.error = error
    }
  }

  // Makes the new files' names durable.
  async syncFolders (entries) {
    const taken = entries.filter(entry => entry.taken)
    const folders = new Set(taken.map(entry => fileOf(entry.command.key).slice(0, FOLDER.length + 3)))
    try {
      await Promise.all([...folders].map(syncFolder))
    } catch (error) {
      for (const entry of taken) entry.error = error
    }
  }

  // Decides what becomes of a command whose key has been looked up.
  begin (entry) {
    const { command } = entry
    if (entry.error) return this.give(entry, () => entry.asker.fault('disk', `${command.key}: ${entry.error.code ?? 'error'}`))
    if (entry.result) return this.give(entry, () => entry.asker.result(command.key, entry.result))
    const device = this.devices.get(command.device)
    if (this.late(command)) return this.finish(entry, 'expired', 'the deadline had passed')
    if (!device) return this.finish(entry, 'refused', 'no such device')
    if (!device.actions.includes(command.action)) return this.finish(entry, 'refused', 'no such action')
    device.tail = device.tail.then(() => this.act(entry, device))
  }

  // Tells if a deadline has passed by our clock.
  late (command) {
    return Date.now() >= command.deadline
  }

  // Carries one command out when its turn has come.
  async act (entry, device) {
    const { command } = entry
    if (this.late(command)) return this.finish(entry, 'expired', 'the deadline passed while it waited')
    if (!this.isPeer(entry.asker.key)) return this.finish(entry, 'refused', 'the core that asked is no peer any more')
    try {
      const { outcome, detail } = await device.handler(command)
      await this.finish(entry, outcome, detail)
    } catch (error) {
      await this.finish(entry, 'failed', error.message)
    }
  }

  // Writes the result down and tells it; what cannot be written is told as what every later life will say.
  async finish (entry, outcome, detail) {
    let result = { outcome, detail: short(detail ?? '') }
    try {
      await writeResult(entry.command.key, result)
    } catch (error) {
      console.error('result:', error.message)
      result = { outcome: 'unknown', detail: 'the result could not be written down' }
    }
    this.give(entry, () => entry.asker.result(entry.command.key, result))
  }

  // Lets go of a command and tells who asked last.
  give (entry, tell) {
    this.open.delete(entry.command.key)
    tell()
  }
}
