import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  ConfigureRevisionsOperation, EnforceRevisionsConfigurationOperation, GetOperationStateOperation,
  GetRevisionsBinEntryCommand, GetRevisionsOperation, GetStatisticsOperation,
  RevisionsCollectionConfiguration, RevisionsConfiguration,
} from 'ravendb';

import { eventually } from '../support/js/penstock.mjs';
import { documentOf } from './reader.mjs';
import { Company, Employee, change, inSession, withServer } from './support.mjs';

let store;
let other;   // Another client of this process.
let reader;  // A client of another process: what it sees, the server has stored.
const context = withServer(async () => {
  store = await context.create('shop');
  other = context.open('shop');
  reader = context.read('shop');
});

function policy(members) {
  return Object.assign(new RevisionsCollectionConfiguration(), { disabled: false }, members);
}

async function configure(defaultPolicy, collections) {
  const configuration = new RevisionsConfiguration();
  configuration.defaultConfig = defaultPolicy;
  configuration.collections = collections && new Map(Object.entries(collections));
  return store.maintenance.send(new ConfigureRevisionsOperation(configuration));
}

/** Writes versions of an employee, one after the other, with the ages given; what each was. */
async function write(id, ages) {
  const versions = [];
  for (const age of ages) {
    await inSession(store, async (session) => {
      const employee = await session.load(id, Employee) ?? new Employee('Ann');
      employee.age = age;
      await session.store(employee, id);
      await session.saveChanges();
      versions.push(documentOf(session, employee));
    });
  }
  return versions;
}

/** A date after all that was written so far: the dates of JavaScript are whole milliseconds. */
function laterMoment() {
  const start = Date.now();
  return eventually('a millisecond has passed', () => Date.now() > start + 1 && new Date());
}

const agesOf = (revisions) => revisions.map(({ body }) => body.age);
const revisionsOf = (id) => reader.revisions(id);

/** What a version is when another has taken its place. */
const asRevision = ({ body, metadata }) =>
  ({ body, metadata: { ...metadata, '@flags': 'HasRevisions, Revision' } });

test('no revisions are kept unless they are configured', async () => {
  await write('employees/none', [1, 2]);
  assert.deepEqual(await revisionsOf('employees/none'), []);
});

test('every version is kept, newest first, in pages', async () => {
  const { raftCommandIndex } = await configure(policy({}), { Companies: policy({ disabled: true }) });
  assert.ok(raftCommandIndex > 0);
  const versions = await write('employees/ann', [1, 2, 3, 4]);
  assert.deepEqual(await revisionsOf('EMPLOYEES/ann'), versions.reverse().map(asRevision));
  await inSession(other, async (session) => {
    const page = await session.advanced.revisions.getFor(
      'employees/ann', { documentType: Employee, start: 1, pageSize: 2 });
    assert.ok(page[0] instanceof Employee);
    assert.deepEqual(page.map(({ age }) => age), [3, 2]);
  });

  const operation = await other.operations.send(
    new GetRevisionsOperation('employees/ann', { documentType: Employee, start: 0, pageSize: 3 }));
  assert.equal(operation.totalResults, 4);
  assert.deepEqual(operation.results.map(({ age }) => age), [4, 3, 2]);

  await inSession(other, async (session) => {
    assert.equal(await session.advanced.revisions.getCountFor('employees/ann'), 4);
    const current = await session.load('employees/ann', Employee);
    assert.equal(session.advanced.getMetadataFor(current)['@flags'], 'HasRevisions');
  });
});

test('a collection that is disabled has none', async () => {
  await inSession(store, async (session) => {
    await session.store(new Company('Acme'), 'companies/acme');
    await session.saveChanges();
  });
  assert.deepEqual(await revisionsOf('companies/acme'), []);
});

test('metadata come without the documents', async () => {
  await inSession(other, async (session) => {
    const metadata = await session.advanced.revisions.getMetadataFor('employees/ann');
    assert.equal(metadata.length, 4);
    for (const one of metadata) {
      assert.equal(one['@id'], 'employees/ann');
      assert.equal(one['@flags'], 'HasRevisions, Revision');
      assert.equal(one['@collection'], 'Employees');
    }
    assert.equal(new Set(metadata.map((one) => one['@change-vector'])).size, 4);
  });
});

