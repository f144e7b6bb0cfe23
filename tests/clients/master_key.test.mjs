// Passwords in the data folder: sealed with the master key, across rotations, restores and the loss of
// the key.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { createDatabase } from '../support/js/etl.mjs';
import { PenstockServer, runToEnd } from '../support/js/penstock.mjs';

const kPenstock = process.env.PENSTOCK;
const kPassword = 'p4ssword-of-the-erp';
const kConnection = `Host=erp.invalid;Username=penstock;Password=${kPassword}`;

const run = (...args) => runToEnd(kPenstock, args, 60);

async function succeed(...args) {
  const ended = await run(...args);
  assert.equal(ended.code, 0, ended.stdout + ended.stderr);
  return ended.stdout;
}

/** A folder with a data folder of which no server is running. */
function withFolder(use) {
  return async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'penstock-master-key-'));
    try {
      await use(path.join(folder, 'data'), folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

/** Runs a server on the folder meanwhile. */
async function serving(data, use, ...flags) {
  const server = await PenstockServer.start(kPenstock, data, flags);
  try {
    return await use(server);
  } finally {
    assert.equal(await server.stop(), 0, server.log.join('\n'));
  }
}

async function putConnectionString(server) {
  await createDatabase(server, 'shop');
  await server.call('PUT', '/databases/shop/admin/connection-strings', {
    Type: 'Sql', Name: 'erp', FactoryName: 'Npgsql', ConnectionString: kConnection,
  });
}

const prepare = (data, ...flags) => serving(data, putConnectionString, ...flags);

/** As people see it, with a mark in place of the password; nothing if there is none. */
async function connectionString(server) {
  const { SqlConnectionStrings } = await server.call('GET', '/databases/shop/admin/connection-strings');
  return SqlConnectionStrings.erp?.ConnectionString;
}

/** The error of a server that does not start. */
async function refusal(data, ...flags) {
  const error = await PenstockServer.start(kPenstock, data, flags).then(() => assert.fail('it started'), (failed) => failed);
  return error.log.join('\n');
}

/** The id of the only key in a file. */
function idOf(file) {
  const key = readFileSync(file, 'utf8').split('\n').find((line) => line && !line.startsWith('#'));
  return createHash('sha256').update('penstock master key').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 16);
}

function filesWith(text, folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}

const kMasked = kConnection.replace(kPassword, '********');

test('the data folder holds a key for its owner only, and no password', withFolder(async (data) => {
  await prepare(data);

  assert.equal(statSync(path.join(data, 'master.key')).mode & 0o777, 0o600);
  assert.deepEqual(filesWith(kPassword, data), []);
  await serving(data, async (server) => assert.equal(await connectionString(server), kMasked));
}));

test('the key lies elsewhere if one says so', withFolder(async (data, folder) => {
  const flag = ['--master-key-file', path.join(folder, 'elsewhere.key')];
  await prepare(data, ...flag);

  assert.deepEqual(readdirSync(data).filter((name) => name.endsWith('.key')), []);
  await serving(data, async (server) => assert.equal(await connectionString(server), kMasked), ...flag);
}));

test('without its key a server does not start, says why, and loses nothing', withFolder(async (data, folder) => {
  await prepare(data);
  const key = path.join(data, 'master.key');
  renameSync(key, path.join(folder, 'away'));

  assert.match(await refusal(data), /there is no file .*master\.key\. .*--master-key-file/);
  await prepare(path.join(folder, 'other'));
  copyFileSync(path.join(folder, 'other', 'master.key'), key);
  assert.match(await refusal(data), /master key [0-9a-f]{16}, which is not in .*master\.key/);

  renameSync(path.join(folder, 'away'), key);
  await serving(data, async (server) => assert.equal(await connectionString(server), kMasked));
}));

test('a lost key costs the connection strings and nothing else', withFolder(async (data) => {
  await serving(data, async (server) => {
    await putConnectionString(server);
    await server.call('PUT', '/databases/shop/docs?id=orders/1', { Total: 10 });
  });
  rmSync(path.join(data, 'master.key'));

  assert.match(await succeed('master-key', 'reset', '--data-dir', data),
               /database 'shop': connection string 'erp' is gone/);

  await serving(data, async (server) => {
    assert.equal(await connectionString(server), undefined);
    await server.call('GET', '/databases/shop/docs?id=orders/1');
  });
}));

test('after a rotation the old key opens nothing any more', withFolder(async (data, folder) => {
  await prepare(data);
  const old = path.join(folder, 'old.key');
  copyFileSync(path.join(data, 'master.key'), old);
  const sealedWithOld = `v1:${idOf(old)}:`;
  assert.notDeepEqual(filesWith(sealedWithOld, data), []);

  await succeed('master-key', 'rotate', '--data-dir', data, '--forget-old');

  assert.deepEqual(filesWith(sealedWithOld, data), []);
  await serving(data, async (server) => assert.equal(await connectionString(server), kMasked));
  assert.match(await refusal(data, '--master-key-file', old), /which is not in .*old\.key/);
}));

test('a server that is told to seal with another key does so at its start', withFolder(async (data) => {
  await prepare(data);
  const key = path.join(data, 'master.key');
  const made = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
  writeFileSync(key, `${made}\n${readFileSync(key, 'utf8')}`);

  await serving(data, async () => {});

  writeFileSync(key, `${made}\n`);
  await serving(data, async (server) => assert.equal(await connectionString(server), kMasked));
}));

test('a backup is brought back with the key of its passwords, or without them', withFolder(async (data, folder) => {
  const backups = await serving(data, async (server) => {
    await putConnectionString(server);
    const said = await succeed('backup', '--server', server.url, '--database', 'shop');
    return said.match(/ in (.+): [\d,]+ bytes$/m)[1];
  });
  assert.deepEqual(filesWith(kPassword, backups), []);
  const restored = path.join(folder, 'restored');
  const restore = (...flags) => run('restore', backups, '--data-dir', restored, ...flags);

  const refused = await restore();
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /sealed with the master key [0-9a-f]{16}, and there is no file .*--drop-sealed/);

  assert.match((await restore('--drop-sealed')).stdout, /without the connection string 'erp'/);
  rmSync(restored, { recursive: true });
  const key = ['--master-key-file', path.join(data, 'master.key')];
  assert.equal((await restore('--copy', '--database', 'shop', ...key)).code, 0);
  await serving(restored, async (server) => assert.equal(await connectionString(server), kMasked), ...key);
}));
