// A destination that is restored from an older copy, after the deletes that it misses were cleaned
// at the source: noticed, said, and repaired on demand. Relational ones: etl_sql_operations.test.mjs.
import assert from 'node:assert/strict';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { createDatabase, defineTask, processes, write } from '../support/js/etl.mjs';
import { PenstockServer, caughtUp, eventually, runToEnd } from '../support/js/penstock.mjs';

const kSource = 'shop';
const kTarget = 'copy';
const kTask = 'T';

let folder;
let source;
let target;

const folderOf = (name) => path.join(folder, name);
const start = (name, url) => PenstockServer.start(process.env.PENSTOCK, folderOf(name), [], url);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'penstock-rebuild-'));
  source = await start('source');
  target = await start('target');
  await createDatabase(source, kSource);
  await createDatabase(target, kTarget);
});

afterEach(async () => {
  await source.stop();
  await target.stop();
  await rm(folder, { recursive: true, force: true });
});

const of = (collection, body = {}) => ({ ...body, '@metadata': { '@collection': collection } });
const change = (documents) => write(source, kSource, documents);

function define(transforms) {
  return defineTask(source, kSource, kTask, { Database: kTarget, TopologyDiscoveryUrls: [target.url] },
                    { Transforms: transforms });
}

async function idsAtTarget() {
  const { Results } = await target.call('GET', `/databases/${kTarget}/docs?startsWith=&pageSize=4096`);
  return Results.map((document) => document['@metadata']['@id'].replace(/\/\d{19}-A$/, '/#'));
}

/** The target as it is now, for restoreTarget(). */
async function copyTarget() {
  const { url } = target;
  await target.stop();
  await cp(folderOf('target'), folderOf('copied'), { recursive: true });
  target = await start('target', url);
}

async function restoreTarget() {
  const { url } = target;
  await target.stop();
  await rm(folderOf('target'), { recursive: true });
  await rename(folderOf('copied'), folderOf('target'));
  target = await start('target', url);
}

const cleanDeletes = async () =>
  (await source.call('POST', `/databases/${kSource}/admin/tombstones/cleanup`)).Value;

const retryNow = (script) => source.request('POST', `/databases/${kSource}/admin/etl/resume?` +
  new URLSearchParams({ configurationName: kTask, transformationName: script }));

/** Waits until all processes are in that state; none sits out its back-off. */
const allAre = (state) => eventually(`all processes are ${state}`, async () => {
  const all = await processes(source, kSource);
  for (const each of all.filter(({ State }) => State === 'WaitingToRetry')) await retryNow(each.TransformationName);
  return all.length > 0 && all.every(({ State }) => State === state);
}, 30);

const alerts = async () => (await source.call('GET', `/databases/${kSource}/notifications?type=alert`)).Results;

const rebuild = (...more) => runToEnd(process.env.PENSTOCK,
  ['etl', 'rebuild', '--server', source.url, '--database', kSource, '--task', kTask, ...more]);

/** The target is as it was before documents were deleted at the source, and those deletes are cleaned. */
async function loseDeletes({ before, deleted, after }) {
  await change(before);
  await caughtUp(source, kSource);
  await copyTarget();
  await allAre('UpToDate');
  await change(Object.fromEntries(deleted.map((id) => [id, null])));
  await change(after);
  await caughtUp(source, kSource);
  assert.equal(await cleanDeletes(), deleted.length);
  await restoreTarget();
  await change({ 'users/last': of('Users'), 'orders/last': of('Orders') });
}

test('a restored destination is noticed, said, and repaired by a rebuild', async () => {
  await define([{ Name: 'S', Collections: ['Users'], Script: 'loadToUsers(this); loadToPeople({ n: 1 });' }]);
  await write(target, kTarget, { 'users/123-B/helpdesk': of('Helpdesk'), 'people/1': of('People') });
  await loseDeletes({ before: { 'users/1': of('Users'), 'users/2': of('Users'), 'users/3': of('Users') },
                      deleted: ['users/1', 'users/2'], after: { 'users/4': of('Users') } });

  await allAre('NeedsRebuild');
  const [alert] = await alerts();
  assert.equal(alert.AlertType, 'Etl_Error');
  assert.match(alert.Message, /restored from an older copy/);
  assert.equal((await idsAtTarget()).includes('users/4'), false);

  const { code, stdout, stderr } = await rebuild();
  assert.equal(code, 0, stderr);
  assert.match(stdout, /T \/ S deletes what the source no longer has/);
  await allAre('UpToDate');
  await caughtUp(source, kSource);
  assert.deepEqual((await idsAtTarget()).sort(), [
    'people/1', 'users/123-B/helpdesk', 'users/3', 'users/3/people/#', 'users/4', 'users/4/people/#',
    'users/last', 'users/last/people/#']);
  assert.deepEqual(await alerts(), []);
});

