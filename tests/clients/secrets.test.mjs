// Recognisable passwords are planted in every place that takes one, everything is run that might show
// them, and everything that was answered, printed, logged or stored is searched for them.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { createDatabase, write } from '../support/js/etl.mjs';
import { PenstockServer, eventually, runToEnd } from '../support/js/penstock.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';

const kPenstock = process.env.PENSTOCK;
/** With characters that are written differently in a URL, in JSON, and between quotes. */
const secret = (where) => `Zq7-planted-${where}-/+%&"x`;
/** What all have in common, and no notation changes; storage that compresses leaves one of them whole. */
const kMark = 'Zq7-planted-';
const kNobody = '127.0.0.1;Port=1';

let folder;
let server;
let postgres;
const seen = [];  // { where, text } of all that anybody could read.

/** The bytes as they are, or what was compressed. */
function readable(bytes) {
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1');
}

/** One request, whatever becomes of it. */
async function ask(method, target, body, headers = {}) {
  const answer = await fetch(server.url + target, {
    method, headers: { 'Content-Type': 'application/json', ...headers },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = readable(Buffer.from(await answer.arrayBuffer()));
  seen.push({ where: `${method} ${target}: ${answer.status}`, text: text + JSON.stringify([...answer.headers]) });
}

const shop = (method, target, body, headers) => ask(method, `/databases/shop${target}`, body, headers);

/** One command, whatever becomes of it. */
async function run(...args) {
  const ended = await runToEnd(kPenstock, [...args, '--server', server.url, '--database', 'shop'], 60);
  seen.push({ where: `penstock ${args.join(' ')}: ${ended.code}`, text: ended.stdout + ended.stderr });
}

/** Each way to give a password, by a name of its own: destinations where nobody is, or that refuse it. */
function connections() {
  const planted = {
    keywords: ['Npgsql', `Host=${kNobody};Username=u;Password='${secret('keywords')}';Database=d`],
    bare: ['Npgsql', `Host=${kNobody};Username=u;Password=${secret('bare').replace(';', '')};Database=d`],
    uri: ['Npgsql', `postgresql://u:${encodeURIComponent(secret('uri'))}@127.0.0.1:1/d`],
    broken: ['Npgsql', `Host=${kNobody};Password=${secret('broken')};Nonsense=1;=;;`],
    mysql: ['MySqlConnector', `Server=${kNobody};Uid=u;Pwd="${secret('mysql').replace('"', '')}";Database=d`],
    odbc: ['System.Data.Odbc', `Driver={No Such Driver};Server=127.0.0.1;Uid=u;Pwd={${secret('odbc')}}`],
    sqlserver: ['Microsoft.Data.SqlClient', `Server=127.0.0.1,1;User Id=u;Password='${secret('sqlserver')}';Database=d`],
    oracle: ['Oracle.ManagedDataAccess.Client', `Data Source=127.0.0.1:1/d;User Id=u;Password='${secret('oracle')}'`],
    sqlite: ['Sqlite', `Data Source=../../outside.db;Password=${secret('sqlite')}`],
  };
  if (postgres) {
    planted.login = ['Npgsql', `Host=127.0.0.1;Port=${postgres.port};Database=postgres;Username=postgres;Password='${secret('login')}'`];
  }
  return planted;
}

/** All ways in which a text may be written without being hidden from who looks for it. */
function notations(text) {
  const bytes = Buffer.from(text);
  // Of base64 the characters that do not depend on what stands before and after, at each alignment.
  const base64 = [0, 1, 2].map((before) => (
    Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').slice(4, -4)));
  return [text, bytes.toString('hex'), bytes.toString('hex').toUpperCase(),
          encodeURIComponent(text), JSON.stringify(text).slice(1, -1), ...base64];
}

/** Where the planted secrets show in `content`. */
function found(content) {
  if (content.includes(kMark)) return kMark;
  const searched = Object.keys(connections()).concat('header', 'body', 'posted', 'raven', 'tried').map(secret);
  return searched.find((text) => notations(text).some((notation) => content.includes(notation)));
}

function assertNoSecret(where, content) {
  const shown = found(content);
  const at = shown ? content.indexOf(shown) : -1;
  assert.equal(shown, undefined, `${where} shows it: …${content.slice(Math.max(0, at - 200), at + 100)}…`);
}

function filesBelow(at) {
  return readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'penstock-secrets-'));
  if (PostgresServer.available()) postgres = await PostgresServer.start();
  server = await PenstockServer.start(kPenstock, path.join(folder, 'data'), ['--log-level', 'debug', '--audit-data']);
  await createDatabase(server, 'shop');
  await write(server, 'shop', { 'orders/1': { Total: 'recognisable', '@metadata': { '@collection': 'Orders' } } });
  await plant();
  await runEverything();
});

after(async () => {
  if (server?.isRunning) await server.kill();
  postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function plant() {
  for (const [name, [FactoryName, ConnectionString]] of Object.entries(connections())) {
    await shop('PUT', '/admin/connection-strings', { Name: name, Type: 'Sql', FactoryName, ConnectionString });
    await shop('PUT', '/admin/etl', {
      Name: name, EtlType: 'Sql', ConnectionStringName: name,
      SqlTables: [{ TableName: 'Orders', DocumentIdColumn: 'Id' }],
      Transforms: [{ Name: 'S', Collections: ['Orders'], Script: 'loadToOrders({ Total: this.Total });' }],
    });
    // Wrong in every way that leaves the password where it is.
    await shop('PUT', '/admin/connection-strings', { Name: '', Type: 'Sql', FactoryName, ConnectionString });
    await shop('PUT', '/admin/connection-strings', { Name: `${name}-nobody`, Type: 'Sql', FactoryName: 'Nobody', ConnectionString });
    await shop('PUT', '/admin/connection-strings', { Name: name, Type: 'Nothing', FactoryName, ConnectionString });
    await shop('PUT', '/admin/connection-strings', `{"ConnectionString":${JSON.stringify(ConnectionString)},,}`);
    await shop('POST', `/admin/etl/sql/test-connection?factoryName=${FactoryName}`, ConnectionString);
    await shop('POST', `/admin/etl/sql/test-connection?connectionStringName=${name}`);
    await shop('GET', `/admin/etl/sql/tables?connectionStringName=${name}`);
  }
  const raven = `http://u:${encodeURIComponent(secret('raven'))}@127.0.0.1:1`;
  await shop('PUT', '/admin/connection-strings', { Name: 'raven', Type: 'Raven', Database: 'd', TopologyDiscoveryUrls: [raven] });
  await shop('POST', '/admin/etl/raven/test-connection', { Database: 'd', TopologyDiscoveryUrls: [raven] });
  const headers = { Authorization: `Bearer ${secret('header')}`, Cookie: `session=${secret('header')}` };
  await shop('GET', '/docs?id=orders/1', undefined, headers);
  await shop('PUT', '/admin/etl', { Name: 7, Password: secret('body') }, headers);
  await ask('POST', '/no/such/route', { Password: secret('posted') }, headers);
}

async function runEverything() {
  await eventually('every task that connects has failed', async () => {
    const { Results } = await server.call('GET', '/databases/shop/notifications?type=alert&pageSize=100');
    return Results.length >= Object.keys(connections()).length - 2;
  });
  for (const target of ['/admin/connection-strings', '/tasks', '/etl/stats', '/etl/debug/stats', '/etl/progress', '/etl/performance',
                        '/notifications?type=alert', '/notifications?type=performancehint', '/admin/tombstones/state',
                        '/smuggler/export', '/stats', '/stats/detailed', '/admin/backups']) {
    await shop('GET', target);
  }
  for (const target of ['/metrics', '/etl/tasks', '/databases', '/databases?name=shop', '/admin/databases?name=shop', '/build/version', '/admin/operations']) {
    await ask('GET', target);
  }
  await shop('POST', '/smuggler/export', { OperateOnTypes: 'DatabaseRecord,Documents' });
  for (const name of Object.keys(connections())) {
    const script = `configurationName=${name}&transformationName=S`;
    await shop('GET', `/etl/errors?${script}`);
    await shop('GET', `/etl/errors/causes?${script}`);
    await shop('GET', `/etl/trace?${script}&id=orders/1&destination=true`);
    await shop('POST', `/admin/etl/resume?${script}`);
    await shop('POST', `/admin/etl/verify?${script}`);
    await shop('GET', `/admin/etl/ddl?configurationName=${name}`);
    await shop('POST', '/admin/etl/sql/test', {
      DocumentId: 'orders/1', PerformRolledBackTransaction: true,
      Configuration: { Name: name, EtlType: 'Sql', ConnectionStringName: name, SqlTables: [{ TableName: 'Orders', DocumentIdColumn: 'Id' }],
                       Transforms: [{ Name: 'S', Collections: ['Orders'], Script: 'loadToOrders({});' }] },
    });
    await run('etl', 'verify', name);
    await run('sql', 'test', '--name', name);
  }
  for (const args of [['etl', 'list'], ['etl', 'stats'], ['etl', 'errors', 'list'], ['backup'], ['export', path.join(folder, 'shop.dump')]]) {
    await run(...args);
  }
}

test('what is searched for would be found', () => {
  for (const notation of notations(secret('bare'))) assert.ok(found(`before ${notation} after`), notation);
  const inBase64 = Buffer.from(`{"a":"${secret('bare')}"}`).toString('base64');
  assert.ok(found(inBase64));
  assert.ok(seen.some(({ text }) => text.includes('********')), 'no connection string was shown');
  assert.ok(server.log.some((line) => / warning ETL '/.test(line)), 'nothing was logged');
  assert.ok(filesBelow(folder).some((file) => readFileSync(file).includes('recognisable')), 'no document is on disk');
  assert.match(readFileSync(path.join(folder, 'data', 'audit.log'), 'utf8'), /"Name":"keywords"/);
});

test('no answer and no command shows a secret', () => {
  for (const { where, text } of seen) assertNoSecret(where, text);
});

test('no log shows a secret', () => assertNoSecret('the log', server.log.join('\n')));

test('no file has a secret: data, backups, exports, audit log', () => {
  const files = filesBelow(folder);
  assert.ok(files.some((file) => file.includes('backups')), 'there is no backup');
  for (const file of files) assertNoSecret(file, readable(readFileSync(file)));
});

test('nor after all was written to its last place', async () => {
  assert.equal(await server.stop(), 0);
  for (const file of filesBelow(folder)) assertNoSecret(file, readable(readFileSync(file)));
  assertNoSecret('the log', (await server.lastWords()).join('\n'));
});
