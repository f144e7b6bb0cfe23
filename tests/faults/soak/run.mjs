// One soak: a server under mixed load for as long as one likes, watched from outside.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { opened } from '../../support/js/opened.mjs';
import { PenstockServer, runToEnd } from '../../support/js/penstock.mjs';
import { PostgresServer } from '../../support/js/postgres.mjs';
import { postgresTarget, sqliteTarget } from '../../support/js/sql_products.mjs';
import { assertDestinationsAreExact, kSource, openDestinations } from '../crash/destinations.mjs';
import { Oracle } from '../crash/oracle.mjs';
import { randomOf } from '../crash/plan.mjs';
import { databaseFacts, storedFacts } from '../crash/stored_facts.mjs';
import { kSideDatabases, makeWriters, openStore } from '../crash/writers.mjs';
import { Listener, Reader } from './reader.mjs';
import { comparedVitals, median, vitalsOf } from './vitals.mjs';

const kPauseMs = 20;  // Of each application: the server is not to be overloaded for hours.
const kLooksMin = 40;
const kLongestBetweenLooksMs = 10_000;
const kCheckSeconds = 300;

/** Revisions of what was deleted would pile up, as they should. */
const kRevisions = { Default: { MinimumRevisionsToKeep: 3, PurgeOnDelete: true } };

export class SoakRun {
  oracle = new Oracle();
  reader = new Reader();
  #looks = [];

  static async open(binary, seed) {
    const run = new SoakRun();
    Object.assign(run, { binary, seed, folder: mkdtempSync(join(tmpdir(), `penstock-soak-${seed}-`)) });
    run.dataDir = join(run.folder, 'data');
    return opened(run, () => run.#openDestinations());
  }

  async #openDestinations() {
    this.postgres = await PostgresServer.start();
    this.postgres.sql('postgres', 'create database reporting');
    this.targets = [postgresTarget(this.postgres, 'reporting'), sqliteTarget(this.folder, 'reporting')];
    this.server = await PenstockServer.start(this.binary, this.dataDir, ['--log-level', 'warning',
                                                                         '--sqlite-folder', join(this.folder, 'sqlite')]);
    await openDestinations(this.server, this.targets);
    await this.server.call('POST', `/databases/${kSource}/admin/revisions/config`, kRevisions);
  }

  /** All applications at work for so long. */
  async work(seconds) {
    const end = new AbortController();
    const options = { end: end.signal, pauseMs: kPauseMs };
    const store = openStore(this.server.url, kSource);
    const listener = new Listener();
    await listener.listen(store);
    const applications = [...makeWriters(this.oracle), this.reader];
    const working = applications.map(async (application, i) => {
      await application.run(store, randomOf(this.seed, i), options);
      assert.ok(end.signal.aborted, `${application.constructor.name} ended before its time`);
    });
    try {
      await Promise.race([this.#watch(seconds), Promise.all(working)]);
    } finally {
      end.abort();
      await Promise.allSettled(working);
    }
    await Promise.all(working);
    listener.end();
    store.dispose();
  }

  /** Looks at the server now and then, until the time is over. */
  async #watch(seconds) {
    const until = Date.now() + seconds * 1000;
    const pause = Math.min(kLongestBetweenLooksMs, seconds * 1000 / kLooksMin);
    while (Date.now() < until) {
      await delay(pause);
      this.#looks.push(vitalsOf(this.server.pid, this.dataDir));
    }
  }

  /** What was acknowledged is there, the destinations are exact, and all that is stored is sound. */
  async finish() {
    this.oracle.settle(new Map([...await storedFacts(this.server, kSource), ...await databaseFacts(this.server, kSideDatabases)]));
    await assertDestinationsAreExact(this.server, this.targets);
    assert.equal(await this.server.stop(), 0);
    const checked = await runToEnd(this.binary, ['check', this.dataDir], kCheckSeconds);
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  }

  get vitals() { return comparedVitals(this.#looks); }
  get readMilliseconds() { return median(this.reader.latencies); }

  async close({ keep = false } = {}) {
    if (this.server?.isRunning) await this.server.kill();
    this.postgres?.remove();
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
  }
}
