// Documents line by line, as commands that store them. Each is sent as it was written, digit by digit.
import { idPrefixOf } from '../../api/ids';
import { putCommand } from '../../api/transfer';

// What one request carries. A single document may be larger.
const COMMANDS_MAX = 1024;
const CHARACTERS_MAX = 4 << 20;
const LINE_CHARACTERS_MAX = 16 << 20;

/** Documents that are stored together. */
export interface LineBatch {
  commands: string[];
  characters: number;
  /** From 1. */
  lastLine: number;
  /** Of the file, about. */
  bytesRead: number;
}

/** Throws where a line is no document, and names it, when all before it have been given. */
export async function* lineBatches(file: Blob): AsyncGenerator<LineBatch> {
  let batch = emptyBatch();
  for await (const { text, number, bytesRead } of linesOf(file)) {
    if (text.trim() === '') continue;
    if (batch.commands.length === COMMANDS_MAX || batch.characters > CHARACTERS_MAX) {
      yield batch;
      batch = emptyBatch();
    }
    const command = commandOf(text, number);
    if (command instanceof Error) {
      if (batch.commands.length > 0) yield batch;
      throw command;
    }
    batch.commands.push(command);
    batch.characters += command.length;
    batch.lastLine = number;
    batch.bytesRead = bytesRead;
  }
  if (batch.commands.length > 0) yield batch;
}

function emptyBatch(): LineBatch {
  return { commands: [], characters: 0, lastLine: 0, bytesRead: 0 };
}

function commandOf(text: string, line: number): string | Error {
  try {
    return putCommand(idOf(JSON.parse(text)), text);
  } catch (error) {
    return new Error(`Line ${line} is no document: ${(error as Error).message}`);
  }
}

/** The id to send for a document; empty if the server is to make one. */
function idOf(document: unknown): string {
  if (!isObject(document)) throw new Error('a document is an object, { … }');
  const metadata = document['@metadata'] ?? {};
  if (!isObject(metadata)) throw new Error('its "@metadata" is not an object');
  const id = textMember(metadata, '@id');
  if (id !== '') return id;
  const collection = textMember(metadata, '@collection');
  return collection === '' || collection === '@empty' ? '' : idPrefixOf(collection);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textMember(metadata: Record<string, unknown>, name: string): string {
  const value = metadata[name] ?? '';
  if (typeof value !== 'string') throw new Error(`its "${name}" is not text`);
  return value;
}

interface Line {
  text: string;
  number: number;
  bytesRead: number;
}

async function* linesOf(file: Blob): AsyncGenerator<Line> {
  let number = 0;
  let rest = '';
  let bytesRead = 0;
  for await (const { text, bytes } of textOf(file)) {
    const [first = '', ...others] = text.split('\n');
    const pieces = [rest + first, ...others];
    rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      bytesRead += bytes / pieces.length;
      yield { text: piece, number: ++number, bytesRead };
    }
    if (rest.length > LINE_CHARACTERS_MAX) throw new Error(`Line ${number + 1} is too long.`);
  }
  if (rest !== '') yield { text: rest, number: ++number, bytesRead };
}

async function* textOf(file: Blob): AsyncGenerator<{ text: string; bytes: number }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = file.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      yield { text: decoder.decode(value, { stream: !done }), bytes: value?.length ?? 0 };
      if (done) return;
    }
  } catch (error) {
    throw error instanceof TypeError ? new Error('The file is not text in UTF-8.') : error;
  } finally {
    await reader.cancel();
  }
}
