// What this source is about: a few gates, one loudspeaker, and the lines by which a tester can drive it.
import fs from 'node:fs'
import readline from 'node:readline'

export const LOUDSPEAKER = { device: 'C-1', type: 'loudspeaker', name: 'Loudspeaker at the gates', actions: ['speak'] }
const GATES = 8
const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

// Carries out "speak": it takes a moment, and the text "fail" cannot be spoken.
export async function speak ({ args }) {
  await pause(50)
  if (args.text === 'fail') return { outcome: 'failed', detail: 'the loudspeaker did not answer' }
  return { outcome: 'done', detail: '0.05 s' }
}

// Tells if somebody drives us by lines on stdin: a pipe or a file, and no terminal and no /dev/null.
export function isDriven () {
  try {
    const stat = fs.fstatSync(0)
    return stat.isFIFO() || stat.isSocket() || stat.isFile()
  } catch {
    return false
  }
}

// Carries out what a tester may ask of any device: says that it acts, and takes as long as it is told.
async function act ({ device, action, args }) {
  process.stdout.write(JSON.stringify({ acted: { device, action, args } }) + '\n')
  await pause(1000 * Number(args.seconds ?? 0))
  return { outcome: 'done', detail: '' }
}

// Does what one line asks and gives the answer for stdout.
async function obey (source, order) {
  if (order.emit) {
    // A core may know of a device as soon as its event is logged: it must obey before that.
    for (const { kind, device, actions } of order.emit) if (kind === 'device') source.commands.declare(device, actions, act)
    const last = await source.emit(order.emit)
    return { ok: 'emit', last, epoch: source.log.epoch }
  }
  if (order.publish) return source.samples ? { ok: 'publish', ...await source.samples.publish(order.publish) } : { error: 'no telemetry' }
  if (order.end) return { ok: 'end', ...await source.end() }
  if (order.door === 'die') {
    source.zap.close() // as if what answers ZAP requests had died: nobody may come in any more (S4)
    return { door: 'dead' }
  }
  if (order.quit) return source.log.alone(() => process.exit(0))
  return { error: 'not understood' }
}

// Obeys lines of JSON; one that is wrong is answered and has no other effect.
export function drive (source) {
  const answer = value => process.stdout.write(JSON.stringify(value) + '\n')
  readline.createInterface({ input: process.stdin }).on('line', line => {
    Promise.resolve().then(() => obey(source, JSON.parse(line))).then(answer, error => answer({ error: error.message }))
  })
}

// Opens and closes gates at random for ever.
async function watchGates (source) {
  for (;;) {
    await pause(2000 + Math.random() * 3000)
    const subject = `GATE-${1 + Math.floor(Math.random() * GATES)}`
    await source.emit([{ kind: 'raise', type: 'gate.open', subject, title: `${subject} stands open`, priority: 'minor' }])
    await pause(2000 + Math.random() * 3000)
    await source.emit([{ kind: 'return', type: 'gate.open', subject }])
  }
}

// Measures every second.
function measure (source) {
  setInterval(() => {
    const value = Math.round(Math.random() * 100) / 10
    source.samples?.publish({ key: 'wind/gates', type: 'gate.wind', name: 'Wind at the gates', values: { value, unit: 'm/s' } })
  }, 1000)
}

// Behaves as a small gate service; when the disk refuses an event it goes on with the next.
export async function simulate (source) {
  measure(source)
  for (;;) await watchGates(source).catch(error => console.error('gates:', error.message))
}
