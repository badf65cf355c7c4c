// The few ways in which this source writes small files so that they outlive a crash.
import fs from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'

// Makes a folder's entries durable: a new file is not there after a power cut until its folder is synced too.
export async function syncFolder (folder) {
  const handle = await fs.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

// Replaces a small file whole: whoever reads it, even after a crash, sees the old one or the new one.
export async function replaceFile (file, text, mode = 0o600) {
  const next = `${file}.new`
  await fs.rm(next, { force: true })
  const handle = await fs.open(next, 'wx', mode)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await fs.rename(next, file)
  await syncFolder(path.dirname(file))
}

// Reads a small JSON file, or gives nothing if it is not there.
export async function readJson (file) {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

// Writes all of a buffer at a place in a file; one write may take less than it was given.
export async function writeFully (handle, bytes, position) {
  let done = 0
  while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten
}

// Tells if somebody listens behind a socket file.
function alive (file) {
  return new Promise(resolve => {
    const probe = net.connect(file, () => { probe.destroy(); resolve(true) })
    probe.on('error', () => resolve(false))
  })
}

// Keeps a second process off the same folder; a lock that a kill -9 left behind has nobody behind it.
export async function lockFolder (file) {
  if (await alive(file)) throw new Error('another source works in this folder')
  await fs.rm(file, { force: true })
  return new Promise((resolve, reject) => {
    const server = net.createServer(socket => socket.destroy()).on('error', reject)
    server.listen(file, () => resolve(server.unref()))
  })
}
