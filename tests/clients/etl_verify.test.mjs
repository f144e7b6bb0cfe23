// A verification compares the rows of a task with the documents that an application stored, tells
// what differs, and repairs it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { caughtUp, eventually, runToEnd } from '../support/js/penstock.mjs';
import { etlTasks, script } from './etl_tasks.mjs';
import { Order, withSqliteShop } from './sqlite_shop.mjs';
import { change, withServer } from './support.mjs';

const context = withServer();
const { call, request } = etlTasks(context);

const kScript = `loadToOrders({ Total: this.total });
for (const line of this.lines) loadToOrderLines({ Product: line });`;

let made = 0;
/** Forty orders with two lines each, delivered to tables that are open here. */
async function withShop() {
  const { database, store, shop } = await withSqliteShop(context, `verified${++made}`);
  shop.exec(`CREATE TABLE Orders (Id TEXT PRIMARY KEY, Total INT);
             CREATE TABLE OrderLines (OrderId TEXT NOT NULL, Product TEXT)`);
  await change(store, async (session) => {
    for (let i = 1; i <= 40; ++i) await session.store(new Order(i, ['tea', 'mug']), `orders/${i}`);
  });
  await call('PUT', `/databases/${database}/admin/etl`,
             { Name: 'T', EtlType: 'Sql', ConnectionStringName: 'shop',
               SqlTables: [{ TableName: 'Orders', DocumentIdColumn: 'Id' },
                           { TableName: 'OrderLines', DocumentIdColumn: 'OrderId' }],
               Transforms: [script('S', ['Orders'], kScript)] });
  await caughtUp(context.server, database);
  return { database, shop, store };
}

function damage(shop) {
  shop.exec(`DELETE FROM Orders WHERE Id = 'orders/1';
             DELETE FROM OrderLines WHERE OrderId = 'orders/1';
             UPDATE Orders SET Total = 7 WHERE Id = 'orders/2';
             INSERT INTO OrderLines VALUES ('orders/3', 'tea');
             INSERT INTO Orders VALUES ('orders/gone', 1)`);
}

async function verify(database, more = '') {
  const { OperationId } = await call(
    'POST', `/databases/${database}/admin/etl/verify?configurationName=t&transformationName=s${more}`);
  const { Status, Result } = await eventually('the verification ends', async () => {
    const state = await call('GET', `/databases/${database}/operations/state?id=${OperationId}`);
    return state.Status !== 'InProgress' && state;
  });
  if (Status !== 'Completed') throw new Error(Result.Message);
  return Result;
}

const penstock = (database, ...args) => runToEnd(process.env.PENSTOCK,
  ['etl', 'verify', '--server', context.server.url, '--database', database, ...args]);

test('a verification finds what was changed at the destination, and changes nothing', async () => {
  const { database, shop } = await withShop();
  assert.equal((await verify(database)).Documents, 40);
  damage(shop);

  const { Missing, Surplus, Different, Drifted, Next } = await verify(database);
  assert.deepEqual({ Missing, Surplus, Different, Next }, { Missing: 1, Surplus: 1, Different: 2, Next: '' });
  assert.deepEqual(Drifted.map(({ DocumentId, Drift }) => `${DocumentId} ${Drift}`).sort(),
                   ['orders/1 Missing', 'orders/2 Different', 'orders/3 Different', 'orders/gone Surplus']);
  assert.match(Drifted.find(({ DocumentId }) => DocumentId === 'orders/2').Detail, /column Total of table Orders is 7/);
  assert.equal(shop.prepare('SELECT count(*) AS n FROM Orders').get().n, 40);
});

test('a repair delivers again what differs, and deletes what is too much', async () => {
  const { database, shop, store } = await withShop();
  damage(shop);
  await change(store, async (session) => session.delete('orders/40'));

  const { Repaired } = await verify(database, '&repair=true');
  assert.equal(Repaired, 4);
  await caughtUp(context.server, database);
  const { Missing, Surplus, Different } = await verify(database);
  assert.deepEqual({ Missing, Surplus, Different }, { Missing: 0, Surplus: 0, Different: 0 });
  assert.deepEqual({ ...shop.prepare('SELECT count(*) AS n, sum(Total) AS total FROM Orders').get() },
                   { n: 39, total: 39 * 40 / 2 });
  assert.equal(shop.prepare('SELECT count(*) AS n FROM OrderLines').get().n, 78);
});

test('penstock etl verify tells what differs, and where to go on', async () => {
  const { database, shop } = await withShop();
  damage(shop);

  const found = await penstock(database, 'T');
  assert.equal(found.code, 1, found.stderr);
  assert.match(found.stdout, /Missing orders\/1: table Orders has 0 rows, and should have 1/);
  assert.match(found.stdout, /T \/ S: 40 documents compared: 1 missing, 1 surplus, 2 different/);

  const rest = await penstock(database, 'T', '--from', 'orders/2', '--json');
  assert.equal(JSON.parse(rest.stdout).Missing, 0);

  const repaired = await penstock(database, 'T', '--repair');
  assert.equal(repaired.code, 0, repaired.stdout + repaired.stderr);
  assert.match(repaired.stdout, /4 repaired/);
  assert.equal((await penstock(database, 'T')).code, 0);
});

test('what cannot be verified is refused with a reason', async () => {
  const { database } = await withShop();
  const path = `/databases/${database}/admin/etl/verify`;
  assert.equal((await request('POST', `${path}?configurationName=X&transformationName=S`)).status, 404);
  assert.equal((await request('POST', `${path}?configurationName=T`)).status, 400);
  assert.equal((await request('POST', `${path}?configurationName=T&transformationName=S&repair=perhaps`)).status, 400);
  const { code, stderr } = await penstock(database, 'X');
  assert.equal(code, 1);
  assert.match(stderr, /no ETL task/);

  const { TaskId } = await call('GET', `/databases/${database}/task?taskName=T&type=SqlEtl`);
  await call('POST', `/databases/${database}/admin/tasks/state?key=${TaskId}&type=SqlEtl&disable=true`);
  assert.equal((await verify(database)).Documents, 40);
  await assert.rejects(verify(database, '&repair=true'), /enable it first/);
});
