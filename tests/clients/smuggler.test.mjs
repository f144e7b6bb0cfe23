// A database exported to a file and imported into another by the official client; both are then
// compared by what a client of another process reads of them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

import {
  ConfigureRevisionsOperation, DatabaseSmugglerExportOptions, DatabaseSmugglerImportOptions,
  GetOperationStateOperation, NextIdentityForCommand,
  PutCompareExchangeValueOperation, RevisionsCollectionConfiguration, RevisionsConfiguration,
  SeedIdentityForCommand,
} from 'ravendb';

import { assertMemory } from '../support/js/penstock.mjs';
import { Company, Employee, withServer } from './support.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-dumps-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = (name) => path.join(folder, name);

let source;
let filled;  // What the source holds, which no test changes.
const context = withServer(async () => {
  source = await context.create('source');
  await fill(source);
});

async function inSession(store, work) {
  const session = store.openSession();
  try {
    const result = await work(session);
    await session.saveChanges();
    return result;
  } finally {
    session.dispose();
  }
}

/** Something of each kind. */
async function fill(store) {
  const revisions = new RevisionsConfiguration();
  revisions.defaultConfig = new RevisionsCollectionConfiguration();
  revisions.defaultConfig.disabled = false;
  await store.maintenance.send(new ConfigureRevisionsOperation(revisions));
  await inSession(store, async (session) => {
    for (let n = 0; n < 300; ++n) await session.store(new Employee(`Name ${n}`, n), `employees/${n}`);
    const ann = new Employee('Ännchen "A" \\ Größe', 30);
    await session.store(ann, 'employees/ann');
    session.advanced.getMetadataFor(ann)['Own-Member'] = { nested: [1, 2] };
    await session.store(new Company('Acme'), 'companies/acme');
    const { attachments } = session.advanced;
    attachments.store('employees/ann', 'größe.bin', Buffer.alloc(700_000, '],{"'), 'application/x');
    attachments.store('companies/acme', 'same', Buffer.alloc(700_000, '],{"'), 'text/plain');
    attachments.store('companies/acme', 'empty', Buffer.alloc(0), 'text/plain');
    session.countersFor('employees/ann').increment('Likes', 7);
    session.countersFor('employees/ann').increment('Views', -3);
    const series = session.timeSeriesFor('employees/ann', 'HeartRates');
    for (let n = 0; n < 1500; ++n) {
      series.append(new Date(Date.UTC(2024, 0, 1, 0, 0, n)), [n + 0.25, -n], n % 2 ? 'watch' : null);
    }
    session.incrementalTimeSeriesFor('employees/ann', 'INC:Steps')
      .increment(new Date(Date.UTC(2024, 0, 1)), 5);
  });
  await inSession(store, async (session) => {
    (await session.load('companies/acme', Company)).name = 'Acme & Sons';
    await session.delete('employees/299');
  });
  await store.operations.send(new PutCompareExchangeValueOperation('unique/ann', { id: 'ann' }, 0));
  await store.getRequestExecutor().execute(new SeedIdentityForCommand('employees', 41));
}

/** A version, without what belongs to one database alone. */
function strip({ body, metadata: { '@change-vector': _, ...metadata } }) {
  return { body, metadata };
}

/** A document and all that hangs on it. */
async function whole(reader, document) {
  const { '@id': id, '@counters': counters, '@timeseries': series = [], '@attachments': attachments = [] } =
    document.metadata;
  const entry = { document: strip(document), series: {}, attachments: {} };
  entry.revisions = (await reader.revisions(id)).map(strip);
  if (counters) entry.counters = await reader.counters(id);
  for (const name of series) entry.series[name] = await reader.timeSeries(id, name);
  for (const { name } of attachments) {
    const { bytes, contentType, size, hash } = await reader.attachment(id, name);
    assert.equal(createHash('sha256').update(bytes).digest('base64'), hash);
    entry.attachments[name] = [contentType, bytes.length, size, hash];
  }
  return entry;
}

const readers = new Map();

/** What a client of another process sees of a database. */
async function contents(database) {
  if (!readers.has(database)) readers.set(database, context.read(database));
  const reader = readers.get(database);
  const found = {};
  for (const prefix of ['companies/', 'employees/']) {
    await Promise.all((await reader.documents(prefix)).map(async (document) => {
      found[document.metadata['@id']] = await whole(reader, document);
    }));
  }
  const stats = await reader.statistics();
  assert.equal(stats.countOfDocuments, Object.keys(found).length);
  return {
    found,
    value: (await reader.compareExchange('unique/ann'))?.value,
    gone: (await reader.revisions('employees/299')).map(strip),
    counts: [stats.countOfDocuments, stats.countOfRevisionDocuments, stats.countOfTombstones,
             stats.countOfAttachments, stats.countOfUniqueAttachments, stats.countOfCounterEntries],
  };
}

