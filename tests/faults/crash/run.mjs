// One run of the crash loop: a data folder whose server is killed round after round.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { opened } from '../../support/js/opened.mjs';
import { PenstockServer, runToEnd } from '../../support/js/penstock.mjs';
import { freePort } from '../../support/js/ports.mjs';
import { PostgresServer } from '../../support/js/postgres.mjs';
import { postgresTarget, sqliteTarget } from '../../support/js/sql_products.mjs';
import { assertDestinationsAreExact, kSource, openDestinations, positions } from './destinations.mjs';
import { killPoints, killedAt } from './kill_points.mjs';
import { Oracle } from './oracle.mjs';
import { planOf, randomOf } from './plan.mjs';
import { databaseFacts, storedFacts } from './stored_facts.mjs';
import { kSideDatabases, makeWriters, openStore } from './writers.mjs';

const kWritesOfRoundMin = 500;
const kLivesOfRoundMax = 30;
const kCheckSeconds = 60;
const kFlags = ['--log-level', 'warning'];

export class CrashRun {
  #server;
  #writers;
  hits = new Map(killPoints().map((name) => [name, 0]));
  kills = 0;

  static async open(binary, seed) {
    const run = new CrashRun();
    Object.assign(run, { binary, seed, folder: mkdtempSync(join(tmpdir(), `penstock-crash-${seed}-`)) });
    run.dataDir = join(run.folder, 'data');
    run.url = `http://127.0.0.1:${await freePort()}`;
    run.oracle = new Oracle(join(run.folder, 'oracle.jsonl'));
    run.#writers = makeWriters(run.oracle);
    return opened(run, () => run.#openDestinations());
  }

  async #openDestinations() {
    this.postgres = await PostgresServer.start();
    this.postgres.sql('postgres', 'create database reporting');
    this.targets = [postgresTarget(this.postgres, 'reporting'), sqliteTarget(this.dataDir, 'reporting')];
    await this.#start();
    await openDestinations(this.#server, this.targets);
    await this.#kill();
  }

  /** Servers live and are killed until enough was acknowledged and a batch has arrived everywhere. */
  async round(number) {
    const plan = planOf(this.seed, number, [...this.hits.keys()]);
    const acknowledged = this.oracle.acknowledged;
    const begun = positions(this.targets);
    const counts = () => this.oracle.acknowledged - acknowledged >= kWritesOfRoundMin
      && positions(this.targets).every((position, i) => position !== begun[i]);
    for (let life = 1; life === 1 || !counts(); ++life) {
      assert.ok(life <= kLivesOfRoundMax, 'nothing is written, or nothing arrives');
      await this.#live(plan.lives(life), randomOf(this.seed, number, life));
    }
  }

  /** All that was acknowledged is there, and all destinations are what they should be. */
  async finish() {
    await this.#startAndSettle();
    await assertDestinationsAreExact(this.#server, this.targets);
    assert.equal(await this.#server.stop(), 0);
    await this.#check();
  }

  /** `keep`: leaves the data and the oracle's file where they are. */
  async close({ keep = false } = {}) {
    if (this.#server?.isRunning) await this.#server.kill();
    this.postgres?.remove();
    this.oracle.close();
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
  }

  async #live({ killPoint, lifeMs }, random) {
    await this.#startAndSettle(killPoint);
    const store = openStore(this.url, kSource);
    const writing = Promise.all(this.#writers.map((writer) => writer.run(store, randomOf(random() * 2 ** 32))));
    const end = new AbortController();
    await Promise.race([delay(lifeMs, undefined, { signal: end.signal }), this.#server.ended(), writing]);
    end.abort();
    this.#count(await this.#kill());
    await writing;
    store.dispose();
    await this.#check();
  }

  /** With a kill point the server may be gone before it has said what it has: then another one is asked. */
  async #startAndSettle(killPoint) {
    let facts;
    try {
      await this.#start(killPoint);
      facts = await this.#facts();
    } catch (error) {
      if (killPoint === undefined || !this.#count(error.log ?? await this.#kill())) throw error;
      return this.#startAndSettle();
    }
    this.oracle.settle(facts);
  }

  async #start(killPoint) {
    this.#server = undefined;
    this.#server = await PenstockServer.start(this.binary, this.dataDir, kFlags, this.url,
                                              killPoint && { PENSTOCK_KILL_POINT: killPoint });
  }

  /** Kills the server, if it has not ended already. Returns its log. */
  async #kill() {
    await this.#server.kill();
    return this.#server.lastWords();
  }

  /** Returns the kill point that ended a server with such a log, if one did. */
  #count(log) {
    ++this.kills;
    const point = killedAt(log);
    if (point) this.hits.set(point, this.hits.get(point) + 1);
    return point;
  }

  /** Looks through all that the killed server has stored. */
  async #check() {
    const checked = await runToEnd(this.binary, ['check', this.dataDir], kCheckSeconds);
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  }

  async #facts() {
    return new Map([...await storedFacts(this.#server, kSource), ...await databaseFacts(this.#server, kSideDatabases)]);
  }
}
