// Writes at a steady pace into the database 'src' of a server, for benchmarks that measure when they
// arrive elsewhere; and how to tell what came of it.
import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const kWarmUpSeconds = 3;  // Does not count.
const kWritesPerSecond = 1000;
const kTickMs = 2;

/** What the benchmarks share, printed by one of them: 'orders' and their number, 'tables', 'script'. */
export function shared(...args) {
  return execFileSync(process.env.PENSTOCK_BENCH_ORDERS, args, { encoding: 'utf8', maxBuffer: 1 << 30 }).trimEnd();
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.5, 0.99, 1].map((share) => percentile(sorted, share).toFixed(2)).join(' | ');
}

/** How long an append of 4 KB takes until it is on disk, in milliseconds. */
export function fsyncTimes(folder, count = 300) {
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

/** Writes for so many seconds; when each write was begun and committed, by id, and how many came in a second. */
export async function writeSteadily(server, seconds) {
  const orders = shared('orders', '1000').split('\n');
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const writes = new Map();
  const pending = [];
  const begun = performance.now();
  const count = (kWarmUpSeconds + seconds) * kWritesPerSecond;
  for (let number = 0; number < count;) {
    const due = Math.min((performance.now() - begun) * kWritesPerSecond / 1000, count);
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

/** Prints the lags of `writes` that arrived when `arrivedAt(id)` says; the first seconds do not count. */
export function printLags(title, disk, { writes, rate }, arrivedAt) {
  const counted = [...writes].slice(kWarmUpSeconds * kWritesPerSecond);
  // What the writer learns later than the other side counts as no lag at all.
  const lags = counted.map(([id, write]) => Math.max(0, arrivedAt(id) - write.committed));
  console.log(`\n### ${title}, ${rate.toFixed(0)} writes/s\n\n`
              + '| milliseconds | p50 | p99 | highest |\n|---|---|---|---|\n'
              + `| fsync of 4 KB | ${summary(disk)} |\n`
              + `| a write, until its answer | ${summary(counted.map(([, w]) => w.committed - w.begun))} |\n`
              + `| lag | ${summary(lags)} |`);
}
