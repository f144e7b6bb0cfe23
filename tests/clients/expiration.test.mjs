import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  ConfigureExpirationOperation, ConfigureRefreshOperation, GetDatabaseRecordOperation,
} from 'ravendb';

import { eventually } from '../support/js/penstock.mjs';
import { Company, inSession, withServer } from './support.mjs';

let store;
let reader;  // A client of another process: what it sees, the server has stored.
const context = withServer(async () => {
  store = await context.create('notes');
  reader = context.read('notes');
});

const nameOf = async (id) => (await reader.document(id))?.body.name ?? null;
const metadataOf = async (id) => (await reader.document(id)).metadata;

/** Stores a document with a time `seconds` from now in its metadata. */
function storeWith(id, member, seconds) {
  return inSession(store, async (session) => {
    const company = new Company(id);
    await session.store(company, id);
    session.advanced.getMetadataFor(company)[member] = new Date(Date.now() + seconds * 1000).toISOString();
    await session.saveChanges();
  });
}

test('nothing expires unless it is configured', async () => {
  await storeWith('companies/old', '@expires', -60);
  assert.equal(await nameOf('companies/old'), 'companies/old');
});

test('what expires is deleted when its time has come, and nothing else', async () => {
  await storeWith('companies/later', '@expires', 3600);
  await storeWith('companies/soon', '@expires', 1);
  const { raftCommandIndex } = await store.maintenance.send(
    new ConfigureExpirationOperation({ disabled: false, deleteFrequencyInSec: 1 }));
  assert.ok(raftCommandIndex > 0);
  for (const id of ['companies/old', 'companies/soon']) {
    await eventually(`${id} expires`, async () => await nameOf(id) === null, 20);
  }
  assert.equal(await nameOf('companies/later'), 'companies/later');
  assert.ok((await metadataOf('companies/later'))['@expires']);
});

test('many expire in many transactions', async () => {
  const ids = Array.from({ length: 700 }, (_, i) => `companies/many-${i}`);
  await inSession(store, async (session) => {
    for (const id of ids) {
      const company = new Company(id);
      await session.store(company, id);
      session.advanced.getMetadataFor(company)['@expires'] = new Date().toISOString();
    }
    await session.saveChanges();
  });
  await eventually('all expire',
                   async () => (await reader.documents('companies/many-')).length === 0, 20);
});

test('what refreshes is written again without the time', async () => {
  await storeWith('companies/refreshed', '@refresh', -1);
  const before = await metadataOf('companies/refreshed');
  assert.ok(before['@refresh']);
  await store.maintenance.send(
    new ConfigureRefreshOperation({ disabled: false, refreshFrequencyInSec: 1 }));
  const after = await eventually('it is refreshed', async () => {
    const metadata = await metadataOf('companies/refreshed');
    return !metadata['@refresh'] && metadata;
  }, 20);
  assert.notEqual(after['@change-vector'], before['@change-vector']);
  assert.equal(await nameOf('companies/refreshed'), 'companies/refreshed');
});

test('what is archived stays as it is', async () => {
  await inSession(store, async (session) => {
    const company = new Company('archived');
    await session.store(company, 'companies/archived');
    session.advanced.getMetadataFor(company)['@archived'] = true;
    await session.saveChanges();
  });
  assert.equal((await metadataOf('companies/archived'))['@archived'], true);
});

test('the configuration is in the record of the database', async () => {
  const record = await store.maintenance.server.send(new GetDatabaseRecordOperation('notes'));
  assert.equal(record.expiration.deleteFrequencyInSec, 1);
  assert.equal(record.refresh.refreshFrequencyInSec, 1);
});

test('a wrong time and a wrong configuration are refused', async () => {
  await inSession(store, async (session) => {
    const company = new Company('wrong');
    await session.store(company, 'companies/wrong');
    session.advanced.getMetadataFor(company)['@expires'] = 'tomorrow';
    await assert.rejects(session.saveChanges(), /'@expires' of document companies\/wrong is not a date/);
  });
  assert.equal(await nameOf('companies/wrong'), null);
  await assert.rejects(store.maintenance.send(
    new ConfigureExpirationOperation({ disabled: false, deleteFrequencyInSec: 0 })),
    /DeleteFrequencyInSec/);
});
