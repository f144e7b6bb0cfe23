import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import {
  ConfigureRevisionsOperation, CreateDatabaseOperation, DocumentStore,
  RevisionsCollectionConfiguration, RevisionsConfiguration,
} from 'ravendb';

import { PenstockServer, runToEnd } from '../support/js/penstock.mjs';
import { Employee } from './support.mjs';

let folder;
const check = () => runToEnd(process.env.PENSTOCK, ['check', folder], 60);

before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'penstock-check-')); });
after(() => rm(folder, { recursive: true, force: true }));

/** What an application leaves behind: documents, changes, deletes, counters, attachments, revisions. */
async function work(url) {
  const store = new DocumentStore(url, 'shop');
  store.initialize();
  await store.maintenance.server.send(new CreateDatabaseOperation({ databaseName: 'shop' }));
  const configuration = new RevisionsConfiguration();
  configuration.defaultConfig = Object.assign(new RevisionsCollectionConfiguration(),
                                              { disabled: false, minimumRevisionsToKeep: 2 });
  await store.maintenance.send(new ConfigureRevisionsOperation(configuration));
  for (let round = 0; round < 4; ++round) {
    const session = store.openSession();
    for (let i = 0; i < 50; ++i) {
      const id = `employees/${i}`;
      const employee = new Employee(`${round}-${i}`, i);
      await session.store(employee, id);
      session.advanced.getMetadataFor(employee)['@expires'] = '2099-01-01T00:00:00.0000000Z';
    }
    await session.saveChanges();
  }
  const session = store.openSession();
  for (let i = 0; i < 50; i += 2) await session.delete(`employees/${i}`);
  for (let i = 1; i < 50; i += 2) {
    session.countersFor(`employees/${i}`).increment('visits', i);
    session.advanced.attachments.store(`employees/${i}`, 'photo', Buffer.from(`pixels ${i % 7}`), 'image/png');
  }
  await session.saveChanges();
  // Revisions keep what these attachments were.
  for (let i = 1; i < 20; i += 2) session.advanced.attachments.delete(`employees/${i}`, 'photo');
  for (let i = 21; i < 30; i += 2) await session.delete(`employees/${i}`);
  await session.saveChanges();
  store.dispose();
}

/** The files of the data folder with their sizes and times. */
async function files(at = folder) {
  const found = [];
  for (const entry of await readdir(at, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || entry.name === 'LOCK') continue;
    const name = path.join(entry.parentPath ?? entry.path, entry.name);
    const { size, mtimeMs } = await stat(name);
    found.push(`${name} ${size} ${mtimeMs}`);
  }
  return found.sort();
}

test('a folder in use is not checked', async () => {
  const server = await PenstockServer.start(process.env.PENSTOCK, folder);
  await work(server.url);
  const checked = await check();
  assert.equal(checked.code, 2);
  assert.match(checked.stderr, /is in use by another process/);
  await server.kill();
});

test('what a killed server left is whole, and the check changes no file', async () => {
  const before = await files();
  const checked = await check();
  assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  assert.match(checked.stdout, /^1 databases, \d+ entries: all is well\n$/);
  assert.deepEqual(await files(), before);
});

test('a write-ahead log that is gone is damage, and put back it is none', async () => {
  const logs = (await files()).map((line) => line.split(' ')[0]).filter((name) => /\/db-.*\.log$/.test(name));
  for (const log of logs) await rename(log, `${log}.aside`);
  const checked = await check();
  assert.equal(checked.code, 1, checked.stdout + checked.stderr);
  assert.match(checked.stdout, /^database 'shop': .*lost the end of its write-ahead log/m);
  for (const log of logs) await rename(`${log}.aside`, log);
  assert.equal((await check()).code, 0);
});

test('what is no data folder is not checked, and stays as it is', async () => {
  const other = path.join(folder, 'none');
  const checked = await runToEnd(process.env.PENSTOCK, ['check', other], 60);
  assert.equal(checked.code, 2);
  assert.match(checked.stderr, /is no data folder/);
  await assert.rejects(stat(other));
});

test('a file with a wrong byte is damage, and the database is named', async () => {
  const sizes = (await files()).map((line) => line.split(' '));
  const [name] = sizes.filter(([file]) => /\/db-.*\.(log|sst)$/.test(file))
    .reduce((largest, one) => (Number(one[1]) > Number(largest[1]) ? one : largest));
  const bytes = await readFile(name);
  bytes[bytes.length >> 1] ^= 0xff;
  await writeFile(name, bytes);
  const checked = await check();
  assert.equal(checked.code, 1, checked.stdout + checked.stderr);
  assert.match(checked.stdout, /^database 'shop': .*checksum mismatch/m);
  assert.match(checked.stdout, /^1 databases, \d+ entries: 1 damages$/m);
});
