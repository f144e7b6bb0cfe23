// Requests and settings that are wrong: each gets a message that a person can act on, and a
// running server goes on.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createDatabase } from '../support/js/etl.mjs';
import { PenstockServer, runToEnd } from '../support/js/penstock.mjs';

const kBinary = process.env.PENSTOCK;
const kBodyBytesMax = 64 << 20;

const folder = mkdtempSync(join(tmpdir(), 'penstock-bad-input-'));
let server;

before(async () => {
  server = await PenstockServer.start(kBinary, join(folder, 'data'));
  await createDatabase(server, 'shop');
});

after(async () => {
  assert.equal(await server.stop(), 0, 'it lived through all of it');
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Sends `body` as it is, and reads the answer even if it comes before all of it is sent. A GET must
 * come without one: Node sends it unframed, and the server reads it as the next request.
 */
function send(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(server.url + path, { method, headers }, async (response) => {
      let text = '';
      for await (const part of response) text += part;
      sent.destroy();
      resolve({ status: response.statusCode, message: JSON.parse(text).Message, text });
    });
    sent.on('error', reject);
    if (method !== 'GET') sent.write(body);
    if (headers['Content-Length'] === undefined) sent.end();
  });
}

describe('a request that is wrong', () => {
  for (const [what, body] of Object.entries({
    'cut short': '{"Name": "a',
    'not JSON': 'hello',
    'empty': '',
    'a wrong literal': '{"Name": tru}',
    'not UTF-8': Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    'two values': '{} {}',
    'nested without end': '['.repeat(100_000),
  })) {
    test(`malformed JSON: ${what}`, async () => {
      const document = await send('PUT', '/databases/shop/docs?id=a/1', body);
      assert.equal(document.status, 400);
      assert.match(document.message, /malformed JSON at byte \d+/);

      const batch = await send('POST', '/databases/shop/bulk_docs', Buffer.concat([
        Buffer.from('{"Commands":[{"Id":"a/1","Type":"PUT","Document":'), Buffer.from(body),
        Buffer.from('}]}')]));
      assert.equal(batch.status, 400);
      assert.match(batch.message, /malformed JSON|not valid JSON/);

      assert.equal((await server.request('GET', '/databases/shop/docs?id=a/1')).status, 404);
    });
  }

  test('a body over the limit, announced', async () => {
    const answer = await send('POST', '/databases/shop/bulk_docs', '{',
                              { 'Content-Length': kBodyBytesMax + 1 });
    assert.equal(answer.status, 413);
    assert.match(answer.message, /64 MB|67108864/);
  });

  test('a body over the limit once it is decompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(kBodyBytesMax + 1, ' '));
    const answer = await send('POST', '/databases/shop/bulk_docs', bomb, { 'Content-Encoding': 'gzip' });
    assert.equal(answer.status, 413);
    assert.match(answer.message, /64 MB|67108864/);
  });

  test('an unknown database', async () => {
    for (const [method, path] of [['GET', '/databases/nowhere/docs?id=a'],
                                  ['POST', '/databases/nowhere/bulk_docs'],
                                  ['PUT', '/databases/nowhere/admin/etl']]) {
      const answer = await send(method, path, '{}');
      assert.equal(answer.status, 503, path);
      assert.match(answer.text, /DatabaseDoesNotExistException/);
      assert.match(answer.message, /nowhere/);
    }
  });

  test('an invalid ETL task: all that is wrong in one answer', async () => {
    const answer = await send('PUT', '/databases/shop/admin/etl', JSON.stringify({
      Name: '', EtlType: 'Sql', ConnectionStringName: '', SqlTables: [],
      Transforms: [
        { Name: '', Collections: [], Script: 'var nothing = 1;' },
        { Name: 'Twice', Collections: ['Orders'], ApplyToAllDocuments: true, Script: 'loadToA({});' },
        { Name: 'twice', Collections: ['Orders'], Script: "loadToA({}); addCounter('x');" },
      ] }));
    assert.equal(answer.status, 400);
    for (const problem of [
      /'Name' must not be empty/, /'ConnectionStringName' must not be empty/,
      /'SqlTables' must not be empty/, /the name of a script must not be empty/,
      /unique: 'twice' occurs twice/, /script '' must list collections or apply to all/,
      /no call of loadTo<TableName>\(\) was found in script ''/,
      /script 'Twice' applies to all documents and must not list collections/,
      /script 'twice' uses addCounter/]) {
      assert.match(answer.message, problem);
    }
  });

  test('an ETL task whose connection string does not exist', async () => {
    const answer = await send('PUT', '/databases/shop/admin/etl', JSON.stringify({
      Name: 'Task', EtlType: 'Raven', ConnectionStringName: 'nobody',
      Transforms: [{ Name: 'All', ApplyToAllDocuments: true }] }));
    assert.equal(answer.status, 400);
    assert.match(answer.message, /nobody/);
  });

  test('a path that is not there', async () => {
    const answer = await send('GET', '/databases/shop/nothing', '');
    assert.equal(answer.status, 404);
    assert.match(answer.message, /no endpoint GET \/databases\/shop\/nothing/);
  });
});

