// What people do with ETL to relational databases, from beginning to end.
import assert from 'node:assert/strict';

import { eventually, seededRandom } from '../support/js/penstock.mjs';
import { SlowLink } from '../support/js/slow_link.mjs';
import { kShop, sqlTests } from './sql_case.mjs';
import { inSession, withServer } from './support.mjs';

const context = withServer(undefined, ['--etl-batch-items', '20']);
const { each } = sqlTests(context);
const kSeed = Number(process.env.SEED ?? Date.now() % 1_000_000);

const pairs = (count, make) => Object.fromEntries(Array.from({ length: count }, (_, i) => make(i)));

// --- A reporting database ---

each('a report over orders and their lines, parted by a foreign key, is right after hundreds of changes', async (open) => {
  const random = seededRandom(kSeed);
  const number = (below) => Math.floor(random() * below);
  const etl = await open({ ddl: kShop.ddl.replace('OrderId varchar(100) NOT NULL', 'OrderId varchar(100) NOT NULL REFERENCES Orders (Id)') });
  const orders = new Map();
  for (let round = 0; round < 25; ++round) {
    const changes = pairs(20, () => {
      const id = `orders/${number(60)}`;
      const isGone = orders.has(id) && random() < 0.2;
      return [id, isGone ? null : { Lines: Array.from({ length: number(4) }, () => (
        { Product: `products/${number(10)}`, Cost: number(100), Qty: 1 + number(9) })) }];
    });
    await etl.write(changes);
    for (const [id, order] of Object.entries(changes)) {
      if (order) orders.set(id, order); else orders.delete(id);
    }
  }
  await etl.settled();

  const sold = {};
  for (const { Lines } of orders.values()) {
    for (const { Product, Cost, Qty } of Lines) sold[Product] = (sold[Product] ?? 0) + Cost * Qty;
  }
  const seen = `with SEED=${kSeed}`;
  assert.deepEqual(etl.rows('SELECT Product, sum(Cost * Qty) FROM Orders JOIN OrderLines ON OrderId = Id GROUP BY Product ORDER BY Product'),
                   Object.entries(sold).map(([product, sum]) => [product, String(sum)]).sort(), seen);
  assert.deepEqual(etl.rows('SELECT Id, OrderLinesCount FROM Orders').sort(),
                   [...orders].map(([id, { Lines }]) => [id, String(Lines.length)]).sort(), seen);
  assert.deepEqual(await etl.failed(), []);
});

// --- A migration, piece by piece ---

const kCustomers = 30;

each('customers move to documents one part after the other, and the old application reads its table on', async (open, product) => {
  const etl = await open({
    ddl: `CREATE TABLE Customers (Number varchar(40) PRIMARY KEY, FullName varchar(100) NOT NULL,
                                  Since ${product.types.datetime} NOT NULL, Status varchar(10) DEFAULT 'active' NOT NULL);
          ${Array.from({ length: kCustomers }, (_, i) => `INSERT INTO Customers VALUES ('C-${i}', 'Name ${i}', '2001-02-03 00:00:00', 'active');`).join('')}`,
    tables: { Customers: 'Number' },
    scripts: { S: ['Customers', `loadToCustomers({ FullName: this.first + ' ' + this.last, Since: this.since,
                                                   ...(this.status ? { Status: this.status } : {}) });`] } });
  const names = () => Object.fromEntries(etl.rows('SELECT Number, FullName FROM Customers'));
  const expected = pairs(kCustomers, (i) => [`C-${i}`, `Name ${i}`]);
  const migrate = (from, to) => etl.put(Object.fromEntries(
    etl.rows('SELECT Number, FullName FROM Customers').filter(([id]) => Number(id.slice(2)) >= from && Number(id.slice(2)) < to)
      .map(([id, name]) => [id, { first: name.split(' ')[0], last: name.split(' ')[1], since: '2001-02-03T00:00:00.0000000' }])), 'Customers');

  await migrate(0, 10);
  assert.deepEqual(names(), expected);

  // The new application has the first part, the old one the rest.
  await etl.put({ 'C-3': { first: 'Ann', last: 'Doń', since: '2001-02-03T00:00:00.0000000', status: 'vip' }, 'C-4': null,
                  'C-100': { first: 'New', last: 'One', since: '2024-05-06T00:00:00.0000000' } }, 'Customers');
  etl.target.sql("UPDATE Customers SET FullName = 'Old 20' WHERE Number = 'C-20'; DELETE FROM Customers WHERE Number = 'C-21'");
  Object.assign(expected, { 'C-3': 'Ann Doń', 'C-100': 'New One', 'C-20': 'Old 20' });
  delete expected['C-4'];
  delete expected['C-21'];
  assert.deepEqual(names(), expected);
  assert.deepEqual(etl.rows("SELECT Number FROM Customers WHERE Status = 'vip'"), [['C-3']]);

  await migrate(10, kCustomers);
  assert.deepEqual(names(), expected);
  const since = etl.rows('SELECT Number, Since FROM Customers').filter(([, moment]) => /^2001-02-03[ T]00:00:00(\.0+)?$/.test(moment));
  assert.equal(since.length, Object.keys(expected).length - 1);
  assert.deepEqual(await etl.failed(), []);
});

// --- A write-behind cache ---

const kSlow = 20_000;  // Bytes a second: far less than is written.

each('a cache takes writes at its own speed over a database that is slow, then down, then back', async (open, product) => {
  const etl = await open({
    isLater: true, ddl: 'CREATE TABLE Carts (Id varchar(100) PRIMARY KEY, Version integer, Content text)',
    tables: { Carts: 'Id' }, scripts: { S: ['Carts', 'loadToCarts({ Version: this.Version, Content: this.Content });'] } });
  const link = await SlowLink.to(`http://127.0.0.1:${product.server.port}`, kSlow);
  try {
    const { port } = new URL(link.url);
    await etl.connect(etl.target.connectionString.replace(String(product.server.port), port));
    await etl.define();
    let version = 0;
    const writeAndReadBack = async () => {
      await etl.write(pairs(50, (i) => [`carts/${i}`, { Version: ++version, Content: 'x'.repeat(1000) }]), 'Carts');
      const cart = await inSession(etl.store, (session) => session.load('carts/49'));
      assert.equal(cart.Version, version);
    };
    const behind = async () => (await etl.call('GET', '/etl/progress')).Results[0].ProcessesProgress[0].NumberOfDocumentsToProcess;

    for (let round = 0; round < 10; ++round) await writeAndReadBack();
    assert.ok(await behind() > 0, 'the database is not slow');

    await product.server.stop();
    await writeAndReadBack();
    await etl.inState('WaitingToRetry');
    await writeAndReadBack();

    link.bytesPerSecond = Infinity;
    link.freeAt = 0;
    await product.server.start();
    await etl.retried();
    assert.deepEqual(etl.rows('SELECT Version FROM Carts').map(([each]) => Number(each)).sort((a, b) => a - b),
                     Array.from({ length: 50 }, (_, i) => version - 49 + i));
    await eventually('nothing is left to do', async () => await behind() === 0);
  } finally {
    link.close();
  }
}, { only: (product) => product.isServer });
