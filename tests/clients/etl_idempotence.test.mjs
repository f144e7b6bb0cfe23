// Faults at every step between a batch and the news that it is delivered: the destination ends as one
// that was filled from scratch, and no batch is applied twice.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { collection, createDatabase, defineTask, processes, retriedAndCaughtUp, write } from '../support/js/etl.mjs';
import { PenstockServer, eventually } from '../support/js/penstock.mjs';

const kSource = 'shop';
const kTarget = 'copy';
const kUsers = 60;
const kFlags = ['--etl-batch-items', '10'];
const kScript = `
  if (this.bad) throw 'bad';
  if (this.hidden) return;
  loadToUsers({ n: this.n });
  loadToPeople({ of: id(this) });
  loadToPeople({ n: this.n });`;
const kClaim = 'penstock-etl-checkpoint';

/** What happens to a request; the next one of the same method (PUT opens, POST loads) has the next. */
const kFaults = ['before', 'middle', 'after', 'none'];

/** Stands before the destination and breaks connections. Knows which batches the destination took. */
class Breaker {
  applied = [];
  broken = { before: 0, middle: 0, after: 0 };
  onFault = async () => {};
  knowsCheckpoints = true;  // Else the destination is as a RavenDB.
  #requests = { PUT: 0, POST: 0 };

  static async before(url) {
    const breaker = new Breaker();
    breaker.target = new URL(url);
    breaker.server = createServer((request, response) => breaker.#lead(request, response).catch(() => response.destroy()));
    breaker.server.listen(0, '127.0.0.1');
    await once(breaker.server, 'listening');
    breaker.url = `http://127.0.0.1:${breaker.server.address().port}`;
    return breaker;
  }

  async stop() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  async #lead(request, response) {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    if (!this.knowsCheckpoints) {
      delete request.headers[kClaim];
      if (request.url.includes('/etl/checkpoint')) return response.writeHead(404).end();
    }
    const concerns = request.method in this.#requests;
    const fault = concerns ? kFaults[this.#requests[request.method]++ % kFaults.length] : 'none';
    if (fault === 'before') return this.#break(fault, response);
    const onward = send(this.target, { method: request.method, path: request.url, headers: this.#headers(request, body) });
    if (fault === 'middle') {
      await new Promise((resolve) => {
        onward.on('error', () => {}).on('close', resolve);
        onward.write(body.subarray(0, body.length >> 1), () => onward.destroy());
      });
      return this.#break(fault, response);
    }
    onward.end(body);
    const [answer] = await once(onward, 'response');
    const answered = [];
    for await (const piece of answer) answered.push(piece);
    const claim = request.headers[kClaim];
    if (claim && answer.statusCode < 300) this.applied.push(JSON.parse(claim));
    if (fault === 'after') return this.#break(fault, response);
    response.writeHead(answer.statusCode, answer.headers).end(Buffer.concat(answered));
  }

  #headers(request, body) {
    const { 'transfer-encoding': _, expect: __, ...headers } = request.headers;
    return { ...headers, 'content-length': body.length };
  }

  async #break(fault, response) {
    ++this.broken[fault];
    await this.onFault();
    response.destroy();
  }
}

let folder;
let source;
let target;
let breaker;

const start = (name, flags, url) => PenstockServer.start(process.env.PENSTOCK, path.join(folder, name), flags, url);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'penstock-idempotence-'));
  source = await start('source', kFlags);
  target = await start('target', []);
  breaker = await Breaker.before(target.url);
  await createDatabase(source, kSource);
  await createDatabase(target, kTarget);
  await createDatabase(target, 'scratch');
});

afterEach(async () => {
  await source.stop();
  await breaker.stop();
  await target.stop();
  await rm(folder, { recursive: true, force: true });
});

const define = (name, Database, url) => defineTask(source, kSource, name, { Database, TopologyDiscoveryUrls: [url] },
  { Transforms: [{ Name: 'S', Collections: ['Users'], Script: kScript }] });

const user = (n, more = {}) => ({ n, ...more, '@metadata': { '@collection': 'Users' } });

/** Users of every kind, and then what becomes of them. */
function phases() {
  const first = {};
  const second = {};
  for (let i = 0; i < kUsers; ++i) {
    first[`users/${i}`] = user(i, { bad: i % 20 === 3, hidden: i % 7 === 0 });
    if (i % 3 === 0) second[`users/${i}`] = user(-i, { hidden: i % 2 === 0 });
    if (i % 5 === 4) second[`users/${i}`] = null;
  }
  second['users/3'] = user(3);  // It was bad.
  return [first, second];
}

/** Until all is delivered; the source may be gone in between. */
const delivered = () => eventually('all is delivered', async () => {
  try {
    await retriedAndCaughtUp(source, kSource, 1);
    return true;
  } catch {
    return false;
  }
}, 90);

/** The documents of a database at the destination, without what a destination makes of its own. */
async function documents(database) {
  const found = [];
  for (const name of ['Users', 'People']) {
    for (const [id, { '@metadata': { '@collection': of }, ...body }] of await collection(target, database, name)) {
      found.push(JSON.stringify([id.replace(/\d{19}-A$/, '#'), of, body]));
    }
  }
  return found.sort();
}

/** Each batch begins where the one before it ended: none was applied twice, and none left out. */
function assertEachOnce(applied) {
  let position = 0;
  for (const { From, To } of applied) {
    assert.equal(From, position);
    position = To;
  }
}

async function killSource() {
  const { url } = source;
  await source.kill();
  source = await start('source', kFlags, url);
}

for (const [how, crash, promise] of [
  ['connections break', async () => {}, 'ExactlyOnce'],
  ['the source is killed', killSource, 'ExactlyOnce'],
  ['connections to a RavenDB break', async () => {}, 'AtLeastOnce'],
  ['the source of a RavenDB is killed', killSource, 'AtLeastOnce'],
]) {
  test(`${how} at every step: the destination is as one that was filled from scratch`, async () => {
    breaker.knowsCheckpoints = promise === 'ExactlyOnce';
    await define('T', kTarget, breaker.url);
    for (const phase of phases()) {
      await write(source, kSource, phase);
      breaker.onFault = crash;
      await delivered();
      breaker.onFault = async () => {};
    }
    for (const [fault, times] of Object.entries(breaker.broken)) assert.ok(times >= 3, `${fault}: ${times}`);
    const [{ Delivery }] = await processes(source, kSource);
    assert.equal(Delivery, promise);
    assertEachOnce(breaker.applied);
    if (promise === 'ExactlyOnce') assert.ok(breaker.applied.length > kUsers / 10);

    await define('Scratch', 'scratch', target.url);
    await delivered();
    const expected = await documents('scratch');
    assert.ok(expected.length > kUsers, `${expected.length} documents`);
    assert.deepEqual(await documents(kTarget), expected);
    const { Results } = await source.call('GET', `/databases/${kSource}/etl/errors?task=T&script=S`);
    assert.deepEqual(Results.map(({ DocumentId }) => DocumentId).sort(), ['users/23', 'users/43']);
  });
}