describe('a server that cannot start says why, with exit code 1', () => {
  const serve = (...flags) => runToEnd(kBinary, ['serve', '--url', 'http://127.0.0.1:0', ...flags]);

  function assertRefused(ended, message) {
    assert.equal(ended.code, 1, ended.stderr);
    assert.match(ended.stderr, message);
    assert.equal(ended.stderr.trim().split('\n').length, 1, ended.stderr);
    assert.equal(ended.stdout, '');
  }

  test('the data folder is locked by another process', async () => {
    assertRefused(await serve('--data-dir', join(folder, 'data')),
                  /data folder \S+\/data is in use by another process/);
  });

  test('the data folder cannot be written', async () => {
    // Not even by root.
    assertRefused(await serve('--data-dir', '/proc/self'), /data folder \/proc\/self cannot be written/);
    assertRefused(await serve('--data-dir', '/proc/penstock'),
                  /data folder \/proc\/penstock cannot be written/);
  });

  test('the data folder is a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    assertRefused(await serve('--data-dir', join(folder, 'file')), /file cannot be written.*not a directory/);
  });

  test('the port is in use', async () => {
    const ended = await runToEnd(kBinary, ['serve', '--data-dir', join(folder, 'other'), '--url', server.url,
                                           '--log-level', 'warning']);  // That it made a key is no warning.
    assertRefused(ended, new RegExp(`port ${new URL(server.url).port} of 127.0.0.1 is in use`));
  });

  test('there is no data folder', async () => {
    assertRefused(await serve(), /--data-dir is missing/);
  });

  test('settings out of bounds', async () => {
    const other = ['--data-dir', join(folder, 'other')];
    assertRefused(await serve(...other, '--node-tag', 'abc'), /--node-tag 'abc' must be/);
    assertRefused(await serve(...other, '--script-document-time', '1'), /--script-document-time must lie between/);
    assertRefused(await serve(...other, '--script-memory', '1'), /--script-memory must lie between/);
    assertRefused(await serve(...other, '--http-connections', '0'), /--http-connections must lie between 1 and/);
    assertRefused(await serve(...other, '--http-body-size', '512'), /--http-large-bodies must lie between 512 and/);
    assertRefused(await serve(...other, '--client-key', '/dev/null'), /--client-key is the key of a --client-certificate/);
    assertRefused(await serve(...other, '--client-certificate', join(folder, 'none.pem')),
                  /--client-certificate: cannot read the file \S+none\.pem/);
    assertRefused(await serve(...other, '--config', join(folder, 'none.toml')),
                  /cannot read the configuration file \S+none\.toml/);
  });

  test('an unknown key in the configuration file', async () => {
    const file = join(folder, 'penstock.toml');
    writeFileSync(file, 'data-dri = "/tmp"\n');
    assertRefused(await serve('--config', file), /penstock\.toml: there is no setting 'data-dri'/);
  });

  test('an address that others can reach', async () => {
    const ended = await runToEnd(kBinary, ['serve', '--data-dir', join(folder, 'other'), '--url', 'http://0.0.0.0:0']);
    assertRefused(ended, /can be reached by other machines.*--allow-unsecured/);
  });
});
