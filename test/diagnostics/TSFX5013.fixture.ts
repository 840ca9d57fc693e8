import { loadWith } from './layersModelFile.ts'

/** The output layer takes its input from one that is not there. */
export const trigger = (): Promise<unknown> => {
  const layer = {
    class_name: 'Flatten',
    name: 'flat',
    config: { name: 'flat' },
    inbound_nodes: [[['x', 0, 0, {}]]],
  }
  const config = { layers: [layer], input_layers: [], output_layers: [['flat', 0, 0]] }
  return loadWith({ topology: { class_name: 'Functional', config } })
}
