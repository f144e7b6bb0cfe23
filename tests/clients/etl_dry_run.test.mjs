// Dry runs: the cases TS of the specification, each named by its id.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';

import { runToEnd } from '../support/js/penstock.mjs';
import { etlTasks, putCommand, script, task, users } from './etl_tasks.mjs';
import { withServer } from './support.mjs';

const context = withServer();
const { call, request, sourceAndDestination, read, putTask, write } = etlTasks(context);

test('TS-015: there are no OLAP destinations, and no dry run of one', async () => {
  const { source } = await sourceAndDestination();
  const { status, text } = await request('POST', `/databases/${source}/admin/etl/olap/test`, { IsDelete: true });
  assert.equal(status, 404);
  assert.match(text, /no endpoint/);
});

const kOrder = { Lines: [{ Product: 'tea', Cost: 3 }, { Product: "mug's", Cost: 5 }] };
const kOrderScript = `var total = 0;
for (const line of this.Lines) { total += line.Cost; loadToOrderLines({ Product: line.Product, Cost: line.Cost }); }
output('x');
loadToOrders({ Total: total });`;

const tryRaven = (database, body) => call('POST', `/databases/${database}/admin/etl/raven/test`, body);

async function withOrder() {
  const { source, destination } = await sourceAndDestination();
  await write(source, putCommand('orders/1-A', 'Orders', kOrder));
  return { source, destination };
}

test('TS-001: a dry run shows the commands and the output, and sends nothing', async () => {
  const { source, destination } = await withOrder();
  const answer = await tryRaven(source, { DocumentId: 'orders/1-A', IsDelete: false,
    Configuration: { Name: 'T', Transforms: [script('S', ['Orders'], kOrderScript)] } });
  assert.deepEqual(answer.Commands.map(({ Type }) => Type), ['DELETE', 'PUT', 'PUT', 'PUT']);
  assert.equal(answer.Commands[0].IdPrefixed, true);
  assert.equal(answer.Commands[0].Id, 'orders/1-A/OrderLines/');
  assert.deepEqual(answer.DebugOutput, ['x']);
  assert.deepEqual(answer.TransformationErrors, []);
  assert.deepEqual(answer.Warnings, []);
  assert.equal((await call('GET', `/databases/${destination}/stats`)).CountOfDocuments, 0);
});

test('a dry run of a delete shows the deletes, and deletes nothing', async () => {
  const { source } = await withOrder();
  const answer = await tryRaven(source, { DocumentId: 'orders/1-A', IsDelete: true,
    Configuration: { Name: 'T', Transforms: [script('S', ['Orders'], kOrderScript)] } });
  assert.deepEqual(answer.Commands.map(({ Id }) => Id).sort(), ['orders/1-A', 'orders/1-A/OrderLines/']);
  assert.ok(await read(source, 'orders/1-A'));
});

test('TS-003: a dry run of a delete asks the behaviour function, and shows what it put out', async () => {
  const { source } = await sourceAndDestination();
  await write(source, putCommand('users/1', 'Users'));
  const answer = await tryRaven(source, { DocumentId: 'users/1', IsDelete: true, Configuration: { Transforms: users(
    `loadToUsers(this);
     function deleteDocumentsOfUsersBehavior(docId) { output('document: ' + docId); return load(docId) !== null; }`) } });
  assert.deepEqual(answer.Commands, []);
  assert.deepEqual(answer.DebugOutput, ['document: users/1']);
  assert.deepEqual(answer.TransformationErrors, []);
  assert.ok(await read(source, 'users/1'));
});

test('TS-013: a dry run shows the time series that the behaviour function lets go', async () => {
  const { source } = await sourceAndDestination();
  await write(source, putCommand('users/1', 'Users'));
  await call('POST', `/databases/${source}/timeseries?docId=users/1`, { Name: 'Heartrate',
    Appends: [{ Timestamp: '2020-04-27T00:00:00.0000000Z', Values: [58], Tag: 'fitbit' }] });
  const commandsOf = async (text) =>
    (await tryRaven(source, { DocumentId: 'users/1', Configuration: { Transforms: users(text) } })).Commands;
  const behavior = (answer) => `loadToUsers(this); function loadTimeSeriesOfUsersBehavior(doc, ts) { return ${answer}; }`;
  for (const text of [behavior('true'), '']) {
    const [put, append] = await commandsOf(text);
    assert.equal(put.Type, 'PUT');
    assert.deepEqual([append.Type, append.Id, append.FromEtl, append.TimeSeries.Name],
                     ['TimeSeries', 'users/1', true, 'Heartrate']);
    assert.equal(append.TimeSeries.Appends[0].Tag, 'fitbit');
  }
  assert.deepEqual((await commandsOf(behavior('false'))).map(({ Type }) => Type), ['PUT']);
});

