// An application that reads all the time, and one that hears of every change.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

const kPageMax = 50;
const kLatenciesMax = 100_000;

/** Queries, loads by id and streams what the writers write. */
export class Reader {
  reads = 0;
  latencies = [];  // Of the newest reads, in milliseconds.

  async run(store, random, { end, pauseMs }) {
    const collections = ['Orders', 'Parts', 'Tickets'];
    while (!end.aborted) {
      const begun = performance.now();
      await this.#read(store, collections[Math.floor(random() * collections.length)]);
      this.latencies[this.reads++ % kLatenciesMax] = performance.now() - begun;
      await delay(pauseMs);
    }
  }

  async #read(store, collection) {
    const session = store.openSession({ noTracking: true, noCaching: true });
    try {
      const page = await session.query({ collection }).take(kPageMax).all();
      const ids = page.map((document) => document.id ?? document['@metadata']?.['@id']).filter(Boolean);
      if (ids.length > 0) await session.load(ids.slice(0, 5));
    } finally {
      session.dispose();
    }
  }
}

/** Hears of changes over a connection that stays open. */
export class Listener {
  heard = 0;
  #changes;

  async listen(store) {
    this.#changes = store.changes();
    const all = this.#changes.forAllDocuments();
    all.on('data', () => { ++this.heard; });
    await this.#changes.ensureConnectedNow();
  }

  end() {
    this.#changes.dispose();
    assert.ok(this.heard > 0, 'nothing was heard of any change');
  }
}
