// A source of gate alarms by "Source protocol 1": node source.js --id gates --endpoint tcp://… --telemetry tcp://… --folder ./data
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { lockFolder } from './disk.js'
import { LOUDSPEAKER, drive, isDriven, simulate, speak } from './gates.js'
import { Keys } from './security.js'
import { Source } from './service.js'

// Reads the command line.
function options () {
  const text = { type: 'string' }
  const { values } = parseArgs({ options: { id: text, endpoint: text, telemetry: text, folder: text, keys: text, history: text } })
  for (const name of ['id', 'endpoint', 'folder']) if (!values[name]) throw new Error(`--${name} is missing`)
  const keys = path.resolve(values.keys ?? path.join(values.folder, 'keys.json'))
  return { ...values, keys, history: Number(values.history ?? 10000) }
}

// Goes into the data folder, since the paths of ipc sockets must be short, and keeps others out.
async function enter (folder) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  process.chdir(folder)
  return lockFolder('lock')
}

// Starts everything in the order in which it may be relied upon.
async function main () {
  const given = options()
  const lock = await enter(given.folder)
  const keys = new Keys(given.keys, given.id)
  await keys.open()
  const source = new Source({ ...given, keys })
  await source.prepare()
  await source.declare(LOUDSPEAKER, speak)
  await source.open()
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0))
  console.log(keys.public)
  console.log('ready')
  if (isDriven()) drive(source)
  else simulate(source)
  return lock
}

main().catch(error => {
  console.error(error.message)
  process.exit(1)
})
