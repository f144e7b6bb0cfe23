// The cases RD of ETL to document databases: deletions, and the functions that decide over them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EtlCase } from '../support/js/etl_case.mjs';
import { withServer } from './support.mjs';

const context = withServer();
const open = (options) => EtlCase.open(context.server, options);
const users = (script) => open({ collections: ['Users'], script });

/** What is left of `users/1` at the destination when it was put and deleted. */
async function leftAfterDelete(script) {
  const etl = await users(script);
  await etl.put({ 'users/1': { N: 1 } });
  await etl.remove('users/1');
  assert.deepEqual(await etl.failed(), []);
  return etl.destination.ids();
}

test('RD-002 each collection has its own say', async () => {
  const etl = await open({ collections: ['Users', 'Employees'], script: `loadToUsers(this);
    function deleteDocumentsOfUsersBehavior(docId) { return false; }
    function deleteDocumentsOfEmployeesBehavior(docId) { return false; }` });
  await etl.put({ 'users/1': {}, 'employees/1': {} });
  await etl.remove('users/1', 'employees/1');
  assert.deepEqual((await etl.destination.ids()).map((id) => id.replace(/\d{19}-A$/, '')),
                   ['employees/1/users/', 'users/1']);
});

test('RD-004 the body of such a function may be of any shape', async () => {
  assert.deepEqual(await leftAfterDelete(`loadToUsers(this);
    function deleteDocumentsOfUsersBehavior(docId) {
      if (docId) { if (docId.length > 2) { { return false; } } }
      return true;
    }`), ['users/1']);
});

// A document that the destination has already, and that does not pass the filter any more.
for (const [id, returned, left] of [['RD-006', 'deleted', ['users/1']], ['RD-008', '!deleted', []]]) {
  test(`${id} a filter deletes as the function says: return ${returned}`, async () => {
    const etl = await users(`if (this.Pass) loadToUsers(this);
      function deleteDocumentsOfUsersBehavior(docId, deleted) { return ${returned}; }`);
    await etl.put({ 'users/1': { Pass: true } });
    await etl.put({ 'users/1': { Pass: false } });
    assert.deepEqual(await etl.destination.ids(), left);
  });
}

test('a document that does not pass the filter any more disappears', async () => {
  const etl = await users('if (this.Pass) loadToUsers(this);');
  await etl.put({ 'users/1': { Pass: true }, 'users/2': { Pass: true } });
  await etl.put({ 'users/1': { Pass: false } });
  assert.deepEqual(await etl.destination.ids(), ['users/2']);
});

test('RD-010 a document that the function loads decides', async () => {
  const etl = await users(`loadToUsers(this);
    function deleteDocumentsOfUsersBehavior(docId) { return !load('LocalOnlyDeletions/' + docId); }`);
  await etl.put({ 'users/1': {}, 'users/2': {}, 'LocalOnlyDeletions/users/1': { '@metadata': { '@collection': 'Marks' } } });
  await etl.remove('users/1', 'users/2');
  assert.deepEqual(await etl.destination.ids(), ['users/1']);
});

test('RD-012 the function of the collection goes before the one for all', async () => {
  assert.deepEqual(await leftAfterDelete(`loadToUsers(this);
    function deleteDocumentsOfUsersBehavior() { return false; }
    function deleteDocumentsBehavior() { return true; }`), ['users/1']);
});

for (const value of ['1', "'true'", 'null', '{}']) {
  test(`RD-014 only true lets a deletion through: not ${value}`, async () => {
    assert.deepEqual(await leftAfterDelete(`loadToUsers(this);
      function deleteDocumentsOfUsersBehavior() { return ${value}; }`), ['users/1']);
  });
}

test('RD-016 what was deleted before the task was made is deleted at the destination', async () => {
  const etl = await open({ collections: ['Users'], isLater: true });
  await etl.source.put({ 'users/1': {} });
  await etl.destination.put({ 'users/1': {} });
  await etl.source.remove('users/1');
  await etl.start();
  await etl.settled();
  assert.deepEqual(await etl.destination.ids(), []);
});

test('RD-018 a script that never loads to the own collection never deletes there', async () => {
  const etl = await users('loadToPeople({ N: 1 });');
  await etl.destination.put({ 'users/1': { Own: true } });
  await etl.put({ 'users/1': {} });
  await etl.remove('users/1');
  assert.deepEqual(await etl.destination.ids(), ['users/1']);
});