async function original() {
  filled ??= await contents('source');
  return filled;
}

/** Document by document, so that a difference is told of where it is. */
function assertSame(actual, expected) {
  assert.deepEqual(Object.keys(actual.found).sort(), Object.keys(expected.found).sort());
  for (const id of Object.keys(expected.found)) {
    assert.deepEqual(actual.found[id], expected.found[id], id);
  }
  assert.deepEqual(actual.value, expected.value);
  assert.deepEqual(actual.gone, expected.gone);
  assert.deepEqual(actual.counts, expected.counts);
}

async function exportTo(store, name, change = () => {}) {
  const options = new DatabaseSmugglerExportOptions();
  options.operateOnTypes.push('Tombstones');
  change(options);
  const operation = await store.smuggler.export(options, file(name));
  await operation.waitForCompletion();
  return file(name);
}

async function importFrom(store, from) {
  const options = new DatabaseSmugglerImportOptions(new DatabaseSmugglerExportOptions());
  options.operateOnTypes.push('Tombstones');
  const operation = await store.smuggler.import(options, from);
  await operation.waitForCompletion();
  const state = await store.maintenance.send(new GetOperationStateOperation(operation.id));
  return state.result;
}

/** The record of a database, as a client reads it. */
async function record(database) {
  return (await fetch(`${context.server.url}/admin/databases?name=${database}`)).json();
}

test('a dump imports exactly', async () => {
  const dump = await exportTo(source, 'all.ravendbdump');
  const copy = await context.create('copy');
  await importFrom(copy, dump);
  const copied = await contents('copy');
  assert.equal(Object.keys(copied.found).length, 301);
  assertSame(copied, await original());
  const ann = copied.found['employees/ann'];
  assert.equal(ann.document.body.name, 'Ännchen "A" \\ Größe');
  assert.deepEqual(ann.document.metadata['Own-Member'], { nested: [1, 2] });
  assert.deepEqual(ann.counters, { Likes: 7, Views: -3 });
  assert.deepEqual(Object.entries(ann.series).map(([name, all]) => [name, all.length]),
                   [['HeartRates', 1500], ['INC:Steps', 1]]);
  assert.equal(ann.attachments['größe.bin'][1], 700_000);
  assert.deepEqual({ ...copied.value }, { id: 'ann' });
  const next = new NextIdentityForCommand('employees');
  await copy.getRequestExecutor().execute(next);
  assert.equal(next.result, 42);
});

test('a dump of the copy has the same items as the dump', async () => {
  const items = (name) => {
    const text = gunzipSync(readFileSync(name)).toString('latin1');
    return text.replaceAll(/"@change-vector":"[^"]*"/g, '').replaceAll(/Etag":\d+/g, '').length;
  };
  const first = await exportTo(source, 'first.ravendbdump', (options) => {
    options.operateOnTypes = ['Documents', 'Attachments', 'TimeSeries'];
  });
  const second = await exportTo(context.open('copy'), 'second.ravendbdump', (options) => {
    options.operateOnTypes = ['Documents', 'Attachments', 'TimeSeries'];
  });
  assert.equal(items(first), items(second));
});

test('an import twice leaves what one left', async () => {
  const twice = await context.create('twice');
  const dump = await exportTo(source, 'twice.ravendbdump', (options) => {
    options.operateOnTypes = ['Documents', 'Attachments', 'CounterGroups', 'TimeSeries'];
  });
  await importFrom(twice, dump);
  const once = await contents('twice');
  await importFrom(twice, dump);
  assertSame(await contents('twice'), once);
});

test('an import twice leaves the revisions and the configuration too', async () => {
  const again = await context.create('again');
  const dump = await exportTo(source, 'again.ravendbdump');
  await importFrom(again, dump);
  await importFrom(again, dump);
  const found = await contents('again');
  assertSame(found, await original());
  const { Revisions } = await record('again');
  assert.deepEqual(Revisions, (await record('source')).Revisions);
});

test('a dump that is not compressed imports as well', async () => {
  const plain = file('plain.ravendbdump');
  writeFileSync(plain, gunzipSync(readFileSync(await exportTo(source, 'packed.ravendbdump'))));
  await importFrom(await context.create('plain'), plain);
  assertSame(await contents('plain'), await original());
});

