// Clients that mean harm, or are broken: slow, silent, endless, many. Each is refused or ended at a
// limit that is a setting, the server's memory stays bounded, and a normal client is served all the
// while.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createDatabase, write } from '../support/js/etl.mjs';
import { PenstockServer, assertMemory, eventually } from '../support/js/penstock.mjs';

const kConnections = 1500;
const kMegabyte = 1 << 20;
const kFlags = ['--http-connections', String(kConnections), '--http-header-timeout', '2', '--http-body-timeout', '2',
                '--http-idle-timeout', '3', '--http-body-size', '8', '--http-large-bodies', '64'];
const kMemoryMax = 400 * kMegabyte;

const folder = mkdtempSync(join(tmpdir(), 'penstock-abuse-'));
let server;
const clients = new Set();

before(async () => {
  server = await PenstockServer.start(process.env.PENSTOCK, join(folder, 'data'), kFlags);
  await createDatabase(server, 'shop');
  await write(server, 'shop', { 'orders/1': { Version: 1, '@metadata': { '@collection': 'Orders' } } });
});

after(async () => {
  for (const client of clients) client.destroy();
  assert.equal(await server?.stop(), 0, 'it lived through all of it');
  rmSync(folder, { recursive: true, force: true });
});

/** A connection that collects what it is told. */
class Client {
  received = '';
  isClosed = false;

  constructor() {
    this.socket = connect(new URL(server.url).port, '127.0.0.1');
    this.socket.on('data', (bytes) => { if (this.received.length < 1000) this.received += bytes; });
    this.socket.on('error', () => {});
    this.socket.on('close', () => { this.isClosed = true; });
    clients.add(this.socket);
  }

  send(text) { this.socket.write(text); }
  begin(line, ...headers) { this.send(`${[`${line} HTTP/1.1`, 'Host: 127.0.0.1', ...headers].join('\r\n')}\r\n\r\n`); }
  get status() { return Number(this.received.split(' ')[1] ?? 0); }
  async ended() { await eventually('the server ends the connection', () => this.isClosed); }
}

/** What anybody else notices of it. */
async function assertNormalClientsAreServed() {
  const connection = { Connection: 'close' };
  const read = await fetch(`${server.url}/databases/shop/docs?id=orders/1`, { headers: connection });
  assert.equal(read.status, 200);
  assert.equal((await read.json()).Results[0].Version, 1);
  const written = await fetch(`${server.url}/databases/shop/docs?id=orders/2`, { method: 'PUT', body: '{}', headers: connection });
  assert.equal(written.status, 201);
}

/** Lets so many clients do it at once; others are served meanwhile, and the memory stays bounded. */
async function attack(count, act) {
  server.takeMemoryPeak();
  const attackers = Array.from({ length: count }, () => new Client());
  attackers.forEach(act);
  await assertNormalClientsAreServed();
  for (const attacker of attackers) await attacker.ended();
  await assertNormalClientsAreServed();
  assertMemory(server.takeMemoryPeak(), kMemoryMax);
  return attackers;
}

const statuses = (attackers) => [...new Set(attackers.map(({ status }) => status))];

describe('slow and silent clients', () => {
  test('a header that comes byte by byte', async () => {
    const attackers = await attack(300, (client) => {
      client.send('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ');
      const drip = setInterval(() => (client.isClosed ? clearInterval(drip) : client.send('y')), 200);
      client.socket.on('close', () => clearInterval(drip));
    });
    assert.deepEqual(statuses(attackers), [408]);
  });

  test('a body that does not come', async () => {
    const attackers = await attack(300, (client) => client.begin('PUT /databases/shop/docs?id=a', 'Content-Length: 100'));
    assert.deepEqual(statuses(attackers), [408]);
  });

  test('a streamed body that stops', async () => {
    const attackers = await attack(10, (client, number) => {
      client.begin(`POST /databases/shop/bulk_insert?id=${number + 1}`, 'Transfer-Encoding: chunked');
      client.send('1\r\n[\r\n');
    });
    assert.deepEqual(statuses(attackers), [408]);
  });

  test('a connection of which the other half is closed', async () => {
    const attackers = await attack(300, (client) => {
      client.send('PUT /databases/shop/docs?id=a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{');
      client.socket.end();
    });
    assert.deepEqual(statuses(attackers), [0]);
  });

  test('a thousand connections that say nothing', async () => {
    const attackers = await attack(1000, () => {});
    assert.deepEqual(statuses(attackers), [0]);
  });

  test('clients that ask and do not read', async () => {
    await attack(100, (client) => {
      client.socket.pause();
      for (let i = 0; i < 200; ++i) client.begin('GET /databases/shop/docs?id=orders/1');
      setTimeout(() => client.socket.resume(), 4000).unref();
    });
  });
});

