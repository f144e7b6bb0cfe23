// Destinations that are down when a task starts, and that go away while it works: the task waits,
// says so, and catches up. Nothing is lost, and nothing comes twice.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { allWaitToRetry, collection, createDatabase, defineTask, processes, retriedAndCaughtUp,
         write } from '../support/js/etl.mjs';
import { PenstockServer, eventually } from '../support/js/penstock.mjs';
import { freePort } from '../support/js/ports.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import { postgresTarget } from '../support/js/sql_products.mjs';
import { assertShopIsExact } from './shop.mjs';

const kBinary = process.env.PENSTOCK;
const kNoPostgres = !PostgresServer.available() && 'PostgreSQL is not installed';
const kOutages = 2;

const kTables = `
  create table Orders (Id text primary key, Version int not null);
  create table Lines (OrderId text not null references Orders (Id), Number int not null);
  create index on Lines (OrderId);
  create table History (OrderId text not null, Version int not null);`;

const kSqlTask = {
  Transforms: [
    { Name: 'Orders', Collections: ['Orders'],
      Script: `loadToOrders({ Version: this.Version });
               for (var i = 0; i < this.Lines; i++) loadToLines({ Number: i });` },
    { Name: 'History', Collections: ['Orders'], Script: 'loadToHistory({ Version: this.Version });' },
  ],
  SqlTables: [
    { TableName: 'Orders', DocumentIdColumn: 'Id' },
    { TableName: 'Lines', DocumentIdColumn: 'OrderId' },
    { TableName: 'History', DocumentIdColumn: 'OrderId', InsertOnlyMode: true },
  ],
};

/** Documents of the same collection keep their id; those of another one get ids from the server. */
const kDocumentTask = {
  Transforms: [
    { Name: 'Orders', Collections: ['Orders'],
      Script: `loadToOrders({ Version: this.Version });
               for (var i = 0; i < this.Lines; i++) loadToLines({ Number: i });` },
  ],
};

const order = (version) => (
  { Version: version, Lines: version % 4, '@metadata': { '@collection': 'Orders' } });

/** Writes batches one after the other, over the same ids again and again, until stopped. */
class Writer {
  #stopped = false;
  #running;
  version = 0;

  constructor(server) {
    this.#running = this.#run(server);
    this.#running.catch(() => {});  // Told by stop().
  }

  async #run(server) {
    while (!this.#stopped) {
      const batch = {};
      for (let i = 0; i < 10; ++i) batch[`orders/${++this.version % 300}`] = order(this.version);
      await write(server, 'shop', batch);
    }
  }

  async stop() {
    this.#stopped = true;
    await this.#running;
  }
}

/** The reason and the time of the next attempt, in the statistics and in words. */
function assertSaysWhyAndUntilWhen(waiting, reason) {
  for (const one of waiting) {
    assert.match(one.StateDescription, /^Waiting to retry at \d{4}-\d\d-\d\dT\S+Z because /);
    assert.match(one.StateDescription, reason);
    assert.ok(Date.parse(one.RetryAt) > Date.now() - 60_000, `retries at ${one.RetryAt}`);
    assert.ok(one.Retries >= 1);
    assert.equal(one.Completed, false);
  }
}

/** Fails with the first difference between two lists of texts, in any order. */
function assertSameTexts(actual, expected) {
  const [left, right] = [[...actual].sort(), [...expected].sort()];
  const at = left.findIndex((text, i) => text !== right[i]);
  assert.equal(left[at], right[at]);
  assert.equal(left.length, right.length);
}

/** "orders/1: 7" of each order, "orders/1: line 0" of each of its lines. */
function expectedTexts(documents) {
  const orders = [...documents].map(([id, { Version }]) => `${id}: ${Version}`);
  const lines = [...documents].flatMap(([id, { Lines }]) => (
    Array.from({ length: Lines }, (_, number) => `${id}: line ${number}`)));
  return { orders, lines };
}

async function assertCopyIsExact(server, destination) {
  const { orders, lines } = expectedTexts(await collection(server, 'shop', 'Orders'));
  assertSameTexts([...await collection(destination, 'copy', 'Orders')]
    .map(([id, copy]) => `${id}: ${copy.Version}`), orders);
  assertSameTexts([...await collection(destination, 'copy', 'Lines')]
    .map(([id, line]) => `${id.slice(0, id.indexOf('/lines/'))}: line ${line.Number}`), lines);
}

