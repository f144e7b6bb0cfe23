// The server is killed with -9 in the middle of writes and of ETL, and started again. What it had
// acknowledged is kept here, outside the database. After each restart nothing acknowledged is
// missing; at the end the SQL tables are exactly what the task's script, run by Node over a dump of
// the source, makes of the documents.
//
//   SEED=7 ROUNDS=20 node --test tests/faults/crash.test.mjs     (PENSTOCK=path of the binary)
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { PenstockServer, caughtUp, seededRandom } from '../support/js/penstock.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';

const kBinary = process.env.PENSTOCK;
const kSeed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const kRounds = Number(process.env.ROUNDS ?? 5);
const kWriters = 4;
const kIdsPerWriter = 100;

const kScript = `
  var total = 0;
  for (var i = 0; i < this.Lines.length; i++) {
    var line = this.Lines[i];
    total += line.Price * line.Quantity;
    loadToOrderLines({ Product: line.Product, Quantity: line.Quantity, Price: line.Price });
  }
  loadToOrders({ Version: this.Version, Total: total });`;

const kTables = `
  create table "Orders" ("Id" text primary key, "Version" int not null, "Total" double precision);
  create table "OrderLines" ("OrderId" text not null references "Orders" ("Id"), "Product" text,
                             "Quantity" int, "Price" double precision);
  create index on "OrderLines" ("OrderId");
  create table "History" ("OrderId" text not null, "Version" int not null);`;

/**
 * One writer: sends batches of puts and deletes of its own ids, one after the other, and keeps what
 * was acknowledged. What was on its way when the server died may or may not have happened.
 */
class Writer {
  constructor(number, random) {
    this.number = number;
    this.random = random;
    this.version = 0;
    this.acknowledged = new Map();  // id -> Version, or null for deleted
    this.inFlight = [];
    this.acknowledgedWrites = 0;
  }

  #command() {
    const id = `orders/${this.number}-${Math.floor(this.random() * kIdsPerWriter)}`;
    if (this.random() < 0.15) return { Id: id, ChangeVector: null, Type: 'DELETE' };
    const lines = Array.from({ length: Math.floor(this.random() * 4) }, (_, i) => (
      { Product: `products/${i}`, Quantity: 1 + Math.floor(this.random() * 9), Price: this.random() * 50 }));
    return { Id: id, ChangeVector: null, Type: 'PUT',
             Document: { Version: ++this.version, Lines: lines, '@metadata': { '@collection': 'Orders' } } };
  }

  /** Writes until the server dies. */
  async run(server, stopped) {
    while (!stopped()) {
      const commands = new Map();
      const count = 1 + Math.floor(this.random() * 10);
      while (commands.size < count) {
        const command = this.#command();
        commands.set(command.Id, command);
      }
      this.inFlight = [...commands.values()];
      let answer;
      try {
        answer = await server.request('POST', '/databases/shop/bulk_docs', { Commands: this.inFlight });
      } catch {
        return;  // The server is gone.
      }
      assert.equal(answer.status, 201, answer.text);
      for (const command of this.inFlight) this.acknowledged.set(command.Id, command.Document?.Version ?? null);
      this.acknowledgedWrites += this.inFlight.length;
      this.inFlight = [];
    }
  }

  /** Compares with what the restarted server holds; what was in flight happened whole or not at all. */
  check(stored) {
    const holds = (command) => (stored.get(command.Id)?.Version ?? null) === (command.Document?.Version ?? null);
    const happened = this.inFlight.length > 0 && this.inFlight.every(holds);
    if (happened) {
      for (const command of this.inFlight) this.acknowledged.set(command.Id, command.Document?.Version ?? null);
    }
    this.inFlight = [];
    for (const [id, version] of this.acknowledged) {
      assert.equal(stored.get(id)?.Version ?? null, version, `${id} is not as acknowledged (seed ${kSeed})`);
    }
  }
}

