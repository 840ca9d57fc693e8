/**
 * @file `pnpm bench` runs every benchmark, `pnpm bench ir` one of them, and `pnpm bench ir fold` those lines of it whose text
 * has the word. Speed lives here and not in tests.
 */
const BENCHMARKS = ['digits', 'emit', 'ir', 'trace']
/** Those that take words to choose lines by. */
const CHOOSY = ['ir']
const asked = process.argv.slice(2)
const names = CHOOSY.includes(asked[0]) ? asked.slice(0, 1) : asked
const unknown = names.filter((name) => !BENCHMARKS.includes(name))
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}; there are: ${BENCHMARKS.join(', ')}`)
  process.exit(2)
}
for (const name of names.length > 0 ? names : BENCHMARKS) await import(`./${name}.mjs`)
