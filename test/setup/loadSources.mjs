/**
 * @file Loads the packages under tsfx before its hooks are installed, which would strip their types with all the care that
 * users' sources need. It changes nothing for a model: no package imports tfjs.
 */
const PACKAGES = ['codegen', 'interop', 'ir', 'nn', 'ops', 'passes', 'quant', 'report', 'source', 'tracer']

// One after another: Node 20 loses modules that two imports of one process ask its hooks for at once.
for (const name of PACKAGES) await import(`@tsfx/${name}`)
