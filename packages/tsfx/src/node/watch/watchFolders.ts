/** @file Tells that something in one of several folders may have changed: which files did is for who is told to find out. */
import { existsSync, type FSWatcher, watch } from 'node:fs'
import { dirname, resolve } from 'node:path'

export interface FolderWatch {
  /** Watches these folders from now on, and no other; for one that is not there, the nearest that is. */
  setFolders(folders: Iterable<string>): void
  close(): void
}

/** How often files are looked at where the system has no more watches to give. */
const POLL_MILLISECONDS = 500

/** Calls `onEvent` for each event of the system, which may tell of one change several times. */
export function watchFolders(onEvent: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>()
  let poll: NodeJS.Timeout | null = null
  const drop = (folder: string): void => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  const add = (folder: string): void => {
    try {
      const watcher = watch(folder, onEvent)
      // Of a folder that is taken away; its parent is watched at the next change of folders.
      watcher.on('error', () => {
        drop(folder)
        onEvent()
      })
      watchers.set(folder, watcher)
    } catch {
      poll ??= setInterval(onEvent, POLL_MILLISECONDS)
    }
  }
  return {
    setFolders(folders) {
      const wanted = new Set(Array.from(folders, nearestExisting))
      for (const folder of [...watchers.keys()]) if (!wanted.has(folder)) drop(folder)
      for (const folder of wanted) if (!watchers.has(folder)) add(folder)
    },
    close() {
      for (const folder of [...watchers.keys()]) drop(folder)
      if (poll) clearInterval(poll)
    },
  }
}

function nearestExisting(folder: string): string {
  let path = resolve(folder)
  while (!existsSync(path)) path = dirname(path)
  return path
}
