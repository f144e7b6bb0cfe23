import { type ImportReport, executeCommands, importDump } from '../../api/transfer';
import type { UploadOptions } from '../../api/upload';
import { countOf } from '../../text/quantities';
import { lineBatches } from './documentLines';

/** Stores what is in a file: a dump, or a document a line, told by how it begins. */
export async function importFile(
  database: string,
  file: Blob,
  options: UploadOptions,
): Promise<ImportReport> {
  const isDump = beginsAsDump(new Uint8Array(await file.slice(0, BEGINNING_BYTES).arrayBuffer()));
  return isDump ? importDump(database, file, options) : importLines(database, file, options);
}

const BEGINNING_BYTES = 256;

/** A dump is compressed, or begins with the version of who made it. */
export function beginsAsDump(beginning: Uint8Array): boolean {
  const isGzip = beginning[0] === 0x1f && beginning[1] === 0x8b;
  return isGzip || /^\s*\{\s*"BuildVersion"/.test(new TextDecoder().decode(beginning));
}

async function importLines(
  database: string,
  file: Blob,
  { onSent, signal }: UploadOptions,
): Promise<ImportReport> {
  let documents = 0;
  let lastLine = 0;
  try {
    for await (const batch of lineBatches(file)) {
      await executeCommands(database, batch.commands, signal);
      documents += batch.commands.length;
      lastLine = batch.lastLine;
      onSent(batch.bytesRead);
    }
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${storedBefore(documents, lastLine)}`);
  }
  return { documents, refused: 0, messages: [] };
}

function storedBefore(documents: number, lastLine: number): string {
  if (documents === 0) return 'Nothing was stored.';
  return `${countOf(documents, 'document')} stored, from lines 1 to ${lastLine}; nothing after them.`;
}
