export * from './graphToSvg.ts'
