// Small batches: what belongs to one, and what is remembered of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EtlCase } from '../support/js/etl_case.mjs';
import { withServer } from './support.mjs';

const context = withServer(undefined, ['--etl-batch-items', '2']);

async function deliverUsers(count) {
  const etl = await EtlCase.open(context.server, { collections: ['Users'], isLater: true });
  const documents = {};
  for (let i = 1; i <= count; ++i) documents[`users/${i}`] = {};
  await etl.source.put(documents);
  await etl.start();
  await etl.settled();
  const { Results } = await etl.server.call('GET', etl.source.path('/etl/performance'));
  return { etl, batches: Results[0].Stats[0].Performance };
}

test('PR-012: batches are as large as they may be, in etag order', async () => {
  const { etl, batches } = await deliverUsers(5);
  assert.deepEqual(batches.map(({ NumberOfExtractedItems }) => NumberOfExtractedItems.Document), [2, 2, 1]);
  const arrived = await etl.destination.documentsUnder('');
  const order = arrived.map((document) => document['@metadata'])
    .sort((left, right) => Number(left['@change-vector'].match(/:(\d+)/)[1]) - Number(right['@change-vector'].match(/:(\d+)/)[1]))
    .map((metadata) => metadata['@id']);
  assert.deepEqual(order, ['users/1', 'users/2', 'users/3', 'users/4', 'users/5']);
});

test('PR-014: the last 25 batches are remembered', async () => {
  const { batches } = await deliverUsers(80);
  assert.deepEqual(batches.map(({ Id }) => Id), Array.from({ length: 25 }, (_, i) => i + 16));
});
