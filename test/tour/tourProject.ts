/** @file Where the tour is followed: how packages get there, and how commands run. */

export interface CommandRun {
  readonly status: number | null
  /** What a reader sees: also what goes to standard error where the command fails. */
  readonly output: string
}

export interface TourProject {
  /** Empty, outside of the checkout. */
  readonly folder: string
  /** Runs, or prepares what is the work of, one command of the installation. */
  install(command: string): void
  run(command: string): CommandRun
  /** The environment in which programs of the project run. */
  readonly env: NodeJS.ProcessEnv
}
