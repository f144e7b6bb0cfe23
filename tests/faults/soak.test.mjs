// The soak, for seconds: whether all applications get along for a while, and what they leave is exact.
// What a server takes more and more of only hours show: `./dev faults soak --minutes 120`.
//
//   SECONDS_OF_SOAK=60 tests/faults/run_tests.sh BINARY --test-name-pattern 'mixed load'
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PostgresServer } from '../support/js/postgres.mjs';
import { SoakRun } from './soak/run.mjs';

const kSeconds = Number(process.env.SECONDS_OF_SOAK ?? 10);

test('a server under mixed load answers everybody, and its destinations are exact',
     { skip: !PostgresServer.available() && 'PostgreSQL is not installed', timeout: 300_000 }, async (t) => {
  const run = await SoakRun.open(process.env.PENSTOCK, Math.floor(Math.random() * 1e9));
  t.diagnostic(`seed ${run.seed}`);
  try {
    await run.work(kSeconds);
    await run.finish();
    assert.ok(run.oracle.acknowledged > 0 && run.oracle.refused > 0 && run.reader.reads > 0);
  } finally {
    await run.close();
  }
});
