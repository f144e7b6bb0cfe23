// What operators of tasks to relational databases meet: destinations that are restored from older
// copies, and statements that take long.
import assert from 'node:assert/strict';

import { processes } from '../support/js/etl.mjs';
import { eventually } from '../support/js/penstock.mjs';
import { kScript, kShop, kTask, sqlTests } from './sql_case.mjs';
import { withServer } from './support.mjs';

const context = withServer(undefined, ['--sql-slow-statement', '1']);
const { each } = sqlTests(context);

/** What a copy of the destination has of these tables, put aside; puts it back. */
function copyOf(target, tables) {
  for (const table of tables) target.sql(`CREATE TABLE copied_${table} AS SELECT * FROM ${table}`);
  return () => {
    for (const table of tables) target.sql(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM copied_${table};`);
  };
}

/** Waits until the process is in that state; it does not sit out a back-off. */
const inState = (etl, state) => eventually(`the process is ${state}`, async () => {
  const [process] = await processes(context.server, etl.database);
  if (process.State === 'WaitingToRetry') {
    await etl.call('POST', `/admin/etl/resume?configurationName=${kTask}&transformationName=${kScript}`);
  }
  return process.State === state;
});

each('a destination that is restored from a copy older than deletes which were cleaned is rebuilt', async (open) => {
  const etl = await open({
    ddl: `${kShop.ddl} CREATE TABLE Visits (Who varchar(100));`, tables: { ...kShop.tables, Visits: 'Who' },
    insertOnly: ['Visits'], script: `${kShop.script} loadToVisits({});` });
  const orders = () => etl.rows('SELECT Id FROM Orders ORDER BY Id').flat();
  const order = { Lines: [{ Product: 'Tea', Cost: 1, Qty: 1 }] };
  await etl.put({ 'orders/1': order, 'orders/2': order });
  const restore = copyOf(etl.target, ['OrderLines', 'Orders', 'Visits', 'penstock_etl_checkpoints']);
  await etl.put({ 'orders/1': null, 'orders/3': order });
  await inState(etl, 'UpToDate');
  assert.equal((await etl.call('POST', '/admin/tombstones/cleanup')).Value, 1);
  restore();
  await etl.write({ 'orders/4': order });

  await inState(etl, 'NeedsRebuild');
  assert.deepEqual(orders(), ['orders/1', 'orders/2']);
  const rebuilt = await etl.penstock('etl', 'rebuild', '--task', kTask);
  assert.equal(rebuilt.code, 0, rebuilt.stderr);
  await inState(etl, 'UpToDate');
  await etl.settled();
  assert.deepEqual(orders(), ['orders/2', 'orders/3', 'orders/4']);
  assert.deepEqual(etl.rows('SELECT OrderId FROM OrderLines ORDER BY OrderId').flat(), orders());
  assert.deepEqual(etl.rows('SELECT Who FROM Visits ORDER BY Who').flat(), ['orders/1', 'orders/2', 'orders/3', 'orders/4']);
  assert.deepEqual(await etl.failed(), []);
});

each('SQ-046 a statement that takes long is told of, with its time, and its batch is fine', async (open) => {
  const etl = await open({ ddl: 'CREATE TABLE Orders (Id varchar(100) PRIMARY KEY, City varchar(50))', tables: { Orders: 'Id' },
                           script: 'loadToOrders({ City: this.City });' });
  await etl.put(Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`orders/${i}`, { City: 'Secret City' }])));
  const { Results } = await etl.call('GET', '/notifications?type=performancehint');
  const hint = Results.find(({ HintType }) => HintType === 'SqlEtl_SlowSql');
  const [statement] = hint.Details.Statements.filter(({ Statement }) => /^(in one request: .*)?(COPY|INSERT)\b.*\bOrders\b|^COMMIT/i.test(Statement));
  assert.ok(statement?.Duration >= 1, JSON.stringify(hint));
  assert.ok(!JSON.stringify(hint).includes('Secret City'));
  assert.equal(etl.count('Orders'), 2000);
  assert.deepEqual(await etl.failed(), []);
});

each('a document that a table refused is told of, and delivered again when the table is mended', async (open) => {
  const columns = 'Id varchar(100) PRIMARY KEY, Name varchar(50)';
  const etl = await open({ ddl: `CREATE TABLE Items (${columns} NOT NULL)`, tables: { Items: 'Id' },
                           script: 'loadToItems({ Name: this.Name });' });
  const alerts = async () => (await etl.call('GET', '/notifications?type=alert')).Results;
  const retry = () => etl.penstock('etl', 'errors', 'retry', '--task', kTask, '--document', 'items/2');
  await etl.put({ 'items/1': { Name: 'A' }, 'items/2': { Name: null }, 'items/3': { Name: 'C' } });
  assert.deepEqual(await etl.failed(), ['items/2']);
  const [alert, ...others] = await alerts();
  assert.deepEqual(others, []);
  assert.deepEqual([alert.AlertType, alert.Title, alert.Key], ['Etl_LoadError', `SQL ETL: '${kTask}/${kScript}'`, `SQL ETL/${kTask}/${kScript}`]);
  assert.deepEqual(alert.Details.Errors.map(({ DocumentId }) => DocumentId), ['items/2']);
  assert.match(alert.Details.Errors[0].Error, /name/i);

  await retry();
  await etl.settled();
  assert.deepEqual(await etl.failed(), ['items/2'], 'it is refused as before');

  etl.target.sql(`CREATE TABLE Mended (${columns}); INSERT INTO Mended SELECT * FROM Items;
                  DROP TABLE Items; ALTER TABLE Mended RENAME TO Items;`);
  const retried = await retry();
  assert.match(retried.stdout, /\d documents? (is|are) delivered again/, retried.stderr);
  await eventually('the error list is empty', async () => (await etl.errors()).length === 0);
  assert.deepEqual(etl.rows('SELECT Id, Name FROM Items ORDER BY Id'), [['items/1', 'A'], ['items/2', 'NULL'], ['items/3', 'C']]);
  assert.deepEqual(await alerts(), []);
});

each('a document whose parent comes later arrives by itself, and one whose parent never comes stays in the list', async (open) => {
  const etl = await open({
    ddl: `CREATE TABLE Customers (Id varchar(100) PRIMARY KEY);
          CREATE TABLE Orders (Id varchar(100) PRIMARY KEY, Customer varchar(100), FOREIGN KEY (Customer) REFERENCES Customers (Id));`,
    tables: { Customers: 'Id', Orders: 'Id' },
    scripts: { [kScript]: ['Orders', 'loadToOrders({ Customer: this.Customer });'], C: ['Customers', 'loadToCustomers({});'] } });
  await etl.put({ 'orders/1': { Customer: 'customers/1' }, 'orders/2': { Customer: 'nobody' } });
  assert.deepEqual(await etl.failed(), ['orders/1', 'orders/2']);

  await etl.put({ 'customers/1': {} }, 'Customers');

  await eventually('the order of the customer arrives', () => etl.count('Orders') === 1);
  assert.deepEqual(etl.rows('SELECT Id, Customer FROM Orders'), [['orders/1', 'customers/1']]);
  const [waiting] = await eventually('the other was tried and is waiting', async () => {
    const errors = await etl.errors();
    return errors.length === 1 && errors[0].Tries > 0 && errors;
  });
  assert.equal(waiting.DocumentId, 'orders/2');
  assert.ok(Date.parse(waiting.NextTry) > Date.parse(waiting.Date), JSON.stringify(waiting));
});

each('where the table of checkpoints may not be created the position stays at the source', async (open, product) => {
  const etl = await open({ isLater: true, ddl: 'CREATE TABLE Orders (Id varchar(100) PRIMARY KEY, City varchar(50))',
                           tables: { Orders: 'Id' }, script: 'loadToOrders({ City: this.City });' });
  const narrow = product.narrowUser(etl.target, 'Orders');
  await etl.connect(narrow.connectionString);
  await etl.define();
  const delivery = async () => (await processes(context.server, etl.database))[0].Delivery;
  const openAgain = async () => {
    await etl.update({ configuration: { disabled: true } });
    await etl.update({ configuration: {} });
  };

  await etl.put({ 'orders/1': { City: 'Oslo' }, 'orders/2': { City: 'Rome' } });
  await etl.put({ 'orders/1': { City: 'Bonn' }, 'orders/2': null });
  assert.deepEqual(etl.rows('SELECT Id, City FROM Orders'), [['orders/1', 'Bonn']]);
  const [process] = await processes(context.server, etl.database);
  assert.equal(process.Delivery, 'AtLeastOnce');
  assert.match(process.Warnings.join(), /at least once.*CREATE TABLE.*penstock_etl_checkpoints/);

  await openAgain();
  await etl.put({ 'orders/3': { City: 'Rome' } });
  assert.equal(await delivery(), 'AtLeastOnce');
  assert.equal((await etl.statistics()).LoadSuccesses, 1, 'only what is new was delivered');

  narrow.allowCheckpoints();
  await openAgain();
  await etl.put({ 'orders/4': { City: 'Cork' } });
  assert.equal(await delivery(), 'ExactlyOnce');
  assert.equal((await etl.statistics()).LoadSuccesses, 1, 'only what is new was delivered');
  assert.deepEqual(etl.rows('SELECT Id, City FROM Orders ORDER BY Id'),
                   [['orders/1', 'Bonn'], ['orders/3', 'Rome'], ['orders/4', 'Cork']]);
  assert.equal(etl.count('penstock_etl_checkpoints'), 1);
}, { only: ({ narrowUser }) => narrowUser });