describe('too much', () => {
  test('connections over the limit are told so, and others are served when they have gone', async () => {
    const flood = Array.from({ length: kConnections + 300 }, () => new Client());
    await eventually('some are turned away', () => flood.filter(({ isClosed }) => isClosed).length >= 300);
    for (const client of flood.filter(({ isClosed, status }) => isClosed && status !== 0)) {
      assert.equal(client.status, 503);
      assert.match(client.received, /too many connections/);
    }
    for (const client of flood) client.socket.destroy();
    await eventually('a normal client is served', async () => {
      try {
        await assertNormalClientsAreServed();
        return true;
      } catch {
        return false;
      }
    });
    assertMemory(server.takeMemoryPeak(), kMemoryMax);
  });

  test('a header without an end', async () => {
    const attackers = await attack(100, (client) => client.send(`GET / HTTP/1.1\r\nX: ${'x'.repeat(200_000)}`));
    assert.deepEqual(statuses(attackers), [431]);
  });

  test('a body over the limit, and one without an end', async () => {
    const announced = await attack(100, (client) => client.begin('POST /databases/shop/bulk_docs', `Content-Length: ${9 * kMegabyte}`));
    assert.deepEqual(statuses(announced), [413]);
    const endless = await attack(10, (client) => {
      client.begin('POST /databases/shop/bulk_docs', 'Transfer-Encoding: chunked');
      const chunk = `100000\r\n${' '.repeat(kMegabyte)}\r\n`;
      const pour = () => { while (!client.isClosed && !client.socket.destroyed && client.socket.write(chunk)); };
      client.socket.on('drain', pour);
      pour();
    });
    assert.deepEqual(statuses(endless).filter((status) => ![0, 413, 503].includes(status)), []);
  });

  test('bodies that are small until they are decompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * kMegabyte));
    const attackers = await attack(20, (client) => {
      client.begin('POST /databases/shop/bulk_docs', 'Content-Encoding: gzip', `Content-Length: ${bomb.length}`, 'Connection: close');
      client.send(bomb);
    });
    assert.deepEqual(statuses(attackers).filter((status) => ![413, 503].includes(status)), []);
    assert.ok(statuses(attackers).includes(413));
  });

  test('many large bodies at once', async () => {
    const body = JSON.stringify({ Commands: [], Padding: 'x'.repeat(7 * kMegabyte) });
    const attackers = await attack(20, (client) => {
      client.begin('POST /databases/shop/bulk_docs', `Content-Length: ${body.length}`, 'Connection: close');
      client.send(body);
    });
    assert.deepEqual(statuses(attackers).filter((status) => ![201, 408, 503].includes(status)), []);
  });

  test('requests one behind the other without end', async () => {
    const attackers = await attack(20, (client) => {
      for (let i = 0; i < 500; ++i) client.begin('GET /databases/shop/docs?id=orders/1');
      client.begin('GET /databases/shop/docs?id=orders/1', 'Connection: close');
    });
    assert.deepEqual(statuses(attackers), [200]);
  });

  test('databases that nobody needs', async () => {
    server.takeMemoryPeak();
    for (let i = 0; i < 20; ++i) await createDatabase(server, `many-${i}`);
    await assertNormalClientsAreServed();
    assertMemory(server.takeMemoryPeak(), kMemoryMax);
  });
});