test('the function for all collections gets the id, the collection and whether it is deleted', async () => {
  const script = `if (!this.Skip) loadToUsers(this);
    function deleteDocumentsBehavior(docId, collection, deleted) {
      return docId === 'users/1' && collection === 'Users' && deleted === true;
    }`;
  assert.deepEqual(await leftAfterDelete(script), []);
  const etl = await users(script);
  await etl.put({ 'users/1': {} });
  await etl.put({ 'users/1': { Skip: true } });
  assert.deepEqual(await etl.destination.ids(), ['users/1']);
});

test('what came from former versions stays if the function keeps it', async () => {
  const etl = await users('loadToPeople(this); function deleteDocumentsBehavior(i, c, deleted) { return deleted; }');
  await etl.put({ 'users/1': { N: 1 } });
  await etl.put({ 'users/1': { N: 2 } });
  assert.deepEqual((await etl.destination.bodiesUnder('users/1/people/')).map(({ N }) => N), [1, 2]);
  await etl.remove('users/1');
  assert.deepEqual(await etl.destination.ids(), []);
});

test('a function alone filters the deletions of whole documents', async () => {
  const etl = await users("function deleteDocumentsOfUsersBehavior(docId) { return docId !== 'users/1'; }");
  await etl.put({ 'users/1': { N: 1 }, 'users/2': { N: 2 } });
  await etl.source.attach('users/1', 'photo', 'bytes');
  await etl.source.increment('users/1', 'likes');
  await etl.settled();
  await etl.remove('users/1', 'users/2');
  assert.deepEqual(await etl.destination.ids(), ['users/1']);
  assert.equal(await etl.destination.attached('users/1', 'photo'), 'bytes');
  assert.deepEqual(await etl.destination.counters('users/1'), { likes: 1 });
});

test('the functions have the others of the script, and none of its variables', async () => {
  const etl = await users(`var kept = 'users/1'; loadToUsers(this);
    function keeps(docId) { return docId === 'users/1'; }
    function deleteDocumentsOfUsersBehavior(docId) { return kept === undefined && !keeps(docId); }`);
  await etl.put({ 'users/1': {}, 'users/2': {} });
  await etl.remove('users/1', 'users/2');
  assert.deepEqual(await etl.destination.ids(), ['users/1']);
});

test('a function that throws makes the deletion a failure', async () => {
  const etl = await users("loadToUsers(this); function deleteDocumentsOfUsersBehavior(docId, deleted) { if (deleted) throw new Error('no'); return true; }");
  await etl.put({ 'users/1': {} });
  await etl.remove('users/1');
  assert.deepEqual(await etl.failed(), ['users/1']);
  assert.deepEqual(await etl.destination.ids(), ['users/1']);
});

// Both in one transaction: no batch comes between them.
test('what hung on a document goes with it, also when it is made again at once', async () => {
  const etl = await open({ collections: [] });
  await etl.put({ 'users/1': { N: 1 } });
  await etl.source.attach('users/1', 'old', 'bytes');
  await etl.source.increment('users/1', 'Old');
  await etl.source.append('users/1', 'Old', ['2026-01-01T00:00:00Z', 1]);
  await etl.settled();
  assert.equal(await etl.destination.attached('users/1', 'old'), 'bytes');

  const metadata = { '@collection': 'Users' };
  await etl.source.batch([{ Id: 'users/1', Type: 'DELETE' },
                          { Id: 'users/1', Type: 'PUT', Document: { N: 2, '@metadata': metadata } }]);
  await etl.source.attach('users/1', 'new', 'others');
  await etl.source.increment('users/1', 'New', 7);
  await etl.source.append('users/1', 'New', ['2026-01-02T00:00:00Z', 2]);
  await etl.settled();
  assert.deepEqual(await etl.destination.body('users/1'), { N: 2 });
  assert.equal(await etl.destination.attached('users/1', 'old'), undefined);
  assert.equal(await etl.destination.attached('users/1', 'new'), 'others');
  assert.deepEqual(await etl.destination.counters('users/1'), { New: 7 });
  assert.deepEqual(await etl.destination.series('users/1', 'Old'), []);
  assert.deepEqual(await etl.destination.series('users/1', 'New'), [['2026-01-02', 2, null]]);
});
