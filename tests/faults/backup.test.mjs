// Backups that are made while the server is written to at full speed, and a database that is brought
// back from one after its server was lost: what was acknowledged before the backup began is there,
// what came after is there up to one moment of each writer, and its ETL task goes on: by itself where
// the destination is not ahead, and with the operator's word where it is.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { collection, createDatabase, defineTask, processes, write } from '../support/js/etl.mjs';
import { assertTablesAreExact } from '../support/js/expected_tables.mjs';
import { PenstockServer, caughtUp, eventually, runToEnd, seededRandom } from '../support/js/penstock.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import { postgresTarget } from '../support/js/sql_products.mjs';

const kBinary = process.env.PENSTOCK;
const kWriters = 4;
const kIdsPerWriter = 50;
const kWritesBetween = 300;
const kWithPostgres = { skip: !PostgresServer.available() && 'PostgreSQL is not installed', timeout: 300_000 };

const kTables = `
  create table Orders (Id text primary key, Version int not null);
  create table History (OrderId text not null, Version int not null);`;
const kOrders = {
  Transforms: [{ Name: 'Orders', Collections: ['Orders'], Script: 'loadToOrders({ Version: this.Version });' }],
  SqlTables: [{ TableName: 'Orders', DocumentIdColumn: 'Id' }],
};
const kHistory = {
  Transforms: [{ Name: 'History', Collections: ['Orders'], Script: 'loadToHistory({ Version: this.Version });' }],
  SqlTables: [{ TableName: 'History', DocumentIdColumn: 'OrderId', InsertOnlyMode: true }],
};

/** Writes and deletes documents of its own, a batch after the other, and remembers every batch. */
class Writer {
  constructor(number, random) {
    this.number = number;
    this.random = random;
    this.version = 0;
    this.batches = [];  // { id: Version, or null for deleted }, in the order of the writes
    this.acknowledged = 0;
  }

  async run(server) {
    for (;;) {
      const batch = {};
      for (let left = 1 + Math.floor(this.random() * 5); left > 0; --left) {
        const id = `orders/${this.number}-${Math.floor(this.random() * kIdsPerWriter)}`;
        batch[id] = this.random() < 0.2 ? null : ++this.version;
      }
      this.batches.push(batch);
      const documents = Object.fromEntries(Object.entries(batch).map(([id, version]) => (
        [id, version && { Version: version, '@metadata': { '@collection': 'Orders' } }])));
      try {
        await write(server, 'shop', documents);
      } catch {
        return;  // The server is gone; what was under way may have happened.
      }
      this.acknowledged = this.batches.length;
    }
  }

  /** Whether `stored` is what the first `count` batches make. */
  #isAfter(count, stored) {
    const expected = new Map();
    for (const batch of this.batches.slice(0, count)) {
      for (const [id, version] of Object.entries(batch)) expected.set(id, version);
    }
    for (let i = 0; i < kIdsPerWriter; ++i) {
      const id = `orders/${this.number}-${i}`;
      if ((expected.get(id) ?? null) !== (stored.get(id)?.Version ?? null)) return false;
    }
    return true;
  }

  /** `stored` is as it was at one moment, when at least `least` batches had been written. */
  assertIsOneMoment(stored, least) {
    for (let count = this.batches.length; count >= least; --count) {
      if (this.#isAfter(count, stored)) return;
    }
    assert.fail(`writer ${this.number}: what is stored was never so after its ${least} acknowledged batches`);
  }
}

class Writers {
  constructor() { this.all = Array.from({ length: kWriters }, (_, i) => new Writer(i, seededRandom(i + 1))); }

  run(server) { return Promise.all(this.all.map((writer) => writer.run(server))); }

  /** How many batches of each are acknowledged. */
  acknowledged() { return this.all.map((writer) => writer.acknowledged); }

