export * from './digitsAccuracy.ts'
export * from './digitsData.ts'
export * from './digitsNet.ts'
export * from './trainDigits.ts'
