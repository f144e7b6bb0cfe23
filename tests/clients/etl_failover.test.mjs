// Destinations of several addresses, of which one goes down at any time: nothing is lost, and nothing
// is there twice.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { createDatabase, defineTask, processes, write } from '../support/js/etl.mjs';
import { PenstockServer, eventually } from '../support/js/penstock.mjs';

const kSource = 'shop';
const kTarget = 'copy';
// Batches of many documents of which each takes a while, so that a kill is in the middle of one.
const kBatch = 50;
const kDocuments = 1000;
const kSourceFlags = ['--etl-batch-items', String(kBatch)];
const kBody = { text: 'x'.repeat(2000) };

let folder;
let source;
let first;
let second;

const start = (name, url, flags = []) =>
  PenstockServer.start(process.env.PENSTOCK, path.join(folder, name), flags, url);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'penstock-failover-'));
  source = await start('source', undefined, kSourceFlags);
  first = await start('first');
  second = await start('second');
  await createDatabase(source, kSource);
  for (const node of [first, second]) await createDatabase(node, kTarget);
});

afterEach(async () => {
  for (const server of [source, first, second]) if (server.isRunning) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const define = (script) => defineTask(source, kSource, 'T',
  { Database: kTarget, TopologyDiscoveryUrls: [first.url, second.url] },
  { Transforms: [{ Name: 'S', Collections: ['Users'], Script: script }] });

async function writeUsers(from, to) {
  for (let begin = from; begin < to; begin += 250) {
    const documents = {};
    for (let i = begin; i < Math.min(begin + 250, to); ++i) {
      documents[`users/${i}`] = { n: i, ...kBody, '@metadata': { '@collection': 'Users' } };
    }
    await write(source, kSource, documents);
  }
}

const statistics = (node) => node.call('GET', `/databases/${kTarget}/stats`);

/** Lets no process sit out its back-off. */
async function tryAgain() {
  for (const { State } of await processes(source, kSource)) {
    if (State !== 'WaitingToRetry') continue;
    await source.call('POST', `/databases/${kSource}/admin/etl/resume?configurationName=T&transformationName=S`);
  }
}

/** Waits until `node` has all `count` documents. */
const hasAll = (node, count) => eventually(`all ${count} documents`, async () => {
  await tryAgain();
  return (await statistics(node)).CountOfDocuments === count;
}, 60);

/** Each document was written once: the sequence of a database counts every write. */
async function assertOnce(node, count) {
  const { CountOfDocuments, LastDocEtag } = await statistics(node);
  assert.equal(CountOfDocuments, count);
  assert.equal(LastDocEtag, count);
}

test('a node that is killed in the middle of batches: another has everything, once', async () => {
  await define('');
  const writing = writeUsers(0, kDocuments);
  await eventually('some batches arrived', async () => (await statistics(first)).CountOfDocuments >= 2 * kBatch);
  await first.kill();
  await writing;
  await hasAll(second, kDocuments);
  await assertOnce(second, kDocuments);
});

test('a node that is killed between batches and comes back goes on where it was', async () => {
  await define('');
  await writeUsers(0, 100);
  await hasAll(first, 100);
  const { url } = first;
  await first.kill();
  await writeUsers(100, 200);
  await hasAll(second, 200);
  await assertOnce(second, 200);

  first = await start('first', url);
  await second.kill();
  await writeUsers(200, 300);
  await hasAll(first, 300);
  await assertOnce(first, 300);
});

test('killed again and again while it is written: nothing is lost, nothing is there twice', async () => {
  await define('');
  const { url } = first;
  await second.kill();
  const writing = writeUsers(0, kDocuments);
  for (let count = 2 * kBatch; count <= 8 * kBatch; count += 2 * kBatch) {
    await eventually('more batches arrived', async () => {
      await tryAgain();
      return (await statistics(first)).CountOfDocuments >= count;
    });
    await first.kill();
    first = await start('first', url);
  }
  await writing;
  await hasAll(first, kDocuments);
  await assertOnce(first, kDocuments);
});

test('PR-008: the source is killed again and again: nothing is lost, nothing is there twice', async () => {
  await define('');
  await writeUsers(0, kDocuments);
  const { url } = source;
  for (let count = 2 * kBatch; count <= 8 * kBatch; count += 2 * kBatch) {
    await eventually('more batches arrived', async () => (await statistics(first)).CountOfDocuments >= count);
    await source.kill();
    source = await start('source', url, kSourceFlags);
  }
  await hasAll(first, kDocuments);
  await assertOnce(first, kDocuments);
});

test('all nodes down: the task waits, says so, and delivers when one is back', async () => {
  await define('');
  const { url } = second;
  await first.kill();
  await second.kill();
  await writeUsers(0, 100);
  await eventually('it waits', async () =>
    (await processes(source, kSource)).every(({ State }) => State === 'WaitingToRetry'));
  const { Results: [alert] } = await source.call('GET', `/databases/${kSource}/notifications?type=alert`);
  assert.equal(alert.AlertType, 'Etl_LoadError');

  second = await start('second', url);
  await hasAll(second, 100);
  await assertOnce(second, 100);
});
