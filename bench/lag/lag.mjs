// The lag of an ETL task between two databases of one server: from the commit of a document at the
// source, as its writer learns of it, to its commit at the destination, as a subscriber to the
// changes there learns of it, at 1,000 writes a second from eight connections. Beside what an fsync
// of the same disk takes.
//
//   PENSTOCK=path PENSTOCK_BENCH_ORDERS=path node bench/lag/lag.mjs [SECONDS]
import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PenstockServer, eventually } from '../../tests/support/js/penstock.mjs';

const WebSocket = createRequire(new URL('../../tests/clients/package.json', import.meta.url))('ws');

const kSeconds = Number(process.argv[2] ?? 15);
const kWarmUpSeconds = 3;  // Does not count.
const kWritesPerSecond = 1000;
const kTickMs = 2;

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.5, 0.99, 1].map((share) => percentile(sorted, share).toFixed(2)).join(' | ');
}

/** How long an append of 4 KB takes until it is on disk, in milliseconds. */
function fsyncTimes(folder, count = 300) {
  const file = openSync(join(folder, 'fsync'), 'w');
  const page = Buffer.alloc(4096, 'x');
  const times = Array.from({ length: count }, () => {
    writeSync(file, page);
    const begun = performance.now();
    fsyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  return times;
}

/** When each document became known as committed, by its id. */
class Arrivals {
  static async watch(server, database) {
    const arrivals = new Arrivals();
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/databases/${database}/changes`);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    arrivals.socket = socket;
    arrivals.times = new Map();
    socket.on('message', (text) => {
      const now = performance.now();
      for (const { Value } of [JSON.parse(text)].flat()) if (Value?.Id) arrivals.times.set(Value.Id, now);
    });
    const confirmed = new Promise((resolve) => socket.on('message', (text) => {
      if (String(text).includes('Confirm')) resolve();
    }));
    socket.send(JSON.stringify({ CommandId: 1, Command: 'watch-docs', Param: null }));
    await confirmed;
    return arrivals;
  }
}

function put(server, agent, id, body) {
  return new Promise((resolve, reject) => {
    const sent = request(`${server.url}/databases/src/docs?id=${encodeURIComponent(id)}`,
                         { method: 'PUT', agent, headers: { 'Content-Type': 'application/json',
                                                            'Content-Length': Buffer.byteLength(body) } },
                         (answer) => {
                           answer.resume();
                           answer.on('end', () => resolve(performance.now()));
                         });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Writes at a steady pace; when each write was begun and committed, by id. */
async function writeSteadily(server, orders, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const writes = new Map();
  const pending = [];
  const begun = performance.now();
  for (let number = 0; number < seconds * kWritesPerSecond;) {
    const due = Math.min((performance.now() - begun) / 1000, seconds) * kWritesPerSecond;
    for (; number < due; number += 1) {
      const id = `orders/${number + 1}-A`;
      const write = { begun: performance.now() };
      writes.set(id, write);
      pending.push(put(server, agent, id, orders[number % orders.length]).then((at) => { write.committed = at; }));
    }
    await delay(kTickMs);
  }
  await Promise.all(pending);
  const rate = writes.size / (performance.now() - begun) * 1000;
  agent.destroy();
  return { writes, rate };
}

const orders = execFileSync(process.env.PENSTOCK_BENCH_ORDERS, ['orders', '1000'], { encoding: 'utf8', maxBuffer: 1 << 30 })
  .trimEnd().split('\n');
const folder = mkdtempSync(join(tmpdir(), 'penstock-lag-'));
const server = await PenstockServer.start(process.env.PENSTOCK, join(folder, 'data'), ['--log-level', 'warning']);
try {
  for (const name of ['src', 'dst']) await server.call('PUT', `/admin/databases?name=${name}`, { DatabaseName: name });
  await server.call('PUT', '/databases/src/admin/connection-strings',
                    { Type: 'Raven', Name: 'dst', Database: 'dst', TopologyDiscoveryUrls: [server.url] });
  await server.call('PUT', '/databases/src/admin/etl',
                    { Name: 'Lag', EtlType: 'Raven', ConnectionStringName: 'dst',
                      Transforms: [{ Name: 'Orders', Collections: ['Orders'], Script: '' }] });
  const disk = fsyncTimes(folder);
  const arrivals = await Arrivals.watch(server, 'dst');
  const { writes, rate } = await writeSteadily(server, orders, kWarmUpSeconds + kSeconds);
  await eventually('all has arrived', () => arrivals.times.size >= writes.size);
  arrivals.socket.close();

  const counted = [...writes].slice(kWarmUpSeconds * kWritesPerSecond);
  // What the writer learns later than the subscriber counts as no lag at all.
  const lags = counted.map(([id, write]) => Math.max(0, arrivals.times.get(id) - write.committed));
  console.log(`\n### Lag of a task between two databases, ${rate.toFixed(0)} writes/s\n\n`
              + '| milliseconds | p50 | p99 | highest |\n|---|---|---|---|\n'
              + `| fsync of 4 KB | ${summary(disk)} |\n`
              + `| a write, until its answer | ${summary(counted.map(([, w]) => w.committed - w.begun))} |\n`
              + `| lag | ${summary(lags)} |`);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
