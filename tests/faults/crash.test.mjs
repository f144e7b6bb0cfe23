// The crash loop, for a few rounds: the server is killed with -9 under writes and ETL, at random
// moments and at its kill points. `./dev faults crash` goes on for as long as one likes.
//
//   SEED=7 ROUNDS=20 tests/faults/run_tests.sh BINARY --test-name-pattern 'kill -9'
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PostgresServer } from '../support/js/postgres.mjs';
import { CrashRun } from './crash/run.mjs';

const kSeed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const kRounds = Number(process.env.ROUNDS ?? 6);

test('kill -9 loses nothing acknowledged and leaves the destinations exact',
     { skip: !PostgresServer.available() && 'PostgreSQL is not installed', timeout: 300_000 }, async (t) => {
  t.diagnostic(`seed ${kSeed}, ${kRounds} rounds`);
  const run = await CrashRun.open(process.env.PENSTOCK, kSeed);
  try {
    for (let round = 1; round <= kRounds; ++round) await run.round(round);
    await run.finish();
    const { acknowledged, refused } = run.oracle;
    t.diagnostic(`${run.kills} kills, ${acknowledged} acknowledged writes, ${refused} refused`);
    assert.ok(refused > 0, 'nothing was refused: nobody looked whether it is there');
  } finally {
    await run.close();
  }
});