async function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-outage-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('PostgreSQL that is down when the task starts', { skip: kNoPostgres, timeout: 60_000 },
     () => withFolder(async (folder) => {
  const postgres = await PostgresServer.start();
  postgres.sql('postgres', 'create database reporting');
  const target = postgresTarget(postgres, 'reporting');
  target.sql(kTables);
  postgres.stop();
  const server = await PenstockServer.start(kBinary, folder);
  try {
    await createDatabase(server, 'shop');
    await write(server, 'shop', { 'orders/1': order(1), 'orders/2': order(2) });
    await defineTask(server, 'shop', 'Reporting',
                     { FactoryName: target.factory, ConnectionString: target.connectionString },
                     kSqlTask);

    const waiting = await allWaitToRetry(server, 'shop');
    assert.equal(waiting.length, 2);
    assertSaysWhyAndUntilWhen(waiting, /127\.0\.0\.1.*(refused|connect)/s);

    postgres.start();
    await write(server, 'shop', { 'orders/3': order(3) });
    await retriedAndCaughtUp(server, 'shop');
    await assertShopIsExact(server, target, kSqlTask);
    assert.equal(await server.stop(), 0);
  } finally {
    await server.kill();
    postgres.remove();
  }
}));

test('PostgreSQL that goes away in the middle', { skip: kNoPostgres, timeout: 90_000 },
     () => withFolder(async (folder) => {
  const postgres = await PostgresServer.start();
  postgres.sql('postgres', 'create database reporting');
  const target = postgresTarget(postgres, 'reporting');
  target.sql(kTables);
  const server = await PenstockServer.start(kBinary, folder);
  try {
    await createDatabase(server, 'shop');
    await defineTask(server, 'shop', 'Reporting',
                     { FactoryName: target.factory, ConnectionString: target.connectionString },
                     kSqlTask);
    const writer = new Writer(server);
    for (let outage = 1; outage <= kOutages; ++outage) {
      const before = Math.max(...(await processes(server, 'shop')).map((p) => p.LastProcessedEtag));
      await eventually('some batches arrive', async () => (
        (await processes(server, 'shop')).every((p) => p.LastProcessedEtag > before + 100)));
      postgres.stop();
      assertSaysWhyAndUntilWhen(await allWaitToRetry(server, 'shop'), /connect|terminat|closed/);
      postgres.start();
    }
    await writer.stop();
    await retriedAndCaughtUp(server, 'shop');
    await assertShopIsExact(server, target, kSqlTask);
    assert.equal(await server.stop(), 0);
  } finally {
    await server.kill();
    postgres.remove();
  }
}));

test('a document destination that is down at the start, and later killed', { timeout: 90_000 },
     () => withFolder(async (folder) => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const startDestination = () => PenstockServer.start(kBinary, join(folder, 'destination'), [], url);
  const server = await PenstockServer.start(kBinary, join(folder, 'source'));
  let destination;
  try {
    await createDatabase(server, 'shop');
    await write(server, 'shop', { 'orders/1': order(1), 'orders/2': order(2) });
    await defineTask(server, 'shop', 'Copy', { Database: 'copy', TopologyDiscoveryUrls: [url] },
                     kDocumentTask);
    assertSaysWhyAndUntilWhen(await allWaitToRetry(server, 'shop'), /127\.0\.0\.1.*connect/s);

    destination = await startDestination();
    await createDatabase(destination, 'copy');
    await retriedAndCaughtUp(server, 'shop');
    assert.equal((await collection(destination, 'copy', 'Orders')).size, 2);

    const writer = new Writer(server);
    for (let outage = 1; outage <= kOutages; ++outage) {
      const [{ LastProcessedEtag: before }] = await processes(server, 'shop');
      await eventually('some batches arrive', async () => (
        (await processes(server, 'shop'))[0].LastProcessedEtag > before + 100));
      await destination.kill();
      assertSaysWhyAndUntilWhen(await allWaitToRetry(server, 'shop'), /127\.0\.0\.1/);
      destination = await startDestination();
    }
    await writer.stop();
    await retriedAndCaughtUp(server, 'shop');

    await assertCopyIsExact(server, destination);
    assert.equal(await server.stop(), 0);
    assert.equal(await destination.stop(), 0);
  } finally {
    await server.kill();
    await destination?.kill();
  }
}));
