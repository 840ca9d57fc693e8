/** @file What a check or a fact answered, when it is no answer. */

/** `a boolean`, `an object`, `a Promise`: to end "... must return a problem in words, not". */
export function answerKind(answer: unknown): string {
  if (answer instanceof Promise) return 'a Promise'
  return typeof answer === 'object' ? 'an object' : `a ${typeof answer}`
}