test('revisions are found by change vector, one and many', async () => {
  await inSession(other, async (session) => {
    const metadata = await session.advanced.revisions.getMetadataFor('employees/ann');
    const vectors = metadata.map((one) => one['@change-vector']);
    const third = await session.advanced.revisions.get(vectors[1], Employee);
    assert.equal(third.age, 3);
    const many = await session.advanced.revisions.get([vectors[3], vectors[0], 'A:999-none'], Employee);
    assert.equal(many[vectors[3]].age, 1);
    assert.equal(many[vectors[0]].age, 4);
    assert.equal(many['A:999-none'], null);
    assert.equal(await session.advanced.revisions.get('A:999-none', Employee), null);
  });
});

test('the revision of a time is found', async () => {
  await write('employees/timed', [1]);
  const between = await laterMoment();
  await laterMoment();
  await write('employees/timed', [2]);
  await inSession(other, async (session) => {
    const then = await session.advanced.revisions.get('employees/timed', between, Employee);
    assert.equal(then.age, 1);
    const now = await session.advanced.revisions.get('employees/timed', new Date(Date.now() + 60e3), Employee);
    assert.equal(now.age, 2);
    const before = await session.advanced.revisions.get('employees/timed', new Date(0), Employee);
    assert.equal(before, null);
  });
});

test('more than configured are purged, and all with their document if that is wanted', async () => {
  await configure(policy({}), {
    Employees: policy({ minimumRevisionsToKeep: 2 }),
    Companies: policy({ purgeOnDelete: true }),
  });
  await write('employees/many', [1, 2, 3, 4]);
  assert.deepEqual(agesOf(await revisionsOf('employees/many')), [4, 3]);

  await inSession(store, async (session) => {
    await session.store(new Company('Gone'), 'companies/gone');
    await session.saveChanges();
    await session.delete('companies/gone');
    await session.saveChanges();
  });
  assert.deepEqual(await revisionsOf('companies/gone'), []);
});

test('a deleted document is in the bin and its revisions are there still', async () => {
  await configure(policy({}));
  await write('employees/lost', [7]);
  await inSession(store, async (session) => {
    await session.delete('employees/lost');
    await session.saveChanges();
  });
  const [deleted, last] = await inSession(other,
    (session) => session.advanced.revisions.getMetadataFor('employees/lost'));
  assert.equal(deleted['@flags'], 'HasRevisions, DeleteRevision');
  assert.equal(last['@flags'], 'HasRevisions, Revision');

  const command = new GetRevisionsBinEntryCommand(other.conventions, 0, 25);
  await other.getRequestExecutor().execute(command);
  const ids = command.result.results.map((document) => document['@metadata']['@id']);
  assert.ok(ids.includes('employees/lost'));
});

test('a revision is forced where none are configured', async () => {
  await configure(undefined);
  await inSession(store, async (session) => {
    const company = new Company('Forced');
    await session.store(company, 'companies/forced');
    await session.saveChanges();
    session.advanced.revisions.forceRevisionCreationFor(company);
    await session.saveChanges();
    // The session knows the version that the server made of it: a change is no conflict.
    session.advanced.useOptimisticConcurrency = true;
    company.name = 'Changed';
    session.advanced.revisions.forceRevisionCreationFor(company);
    await session.saveChanges();
  });
  await inSession(other, async (session) => {
    const kept = await session.advanced.revisions.getFor('companies/forced', { documentType: Company });
    assert.deepEqual(kept.map((company) => company.name), ['Forced']);
    const current = await session.load('companies/forced', Company);
    assert.equal(current.name, 'Changed');
    assert.equal(session.advanced.getMetadataFor(current)['@flags'], 'HasRevisions');
  });

  await inSession(store, async (session) => {
    session.advanced.revisions.forceRevisionCreationFor('COMPANIES/forced');
    await session.saveChanges();
  });
  const kept = await revisionsOf('companies/forced');
  assert.deepEqual(kept.map(({ body }) => body.name), ['Changed', 'Forced']);
});

