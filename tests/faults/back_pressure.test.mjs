// A destination that is slow and for a while does not answer, while its source is written at full
// speed: all arrives, and what waits is on disk, not in memory. bench/back_pressure tells this story
// with 1 million documents.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertMemory } from '../support/js/penstock.mjs';
import { slowDestination } from '../support/js/slow_destination.mjs';

const kMegabyte = 1 << 20;

test('a slow destination that stops for a while gets everything, and the source holds little of it', async () => {
  const orders = Array.from({ length: 100 }, (_, i) => JSON.stringify(
    { Number: i, Notes: `${i} `.repeat(1000).slice(0, 3000), '@metadata': { '@collection': 'Orders' } }));
  const story = await slowDestination({ binary: process.env.PENSTOCK, orders, documents: 20_000,
                                        bytesPerSecond: 40 * kMegabyte, pauseSeconds: 3, written: 20_000 });
  assert.equal(story.arrived, story.total);
  assert.ok(story.total > 20_000, 'nothing was written while the destination stood still');
  // 60 MB wait when the task begins, and as many more when the destination goes on.
  assertMemory(story.peaks.source * kMegabyte, 150 * kMegabyte);
});
