// Relational destinations whose disk is full, whose server is killed, whose sessions are ended, whose
// rows somebody else holds, and that two owners of one task write to: each product ends with exactly
// what Node makes of the documents with the task's script.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CuttingLink } from '../support/js/cutting_link.mjs';
import { allWaitToRetry, createDatabase, defineTask, documentErrors, processes, retriedAndCaughtUp, write } from '../support/js/etl.mjs';
import { assertTablesAreExact } from '../support/js/expected_tables.mjs';
import { PenstockServer, eventually } from '../support/js/penstock.mjs';
import { giveTo } from '../support/js/server_user.mjs';
import { sqlProducts } from '../support/js/sql_products.mjs';

const kBinary = process.env.PENSTOCK;
const kFlags = ['--etl-batch-items', '50'];
const kImpatient = [...kFlags, '--sql-lock-timeout', '2'];
/** A task waits at least so long before it tries again. */
const kRetrySeconds = 5;

let folder;
let server;
const products = sqlProducts(() => server.dataDir);
const serverProducts = products.filter(({ isServer }) => isServer);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'penstock-sql-faults-'));
  server = await PenstockServer.start(kBinary, join(folder, 'data'), kImpatient);
  for (const product of products) await product.start();
});

after(async () => {
  for (const product of products) await product.stop();
  const code = await server.stop();
  rmSync(folder, { recursive: true, force: true });
  assert.equal(code, 0, server.log.join('\n'));
});

/** A test of every one of these products, with a name for its database. */
function each(name, short, body, these = products) {
  for (const product of these) {
    test(`${name}: ${product.name}`, { skip: product.missing }, (context) =>
      body(product, `${short}-${product.name.toLowerCase().replaceAll(' ', '-')}`, context));
  }
}

const kOrders = 20;
const kCities = ['Rome', 'Zürich', "L'Aquila", null, '東京', 'a\\b"c'];

// Orders are replaced and deleted, with their lines, and visits are only inserted.
const kTask = {
  Transforms: [{ Name: 'S', Collections: ['Orders', 'Visits'], Script: `
    if (this['@metadata']['@collection'] === 'Visits') {
      loadToVisits({ Round: this.Round, Note: this.Note });
    } else {
      loadToOrders({ Version: this.Version, Total: this.Total, IsPaid: this.IsPaid, PlacedAt: this.PlacedAt, City: this.City });
      this.Products.forEach((product, i) => loadToOrderLines({ Number: i, Product: product }));
    }` }],
  SqlTables: [{ TableName: 'OrderLines', DocumentIdColumn: 'OrderId' }, { TableName: 'Orders', DocumentIdColumn: 'Id' },
              { TableName: 'Visits', DocumentIdColumn: 'Who', InsertOnlyMode: true }],
};
const tablesOf = ({ types }) => [
  `CREATE TABLE Orders (Id varchar(100) PRIMARY KEY, Version integer NOT NULL, Total double precision, IsPaid boolean,
                        PlacedAt ${types.datetime}, City varchar(50))`,
  `CREATE TABLE OrderLines (OrderId varchar(100) NOT NULL REFERENCES Orders (Id), Number integer NOT NULL,
                            Product varchar(100))`,
  'CREATE INDEX LinesOfOrder ON OrderLines (OrderId)',
  'CREATE TABLE Visits (Who varchar(100) NOT NULL, Round integer, Note varchar(15000))',
];

const of = (collection, body) => ({ ...body, '@metadata': { '@collection': collection } });

/** With a visit's note of that length a batch is too large for one request: visits go by COPY. */
const kLongNote = 'long'.repeat(3500);

/** The same with large batches too, where small ones go another way. */
function eachOfBothSizes(name, short, body, these = products) {
  each(name, short, (product, database) => body(product, database, {}), these);
  each(`${name}, with large batches`, `${short}-large`, (product, database) => body(product, database, { note: kLongNote }),
       these.filter(({ takesRequests }) => takesRequests));
}

/** A source with a task over it, and the task's tables at a product. */
class Shop {
  /**
   * In a new database of the server `source`; `port`: the way to the product, if not the straight one;
   * `note`: of every visit.
   */
  static async open(source, product, name, { ddl = tablesOf(product), task = kTask, port = product.server?.port, note } = {}) {
    const shop = Object.assign(new Shop(), { source, product, name, task, note, round: 0 });
    shop.target = product.target();
    for (const statement of ddl) shop.target.sql(statement);
    await createDatabase(source, name);
    const connectionString = shop.target.connectionString.replace(`Port=${product.server?.port}`, `Port=${port}`);
    await defineTask(source, name, 'shop', { FactoryName: product.factory, ConnectionString: connectionString }, task);
    return shop;
  }

