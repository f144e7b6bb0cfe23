// More work than the server can do: what it cannot take is turned away, and the rest of it serves.
// More writes than the disk takes: tests/unit/api/overload_test.cc.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDatabase, write } from '../support/js/etl.mjs';
import { PenstockServer, eventually } from '../support/js/penstock.mjs';

const kPatches = 1300;  // Of which 1,024 may wait.
const kReads = 50;

test('patches beyond what waits for scripts are turned away, while documents are read and written',
     { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-overload-'));
  const server = await PenstockServer.start(process.env.PENSTOCK, folder,
                                            ['--script-workers', '1', '--script-document-time', '600000']);
  try {
    await createDatabase(server, 'shop');
    await write(server, 'shop', Object.fromEntries(Array.from({ length: kPatches }, (_, i) => [`orders/${i}`, {}])));
    const turnedAway = [];
    const patch = async (id) => {
      const answer = await fetch(`${server.url}/databases/shop/docs?id=${id}`, {
        method: 'PATCH', headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ Patch: { Script: 'for (;;) { }', Values: {} }, PatchIfMissing: null }) });
      if (answer.status === 503) turnedAway.push(answer.headers.get('retry-after'));
    };
    const patches = Promise.allSettled(Array.from({ length: kPatches }, (_, i) => patch(`orders/${i}`)));
    await eventually('some are turned away', () => turnedAway.length > 0);
    assert.deepEqual([...new Set(turnedAway)], ['1']);
    for (let i = 0; i < kReads; ++i) {
      const read = await server.request('GET', `/databases/shop/docs?id=orders/${i}`);
      assert.equal(read.status, 200);
      await write(server, 'shop', { [`users/${i}`]: {} });
    }
    assert.ok(turnedAway.length <= kPatches - 1024, 'fewer wait than should');
    await server.kill();
    await patches;  // Those that waited end with the server.
  } finally {
    await server.kill().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
});
