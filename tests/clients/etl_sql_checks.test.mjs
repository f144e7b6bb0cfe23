// What an operator is told of relational destinations: whether one can be reached, and what should
// be looked at though it works.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventually, runToEnd } from '../support/js/penstock.mjs';
import { etlTasks, script } from './etl_tasks.mjs';
import { withSqliteShop } from './sqlite_shop.mjs';
import { withServer } from './support.mjs';

const context = withServer();
const { call, request, alertsOf } = etlTasks(context);

const kSecret = 'sesame-open-42';
const kUnreachable = `Host=127.0.0.1;Port=1;Database=shop;Username=me;Password=${kSecret}`;

let made = 0;
const withFile = () => withSqliteShop(context, `checked${++made}`);

const penstock = (database, ...args) =>
  runToEnd(process.env.PENSTOCK, [...args, '--server', context.server.url, '--database', database]);
const putTask = (database, name, more = {}) => call('PUT', `/databases/${database}/admin/etl`,
  { Name: name, EtlType: 'Sql', ConnectionStringName: 'shop',
    SqlTables: [{ TableName: 'Orders', DocumentIdColumn: 'Id' }],
    Transforms: [script('S', ['Orders'], 'loadToOrders({ Total: this.total });')], ...more });
const warningsOf = async (database) => {
  const { Results } = await call('GET', `/databases/${database}/etl/progress`);
  return Results.flatMap(({ ProcessesProgress }) => ProcessesProgress).flatMap(({ Warnings }) => Warnings);
};

test('a stored connection string is tested by its name', async () => {
  const { database } = await withFile();
  const testPath = `/databases/${database}/admin/etl/sql/test-connection`;
  assert.deepEqual(await call('POST', `${testPath}?connectionStringName=shop`), { Success: true });
  assert.equal((await request('POST', `${testPath}?connectionStringName=none`)).status, 404);
  assert.equal((await request('POST', testPath)).status, 400);

  const { code, stdout } = await penstock(database, 'sql', 'test', '--name', 'shop');
  assert.equal(code, 0);
  assert.match(stdout, /the destination answers/);
});

test('the tables of a connection string are listed with their columns', async () => {
  const { database, shop } = await withFile();
  shop.exec('CREATE TABLE Orders (Id TEXT PRIMARY KEY, Total INT)');
  const tables = `/databases/${database}/admin/etl/sql/tables`;
  const { Tables } = await call('GET', `${tables}?connectionStringName=shop`);
  const orders = Tables.find((table) => table.Name === 'Orders');
  assert.ok(orders.Columns.some((column) => column.Name === 'Id' && /TEXT/i.test(column.Type)), JSON.stringify(Tables));
  assert.equal((await request('GET', `${tables}?connectionStringName=none`)).status, 404);
  assert.equal((await request('GET', tables)).status, 400);
});

test('a change of a stored connection string is tested with the password that it keeps', async () => {
  const { database } = await withFile();
  const testPath = `/databases/${database}/admin/etl/sql/test-connection?factoryName=Npgsql`;
  await call('PUT', `/databases/${database}/admin/connection-strings`,
             { Type: 'Sql', Name: 'pg', FactoryName: 'Npgsql', ConnectionString: kUnreachable });
  const masked = kUnreachable.replace(kSecret, '********');
  const test = async (query, text) => (await fetch(context.server.url + testPath + query,
                                                   { method: 'POST', body: text })).json();
  const tested = await test('&connectionStringName=pg', masked);
  assert.equal(tested.FailedAt, 'Connection');
  assert.match((await test('&connectionStringName=none', masked)).Message, /no SQL connection string 'none'/);
});

