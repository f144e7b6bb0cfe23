// Tables that a task makes, and tables whose rows it updates in place.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { caughtUp } from '../support/js/penstock.mjs';
import { etlTasks, script } from './etl_tasks.mjs';
import { kTask, sqlTests } from './sql_case.mjs';
import { Order, withSqliteShop } from './sqlite_shop.mjs';
import { change, withServer } from './support.mjs';

const context = withServer();
const { each } = sqlTests(context);
const { call, request } = etlTasks(context);

const kScript = `loadToOrders({ Total: this.total, Paid: this.total > 5 });
this.lines.forEach((line, i) => loadToOrderLines({ Line: i, Product: line }));`;
const kNoTables = { ddl: '', tables: { Orders: 'Id', OrderLines: 'OrderId' }, script: kScript, isLater: true };
const kOrders = { 'orders/1': { total: 3, lines: ['tea', 'mug'] }, 'orders/2': { total: 7, lines: ['milk'] } };

/** What the tables have, which were made with quoted names. */
function tablesOf({ target, product: { quote } }) {
  const rows = (sql) => target.rows(sql.replaceAll('"', quote));
  return { orders: rows('SELECT "Id", "Total" FROM "Orders" ORDER BY "Id"'),
           paid: rows('SELECT "Id" FROM "Orders" WHERE "Paid"').flat(),
           lines: rows('SELECT "OrderId", "Line", "Product" FROM "OrderLines" ORDER BY "OrderId", "Line"') };
}
const kDelivered = { orders: [['orders/1', '3'], ['orders/2', '7']], paid: ['orders/2'],
                     lines: [['orders/1', '0', 'tea'], ['orders/1', '1', 'mug'], ['orders/2', '0', 'milk']] };

each('penstock etl ddl prints what makes the tables, and they take what the script makes', async (open, { quote }) => {
  const etl = await open(kNoTables);
  await etl.write(kOrders);
  await etl.defineWith({ Disabled: true });

  const printed = await etl.penstock('etl', 'ddl', kTask);
  assert.equal(printed.code, 0, printed.stderr);
  const statements = printed.stdout.replaceAll(quote, '"');
  assert.match(statements, /^CREATE TABLE "Orders" \("Id" [^,]+ NOT NULL, "Total" [^,]+, "Paid" [^,]+\);$/m);
  assert.match(statements, /^CREATE INDEX .*ON "OrderLines" \("OrderId"\);$/m);
  assert.deepEqual([etl.target.columns('Orders'), etl.target.columns('OrderLines')], [[], []], 'it only printed');

  etl.target.sql(printed.stdout);
  await etl.toggle(false);
  await etl.settled();
  assert.deepEqual(tablesOf(etl), kDelivered);
  assert.match((await etl.penstock('etl', 'ddl', kTask)).stdout, /nothing is missing/);
  assert.match((await etl.penstock('etl', 'ddl', 'X')).stderr, /no ETL task 'X'/);
});

each('a task with CreateMissingTables makes tables, and columns as documents need them', async (open, { quote }) => {
  const etl = await open(kNoTables);
  await etl.write(kOrders);
  await etl.defineWith({ CreateMissingTables: true });
  await etl.settled();
  assert.deepEqual(tablesOf(etl), kDelivered);
  const { Configuration } = await etl.call('GET', `/task?taskName=${kTask}&type=SqlEtl`);
  assert.equal(Configuration.CreateMissingTables, true);

  etl.options.script = `${kScript} if (this.note) loadToOrders({ Note: this.note });`;
  await etl.defineWith({ CreateMissingTables: true });
  await etl.put({ 'orders/3': { total: 9, lines: [], note: 'new' } });
  assert.deepEqual(etl.rows('SELECT "Note" FROM "Orders" WHERE "Id" = \'orders/3\' AND "Note" IS NOT NULL'.replaceAll('"', quote)), [['new']]);
  assert.equal((await etl.penstock('etl', 'ddl', kTask)).stdout.includes('CREATE'), false);
  assert.deepEqual(await etl.failed(), []);
});

const kTables = [{ TableName: 'Orders', DocumentIdColumn: 'Id' },
                 { TableName: 'OrderLines', DocumentIdColumn: 'OrderId' }];

// Triggers, which each product has in words of its own, tell what was written: SQLite's do here.
async function withOrders() {
  const { database, store, shop } = await withSqliteShop(context, 'upsert');
  await change(store, async (session) => {
    await session.store(new Order(3, ['tea', 'mug']), 'orders/1');
    await session.store(new Order(7, ['milk']), 'orders/2');
  });
  return { database, store, shop, all: (sql) => shop.prepare(sql).all().map((row) => ({ ...row })) };
}

const task = (more = {}) => ({ Name: 'T', EtlType: 'Sql', ConnectionStringName: 'shop', SqlTables: kTables,
                               Transforms: [script('S', ['Orders'], kScript)], ...more });
const putTask = (database, definition) => call('PUT', `/databases/${database}/admin/etl`, definition);

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
