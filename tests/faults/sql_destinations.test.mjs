// Relational destinations whose disk is full, whose server is killed, and that two owners of one task
// write to: each product ends with what a run without faults would have left.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { allWaitToRetry, createDatabase, defineTask, processes, retriedAndCaughtUp, write } from '../support/js/etl.mjs';
import { PenstockServer, eventually } from '../support/js/penstock.mjs';
import { sqlProducts } from '../support/js/sql_products.mjs';

const kBinary = process.env.PENSTOCK;
const kFlags = ['--etl-batch-items', '50'];

let folder;
let server;
const products = sqlProducts(() => server.dataDir);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'penstock-sql-faults-'));
  server = await PenstockServer.start(kBinary, join(folder, 'data'), kFlags);
  for (const product of products) await product.start();
});

after(async () => {
  for (const product of products) await product.stop();
  const code = await server.stop();
  rmSync(folder, { recursive: true, force: true });
  assert.equal(code, 0, server.log.join('\n'));
});

const documents = (ids, body) => Object.fromEntries(ids.map((id) => [id, { ...body, '@metadata': { '@collection': 'Visits' } }]));
const numbered = (from, to) => Array.from({ length: to - from }, (_, i) => `visits/${from + i}`);

/** A task over Visits into a new database of the product. */
async function visits(product, name, ddl, sqlTable, script) {
  const target = product.target();
  for (const statement of ddl) target.sql(statement);
  await createDatabase(server, name);
  await defineTask(server, name, 'visits',
                   { FactoryName: target.factory, ConnectionString: target.connectionString },
                   { Transforms: [{ Name: 'S', Collections: ['Visits'], Script: script }], SqlTables: [sqlTable] });
  return target;
}

// --- A full disk ---

/** A file system of so many megabytes in `path`; nothing where this user may not make one. */
function mountSmall(path, megabytes) {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'penstock-small', path], { stdio: 'pipe' });
  } catch { return undefined; }
  return {
    grow: (to) => execFileSync('mount', ['-o', `remount,size=${to}m`, path]),
    unmount: () => execFileSync('umount', ['--lazy', path]),
  };
}

/** What makes Visits in that folder. */
function tableIn(product, place, columns) {
  const data = join(place, 'data');
  mkdirSync(data);
  execFileSync('chown', ['-R', `${product.user}:`, place]);
  return product.createTableIn(data, 'Visits', columns);
}

for (const product of products) {
  test(`a disk that is full at the destination: ${product.name}`, { skip: product.missing }, async (context) => {
    const name = `full-${product.factory.split('.')[0].toLowerCase()}`;
    const place = product.isServer ? mkdtempSync(join(tmpdir(), 'penstock-small-')) : join(server.dataDir, 'sqlite');
    const disk = mountSmall(place, 4);
    if (!disk) return context.skip('this user may not mount a small file system');
    try {
      // Rows that lie in one page each: MariaDB's server ends itself when it has no room for parts of one.
      const columns = 'Who varchar(100), Content varchar(5000)';
      const target = await visits(product, name, product.isServer ? tableIn(product, place, columns) : [`CREATE TABLE Visits (${columns})`],
                                  { TableName: 'Visits', DocumentIdColumn: 'Who', InsertOnlyMode: true },
                                  'loadToVisits({ Content: this.Content });');
      const ids = numbered(0, 2000);
      for (let i = 0; i < ids.length; i += 50) {
        await write(server, name, documents(ids.slice(i, i + 50), { Content: randomBytes(2000).toString('hex') }));
      }
      const [waiting] = await allWaitToRetry(server, name, 60);
      assert.match(waiting.StateDescription, /space|full/i);
      assert.equal(waiting.DocumentsInErrorList, 0, 'a full disk is no fault of a document');
      disk.grow(64);
      await retriedAndCaughtUp(server, name, 60);
      assert.deepEqual(target.rows('SELECT Who FROM Visits').map(([id]) => id).sort(), ids.sort());
      await server.call('DELETE', '/admin/databases', { DatabaseNames: [name], HardDelete: true });
      if (product.isServer) for (const statement of product.dropTableIn('Visits')) target.sql(statement);
    } finally {
      disk.unmount();
    }
  });
}

for (const product of products.filter(({ isServer }) => isServer)) {
  // --- A server that is killed ---

  test(`a server that is killed under writes, again and again: ${product.name}`, { skip: product.missing }, async () => {
    const name = `killed-${product.factory.split('.')[0].toLowerCase()}`;
    const target = await visits(product, name, ['CREATE TABLE Visits (Who varchar(100), Round integer)'],
                                { TableName: 'Visits', DocumentIdColumn: 'Who', InsertOnlyMode: true },
                                'loadToVisits({ Round: this.Round });');
    let round = 0;
    let isWriting = true;
    const writing = (async () => {
      for (; isWriting; ++round) await write(server, name, documents(numbered(0, 20).map((id) => `${id}/${round}`), { Round: round }));
    })();
    for (let kill = 0; kill < 3; ++kill) {
      const before = target.rows('SELECT count(*) FROM Visits')[0][0];
      await eventually('rows arrive', () => target.rows('SELECT count(*) FROM Visits')[0][0] !== before);
      await product.server.stop();
      await allWaitToRetry(server, name);
      await product.server.start();
      await retryNow(name);
    }
    isWriting = false;
    await writing;
    await retriedAndCaughtUp(server, name, 60);
    const expected = Array.from({ length: round }, (_, i) => numbered(0, 20).map((id) => `${id}/${i}|${i}`)).flat();
    assert.deepEqual(target.rows('SELECT Who, Round FROM Visits').map((row) => row.join('|')).sort(), expected.sort());
  });

  // --- Two owners ---

  test(`an owner that sleeps in the middle of a batch, and a second server on a copy of its data: ${product.name}`,
       { skip: product.missing }, async () => {
    const name = `owners-${product.factory.split('.')[0].toLowerCase()}`;
    const target = await visits(product, name, ['CREATE TABLE Visits (Who varchar(100))'],
                                { TableName: 'Visits', DocumentIdColumn: 'Who', InsertOnlyMode: true }, 'loadToVisits({});');
    await write(server, name, documents(numbered(0, 20)));
    await retriedAndCaughtUp(server, name);

    const lock = await target.hold(product.lockTable('Visits'));
    await write(server, name, documents(numbered(20, 40)));
    await eventually('the batch waits for the table', () => target.rows(product.blockedSessions).length > 0);
    process.kill(server.pid, 'SIGSTOP');
    cpSync(server.dataDir, join(folder, `copy-${name}`), { recursive: true });
    await lock.release();
    const second = await PenstockServer.start(kBinary, join(folder, `copy-${name}`), kFlags);
    try {
      await retriedAndCaughtUp(second, name);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    await eventually('the first owner is told', async () =>
      (await processes(server, name)).every(({ State }) => State === 'NotOwner'));
    await write(second, name, documents(numbered(40, 60)));
    await retriedAndCaughtUp(second, name);
    assert.equal(await second.stop(), 0);
    assert.deepEqual(target.rows('SELECT Who FROM Visits').map(([id]) => id).sort(), numbered(0, 60).sort());
  });
}

/** Tells every process that waits to try again at once. */
async function retryNow(name) {
  for (const one of await processes(server, name)) {
    await server.call('POST', `/databases/${name}/admin/etl/resume?` + new URLSearchParams({
      configurationName: one.Task, transformationName: one.TransformationName }));
  }
}
