/** @file `pnpm bench` runs every benchmark, `pnpm bench ir` one of them. Speed lives here and not in tests. */
const BENCHMARKS = ['digits', 'ir', 'trace']
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !BENCHMARKS.includes(name))
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}; there are: ${BENCHMARKS.join(', ')}`)
  process.exit(2)
}
for (const name of asked.length > 0 ? asked : BENCHMARKS) await import(`./${name}.mjs`)
