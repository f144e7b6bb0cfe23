// Scripts that mean harm, and rows that a destination refuses, through the whole server: the
// document that does harm is in the error list with the reason, all others arrive, and the server
// lives.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDatabase, defineTask, documentErrors, write } from '../support/js/etl.mjs';
import { PenstockServer, caughtUp, eventually } from '../support/js/penstock.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';

const kBinary = process.env.PENSTOCK;
const kDocuments = 400;
const kLostWorkers = 6;
const kFlags = ['--script-document-time', '500', '--script-memory', '300'];

const kScript = `
  switch (this.Harm) {
    case 'throws': throw new Error('as it is told to');
    case 'loops': for (;;) { }
    case 'recurses': (function again() { return again() + 1; })(); break;
    case 'eats memory': for (var all = []; ; ) all.push('some text ' + all.length);
    case 'backtracks': /(.*)(.*)(.*)(.*)x/.test(this.Line); break;
    case 'allocates': this.Line.repeat(2 ** 14).replaceAll('y', this.Line); break;
    case 'loads gigabytes': for (;;) loadToThings({ Name: this.Line.repeat(2 ** 10) });
    case 'loads what is too deep': for (var deep = {}, i = 0; i < 1e7; i++) deep = { deep }; loadToThings(deep); break;
    case 'throws in a getter': loadToThings({ get Name() { throw new Error('as a getter does'); } }); break;
    case 'loops in a getter': loadToThings({ get Name() { for (;;) { } } }); break;
    case 'throws in a proxy': loadToThings(new Proxy({}, { ownKeys() { throw new Error('as a proxy does'); } })); break;
    case 'mistakes a symbol': this.Name += Symbol('s'); break;
    case 'throws a proxy': throw new Proxy(new Error(), { get() { throw 1; } });
    case 'throws a huge text': throw this.Line.repeat(2 ** 10);
    case 'makes code from text': new Function('return 1')(); break;
    case 'changes everything':
      Object.prototype.toJSON = () => ({ Name: 'mine' });
      JSON.stringify = JSON.parse = Array.prototype.push = String.prototype.slice = null;
      throw new Error('and fails then');
  }
  loadToThings({ Name: this.Name });`;

/** What each kind of document does, and the reason that people read. */
const kHarms = {
  'throws': { step: 'Transformation', reason: /as it is told to \(line 3, column \d+\)/ },
  'loops': { step: 'Transformation', reason: /took longer than 500 ms/ },
  'recurses': { step: 'Transformation', reason: /Maximum call stack size exceeded/ },
  'eats memory': { step: 'Transformation', reason: /used more than 300 MB|took longer than 500 ms/ },
  'backtracks': { step: 'Transformation', reason: /took longer than 500 ms/ },
  'allocates': {
    step: 'Transformation',
    reason: /used more than 300 MB|took longer than 500 ms|RangeError|Out of memory|script worker end/ },
  'loads gigabytes': { step: 'Transformation', reason: /loads too much|used more than 300 MB|took longer than 500 ms/ },
  'loads what is too deep': {
    step: 'Transformation', reason: /RangeError|used more than 300 MB|took longer than 500 ms|script worker end/ },
  'throws in a getter': { step: 'Transformation', reason: /as a getter does/ },
  'loops in a getter': { step: 'Transformation', reason: /took longer than 500 ms/ },
  'throws in a proxy': { step: 'Transformation', reason: /as a proxy does/ },
  'mistakes a symbol': { step: 'Transformation', reason: /Cannot convert a symbol to a string/ },
  'throws a proxy': { step: 'Transformation', reason: /cannot be shown/ },
  'throws a huge text': { step: 'Transformation', reason: /^the script threw y{1000,9000}…$/ },
  'makes code from text': { step: 'Transformation', reason: /code made from text is not available/ },
  'changes everything': { step: 'Transformation', reason: /and fails then/ },
  'breaks NOT NULL': { step: 'Load', reason: /Name.*null|null.*Name/i, Name: null },
  'is too long': { step: 'Load', reason: /too long/, Name: 'more than ten characters' },
};
/** Documents 20, 40, … do harm, each a harm of its own. */
const harmOf = (number) => (number % 20 === 0 ? Object.keys(kHarms)[number / 20 - 1] : undefined);

function thing(number, harm) {
  return { Name: 'name', ...kHarms[harm]?.Name !== undefined && { Name: kHarms[harm].Name },
           Harm: harm ?? null, Line: 'y'.repeat(5000), '@metadata': { '@collection': 'Things' } };
}

const ids = Array.from({ length: kDocuments }, (_, i) => i + 1);
const harmful = ids.filter(harmOf);

async function errorList(server) {
  const errors = await documentErrors(server, 'shop', 'Things', 'Things');
  return new Map(errors.map((error) => [error.DocumentId, error]));
}

function assertEachHarmIsExplained(errors) {
  assert.deepEqual([...errors.keys()].sort(), harmful.map((number) => `things/${number}`).sort());
  for (const number of harmful) {
    const harm = harmOf(number);
    const { Error, Step } = errors.get(`things/${number}`);
    assert.match(Error, kHarms[harm].reason, harm);
    assert.equal(Step, kHarms[harm].step, harm);
  }
}

const arrived = (postgres, table = 'Things') => postgres.rows('reporting', `select "Id" from "${table}"`)
  .map(({ Id }) => Number(Id.slice('things/'.length))).sort((a, b) => a - b);

/** A task with this script that loads into a table of its name. */
const deliver = (server, postgres, table, script) => defineTask(
  server, 'shop', table, { FactoryName: 'Npgsql', ConnectionString: postgres.connectionString('reporting') },
  { Transforms: [{ Name: table, Collections: ['Things'], Script: script }],
    SqlTables: [{ TableName: table, DocumentIdColumn: 'Id' }] });

