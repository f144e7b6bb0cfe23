// The story of a destination that is slow, and for a while does not answer at all, while its source
// is written at full speed: what it takes of memory, and how steadily it goes on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase, defineTask, retriedAndCaughtUp } from './etl.mjs';
import { familyMegabytes } from './memory.mjs';
import { PenstockServer, eventually } from './penstock.mjs';
import { SlowLink } from './slow_link.mjs';

const kBatch = 1000;

/** Stores the orders from `first` on, `count` of them, at full speed. */
async function store(server, orders, first, count) {
  for (let from = first; from < first + count; from += kBatch) {
    const commands = [];
    for (let number = from; number < Math.min(from + kBatch, first + count); number += 1) {
      commands.push(`{"Id":"orders/${number + 1}-A","Type":"PUT","Document":${orders[number % orders.length]}}`);
    }
    const response = await fetch(`${server.url}/databases/shop/bulk_docs`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: `{"Commands":[${commands.join()}]}` });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }
}

const count = async (server) => (await server.call('GET', '/databases/shop/stats')).CountOfDocuments;

/** Watches the memory of a source and its destination, and how the latter fills. */
class Watch {
  peaks = { source: 0, workers: 0, destination: 0 };
  arrived = [];  // How many documents were there, second by second.
  #ended = false;
  #running;

  constructor(source, destination) {
    this.source = source;
    this.destination = destination;
    this.#running = this.#run();
    this.#running.catch(() => {});  // Told by end().
  }

  async #run() {
    for (let tick = 0; !this.#ended; tick += 1) {
      const [source, workers] = familyMegabytes(this.source.pid);
      const [destination] = familyMegabytes(this.destination.pid);
      for (const [name, megabytes] of Object.entries({ source, workers, destination })) {
        this.peaks[name] = Math.max(this.peaks[name], megabytes);
      }
      if (tick % 10 === 0 && !this.isPaused) this.arrived.push(await count(this.destination));
      await delay(100);
    }
  }

  async end() {
    this.#ended = true;
    await this.#running;
  }
}

/**
 * `documents` are in the source when the task begins, over a link of `bytesPerSecond`. When half of
 * them have arrived the destination stops for `pauseSeconds`, while the source takes new documents
 * as fast as one client sends them, at most `written`. Returns when all has arrived: how many,
 * peaks of memory in MB, and the documents that arrived second by second but for the pause.
 */
export async function slowDestination({ binary, orders, documents, bytesPerSecond, pauseSeconds, written }) {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-slow-'));
  const source = await PenstockServer.start(binary, join(folder, 'source'), ['--log-level', 'warning']);
  const destination = await PenstockServer.start(binary, join(folder, 'destination'), ['--log-level', 'warning']);
  const link = await SlowLink.to(destination.url, bytesPerSecond);
  let watch;
  try {
    for (const server of [source, destination]) await createDatabase(server, 'shop');
    await store(source, orders, 0, documents);
    watch = new Watch(source, destination);
    const begun = performance.now();
    await defineTask(source, 'shop', 'Copy', { Database: 'shop', TopologyDiscoveryUrls: [link.url] },
                     { Transforms: [{ Name: 'All', Collections: ['Orders'], Script: '' }] });
    await eventually('half of it has arrived', async () => await count(destination) >= documents / 2, 3600);

    watch.isPaused = true;
    process.kill(destination.pid, 'SIGSTOP');
    const wakeUp = delay(pauseSeconds * 1000).then(() => {
      process.kill(destination.pid, 'SIGCONT');
      watch.isPaused = false;
    });
    const until = performance.now() + pauseSeconds * 1000;
    let total = documents;
    while (performance.now() < until && total < documents + written) {
      await store(source, orders, total, kBatch);
      total += kBatch;
    }
    const secondsOfWriting = pauseSeconds - Math.max(0, until - performance.now()) / 1000;
    await wakeUp;

    await retriedAndCaughtUp(source, 'shop', 3600);
    const seconds = (performance.now() - begun) / 1000;
    await watch.end();
    return { total, arrived: await count(destination), seconds, peaks: watch.peaks,
             writtenPerSecond: (total - documents) / secondsOfWriting,
             arrivedBySecond: watch.arrived, linkBytes: link.bytes };
  } finally {
    link.close();
    await watch?.end().catch(() => {});
    await source.stop();
    await destination.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