  /** One more transaction: orders that are new, changed or gone, and new visits. */
  async change() {
    const round = ++this.round;
    const documents = {};
    for (let i = 0; i < kOrders; ++i) {
      documents[`orders/${i}`] = (i + round) % 7 === 0 ? null : of('Orders', {
        Version: round, Total: (i * 31 + round) / 8, IsPaid: (i + round) % 2 === 0,
        PlacedAt: new Date(Date.UTC(2020, 1, round, i)).toISOString(), City: kCities[(i + round) % kCities.length],
        Products: Array.from({ length: (i + round) % 4 }, (_, n) => `products/${n}`) });
    }
    await write(this.source, this.name, { ...documents, ...this.#visits() });
  }
  /** One with new visits alone. */
  async visit() {
    ++this.round;
    await write(this.source, this.name, this.#visits());
  }
  #visits() {
    return Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`visits/${this.round}-${i}`, of('Visits', { Round: this.round, Note: this.note })]));
  }

  caughtUp() { return retriedAndCaughtUp(this.source, this.name, 60); }
  async assertExact() { await assertTablesAreExact(this.source, this.name, this.task, this.target); }
  /** How far it is, as the target knows it. */
  checkpoint() { return Number(this.target.rows('SELECT etag FROM penstock_etl_checkpoints')[0][0]); }
  count(table) { return Number(this.target.rows(`SELECT count(*) FROM ${table}`)[0][0]); }

  /** Waits until a session waits for what another one holds. */
  isBlocked() {
    return eventually('the batch waits', () => this.target.rows(this.product.blockedSessions)[0][0] > 0);
  }

  /** Waits until the task waits to retry; why. */
  async waits() {
    const [{ StateDescription }] = await allWaitToRetry(this.source, this.name, 60);
    assert.deepEqual(await documentErrors(this.source, this.name, 'shop', 'S'), [], 'it is no fault of a document');
    return StateDescription;
  }

  /** Tells every process that waits to try again at once. */
  async retryNow() {
    for (const one of await processes(this.source, this.name)) {
      await this.source.call('POST', `/databases/${this.name}/admin/etl/resume?` + new URLSearchParams({
        configurationName: one.Task, transformationName: one.TransformationName }));
    }
  }
}

// --- A full disk ---

/** A file system of so many megabytes in `path`; nothing where this user may not make one. */
function mountSmall(path, megabytes) {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'penstock-small', path], { stdio: 'pipe' });
  } catch { return undefined; }
  return {
    grow: (to) => execFileSync('mount', ['-o', `remount,size=${to}m`, path]),
    unmount: () => execFileSync('umount', ['--lazy', path]),
  };
}

/** What makes Visits in that folder. */
function tableIn(product, place, columns) {
  const data = join(place, 'data');
  mkdirSync(data);
  giveTo(product.user, place);
  return product.createTableIn(data, 'Visits', columns);
}

const kLongVisits = {
  Transforms: [{ Name: 'S', Collections: ['Visits'], Script: 'loadToVisits({ Content: this.Content });' }],
  SqlTables: [{ TableName: 'Visits', DocumentIdColumn: 'Who', InsertOnlyMode: true }],
};
// Rows that lie in one page each: MariaDB's server ends itself when it has no room for parts of one.
const kLongColumns = 'Who varchar(100), Content varchar(5000)';

each('a disk that is full at the destination', 'full', async (product, name, context) => {
  const place = product.isServer ? mkdtempSync(join(tmpdir(), 'penstock-small-')) : join(server.dataDir, 'sqlite');
  const disk = mountSmall(place, 4);
  if (!disk) return context.skip('this user may not mount a small file system');
  try {
    const ddl = product.isServer ? tableIn(product, place, kLongColumns) : [`CREATE TABLE Visits (${kLongColumns})`];
    const shop = await Shop.open(server, product, name, { ddl, task: kLongVisits });
    for (let batch = 0; batch < 40; ++batch) {
      await write(server, name, Object.fromEntries(Array.from({ length: 50 }, (_, i) => (
        [`visits/${batch}-${i}`, of('Visits', { Content: randomBytes(2000).toString('hex') })]))));
    }
    assert.match(await shop.waits(), /space|full/i);
    disk.grow(64);
    await shop.caughtUp();
    await shop.assertExact();
    await server.call('DELETE', '/admin/databases', { DatabaseNames: [name], HardDelete: true });
    if (product.isServer) for (const statement of product.dropTableIn('Visits')) shop.target.sql(statement);
  } finally {
    disk.unmount();
  }
});

// --- A server that is killed, and sessions that are ended ---