test('documents that do harm fail alone and say why',
     { skip: !PostgresServer.available() && 'PostgreSQL is not installed', timeout: 120_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'penstock-hostile-'));
  const postgres = await PostgresServer.start();
  postgres.sql('postgres', 'create database reporting');
  postgres.sql('reporting',
               'create table "Things" ("Id" text primary key, "Name" varchar(10) not null);'
               + 'create table "Others" ("Id" text primary key, "Name" text)');
  const server = await PenstockServer.start(kBinary, dataDir, kFlags);
  try {
    await createDatabase(server, 'shop');
    await write(server, 'shop', Object.fromEntries(
      ids.map((number) => [`things/${number}`, thing(number, harmOf(number))])));
    await deliver(server, postgres, 'Things', kScript);
    await deliver(server, postgres, 'Others', 'loadToOthers({ Name: this.Name });');
    await caughtUp(server, 'shop');

    assert.equal(harmful.length, Object.keys(kHarms).length);
    assert.deepEqual(arrived(postgres), ids.filter((number) => !harmOf(number)));
    assertEachHarmIsExplained(await errorList(server));
    assert.deepEqual(arrived(postgres, 'Others'), ids, 'another task got all of them');
    assert.ok(server.isRunning);
    assert.equal((await server.request('GET', '/databases/shop/docs?id=things/1')).status, 200);

    // Once they are mended they arrive, and leave the list.
    await write(server, 'shop', Object.fromEntries(
      harmful.map((number) => [`things/${number}`, thing(number)])));
    await caughtUp(server, 'shop');
    assert.deepEqual(arrived(postgres), ids);
    assert.equal((await errorList(server)).size, 0);
    assert.equal(await server.stop(), 0);
  } finally {
    await server.kill();
    postgres.remove();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

/** What the kernel says of a process that runs; undefined if it is gone. */
function processStat(pid) {
  try {
    const [state, parent, , , , , , , , , , userTicks] =
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return state === 'Z' ? undefined : { parent: Number(parent), userTicks: Number(userTicks) };
  } catch {
    return undefined;
  }
}

/** The processes that `parent` started. */
const childrenOf = (parent) => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && processStat(name)?.parent === parent);

/** Those of them that have worked for half a second. */
const busyChildrenOf = (parent) => childrenOf(parent).filter((pid) => processStat(pid)?.userTicks >= 50);

test('workers that are killed or hang take at most the document in hand with them',
     { skip: !PostgresServer.available() && 'PostgreSQL is not installed', timeout: 120_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'penstock-hostile-'));
  const postgres = await PostgresServer.start();
  postgres.sql('postgres', 'create database reporting');
  postgres.sql('reporting', 'create table "Things" ("Id" text primary key, "Name" text)');
  const server = await PenstockServer.start(kBinary, dataDir, [...kFlags, '--script-workers', '1']);
  try {
    await createDatabase(server, 'shop');
    const all = (name) => Object.fromEntries(ids.map((number) => [`things/${number}`, { ...thing(number), Name: name }]));
    await write(server, 'shop', all('first'));
    await deliver(server, postgres, 'Things',
                  'for (var i = 0, n = 0; i < 1e7; i++) n += i; loadToThings({ Name: this.Name });');
    for (let round = 0; round < kLostWorkers; ++round) {
      await write(server, 'shop', all(`round ${round}`));
      const [worker] = await eventually('a worker is busy', () => {
        const workers = busyChildrenOf(server.pid);
        return workers.length > 0 && workers;
      });
      process.kill(Number(worker), round % 2 === 0 ? 'SIGKILL' : 'SIGSTOP');
      await eventually('it is gone', () => !processStat(worker));
    }
    await caughtUp(server, 'shop');

    const errors = await errorList(server);
    for (const { Error } of errors.values()) assert.match(Error, /script worker end|took longer than 500 ms/);
    assert.ok(errors.size <= kLostWorkers, `${errors.size} documents failed over ${kLostWorkers} workers`);
    assert.deepEqual(arrived(postgres).filter((number) => !errors.has(`things/${number}`)),
                     ids.filter((number) => !errors.has(`things/${number}`)));

    await write(server, 'shop', all('again'));
    await caughtUp(server, 'shop');
    assert.equal((await errorList(server)).size, 0);
    assert.deepEqual(postgres.rows('reporting', 'select distinct "Name" from "Things"'), [{ Name: 'again' }]);
    assert.equal(await server.stop(), 0);
  } finally {
    await server.kill();
    postgres.remove();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

// The engine cannot be interrupted in a regular expression: nobody else would ever end the worker.
test('a server that is killed leaves no script behind that runs for ever', { timeout: 60_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'penstock-hostile-'));
  const server = await PenstockServer.start(kBinary, dataDir, ['--script-document-time', '600000']);
  try {
    await createDatabase(server, 'shop');
    await write(server, 'shop', { 'things/1': thing(1, 'backtracks') });
    await createDatabase(server, 'copy');
    await defineTask(server, 'shop', 'Things', { Database: 'copy', TopologyDiscoveryUrls: [server.url] },
                     { Transforms: [{ Name: 'Things', Collections: ['Things'], Script: kScript }] });
    const workers = await eventually('a worker is in the regular expression', () => {
      const busy = busyChildrenOf(server.pid);
      return busy.length > 0 && busy;
    });
    await server.kill();
    await eventually('the workers are gone', () => workers.every((pid) => !processStat(pid)), 10);
  } finally {
    await server.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
