// Counters of documents. Their values are whole numbers of 64 bits, more than a number holds here.
import { parseExact } from '../json/exactNumbers';
import { objectText } from '../json/jsonText';
import { databasePath, send } from './http';

export interface Counter {
  name: string;
  value: bigint;
}

interface Operation {
  type: 'Get' | 'Increment' | 'Delete';
  name: string;
  delta?: bigint;
}

interface RawCounter {
  CounterName: string;
  TotalValue: unknown;
}

/** Those of these names that there are. */
export async function readCounters(
  database: string,
  id: string,
  names: string[],
  signal?: AbortSignal,
): Promise<Counter[]> {
  const operations = names.map((name): Operation => ({ type: 'Get', name }));
  const response = await send('POST', databasePath(database, 'counters'), {
    body: batchText(id, operations),
    signal,
  });
  const answer = parseExact(await response.text()) as { Counters: (RawCounter | null)[] };
  return answer.Counters.filter((counter) => counter !== null).map(counterOf);
}

function counterOf({ CounterName, TotalValue }: RawCounter): Counter {
  return { name: CounterName, value: BigInt(String(TotalValue)) };
}

/** Adds to a counter, which begins at 0. */
export async function incrementCounter(
  database: string,
  id: string,
  name: string,
  delta: bigint,
): Promise<void> {
  await change(database, id, { type: 'Increment', name, delta });
}

export async function deleteCounter(database: string, id: string, name: string): Promise<void> {
  await change(database, id, { type: 'Delete', name });
}

async function change(database: string, id: string, operation: Operation): Promise<void> {
  await send('POST', databasePath(database, 'counters'), { body: batchText(id, [operation]) });
}

function batchText(id: string, operations: Operation[]): string {
  const documents = objectText([
    { name: 'DocumentId', value: JSON.stringify(id) },
    { name: 'Operations', value: `[${operations.map(operationText).join(',')}]` },
  ]);
  return objectText([{ name: 'Documents', value: `[${documents}]` }]);
}

function operationText({ type, name, delta }: Operation): string {
  return objectText([
    { name: 'Type', value: JSON.stringify(type) },
    { name: 'CounterName', value: JSON.stringify(name) },
    ...(delta === undefined ? [] : [{ name: 'Delta', value: String(delta) }]),
  ]);
}