test('connection strings come without passwords and tasks disabled', async () => {
  const store = await context.create('with-tasks');
  const put = async (target, body) => {
    const answer = await fetch(`${context.server.url}/databases/with-tasks/admin/${target}`,
                               { method: 'PUT', body: JSON.stringify(body) });
    assert.ok(answer.ok, await answer.text());
  };
  await put('connection-strings', { Name: 'pg', Type: 'Sql', FactoryName: 'Npgsql',
    ConnectionString: 'Host=127.0.0.1;Port=1;Database=d;Username=u;Password=secret-word' });
  await put('connection-strings', { Name: 'other', Type: 'Raven', Database: 'elsewhere',
    TopologyDiscoveryUrls: ['http://127.0.0.1:1'] });
  await put('etl', { Name: 'orders', EtlType: 'Sql', ConnectionStringName: 'pg', Disabled: true,
    Transforms: [{ Name: 's', Collections: ['Orders'], Script: 'loadToT(this)' }],
    SqlTables: [{ TableName: 'T', DocumentIdColumn: 'Id' }] });
  await put('etl', { Name: 'all', EtlType: 'Raven', ConnectionStringName: 'other',
    Transforms: [{ Name: 's', ApplyToAllDocuments: true, Script: '' }] });

  const dump = await exportTo(store, 'tasks.ravendbdump');
  assert.doesNotMatch(gunzipSync(readFileSync(dump)).toString(), /secret-word/);
  const result = await importFrom(await context.create('tasks-copy'), dump);

  const copy = await record('tasks-copy');
  assert.deepEqual(copy.RavenEtls.map((task) => [task.Name, task.Disabled]), [['all', true]]);
  assert.deepEqual(copy.SqlEtls.map((task) => [task.Name, task.Disabled]), [['orders', true]]);
  assert.equal(copy.SqlEtls[0].Transforms[0].Script, 'loadToT(this)');
  assert.deepEqual(copy.RavenConnectionStrings.other.TopologyDiscoveryUrls, ['http://127.0.0.1:1']);
  assert.match(copy.SqlConnectionStrings.pg.ConnectionString, /Host=127\.0\.0\.1/);
  assert.ok(result.messages.some((message) => /'pg' came without its password/.test(message)));
});

/**
 * Imports 3,000 documents into a new database, of which the last are sent only when the server has
 * told of the first and `meanwhile` is done. Gives the answer and the states of the operation.
 */
async function importSlowly(database, meanwhile = async () => {}) {
  await context.create(database);
  const base = `${context.server.url}/databases/${database}`;
  const { Id } = await (await fetch(`${base}/operations/next-operation-id`)).json();
  const state = async () => (await fetch(`${base}/operations/state?id=${Id}`)).json();
  const documents = (from, to) => Array.from({ length: to - from }, (_, n) =>
    JSON.stringify({ n: from + n, '@metadata': { '@id': `slow/${from + n}` } })).join(',');
  let running;
  async function* dump() {
    yield Buffer.from(`{"BuildVersion":72,"Docs":[${documents(0, 2000)}`);
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; await delay(20)) {
      running = await state();
      if (running.Progress?.Documents.ReadCount > 0) break;
    }
    await meanwhile(base, Id);
    yield Buffer.from(`,${documents(2000, 3000)}]}`);
  }
  const answer = await fetch(`${base}/smuggler/import?operationId=${Id}`,
                             { method: 'POST', body: Readable.from(dump()), duplex: 'half' });
  return { answer, running, ended: await state() };
}

test('an import tells how far it is while it runs', async () => {
  const { answer, running, ended } = await importSlowly('slow');
  assert.equal(answer.status, 200);
  assert.equal(running.Status, 'InProgress');
  assert.ok(running.Progress.Documents.ReadCount <= 2000);
  assert.equal(ended.Status, 'Completed');
  assert.equal(ended.Result.Documents.ReadCount, 3000);
});

test('an import that is killed stops and says what it has stored', async () => {
  const { answer, ended } = await importSlowly('killed', (base, id) =>
    fetch(`${base}/operations/kill?id=${id}`, { method: 'POST' }));
  assert.ok(!answer.ok);
  const [, stored] = (await answer.json()).Message.match(/Imported before: (\d+) Documents/);
  assert.equal(ended.Status, 'Canceled');
  const { CountOfDocuments } =
    await (await fetch(`${context.server.url}/databases/killed/stats`)).json();
  assert.equal(CountOfDocuments, Number(stored));
});