test('a dry run shows the attachments and counters that go along', async () => {
  const { source } = await sourceAndDestination();
  await write(source, putCommand('users/1', 'Users'));
  await fetch(`${context.server.url}/databases/${source}/attachments?id=users/1&name=photo`, { method: 'PUT', body: 'bytes' });
  await call('POST', `/databases/${source}/counters`, { Documents: [
    { DocumentId: 'users/1', Operations: [{ Type: 'Increment', CounterName: 'likes', Delta: 3 }] }] });
  const { Commands } = await tryRaven(source, { DocumentId: 'users/1', Configuration: { Transforms: users(
    `loadToUsers(this).addAttachment('face', loadAttachment('photo')).addCounter(loadCounter('likes'));`) } });
  assert.deepEqual(Commands.map(({ Type }) => Type), ['DELETE', 'PUT', 'AttachmentPUT', 'Counters']);
  assert.equal(Commands[2].Name, 'face');
  assert.equal(Commands[3].Counters.Operations[0].Delta, 3);
});

test('a dry run says why the script failed', async () => {
  const { source } = await withOrder();
  const answer = await tryRaven(source, { DocumentId: 'orders/1-A', IsDelete: false,
    Configuration: { Transforms: [script('S', ['Orders'], "output('before');\nthrow new Error('no tea');\nloadToOrders(this);")] } });
  assert.deepEqual(answer.Commands, []);
  assert.equal(answer.TransformationErrors[0].DocumentId, 'orders/1-A');
  assert.match(answer.TransformationErrors[0].Error, /no tea.*line 2/);
  assert.equal(answer.Warnings[0].Line, 3);
});

test('TS-005: a dry run on a document of another collection is refused', async () => {
  const { source } = await withOrder();
  const { status, text } = await request('POST', `/databases/${source}/admin/etl/raven/test`,
    { DocumentId: 'orders/1-A', Configuration: { Transforms: [script('S', ['Other'], 'loadToOther(this);')] } });
  assert.equal(status, 400);
  for (const words of ['orders/1-A', 'Orders', 'Other']) assert.ok(text.includes(words), text);
});

test('TS-007: a dry run on a document that does not exist is refused', async () => {
  const { source } = await withOrder();
  const { status, text } = await request('POST', `/databases/${source}/admin/etl/raven/test`,
    { DocumentId: 'orders/9', Configuration: { Transforms: [script('S', ['Orders'], 'loadToOrders(this);')] } });
  assert.equal(status, 404);
  assert.ok(text.includes('orders/9'), text);
});

