// The server is killed with -9 in the middle of writes and of ETL, and started again. What it had
// acknowledged is kept here, outside the database. After each restart nothing acknowledged is
// missing, and nothing that is stored is half there; at the end the SQL tables are exactly what the task's script, run by Node over a dump of
// the source, makes of the documents.
//
//   SEED=7 ROUNDS=20 node --test tests/faults/crash.test.mjs     (PENSTOCK=path of the binary)
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { PenstockServer, caughtUp, runToEnd, seededRandom } from '../support/js/penstock.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import { postgresTarget } from '../support/js/sql_products.mjs';
import { Writers, assertShopIsExact, kTables, openShop } from './shop.mjs';

const kBinary = process.env.PENSTOCK;
const kSeed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const kRounds = Number(process.env.ROUNDS ?? 5);

/** Walks all that the killed server has stored. */
async function assertWhole(dataDir) {
  const checked = await runToEnd(kBinary, ['check', dataDir], 60);
  assert.equal(checked.code, 0, checked.stdout + checked.stderr);
}

test('kill -9 loses nothing acknowledged and leaves the tables exact',
     { skip: !PostgresServer.available() && 'PostgreSQL is not installed', timeout: 300_000 }, async (t) => {
  t.diagnostic(`seed ${kSeed}, ${kRounds} rounds`);
  const random = seededRandom(kSeed);
  const dataDir = mkdtempSync(join(tmpdir(), 'penstock-crash-'));
  const postgres = await PostgresServer.start();
  postgres.sql('postgres', 'create database reporting');
  const target = postgresTarget(postgres, 'reporting');
  target.sql(kTables);
  let server = await PenstockServer.start(kBinary, dataDir);
  const writers = new Writers((i) => seededRandom(kSeed * 31 + i));
  try {
    await openShop(server, target);
    await server.call('POST', '/databases/shop/admin/revisions/config',
                      { Default: { MinimumRevisionsToKeep: 3 } });
    for (let round = 1; round <= kRounds; ++round) {
      const running = writers.run(server);
      await delay(200 + random() * 1800);  // The moment of the crash.
      await server.kill();
      await running;
      await assertWhole(dataDir);
      server = await PenstockServer.start(kBinary, dataDir);
      await writers.check(server);
    }
    t.diagnostic(`${writers.acknowledgedWrites} acknowledged writes`);
    assert.ok(writers.acknowledgedWrites >= 100 * kRounds, 'too few writes: the test proves nothing');

    await caughtUp(server, 'shop');
    await assertShopIsExact(server, target);
    assert.equal(await server.stop(), 0);
  } finally {
    await server.kill().catch(() => {});
    postgres.remove();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
