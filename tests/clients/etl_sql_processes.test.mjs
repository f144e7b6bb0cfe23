// The cases PR, processes and how they are operated, of ETL to relational databases, each on every
// product: what differs from document destinations is where positions, rows and errors are.
import assert from 'node:assert/strict';

import { AddEtlOperation, Transformation } from 'ravendb';

import { eventually } from '../support/js/penstock.mjs';
import { kScript, kTask, sqlTests } from './sql_case.mjs';
import { withServer } from './support.mjs';

const kBatchItems = 60;
const context = withServer(undefined, ['--etl-batch-items', String(kBatchItems)]);
const { each } = sqlTests(context);

const kUsers = { ddl: 'CREATE TABLE Users (Id varchar(100) PRIMARY KEY, Name varchar(50) NOT NULL)', tables: { Users: 'Id' },
                 script: 'loadToUsers({ Name: this.Name });' };
/** Of a table that is only inserted into, one sees what was delivered again. */
const kVisits = { ddl: 'CREATE TABLE Visits (Who varchar(100)); CREATE TABLE Sales (What varchar(100))',
                  tables: { Visits: 'Who', Sales: 'What' }, insertOnly: ['Visits', 'Sales'],
                  scripts: { visits: ['Users', 'loadToVisits({});'], sales: ['Orders', 'loadToSales({});'] } };

const transformation = (name, members) => Object.assign(new Transformation(), { name, ...members });
const alertsOf = async (etl) => (await etl.call('GET', '/notifications?type=alert')).Results;
const performanceOf = async (etl) => (await etl.call('GET', '/etl/performance')).Results[0].Stats[0].Performance;
const numbered = (count, of = () => ({ Name: 'n' })) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`users/${String(i + 1).padStart(4, '0')}`, of(i)]));

each('PR-002 a script that fails does not hold up its sibling', async (open) => {
  const { visits, sales } = kVisits.scripts;
  const etl = await open({ ...kVisits, scripts: { visits: [visits[0], `throw 'no'; ${visits[1]}`], sales } });
  await etl.put({ 'users/1': {} }, 'Users');
  await etl.put({ 'orders/1': {} });
  assert.deepEqual(etl.rows('SELECT What FROM Sales'), [['orders/1']]);
  assert.equal(etl.count('Visits'), 0);
  assert.deepEqual(await etl.failed('visits'), ['users/1']);
});

each('PR-004 what waits for a destination is not passed over with what no script is run on', async (open) => {
  const etl = await open({ ...kUsers, ddl: '', configuration: {
    transforms: [transformation(kScript, { applyToAllDocuments: true, script: kUsers.script })] } });
  await etl.write({ 'users/1': { Name: 'Ann' } }, 'Users');
  await etl.write({ 'Raven/Hilo/users': { Max: 32 } }, '@hilo');
  await etl.inState('WaitingToRetry');
  await etl.write({ 'users/2': { Name: 'Bob' } }, 'Users');
  etl.target.sql(kUsers.ddl);
  await etl.retried();
  assert.deepEqual(etl.rows('SELECT Id, Name FROM Users ORDER BY Id'), [['users/1', 'Ann'], ['users/2', 'Bob']]);
});

each('PR-006 new documents do not shorten the wait for a destination', async (open) => {
  const etl = await open({ ...kUsers, isLater: true });
  await etl.connect(etl.target.connectionString.replace(/Port=\d+/, 'Port=1'));
  const before = Date.now();
  await etl.define();
  const nextRetry = async () => (await etl.statistics()).NextRetryTime;
  const first = await eventually('it waits', nextRetry);
  assert.ok(Date.parse(first) - before >= 5000, `${new Date(before).toISOString()} ${first}`);
  await etl.write({ 'users/1': { Name: 'Ann' } });
  assert.equal(await nextRetry(), first);
}, { only: (product) => product.isServer });

each('PR-012 batches are as large as they may be, in etag order', async (open, product) => {
  const count = 2 * kBatchItems + 1;
  const etl = await open({ ...kVisits, isLater: true, scripts: { [kScript]: ['Users', 'loadToVisits({});'] },
                           ddl: `CREATE TABLE Visits (Who varchar(100), Number ${product.types.counter})` });
  await etl.write(numbered(count), 'Users');
  await etl.define();
  await etl.settled();
  assert.deepEqual((await performanceOf(etl)).map(({ NumberOfExtractedItems }) => NumberOfExtractedItems.Document),
                   [kBatchItems, kBatchItems, 1]);
  assert.deepEqual(etl.rows('SELECT Who FROM Visits ORDER BY Number').flat(), Object.keys(numbered(count)));
});

each('PR-014 the last 25 batches are remembered', async (open) => {
  const etl = await open({ ...kUsers, isLater: true });
  await etl.write(numbered(40 * kBatchItems));
  await etl.define();
  await etl.settled();
  assert.deepEqual((await performanceOf(etl)).map(({ Id }) => Id), Array.from({ length: 25 }, (_, i) => i + 16));
});

each('PR-016 an alert shows 500 documents that a table refused, each once; the error list has all', async (open) => {
  const etl = await open(kUsers);
  const shown = async () => {
    const [alert, ...others] = await alertsOf(etl);
    assert.deepEqual(others, []);
    assert.deepEqual([alert.AlertType, alert.Title], ['Etl_LoadError', `SQL ETL: '${kTask}/${kScript}'`]);
    return alert.Details.Errors.map(({ DocumentId }) => DocumentId);
  };
  await etl.put({ 'items/1': { Name: null }, 'items/0': { Name: 'good' } });
  assert.deepEqual(await shown(), ['items/1']);
  await etl.put({ 'items/1': { Name: null }, 'items/2': { Name: null }, 'items/0': { Name: 'good' } });
  assert.deepEqual((await shown()).sort(), ['items/1', 'items/2']);

  await etl.put(numbered(1503, (i) => ({ Name: i % 3 === 2 ? null : 'good' })));
  assert.equal((await shown()).length, 500);
  assert.equal((await etl.errors()).length, 503);
  assert.equal(etl.count('Users'), 1003);
});