/** A connection string `shop` to a SQLite file with the tables of kSqlTest, and the file. */
async function withShopTables(source) {
  const folder = path.join(context.server.dataDir, 'sqlite');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${source}.db`);
  const shop = new DatabaseSync(file);
  shop.exec('CREATE TABLE Orders (Id TEXT PRIMARY KEY, Total INT)');
  shop.exec('CREATE TABLE OrderLines (OrderId TEXT NOT NULL, Product TEXT NOT NULL, Cost INT)');
  await call('PUT', `/databases/${source}/admin/connection-strings`,
             { Type: 'Sql', Name: 'shop', FactoryName: 'Sqlite', ConnectionString: `Data Source=${source}.db` });
  return shop;
}
const rowsOf = (shop) => shop.prepare('SELECT OrderId FROM OrderLines UNION ALL SELECT Id FROM Orders').all();

const kSqlTest = ({ isDelete = false, performs = false, script: text = kOrderScript } = {}) => ({
  DocumentId: 'orders/1-A', IsDelete: isDelete, PerformRolledBackTransaction: performs,
  Configuration: { Name: 'T', ConnectionStringName: 'shop', Transforms: [script('S', ['Orders'], text)],
                   SqlTables: [{ TableName: 'OrderLines', DocumentIdColumn: 'OrderId' },
                               { TableName: 'Orders', DocumentIdColumn: 'Id' }] } });
const trySql = (database, options) =>
  call('POST', `/databases/${database}/admin/etl/sql/test`, kSqlTest(options));

for (const performs of [false, true]) {
  const how = performs ? 'run and rolled back' : 'shown alone';
  test(`TS-009: a dry run of a SQL task shows the statements of each table: ${how}`, async () => {
    const { source } = await withOrder();
    const shop = await withShopTables(source);
    const answer = await trySql(source, { performs });
    assert.deepEqual(answer.Summary.map(({ TableName, Commands }) => [TableName, Commands.length]),
                     [['OrderLines', 3], ['Orders', 2]]);
    const [remove, , mug] = answer.Summary[0].Commands;
    assert.equal(remove.CommandText, 'DELETE FROM "OrderLines" WHERE "OrderId" = @p0');
    assert.deepEqual(mug.Params, [{ Key: '@p0', Value: "'orders/1-A'" }, { Key: '@p1', Value: "'mug''s'" },
                                  { Key: '@p2', Value: '5' }]);
    assert.deepEqual(answer.DebugOutput, ['x']);
    assert.deepEqual(answer.LoadErrors, []);
    assert.deepEqual(rowsOf(shop), []);
  });

  test(`TS-011: a dry run of a delete in a SQL task shows one statement a table: ${how}`, async () => {
    const { source } = await withOrder();
    const shop = await withShopTables(source);
    shop.exec("INSERT INTO Orders VALUES ('orders/1-A', 8)");
    const answer = await trySql(source, { isDelete: true, performs });
    assert.deepEqual(answer.Summary.map(({ Commands }) => Commands.length), [1, 1]);
    assert.deepEqual(answer.LoadErrors, []);
    assert.ok(await read(source, 'orders/1-A'));
    assert.equal(rowsOf(shop).length, 1);
  });
}

test('a dry run that runs its statements shows the rows before and after', async () => {
  const { source } = await withOrder();
  const shop = await withShopTables(source);
  shop.exec(`INSERT INTO Orders VALUES ('orders/1-A', 5);
             INSERT INTO OrderLines VALUES ('orders/1-A', 'coffee', 5)`);
  assert.deepEqual((await trySql(source)).Rows, []);

  const { Rows } = await trySql(source, { performs: true });
  const tables = Object.fromEntries(Rows.map((table) => [table.TableName, table]));
  assert.deepEqual(tables.Orders.Columns, ['Id', 'Total']);
  assert.deepEqual(tables.Orders.Before, [["'orders/1-A'", '5']]);
  assert.deepEqual(tables.Orders.After, [["'orders/1-A'", '8']]);
  assert.deepEqual(tables.OrderLines.Before.map(([, product]) => product), ["'coffee'"]);
  assert.deepEqual(tables.OrderLines.After.map(([, product]) => product).sort(), ["'mug''s'", "'tea'"]);
  assert.equal(shop.prepare('SELECT Total FROM Orders').get().Total, 5);

  await call('PUT', `/databases/${source}/admin/etl`, { ...kSqlTest().Configuration, EtlType: 'Sql', Disabled: true });
  const { code, stdout, stderr } = await runToEnd(process.env.PENSTOCK,
    ['etl', 'test', '--server', context.server.url, '--database', source, '--task', 'T', '--document', 'orders/1-A',
     '--rolled-back']);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /Orders before:\n {2}Id = 'orders\/1-A', Total = 5\nOrders after:\n {2}Id = 'orders\/1-A', Total = 8/);
});

test('a dry run that runs its statements says what the destination would refuse', async () => {
  const { source } = await withOrder();
  const shop = await withShopTables(source);
  const { LoadErrors } = await trySql(source, { performs: true, script: 'loadToOrderLines({ Cost: 1 });' });
  assert.equal(LoadErrors.length, 1);
  assert.equal(LoadErrors[0].DocumentId, 'orders/1-A');
  assert.match(LoadErrors[0].Error, /Product/);
  shop.exec('DROP TABLE Orders');
  assert.match((await trySql(source, { performs: true })).LoadErrors[0].Error, /Orders/);
});

test('penstock etl test shows what would be sent', async () => {
  const { source } = await withOrder();
  await putTask(source, task([script('S', ['Orders'], kOrderScript + '\nif (this.a = 1) return;')]));
  const { code, stdout, stderr } = await runToEnd(process.env.PENSTOCK,
    ['etl', 'test', '--server', context.server.url, '--database', source, '--task', 'T', '--document', 'orders/1-A']);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /DELETE everything under orders\/1-A\/OrderLines\//);
  assert.match(stdout, /PUT orders\/1-A \{"Total":8/);
  assert.match(stdout, /output: x/);
  assert.match(stdout, /warning: line 5, column 5/);
});

test('penstock etl dry-run counts what would be sent, and what fails', async () => {
  const { source, destination } = await sourceAndDestination();
  await write(source, ...[1, 2, 3, 4].map((n) => putCommand(`orders/${n}`, 'Orders', { Total: n })));
  await call('PUT', `/databases/${source}/admin/etl`, { ...task([script('S', ['Orders'], `if (this.Total === 3) return;
if (this.Total === 4) throw new Error('no ' + id(this));
loadToOrders(this); loadToTotals({ Total: this.Total });`)]), EtlType: 'Raven', Disabled: true });
  const dryRun = (...options) => runToEnd(process.env.PENSTOCK,
    ['etl', 'dry-run', 'T', '--server', context.server.url, '--database', source, ...options]);

  const all = await dryRun();
  assert.equal(all.stderr, '');
  assert.equal(all.code, 1);
  assert.match(all.stdout, /failed: 1 document, such as orders\/4: Error: no orders\/4 \(line 2/);
  assert.match(all.stdout, /2 to Orders, such as from orders\/1/);
  assert.match(all.stdout, /1 document left out by the script, such as orders\/3/);
  assert.match(all.stdout, /4 documents tried, 1 failed; nothing was sent/);
  const two = await dryRun('--documents', '2', '--json');
  assert.equal(two.code, 0, two.stderr);
  const { Documents, Failed, Targets } = JSON.parse(two.stdout);
  assert.deepEqual({ Documents, Failed, Targets }, { Documents: 2, Failed: 0, Targets: [
    { Name: 'Orders', Objects: 2, SampleId: 'orders/1' }, { Name: 'Totals', Objects: 2, SampleId: 'orders/1' }] });
  assert.equal((await call('GET', `/databases/${destination}/stats`)).CountOfDocuments, 0);
  const wrong = await dryRun('--script', 'none');
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /no script 'none'/);
});