test('a rebuild asks the script whether what is gone may be deleted', async () => {
  await define([
    { Name: 'Archive', Collections: ['Orders'],
      Script: 'loadToOrders(this); function deleteDocumentsOfOrdersBehavior(id) { return id !== "orders/kept"; }' },
    { Name: 'All', Collections: ['Users'], Script: '' }]);
  await loseDeletes({ before: { 'orders/kept': of('Orders'), 'orders/1': of('Orders'), 'users/1': of('Users') },
                      deleted: ['orders/kept', 'orders/1', 'users/1'],
                      after: { 'orders/2': of('Orders'), 'users/2': of('Users') } });
  await allAre('NeedsRebuild');

  await rebuild('--script', 'Archive');
  await eventually('one script goes on, the other waits', async () => {
    const all = await processes(source, kSource);
    return all.map(({ State }) => State).sort().join() === 'NeedsRebuild,UpToDate';
  });
  await rebuild('--script', 'All');
  await allAre('UpToDate');
  await caughtUp(source, kSource);
  assert.deepEqual((await idsAtTarget()).sort(), ['orders/2', 'orders/kept', 'orders/last', 'users/2', 'users/last']);
});

test('a reset delivers everything again, and keeps what is gone', async () => {
  await define([{ Name: 'S', Collections: ['Users'], Script: '' }]);
  await loseDeletes({ before: { 'users/1': of('Users'), 'users/2': of('Users') }, deleted: ['users/1'],
                      after: { 'users/3': of('Users') } });
  await allAre('NeedsRebuild');

  await runToEnd(process.env.PENSTOCK, ['etl', 'reset', '--server', source.url, '--database', kSource, '--task', kTask]);
  await allAre('UpToDate');
  await caughtUp(source, kSource);
  assert.deepEqual((await idsAtTarget()).sort(), ['users/1', 'users/2', 'users/3', 'users/last']);
});

test('a reset that rebuilds deletes what is gone, where nobody else loads', async () => {
  await define([{ Name: 'S', Collections: ['Users'], Script: '' },
                { Name: 'A', Collections: ['Admins'], Script: 'loadToPeople({ n: 1 });' },
                { Name: 'B', Collections: ['Guests'], Script: 'loadToPeople({ n: 2 });' }]);
  await change({ 'users/1': of('Users'), 'admins/1': of('Admins'), 'guests/1': of('Guests') });
  await caughtUp(source, kSource);
  // What an earlier script, a mistake or a restored copy has left at the destination.
  await write(target, kTarget, { 'users/old': of('Users'), 'admins/old/people/0000000000000000001-A': of('People') });

  await runToEnd(process.env.PENSTOCK,
    ['etl', 'reset', '--rebuild', '--server', source.url, '--database', kSource, '--task', kTask]);
  await eventually('what is gone is deleted', async () => !(await idsAtTarget()).includes('users/old'), 30);
  await allAre('UpToDate');
  await caughtUp(source, kSource);
  assert.deepEqual((await idsAtTarget()).sort(), [
    'admins/1/people/#', 'admins/old/people/#', 'guests/1/people/#', 'users/1']);
});

test('where another source delivers too, nothing is taken for its own', async () => {
  await define([{ Name: 'S', Collections: ['Users'], Script: '' }]);
  await createDatabase(source, 'till');
  await defineTask(source, 'till', 'Till', { Database: kTarget, TopologyDiscoveryUrls: [target.url] },
                   { Transforms: [{ Name: 'S', Collections: ['Users'], Script: '' }] });
  await write(source, 'till', { 'users/till': of('Users') });
  await caughtUp(source, 'till');
  await loseDeletes({ before: { 'users/1': of('Users'), 'users/2': of('Users') }, deleted: ['users/1'], after: {} });
  await allAre('NeedsRebuild');
  const [alert] = await alerts();
  assert.match(alert.Message, /cannot be rebuilt, for task 'till' of the database [-0-9a-f]+ delivers to it too/);

  await rebuild();
  await allAre('NeedsRebuild');
  assert.deepEqual((await idsAtTarget()).sort(), ['users/1', 'users/2', 'users/till']);

  // It delivers no more, and is forgotten: what is left there is nobody's but this task's.
  await source.call('DELETE', `/databases/till/admin/tasks?type=RavenEtl&taskName=Till`);
  const { OtherSource } = await target.call('GET', `/databases/${kTarget}/etl/checkpoint?source=none-of-these`);
  const others = await target.call('GET', `/databases/${kTarget}/etl/checkpoint?source=${OtherSource.Source}`);
  const { Source, Task, Script } = [OtherSource, others.OtherSource].find((one) => one.Task === 'till');
  await target.request('DELETE', `/databases/${kTarget}/etl/checkpoint?` +
    new URLSearchParams({ source: Source, task: Task, script: Script }));
  await rebuild();
  await allAre('UpToDate');
  await caughtUp(source, kSource);
  assert.deepEqual((await idsAtTarget()).sort(), ['users/2', 'users/last']);
});
