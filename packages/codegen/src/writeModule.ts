/** @file Writes the module: head, layer records, the class with its weights, `forward` and methods, and `load`. */
import { writeForward } from './forward.ts'
import { LineWriter } from './lineWriter.ts'
import type { ModuleContext } from './moduleContext.ts'
import { writeConstructor, writeDispose, writeFields } from './writeFields.ts'
import { writeHeader } from './writeHeader.ts'
import { writeLoad } from './writeLoad.ts'
import { writeMethod } from './writeMethod.ts'
import { writeReaders, writeRecordTypes } from './writeRecords.ts'

/** Writes the whole text; `digest` is the SHA-256 of the weight file. */
export function writeModule(context: ModuleContext, digest: string): LineWriter {
  const out = new LineWriter()
  // The body is written first: which types the imports name follows from it.
  const body = new LineWriter()
  writeRecordTypes(body, context)
  writeClass(body, context)
  body.blank()
  writeReaders(body, context)
  writeLoad(body, context, digest)
  writeHeader(out, context, body.text)
  out.append(body)
  return out
}

function writeClass(out: LineWriter, context: ModuleContext): void {
  const { className, fields, form, outline } = context
  out.block(`export class ${className} {`, '}', () => {
    writeFields(out, context)
    out.blank()
    writeConstructor(out, context)
    out.blank()
    writeForward(out, context)
    for (const method of outline.methods) {
      out.blank()
      writeMethod(out, context, method)
    }
    if (form.kind === 'float' && fields.members.size > 0) {
      out.blank()
      writeDispose(out, context)
    }
  })
}
