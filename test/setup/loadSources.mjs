/**
 * @file Loads the packages under tsfx before its hooks are installed, which would strip their types with all the care that
 * users' sources need. It changes nothing for a model: no package imports tfjs.
 */
const PACKAGES = ['codegen', 'interop', 'ir', 'nn', 'ops', 'passes', 'quant', 'report', 'source', 'tracer']

await Promise.all(PACKAGES.map((name) => import(`@tsfx/${name}`)))
