// Tables that a task makes, and tables whose rows it updates in place.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { caughtUp, runToEnd } from '../support/js/penstock.mjs';
import { etlTasks, script } from './etl_tasks.mjs';
import { Order, withSqliteShop } from './sqlite_shop.mjs';
import { change, withServer } from './support.mjs';

const context = withServer();
const { call, request } = etlTasks(context);

const kScript = `loadToOrders({ Total: this.total, Paid: this.total > 5 });
this.lines.forEach((line, i) => loadToOrderLines({ Line: i, Product: line }));`;
const kTables = [{ TableName: 'Orders', DocumentIdColumn: 'Id' },
                 { TableName: 'OrderLines', DocumentIdColumn: 'OrderId' }];

let made = 0;
async function withOrders() {
  const { database, store, shop } = await withSqliteShop(context, `tables${++made}`);
  await change(store, async (session) => {
    await session.store(new Order(3, ['tea', 'mug']), 'orders/1');
    await session.store(new Order(7, ['milk']), 'orders/2');
  });
  return { database, store, shop, all: (sql) => shop.prepare(sql).all().map((row) => ({ ...row })) };
}

const task = (more = {}) => ({ Name: 'T', EtlType: 'Sql', ConnectionStringName: 'shop', SqlTables: kTables,
                               Transforms: [script('S', ['Orders'], kScript)], ...more });
const putTask = (database, definition) => call('PUT', `/databases/${database}/admin/etl`, definition);
const ddl = (database, name) => runToEnd(process.env.PENSTOCK,
  ['etl', 'ddl', '--server', context.server.url, '--database', database, name]);

test('penstock etl ddl prints what makes the tables, and they take what the script makes', async () => {
  const { database, shop, all } = await withOrders();
  await putTask(database, task({ Disabled: true }));

  const printed = await ddl(database, 'T');
  assert.equal(printed.code, 0, printed.stderr);
  assert.match(printed.stdout, /^CREATE TABLE "Orders" \("Id" TEXT NOT NULL, "Total" INTEGER, "Paid" INTEGER\);$/m);
  assert.match(printed.stdout, /^CREATE INDEX /m);
  assert.deepEqual(all('SELECT name FROM sqlite_master'), [], 'it only printed');

  shop.exec(printed.stdout);
  const { TaskId } = await call('GET', `/databases/${database}/task?taskName=T&type=SqlEtl`);
  await call('POST', `/databases/${database}/admin/tasks/state?key=${TaskId}&type=SqlEtl&disable=false`);
  await caughtUp(context.server, database);
  assert.deepEqual(all('SELECT Id, Total, Paid FROM Orders ORDER BY Id'),
                   [{ Id: 'orders/1', Total: 3, Paid: 0 }, { Id: 'orders/2', Total: 7, Paid: 1 }]);
  assert.match((await ddl(database, 'T')).stdout, /nothing is missing/);
  assert.match((await ddl(database, 'X')).stderr, /no ETL task 'X'/);
});

test('a task with CreateMissingTables makes tables, and columns as documents need them', async () => {
  const { database, store, all } = await withOrders();
  await putTask(database, task({ CreateMissingTables: true }));
  await caughtUp(context.server, database);
  assert.equal(all('SELECT * FROM OrderLines').length, 3);

  const { Configuration } = await call('GET', `/databases/${database}/task?taskName=T&type=SqlEtl`);
  assert.equal(Configuration.CreateMissingTables, true);
  const update = task({ CreateMissingTables: true,
                        Transforms: [script('S', ['Orders'], `${kScript}\nloadToOrders({ Note: 'new' });`)] });
  const { TaskId } = await call('GET', `/databases/${database}/task?taskName=T&type=SqlEtl`);
  await call('PUT', `/databases/${database}/admin/etl?id=${TaskId}`, update);
  await change(store, async (session) => session.store(new Order(9, []), 'orders/3'));
  await caughtUp(context.server, database);
  assert.deepEqual(all("SELECT Note FROM Orders WHERE Id = 'orders/3' AND Note IS NOT NULL"), [{ Note: 'new' }]);
});

test('rows of a table with UpsertMode stay in place, and only those that change are written', async () => {
  const { database, store, shop, all } = await withOrders();
  shop.exec(`CREATE TABLE Orders (Id TEXT PRIMARY KEY, Total INT, Paid INT);
             CREATE TABLE OrderLines (OrderId TEXT, Line INT, Product TEXT, PRIMARY KEY (OrderId, Line));
             CREATE TABLE Writes (What TEXT);
             CREATE TRIGGER t1 AFTER UPDATE ON OrderLines BEGIN INSERT INTO Writes VALUES ('update ' || NEW.Line); END;
             CREATE TRIGGER t2 AFTER DELETE ON OrderLines BEGIN INSERT INTO Writes VALUES ('delete ' || OLD.Line); END`);
  await putTask(database, task({ SqlTables: [
    { TableName: 'Orders', DocumentIdColumn: 'Id', UpsertMode: true },
    { TableName: 'OrderLines', DocumentIdColumn: 'OrderId', UpsertMode: true, RowNumberColumn: 'Line' }] }));
  await caughtUp(context.server, database);

  await change(store, async (session) => {
    const order = await session.load('orders/1');
    order.lines = ['tea', 'cup', 'spoon'];
    const other = await session.load('orders/2');
    other.lines = [];
  });
  await caughtUp(context.server, database);
  assert.deepEqual(all('SELECT OrderId, Line, Product FROM OrderLines ORDER BY Line'),
                   ['tea', 'cup', 'spoon'].map((Product, Line) => ({ OrderId: 'orders/1', Line, Product })));
  assert.deepEqual(all('SELECT What FROM Writes ORDER BY What').map(({ What }) => What), ['delete 0', 'update 1']);

  const both = task({ Name: 'B', SqlTables: [{ ...kTables[0], UpsertMode: true, InsertOnlyMode: true }] });
  const { status, text } = await request('PUT', `/databases/${database}/admin/etl`, both);
  assert.equal(status, 400);
  assert.match(text, /UpsertMode/);
});