async function dump(server) {
  const documents = new Map();
  for (let start = 0; ; start += 1000) {
    const page = await server.call(
      'POST', '/databases/shop/queries', { Query: `from Orders limit ${start}, 1000` });
    for (const document of page.Results) documents.set(document['@metadata']['@id'], document);
    if (page.Results.length < 1000) return documents;
  }
}

/** What the task's script makes of the documents, run by Node. */
function expectedRows(documents) {
  const orders = [];
  const lines = [];
  for (const [id, document] of documents) {
    const script = new Function('loadToOrders', 'loadToOrderLines', kScript);
    script.call(document, (row) => orders.push({ Id: id, ...row }), (row) => lines.push({ OrderId: id, ...row }));
  }
  return { orders, lines };
}

const sorted = (rows) => rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();

async function defineTask(server, postgres) {
  await server.call('PUT', '/databases/shop/admin/connection-strings',
                    { Name: 'reporting', Type: 'Sql', FactoryName: 'Npgsql',
                      ConnectionString: postgres.connectionString('reporting') });
  await server.call('PUT', '/databases/shop/admin/etl', {
    Name: 'Reporting', EtlType: 'Sql', ConnectionStringName: 'reporting',
    Transforms: [
      { Name: 'Orders', Collections: ['Orders'], Script: kScript },
      { Name: 'History', Collections: ['Orders'], Script: 'loadToHistory({ Version: this.Version });' },
    ],
    SqlTables: [
      { TableName: 'Orders', DocumentIdColumn: 'Id' },
      { TableName: 'OrderLines', DocumentIdColumn: 'OrderId' },
      { TableName: 'History', DocumentIdColumn: 'OrderId', InsertOnlyMode: true },
    ],
  });
}

test('kill -9 loses nothing acknowledged and leaves the tables exact',
     { skip: !PostgresServer.available() && 'PostgreSQL is not installed', timeout: 300_000 }, async (t) => {
  t.diagnostic(`seed ${kSeed}, ${kRounds} rounds`);
  const random = seededRandom(kSeed);
  const dataDir = mkdtempSync(join(tmpdir(), 'penstock-crash-'));
  const postgres = await PostgresServer.start();
  postgres.sql('postgres', 'create database reporting');
  postgres.sql('reporting', kTables);
  let server = await PenstockServer.start(kBinary, dataDir);
  const writers = Array.from({ length: kWriters },
                             (_, i) => new Writer(i, seededRandom(kSeed * 31 + i)));
  try {
    await server.call('PUT', '/admin/databases?name=shop&replicationFactor=1', { DatabaseName: 'shop' });
    await defineTask(server, postgres);
    for (let round = 1; round <= kRounds; ++round) {
      let stopped = false;
      const running = Promise.all(writers.map((writer) => writer.run(server, () => stopped)));
      await delay(200 + random() * 1800);  // The moment of the crash.
      await server.kill();
      stopped = true;
      await running;
      server = await PenstockServer.start(kBinary, dataDir);
      const stored = await dump(server);
      for (const writer of writers) writer.check(stored);
    }
    const acknowledged = writers.reduce((sum, writer) => sum + writer.acknowledgedWrites, 0);
    t.diagnostic(`${acknowledged} acknowledged writes`);
    assert.ok(acknowledged >= 100 * kRounds, `only ${acknowledged} acknowledged writes: the test proves nothing`);

    await caughtUp(server, 'shop');
    const { orders, lines } = expectedRows(await dump(server));
    assert.ok(orders.length > 0);
    assert.deepEqual(sorted(postgres.rows('reporting', 'select * from "Orders"')), sorted(orders));
    assert.deepEqual(sorted(postgres.rows('reporting', 'select * from "OrderLines"')), sorted(lines));
    const twice = postgres.sql('reporting',
      'select "OrderId", "Version", count(*) from "History" group by 1, 2 having count(*) > 1');
    assert.equal(twice, '', 'an insert-only row came twice');
    assert.equal(await server.stop(), 0);
  } finally {
    await server.kill().catch(() => {});
    postgres.remove();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