each('PR-018 documents beside a bad one arrive; the bad one arrives when it is mended', async (open) => {
  const etl = await open({ ...kUsers, script: `if (this.bad) throw 'bad'; ${kUsers.script}` });
  await etl.put({ 'users/1': { Name: 'Ann' }, 'users/2': { Name: 'Bob', bad: true }, 'users/3': { Name: 'Cid' } });
  assert.deepEqual(etl.rows('SELECT Id FROM Users ORDER BY Id').flat(), ['users/1', 'users/3']);
  assert.equal((await performanceOf(etl)).length, 1);
  assert.deepEqual(await etl.failed(), ['users/2']);
  const [alert] = await alertsOf(etl);
  assert.equal(alert.AlertType, 'Etl_TransformationError');
  assert.equal(alert.Details.Errors[0].DocumentId, 'users/2');

  await etl.put({ 'users/2': { Name: 'Bob' } });
  assert.deepEqual(etl.rows('SELECT Id FROM Users ORDER BY Id').flat(), ['users/1', 'users/2', 'users/3']);
  assert.deepEqual([await etl.failed(), await alertsOf(etl)], [[], []]);
});

each('PR-022 an update without a reset delivers nothing again', async (open) => {
  const etl = await open({ ddl: 'CREATE TABLE Docs (Id varchar(100) PRIMARY KEY, A integer, B integer)', tables: { Docs: 'Id' },
                           script: 'loadToDocs({ A: this.A });' });
  await etl.put({ 'doc-1': { A: 1, B: 2 } });
  await etl.update({ script: 'loadToDocs({ A: this.A, B: this.B });' });
  await etl.put({ 'doc-2': { A: 3, B: 4 } });
  assert.deepEqual(etl.rows('SELECT Id, A, B FROM Docs ORDER BY Id'), [['doc-1', '1', 'NULL'], ['doc-2', '3', '4']]);
  await etl.put({ 'doc-1': { A: 1, B: 2, touched: true } });
  assert.deepEqual(etl.rows("SELECT A, B FROM Docs WHERE Id = 'doc-1'"), [['1', '2']]);
});

each('PR-026 one script is disabled by an update, the other works on, and the position is kept', async (open) => {
  const withVisits = (disabled) => ({ configuration: { transforms: [
    transformation('visits', { collections: ['Users'], script: 'loadToVisits({});', disabled }),
    transformation('sales', { collections: ['Orders'], script: 'loadToSales({});' })] } });
  const etl = await open({ ...kVisits, ...withVisits(false) });
  await etl.put({ 'users/1': {} }, 'Users');
  await etl.update(withVisits(true));
  assert.equal((await etl.call('GET', `/task?key=${etl.taskId}&type=SqlEtl`)).TaskState, 'PartiallyEnabled');
  await etl.write({ 'users/2': {} }, 'Users');
  await etl.write({ 'orders/1': {} });
  await eventually('the other script delivers', () => etl.count('Sales') === 1);
  assert.deepEqual(etl.rows('SELECT Who FROM Visits').flat(), ['users/1']);
  await etl.update(withVisits(false));
  await etl.settled();
  assert.deepEqual(etl.rows('SELECT Who FROM Visits ORDER BY Who').flat(), ['users/1', 'users/2']);
});

each('PR-028 an update of one task leaves the others as they are', async (open) => {
  const etl = await open({ ...kVisits, scripts: { visits: kVisits.scripts.visits } });
  await etl.store.maintenance.send(new AddEtlOperation(Object.assign(etl.configuration(), {
    name: 'other', transforms: [transformation('sales', { collections: ['Orders'], script: 'loadToSales({});' })] })));
  await etl.write({ 'users/1': {} }, 'Users');
  await etl.put({ 'orders/1': {} });
  const successes = async (script) => (await etl.statistics(script)).LoadSuccesses;
  assert.deepEqual([await successes('visits'), await successes('sales')], [1, 1]);

  await etl.update({ scripts: { visits: ['Users', 'if (true) loadToVisits({});'] } });
  assert.deepEqual([await successes('visits'), await successes('sales')], [0, 1], 'a process counts from its start on');
  await etl.put({ 'orders/2': {} });
  assert.equal(await successes('sales'), 2);
  assert.deepEqual([etl.count('Visits'), etl.count('Sales')], [1, 2]);
});

each('PR-030 deletes are kept for a disabled task, which is named, and arrive when it is enabled', async (open) => {
  const etl = await open(kUsers);
  await etl.put(numbered(3));
  await etl.toggle(true);
  await etl.write(numbered(3, () => null));
  assert.equal((await etl.call('POST', '/admin/tombstones/cleanup')).Value, 0);
  const alert = (await alertsOf(etl)).find(({ AlertType }) => AlertType === 'BlockingTombstones');
  assert.equal(alert.Key, `SQL ETL/${kTask}/${kScript}`);
  assert.equal(etl.count('Users'), 3);

  await etl.toggle(false);
  await etl.settled();
  assert.equal(etl.count('Users'), 0);
  assert.equal((await etl.call('POST', '/admin/tombstones/cleanup')).Value, 3);
});
