import { type Edit, lint, Ref } from 'tsfx'
import { graph } from './traced.ts'

const { id } = graph.find('features')!
const gated = new Ref(graph.find('gated')!.id)

const mistakes: ((edit: Edit) => void)[] = [
  (edit) => edit.erase(id),
  (edit) => edit.setArgs(id, { x: gated }),
  (edit) => edit.update(id, { target: 'relu7' }),
  (edit) => edit.setArgs(id, {}),
]
for (const mistake of mistakes) {
  try {
    lint(graph.edit(mistake).graph)
  } catch (error) {
    console.log(`${(error as Error).message}\n`)
  }
}
