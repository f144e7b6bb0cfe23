// A shop whose orders flow into PostgreSQL, and writers that remember what was acknowledged: what
// must be there after the server has ended, in whatever way.
import assert from 'node:assert/strict';
import { collection, createDatabase, defineTask } from '../support/js/etl.mjs';
import { assertTablesAreExact } from '../support/js/expected_tables.mjs';

const kWriters = 4;
const kIdsPerWriter = 100;

/** Orders and their lines. */
const kScript = `
  var total = 0;
  for (var i = 0; i < this.Lines.length; i++) {
    var line = this.Lines[i];
    total += line.Price * line.Quantity;
    loadToOrderLines({ Product: line.Product, Quantity: line.Quantity, Price: line.Price });
  }
  loadToOrders({ Version: this.Version, Total: total, Paid: this.Paid, At: this.At, Note: this.Note });`;

/** Of the destination. */
export const kTables = `
  create table Orders (Id text primary key, Version int not null, Total double precision, Paid boolean,
                       At timestamp, Note text);
  create table OrderLines (OrderId text not null references Orders (Id), Product text, Quantity int,
                           Price double precision);
  create index LinesOfOrder on OrderLines (OrderId);
  create table History (OrderId text not null, Version int not null);`;

export const kTask = {
  Transforms: [
    { Name: 'Orders', Collections: ['Orders'], Script: kScript },
    { Name: 'History', Collections: ['Orders'], Script: 'loadToHistory({ Version: this.Version });' },
  ],
  SqlTables: [
    { TableName: 'Orders', DocumentIdColumn: 'Id' },
    { TableName: 'OrderLines', DocumentIdColumn: 'OrderId' },
    { TableName: 'History', DocumentIdColumn: 'OrderId', InsertOnlyMode: true },
  ],
};

/**
 * One writer: sends batches of puts and deletes of its own ids, one after the other, and keeps what
 * was acknowledged. What was on its way when the server ended may or may not have happened.
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

  /** Writes until the server ends. */
  async run(server) {
    for (;;) {
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
      if (answer.status === 503) return;  // It is ending.
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
      assert.equal(stored.get(id)?.Version ?? null, version, `${id} is not as acknowledged`);
    }
  }
}

/** The database `shop` with its task, at the beginning. */
export async function openShop(server, target) {
  await createDatabase(server, 'shop');
  await defineTask(server, 'shop', 'Reporting',
                   { FactoryName: target.factory, ConnectionString: target.connectionString }, kTask);
}

/** Several writers at once, over all lives of the server. */
export class Writers {
  #writers;

  /** `random(i)` is the source of random numbers of the writer i. */
  constructor(random) {
    this.#writers = Array.from({ length: kWriters }, (_, i) => new Writer(i, random(i)));
  }

  get acknowledgedWrites() {
    return this.#writers.reduce((sum, writer) => sum + writer.acknowledgedWrites, 0);
  }

  /** Writes until the server ends. */
  async run(server) { await Promise.all(this.#writers.map((writer) => writer.run(server))); }

  /** Nothing that was acknowledged is missing. */
  async check(server) {
    const stored = await collection(server, 'shop', 'Orders');
    for (const writer of this.#writers) writer.check(stored);
  }
}

/** The tables are exactly what the scripts make of the documents; to be called when caught up. */
export async function assertShopIsExact(server, target, task = kTask) {
  const replaced = task.SqlTables.filter(({ InsertOnlyMode }) => !InsertOnlyMode).map(({ TableName }) => TableName);
  await assertTablesAreExact(server, 'shop', task, target, replaced);
  assert.notDeepEqual(target.rows('select Id from Orders limit 1'), []);
  // Versions that were overwritten before their turn came never were there.
  const twice = target.rows('select OrderId, Version from History group by 1, 2 having count(*) > 1');
  assert.deepEqual(twice, [], 'an insert-only row came twice');
  const missing = target.rows('select Id, Version from Orders except select OrderId, Version from History');
  assert.deepEqual(missing, [], 'an insert-only row is missing');
}