test('a revision of a document that is not there is refused', async () => {
  await inSession(store, async (session) => {
    session.advanced.revisions.forceRevisionCreationFor('companies/nowhere');
    await assert.rejects(session.saveChanges(), /companies\/nowhere.*does not exist/s);
  });
});

test('the statistics count them', async () => {
  const statistics = await other.maintenance.send(new GetStatisticsOperation());
  assert.ok(statistics.countOfRevisionDocuments > 10);
});

test('revisions that a new configuration does not want are removed by an operation', async () => {
  await configure(policy({}));
  await write('employees/enforced', [1, 2, 3]);
  await configure(policy({ minimumRevisionsToKeep: 1 }));
  const { operationId } = await store.operations.send(new EnforceRevisionsConfigurationOperation());
  await eventually('the operation has completed', async () => {
    const { status } = await store.maintenance.send(new GetOperationStateOperation(operationId));
    assert.notEqual(status, 'Faulted');
    return status === 'Completed';
  }, 20);
  assert.deepEqual(agesOf(await revisionsOf('employees/enforced')), [3]);
});

test('revisions are included in a load', async () => {
  await configure(policy({}));
  await write('employees/included', [1, 2]);
  const [, { '@change-vector': former }] = await inSession(store,
    (session) => session.advanced.revisions.getMetadataFor('employees/included'));
  await inSession(store, async (session) => {
    await session.store(Object.assign(new Employee('Joe', 9), { former }), 'employees/refers');
    await session.saveChanges();
  });
  await inSession(other, async (session) => {
    await session.load('employees/refers', {
      documentType: Employee, includes: (builder) => builder.includeRevisions('former') });
    const revision = await session.advanced.revisions.get(former, Employee);
    assert.equal(revision.age, 1);
    assert.equal(session.advanced.numberOfRequests, 1);
  });
});

/** What a document had as an attachment in that version: its text and details, or null. */
async function attachmentOf(id, name, changeVector) {
  return inSession(other, async (session) => {
    const attachment = await session.advanced.attachments.getRevision(id, name, changeVector);
    if (!attachment) return null;
    const pieces = [];
    for await (const piece of attachment.data) pieces.push(piece);
    attachment.dispose();
    return { text: Buffer.concat(pieces).toString(), ...attachment.details };
  });
}

test('attachments are read as a revision has them, until that is purged', async () => {
  await configure(policy({ minimumRevisionsToKeep: 3 }));
  const id = 'employees/with-photos';
  await write(id, [1]);
  for (const bytes of ['old photo', 'new photo']) {
    await change(store, async (session) => {
      session.advanced.attachments.store(id, 'photo', Buffer.from(bytes), 'image/png');
    });
  }
  const [second, first, bare] = (await inSession(
    other, (session) => session.advanced.revisions.getMetadataFor(id)))
    .map((metadata) => metadata['@change-vector']);
  const old = await attachmentOf(id, 'photo', first);
  assert.equal(old.text, 'old photo');
  assert.equal(old.contentType, 'image/png');
  assert.equal(old.size, 9);
  assert.equal((await attachmentOf(id, 'PHOTO', second)).text, 'new photo');
  assert.equal(await attachmentOf(id, 'photo', bare), null);
  await change(store, async (session) => session.advanced.attachments.delete(id, 'photo'));
  assert.equal((await attachmentOf(id, 'photo', first)).text, 'old photo');
  await write(id, [2]);
  assert.equal(await attachmentOf(id, 'photo', first), null);
  assert.equal((await attachmentOf(id, 'photo', second)).text, 'new photo');
  const contents = async () =>
    (await store.maintenance.send(new GetStatisticsOperation())).countOfUniqueAttachments;
  assert.equal(await contents(), 1);
  await write(id, [3, 4]);
  assert.equal(await contents(), 0);
});

test('a wrong configuration is refused', async () => {
  await assert.rejects(configure(policy({ minimumRevisionsToKeep: -1 })),
                       /MinimumRevisionsToKeep/);
  await assert.rejects(configure(policy({ minimumRevisionAgeToKeep: 'two weeks' })),
                       /MinimumRevisionAgeToKeep/);
});