test('a document database is tested, and what fails is named with its server', async () => {
  const { database } = await withFile();
  const test = (Database, ...TopologyDiscoveryUrls) => call(
    'POST', `/databases/${database}/admin/etl/raven/test-connection`, { Database, TopologyDiscoveryUrls });
  assert.deepEqual(await test(database, context.server.url), { Success: true });
  const missing = await test('nowhere', context.server.url);
  assert.deepEqual([missing.Success, missing.FailedAt], [false, 'Database']);
  const unreachable = await test(database, context.server.url, 'http://127.0.0.1:1');
  assert.equal(unreachable.FailedAt, 'Connection');
  assert.match(unreachable.Error, /http:\/\/127\.0\.0\.1:1/);
});

test('a test says where it came to an end, and never shows the password', async () => {
  const { database } = await withFile();
  const cases = [
    [['--factory', 'Npgsql', '--connection', kUnreachable], /cannot be reached: .*127\.0\.0\.1/s],
    [['--factory', 'MySqlConnector', '--connection', kUnreachable], /cannot be reached: /],
    [['--factory', 'Nosuch', '--connection', kUnreachable], /not valid: .*Nosuch.*supported/],
    [['--factory', 'Npgsql', '--connection', `Host=h;Pasword=${kSecret}`], /the connection string is not valid: /],
    [['--name', 'none'], /no SQL connection string 'none'/],
    [[], /either --name/],
  ];
  for (const [args, expected] of cases) {
    const { code, stdout, stderr } = await penstock(database, 'sql', 'test', ...args);
    assert.equal(code, 1, stdout);
    assert.match(stderr, expected);
    assert.ok(!(stdout + stderr).includes(kSecret), stderr);
  }
});

test('a missing index shows as a warning, with the statement that makes it', async () => {
  const { database, shop } = await withFile();
  shop.exec('CREATE TABLE Orders (Id TEXT, Total INT)');
  await putTask(database, 'T');
  const [warning] = await eventually('the warning shows', async () => {
    const warnings = await warningsOf(database);
    return warnings.length > 0 && warnings;
  });
  assert.match(warning, /table Orders has no index that begins with its column Id/);
  const alert = (await alertsOf(database)).find(({ AlertType }) => AlertType === 'Etl_DestinationWarning');
  assert.equal(alert.Severity, 'Warning');
  const { stdout } = await penstock(database, 'etl', 'list');
  assert.match(stdout, /warning: T \/ S: table Orders has no index/);

  shop.exec(warning.slice(warning.indexOf('CREATE INDEX')));
  await call('RESET', `/databases/${database}/admin/etl?configurationName=T&transformationName=S`);
  await eventually('the warning is gone', async () => (await warningsOf(database)).length === 0);
});

test('two tasks on one table are warned of each other', async () => {
  const { database, shop } = await withFile();
  shop.exec('CREATE TABLE Orders (Id TEXT PRIMARY KEY, Total INT)');
  await putTask(database, 'A');
  assert.deepEqual(await warningsOf(database), []);
  const { Warnings } = await putTask(database, 'B');
  assert.equal(Warnings.length, 1);
  assert.equal(Warnings[0].TransformationName, 'S');
  assert.match(Warnings[0].Message, /table Orders is also loaded by 'A\/S'/);
  assert.match((await warningsOf(database)).join('\n'),
               /table Orders is also loaded by 'B\/S'.*\n.*table Orders is also loaded by 'A\/S'/);
});

test('two scripts of one task on one table are refused, and disabling one of them helps', async () => {
  const { database, shop } = await withFile();
  shop.exec('CREATE TABLE Orders (Id TEXT PRIMARY KEY, Total INT)');
  const scripts = ['First', 'Second'].map((name) => script(name, ['Orders'], 'loadToOrders({});'));
  await assert.rejects(putTask(database, 'T', { Transforms: scripts }),
                       /'First' and 'Second' both load table 'Orders'/);
  const { OngoingTasks } = await call('GET', `/databases/${database}/tasks`);
  assert.deepEqual(OngoingTasks, []);

  scripts[0].Disabled = true;
  await putTask(database, 'T', { Transforms: scripts });
});
