// A clean stop: within seconds whatever hangs, exit code 0, nothing acknowledged lost.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase, defineTask, processes, write } from '../support/js/etl.mjs';
import { PenstockServer, caughtUp, eventually, seededRandom } from '../support/js/penstock.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import { postgresTarget } from '../support/js/sql_products.mjs';
import { Writers, assertShopIsExact, kTables, openShop } from './shop.mjs';

const kBinary = process.env.PENSTOCK;
const kStopLimitMs = 10_000;
const kRounds = 3;
const kEndlessPatches = 40;  // More than there are threads for: some wait.
const kEndlessPatch = { Patch: { Script: 'for (;;) { }' }, PatchIfMissing: { Script: 'for (;;) { }' } };

async function assertStopsCleanly(server) {
  const begun = Date.now();
  const code = await Promise.race([server.stop(), delay(kStopLimitMs, 'still running', { ref: false })]);
  assert.equal(code, 0, server.log.join('\n'));
  return Date.now() - begun;
}

async function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-stop-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('SIGTERM during writes and ETL loses nothing acknowledged',
     { skip: !PostgresServer.available() && 'PostgreSQL is not installed', timeout: 120_000 },
     (t) => withFolder(async (folder) => {
  const postgres = await PostgresServer.start();
  postgres.sql('postgres', 'create database reporting');
  const target = postgresTarget(postgres, 'reporting');
  target.sql(kTables);
  let server = await PenstockServer.start(kBinary, folder);
  const writers = new Writers((i) => seededRandom(i));
  try {
    await openShop(server, target);
    for (let round = 1; round <= kRounds; ++round) {
      const before = writers.acknowledgedWrites;
      const running = writers.run(server);
      await eventually('there are writes and ETL', async () => (
        writers.acknowledgedWrites > before + 100 &&
        (await processes(server, 'shop')).every((p) => p.LoadSuccesses > 0)));
      t.diagnostic(`stopped in ${await assertStopsCleanly(server)} ms`);
      await running;
      server = await PenstockServer.start(kBinary, folder);
      await writers.check(server);
    }
    await caughtUp(server, 'shop');
    await assertShopIsExact(server, target);
    await assertStopsCleanly(server);
  } finally {
    await server.kill();
    postgres.remove();
  }
}));

/** A server that takes connections and says nothing. */
async function startSilence() {
  const sockets = new Set();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise((resolve) => { listener.listen(0, '127.0.0.1', resolve); });
  return {
    port: listener.address().port,
    connections: () => sockets.size,
    close() {
      for (const socket of sockets) socket.destroy();
      listener.close();
    },
  };
}

test('SIGTERM while scripts, destinations and clients hang', { timeout: 60_000 },
     (t) => withFolder(async (folder) => {
  const [silentSql, silentHttp] = [await startSilence(), await startSilence()];
  const server = await PenstockServer.start(kBinary, folder, ['--script-document-time', '600000']);
  const client = connect(new URL(server.url).port, '127.0.0.1');
  client.on('error', () => {});
  try {
    await createDatabase(server, 'shop');
    await write(server, 'shop', { 'orders/1': { '@metadata': { '@collection': 'Orders' } } });
    const endless = { Name: 'Endless', Collections: ['Orders'], Script: 'for (;;) { } loadToOrders({});' };
    const copy = { Name: 'Copy', Collections: ['Orders'], Script: 'loadToOrders({});' };
    const tables = { SqlTables: [{ TableName: 'Orders', DocumentIdColumn: 'Id' }] };
    await createDatabase(server, 'copy');
    await defineTask(server, 'shop', 'Script hangs',
                     { Database: 'copy', TopologyDiscoveryUrls: [server.url] }, { Transforms: [endless] });
    await defineTask(server, 'shop', 'PostgreSQL hangs',
                     { FactoryName: 'Npgsql',
                       ConnectionString: `Host=127.0.0.1;Port=${silentSql.port};Username=u;Database=d` },
                     { Transforms: [copy], ...tables });
    await defineTask(server, 'shop', 'Server hangs',
                     { Database: 'copy', TopologyDiscoveryUrls: [`http://127.0.0.1:${silentHttp.port}`] },
                     { Transforms: [copy] });
    const patches = Array.from({ length: kEndlessPatches }, (_, i) => (
      server.request('PATCH', `/databases/shop/docs?id=patched/${i}`, kEndlessPatch).catch(() => {})));
    client.write('PUT /databases/shop/docs?id=a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{');
    await eventually('all of them hang', async () => {
      const all = await processes(server, 'shop');
      return silentSql.connections() > 0 && silentHttp.connections() > 0 &&
             all.find((p) => p.Task === 'Script hangs').State === 'Working';
    });

    t.diagnostic(`stopped in ${await assertStopsCleanly(server)} ms`);
    await Promise.all(patches);
  } finally {
    await server.kill();
    client.destroy();
    silentSql.close();
    silentHttp.close();
  }
}));

test('SIGTERM while clients read nothing and queries find nothing', { timeout: 120_000 },
     (t) => withFolder(async (folder) => {
  const server = await PenstockServer.start(kBinary, folder);
  const clients = [];
  const ask = (path) => {
    const client = connect(new URL(server.url).port, '127.0.0.1');
    client.on('error', () => {});
    client.on('readable', () => {});  // Takes what fits into its buffer, and no more.
    client.write(`GET /databases/shop/${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    clients.push(client);
  };
  try {
    await createDatabase(server, 'shop');
    const large = { text: 'x'.repeat(100_000), '@metadata': { '@collection': 'Large' } };
    for (let batch = 0; batch < 20; ++batch) {
      await write(server, 'shop',
                  Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`large/${batch}-${n}`, large])));
    }
    for (const path of ['streams/docs', 'docs?startsWith=large/', 'streams/queries?query=from%20Large',
                        'queries?query=from%20Large']) {
      ask(path);
      await eventually('the answer has begun', () => clients.at(-1).readableLength > 0);
    }
    // More of them than there are threads: most have not begun when the signal comes.
    const members = Array.from({ length: 20 }, (_, n) => `n${n} = 1`).join(' or ');
    const query = encodeURIComponent(`from Large where ${members}`);
    for (let i = 0; i < 200; ++i) ask(`queries?query=${query}`);
    assert.equal((await server.request('GET', '/health/live')).status, 200);

    t.diagnostic(`stopped in ${await assertStopsCleanly(server)} ms`);
  } finally {
    await server.kill();
    for (const client of clients) client.destroy();
  }
}));