test('a large dump is not held in memory', async () => {
  await context.create('large');
  const pieceBytes = 1 << 20;
  const pieces = 128;
  const text = 'x'.repeat(pieceBytes);
  async function* dump() {
    yield Buffer.from('{"BuildVersion":72,"Docs":[');
    for (let n = 0; n < pieces; ++n) {
      yield Buffer.from(`${n ? ',' : ''}{"text":"${text}","@metadata":{"@id":"large/${n % 4}"}}`);
    }
    yield Buffer.from(']}');
  }
  const before = context.server.takeMemoryPeak();
  const answer = await fetch(`${context.server.url}/databases/large/smuggler/import`,
                             { method: 'POST', body: Readable.from(dump()), duplex: 'half' });
  assert.equal(answer.status, 200);
  assert.equal((await answer.json()).Documents.ReadCount, pieces);
  assertMemory(context.server.takeMemoryPeak() - before, pieces * pieceBytes / 2);
});

test('one collection can be exported', async () => {
  const dump = await exportTo(source, 'companies.ravendbdump', (options) => {
    options.collections = ['Companies'];
  });
  await importFrom(await context.create('companies'), dump);
  assert.deepEqual(Object.keys((await contents('companies')).found), ['companies/acme']);
});

test('a damaged dump fails the operation and says where', async () => {
  const damaged = file('damaged.ravendbdump');
  const bytes = readFileSync(await exportTo(source, 'whole.ravendbdump'));
  writeFileSync(damaged, bytes.subarray(0, bytes.length / 2));
  const store = await context.create('damaged');
  await assert.rejects(importFrom(store, damaged), /Imported before: /);
  writeFileSync(damaged, '{"BuildVersion":72,"Docs":[nonsense]}');
  await assert.rejects(importFrom(store, damaged), /'Docs': at byte 27/);
});

const penstock = (...args) => {
  const run = spawnSync(process.env.PENSTOCK, [...args, '--server', context.server.url],
                        { encoding: 'utf8' });
  return { code: run.status, out: run.stdout, err: run.stderr };
};

test('penstock export and import copy a database', async () => {
  const dump = file('commands.ravendbdump');
  const exported = penstock('export', dump, '--database', 'source');
  assert.equal(exported.code, 0, exported.err);
  const imported = penstock('import', dump, '--database', 'commands', '--create');
  assert.equal(imported.code, 0, imported.err);
  assert.match(imported.out, /301 documents stored/);
  assertSame(await contents('commands'), await original());
  assert.notEqual(penstock('export', dump, '--database', 'nowhere').code, 0);
});

test('a truncated dump is named as such, and what came before is stored', async () => {
  const cut = file('cut.ravendbdump');
  const text = gunzipSync(readFileSync(await exportTo(source, 'uncut.ravendbdump')));
  writeFileSync(cut, text.subarray(0, text.indexOf('"employees/20"') + 10));
  const run = penstock('import', cut, '--database', 'cut', '--create');
  assert.equal(run.code, 1);
  assert.match(run.err, /'Docs': at byte \d+: the JSON ends in the middle/);
  const [, stored] = run.err.match(/Imported before: (\d+) Documents/);
  const { CountOfDocuments } =
    await (await fetch(`${context.server.url}/databases/cut/stats`)).json();
  assert.equal(CountOfDocuments, Number(stored));
});

test('penstock import reads CSV and names every bad line', async () => {
  writeFileSync(file('a.csv'), 'Number,Name,Zip\n1,"Ann\n""A"", B",01234\n2,Bob\n3,Eve,9\n');
  const run = penstock('import', file('a.csv'), '--database', 'csv', '--create', '--collection',
                       'Users', '--id', 'users/{Number}', '--types', 'Zip=text');
  assert.equal(run.code, 1);
  assert.match(run.err, /line 4: 2 fields, but the header has 3 columns/);
  const session = context.open('csv').openSession();
  const ann = await session.load('users/1');
  assert.deepEqual([ann.Number, ann.Name, ann.Zip], [1, 'Ann\n"A", B', '01234']);
  assert.equal(session.advanced.getMetadataFor(ann)['@collection'], 'Users');
  assert.equal((await session.load('users/3')).Zip, '9');
  assert.equal(await session.load('users/2'), null);
});

// The last: it stops the server.
test('what was imported agrees with itself', async () => {
  assert.equal(await context.server.stop(), 0);
  const checked = spawnSync(process.env.PENSTOCK, ['check', context.server.dataDir],
                            { encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
});