eachOfBothSizes('a server that is killed under writes, again and again', 'killed', async (product, name, size) => {
  const shop = await Shop.open(server, product, name, size);
  let isWriting = true;
  const writing = (async () => { while (isWriting) await shop.change(); })();
  for (let kill = 0; kill < 3; ++kill) {
    const before = shop.count('Visits');
    await eventually('rows arrive', () => shop.count('Visits') !== before);
    await product.server.stop();
    await shop.waits();
    await product.server.start();
    await shop.retryNow();
  }
  isWriting = false;
  await writing;
  await shop.caughtUp();
  await shop.assertExact();
}, serverProducts);

// What somebody holds while a batch comes to it.
const kPhases = {
  'in the middle of its deletes': () => "SELECT * FROM Orders WHERE Id = 'orders/2' FOR UPDATE",
  'in the middle of its inserts': (product) => product.lockTable('Visits'),
  'before it moves the checkpoint': () => 'SELECT * FROM penstock_etl_checkpoints FOR UPDATE',
};
for (const [phase, lock] of Object.entries(kPhases)) {
  eachOfBothSizes(`a session that is ended ${phase}`, `ended-${phase.split(' ').at(-1)}`, async (product, name, size) => {
    const shop = await Shop.open(server, product, name, size);
    await shop.change();
    await shop.caughtUp();
    const held = await shop.target.hold(lock(product));
    await shop.change();
    await shop.isBlocked();
    for (const [session] of shop.target.rows(product.openSessions)) shop.target.sql(product.endSession(session));
    await shop.waits();
    await held.release();
    await shop.caughtUp();
    await shop.assertExact();
  }, serverProducts);
}

for (const [where, cut] of [['before the server has its COMMIT', 'request'], ['before the client knows of its COMMIT', 'answer']]) {
  eachOfBothSizes(`a connection that breaks ${where}`, `cut-${cut}`, async (product, name, size) => {
    const link = await CuttingLink.to(product.server.port);
    try {
      const shop = await Shop.open(server, product, name, { ...size, port: link.port });
      await shop.change();
      await shop.caughtUp();
      const before = shop.checkpoint();
      link.cutAt = cut;
      await shop.change();
      await shop.waits();
      assert.equal(link.cutAt, undefined);
      if (cut === 'request') assert.equal(shop.checkpoint(), before);
      else await eventually('the server commits, before the task tries again', () => shop.checkpoint() > before, kRetrySeconds - 1);
      await shop.caughtUp();
      await shop.assertExact();
    } finally {
      link.close();
    }
  }, serverProducts);
}

eachOfBothSizes('rows that somebody holds for longer than the server waits for a lock', 'locked', async (product, name, size) => {
  const shop = await Shop.open(server, product, name, size);
  await shop.change();
  await shop.caughtUp();
  const held = await shop.target.hold("UPDATE Orders SET City = 'Oslo' WHERE Id = 'orders/2'");
  await shop.change();
  assert.match(await shop.waits(), /lock/i);
  await held.release();
  await shop.caughtUp();
  await shop.assertExact();
});

// --- Two owners ---

/**
 * A server that sleeps in the middle of a batch, which `changes` it and waited for what `lock` held;
 * another one goes on with the shop on a copy of its data. Then the first one wakes up, and has more
 * to deliver.
 */
async function sleepAndWake(product, name, flags, lock, changes) {
  const start = (what) => PenstockServer.start(kBinary, join(folder, `${name}-${what}`), flags);
  const first = await start('first');
  const shop = await Shop.open(first, product, name);
  await shop.change();
  await shop.caughtUp();
  const held = await shop.target.hold(lock);
  shop.note = kLongNote;
  await changes(shop);
  await shop.isBlocked();
  await first.pause();
  await held.release();
  cpSync(first.dataDir, join(folder, `${name}-second`), { recursive: true });
  shop.source = await start('second');
  await shop.caughtUp();
  await shop.assertExact();

  first.wake();
  await write(first, shop.name, { 'visits/of-the-sleeper': of('Visits', { Round: 0 }) });
  await eventually('the first owner is told', async () =>
    (await processes(first, shop.name)).every(({ State }) => State === 'NotOwner'));
  await shop.change();
  await shop.caughtUp();
  await shop.assertExact();
  assert.equal(await first.stop(), 0);
  assert.equal(await shop.source.stop(), 0);
}

each('an owner that sleeps in the middle of a batch, and a second server on a copy of its data', 'owners', (product, name) =>
  sleepAndWake(product, name, kFlags, product.lockTable('Visits'), (shop) => shop.visit()), serverProducts);

// The sleeper's statement ends when the lock is released, and leaves it with rows that its successor
// needs: only the destination can take them from it.
each('an owner that sleeps on rows which its successor needs', 'stalled', (product, name) =>
  sleepAndWake(product, name, kImpatient, "SELECT * FROM Orders WHERE Id = 'orders/2' FOR UPDATE", (shop) => shop.change()),
     serverProducts);