  async haveWritten(more) {
    const before = this.acknowledged().reduce((sum, count) => sum + count);
    await eventually('there were writes', () => this.acknowledged().reduce((sum, count) => sum + count) >= before + more);
  }

  async assertIsOneMoment(server, least) {
    const stored = await collection(server, 'shop', 'Orders');
    this.all.forEach((writer, i) => writer.assertIsOneMoment(stored, least[i]));
  }
}

/** Where the key of the passwords is, for all servers of a test. */
const keyOf = (folder) => ['--master-key-file', join(folder, 'master.key')];

async function penstock(...args) {
  const ended = await runToEnd(kBinary, args, 120);
  assert.equal(ended.code, 0, ended.stdout + ended.stderr);
  return ended.stdout;
}

/** Has the server make a backup, and returns the folder. */
async function backUp(server, ...flags) {
  const said = await penstock('backup', '--server', server.url, '--database', 'shop', ...flags);
  return said.match(/^backup \d+ of 'shop' in (.+): [\d,]+ bytes$/m)[1];
}

/** A server with the database, on a folder of its own, and a destination. */
async function withShop(use) {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-backup-'));
  const postgres = await PostgresServer.start();
  postgres.sql('postgres', 'create database reporting');
  const target = postgresTarget(postgres, 'reporting');
  target.sql(kTables);
  const servers = [];
  const start = async (data) => {
    const server = await PenstockServer.start(kBinary, join(folder, data), ['--backup-folder', join(folder, 'backups'), ...keyOf(folder)]);
    servers.push(server);
    return server;
  };
  try {
    const server = await start('data');
    await createDatabase(server, 'shop');
    await use({ server, start, target, folder,
                define: (task) => defineTask(server, 'shop', 'Reporting',
                                             { FactoryName: target.factory, ConnectionString: target.connectionString }, task) });
  } finally {
    for (const server of servers) await server.kill().catch(() => {});
    postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until the task halts, and returns what is said of it. */
async function whyHalted(server) {
  await eventually('the task halts', async () => (await processes(server, 'shop'))[0].State === 'Halted');
  const { Results: alerts } = await server.call('GET', '/databases/shop/notifications?type=alert');
  return alerts.map((alert) => alert.Message).join('\n');
}

const delivered = async (server) => (await processes(server, 'shop'))[0].LoadSuccesses;

test('a backup under load has all that was acknowledged before, and a destination that is ahead is told of',
     kWithPostgres, () => withShop(async ({ server, start, target, folder, define }) => {
  await define(kOrders);
  const writers = new Writers();
  const running = writers.run(server);
  await writers.haveWritten(kWritesBetween);
  await backUp(server);
  await writers.haveWritten(kWritesBetween);
  const before = writers.acknowledged();
  const backups = await backUp(server);
  const loaded = await delivered(server);
  await writers.haveWritten(kWritesBetween);
  await eventually('later changes are delivered', async () => await delivered(server) > loaded + kWritesBetween);
  await server.kill();
  await running;

  const listed = await penstock('backups', backups);
  assert.equal(listed.match(/whole$/gm)?.length, 2, listed);
  assert.match(await penstock('restore', backups, '--data-dir', join(folder, 'other'), ...keyOf(folder)),
               /^'shop' restored from backup 2, .*\n1 ETL task will go on/);
  await penstock('check', join(folder, 'other'));
  const other = await start('other');
  await writers.assertIsOneMoment(other, before);

  assert.match(await whyHalted(other), /restored from a backup that ends at \d+\. Reset the script/);
  await write(other, 'shop', { 'orders/new': { Version: 1, '@metadata': { '@collection': 'Orders' } } });
  await penstock('etl', 'reset', '--server', other.url, '--database', 'shop', '--task', 'Reporting', '--rebuild');
  await caughtUp(other, 'shop');
  await eventually('what was lost is gone there too', async () => {
    try {
      await assertTablesAreExact(other, 'shop', kOrders, target);
      return true;
    } catch (error) {
      if (error.code !== 'ERR_ASSERTION') throw error;
      return false;
    }
  });
  assert.equal(await other.stop(), 0);
}));

test('a task whose destination is not ahead goes on by itself, and nothing comes twice', kWithPostgres,
     () => withShop(async ({ server, start, target, folder, define }) => {
  const order = (version) => ({ Version: version, '@metadata': { '@collection': 'Orders' } });
  await define(kHistory);
  await write(server, 'shop', { 'orders/1': order(1), 'orders/2': order(1) });
  await caughtUp(server, 'shop');
  const backups = await backUp(server);
  await server.kill();

  await penstock('restore', backups, '--data-dir', join(folder, 'other'), ...keyOf(folder));
  const other = await start('other');
  await write(other, 'shop', { 'orders/2': order(2), 'orders/3': order(1) });
  await caughtUp(other, 'shop');
  assert.deepEqual(target.rows('select OrderId, Version from History order by 1, 2'),
                   [['orders/1', '1'], ['orders/2', '1'], ['orders/2', '2'], ['orders/3', '1']]);

  // The server that was given up comes back.
  const former = await start('data');
  assert.match(await whyHalted(former), /must be an older copy/);
}));

test('a copy lives beside the original, and its tasks wait to be enabled', kWithPostgres,
     () => withShop(async ({ server, start, target, folder, define }) => {
  await define(kOrders);
  await write(server, 'shop', { 'orders/1': { Version: 1, '@metadata': { '@collection': 'Orders' } } });
  await caughtUp(server, 'shop');
  const backups = await backUp(server);
  assert.equal(await server.stop(), 0);
  const refused = await runToEnd(kBinary, ['restore', backups, '--data-dir', server.dataDir]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /there is a database 'shop' in this data folder; it is not overwritten/);

  assert.match(await penstock('restore', backups, '--data-dir', server.dataDir, '--database', 'twin', '--copy',
                              ...keyOf(folder)),
               /^copy 'twin' restored .*\n1 ETL task disabled/);
  const again = await start('data');
  await write(again, 'twin', { 'orders/2': { Version: 1, '@metadata': { '@collection': 'Orders' } } });
  await write(again, 'shop', { 'orders/3': { Version: 1, '@metadata': { '@collection': 'Orders' } } });
  await caughtUp(again, 'shop');
  assert.deepEqual(target.rows('select Id from Orders order by 1'), [['orders/1'], ['orders/3']]);
  assert.deepEqual([...(await collection(again, 'twin', 'Orders')).keys()].sort(), ['orders/1', 'orders/2']);
}));

test('a damaged backup is named and refused, and old ones go', kWithPostgres,
     () => withShop(async ({ server, folder }) => {
  for (const version of [1, 2, 3]) {
    await write(server, 'shop', { 'orders/1': { Version: version } });
    await backUp(server, '--keep', '2');
  }
  const listing = await server.call('GET', '/databases/shop/admin/backups');
  assert.deepEqual(listing.Results.map(({ Number: number }) => number), [2, 3]);
  assert.equal(await server.stop(), 0);

  const shared = join(listing.Folder, 'shared_checksum');
  const damaged = join(shared, readdirSync(shared).sort().at(-1));
  const bytes = readFileSync(damaged);
  bytes[10] ^= 1;
  writeFileSync(damaged, bytes);
  const listed = await runToEnd(kBinary, ['backups', listing.Folder]);
  assert.equal(listed.code, 1, listed.stdout);
  assert.match(listed.stdout, /backup 3 in .* is damaged: .*\.sst/);
  const refused = await runToEnd(kBinary, ['restore', listing.Folder, '--data-dir', join(folder, 'other')]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /backup 3 in .* is damaged: .*\.sst/);
  await penstock('restore', listing.Folder, '--data-dir', join(folder, 'other'), '--backup', '2');
}));
