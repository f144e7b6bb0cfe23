import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type LineBatch, lineBatches } from './documentLines';
import { beginsAsDump } from './importFile';

async function batchesOf(...pieces: BlobPart[]): Promise<LineBatch[]> {
  const batches: LineBatch[] = [];
  for await (const batch of lineBatches(new Blob(pieces))) batches.push(batch);
  return batches;
}

const commandsOf = async (text: string) => (await batchesOf(text)).flatMap((b) => b.commands);

test('a document is sent as it is written, under the id in its metadata', async () => {
  const line = '{"Total": 1.50, "@metadata": {"@id": "orders/\\"1"}}';
  assert.deepEqual(await commandsOf(line), [
    `{"Id":"orders/\\"1","ChangeVector":null,"Document":${line},"Type":"PUT"}`,
  ]);
});

test('the server makes ids after the collection', async () => {
  const ids = (
    await commandsOf(`{"@metadata":{"@collection":"Orders"}}
{"@metadata":{"@collection":"OrderLines"}}\r
{"a":1}`)
  ).map((command) => (JSON.parse(command) as { Id: string }).Id);
  assert.deepEqual(ids, ['orders/', 'OrderLines/', '']);
});

test('empty lines and a byte order mark are passed over', async () => {
  const [batch] = await batchesOf('\ufeff{"a":1}\n\n  \n{"b":2}\n');
  assert.equal(batch?.commands.length, 2);
  assert.equal(batch.lastLine, 4);
});

test('many documents go in several batches', async () => {
  const batches = await batchesOf('{"a":1}\n'.repeat(2500));
  assert.deepEqual(
    batches.map(({ commands, lastLine }) => [commands.length, lastLine]),
    [
      [1024, 1024],
      [1024, 2048],
      [452, 2500],
    ],
  );
});

test('what is before a bad line is given, and the line is named', async () => {
  const reasons: [string, RegExp][] = [
    ['{"a":', /^Error: Line 3 is no document: .*JSON/],
    ['[1]', /^Error: Line 3 is no document: a document is an object/],
    ['{"@metadata":{"@id":7}}', /^Error: Line 3 is no document: its "@id" is not text/],
  ];
  for (const [line, reason] of reasons) {
    const batches = lineBatches(new Blob([`{"a":1}\n{"b":2}\n${line}\n{"c":3}`]));
    const first = (await batches.next()).value as LineBatch;
    assert.equal(first.lastLine, 2);
    await assert.rejects(batches.next(), reason);
  }
});

test('what is not text is said to be none', async () => {
  await assert.rejects(batchesOf(new Uint8Array([0x89, 0x50, 0xff, 0xfe])), /not text in UTF-8/);
});

test('a dump is told from lines by how it begins', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.equal(beginsAsDump(new Uint8Array([0x1f, 0x8b, 8])), true);
  assert.equal(beginsAsDump(bytes('\ufeff { "BuildVersion": 54000, "Docs": [')), true);
  assert.equal(beginsAsDump(bytes('{"Name": "BuildVersion"}')), false);
  assert.equal(beginsAsDump(bytes('')), false);
});
