/** @file Errors of a user's code that nobody waits for: in a timer, or in a promise that is not awaited. */
import { isDiagnosticError } from '@tsfx/ir'
import { inUserCode } from './importModule.ts'
import { innermostUserPlace } from './userPlace.ts'

export interface LaterErrors {
  /** Rejects with the first one: with a place in the user's code it is TSFX7019, as all that user code throws. */
  readonly thrown: Promise<never>
  /** Listens no more. */
  forget(): void
}

/** Listens for such errors, which would end the process. */
export function laterErrors(): LaterErrors {
  let fail: (error: unknown) => void = () => {}
  const thrown = new Promise<never>((_resolve, reject) => {
    fail = reject
  })
  // It may come when all is done.
  thrown.catch(() => {})
  const take = (error: unknown): void => {
    const place = innermostUserPlace(error)
    if (place === null || isDiagnosticError(error)) fail(error)
    else
      inUserCode(place.file, () => {
        throw error
      }).catch(fail)
  }
  process.on('uncaughtException', take)
  process.on('unhandledRejection', take)
  return {
    thrown,
    forget() {
      process.off('uncaughtException', take)
      process.off('unhandledRejection', take)
    },
  }
}
