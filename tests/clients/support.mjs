// What every test of a client needs: a server of its own, and stores that are disposed of.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before } from 'node:test';

import { CreateDatabaseOperation, DocumentStore } from 'ravendb';

import { processes } from '../support/js/etl.mjs';
import { PenstockServer } from '../support/js/penstock.mjs';
import { Reader, documentOf } from './reader.mjs';

const kLogLinesShown = 100;

export class Employee {
  constructor(name, age) {
    this.name = name;
    this.age = age;
  }
}

export class Company {
  constructor(name) { this.name = name; }
}

/** Runs `work` in a session of its own. */
export async function inSession(store, work, options = {}) {
  const session = store.openSession(options);
  try {
    return await work(session);
  } finally {
    session.dispose();
  }
}

/** The same, and saves what was done. */
export function change(store, work) {
  return inSession(store, async (session) => {
    const result = await work(session);
    await session.saveChanges();
    return result;
  });
}

/** Saves a document with that id; what it is afterwards, as documentOf() has it. */
export function save(store, id, entity) {
  return inSession(store, async (session) => {
    await session.store(entity, id);
    await session.saveChanges();
    return documentOf(session, entity);
  });
}

/**
 * Starts a server before the tests of a file and stops it after them. The clean stop is part of
 * what is tested: anything but exit code 0 fails the file. `prepare` runs when the server is there,
 * which has these `flags`.
 */
export function withServer(prepare = async () => {}, flags = []) {
  const context = { stores: [], readers: [] };
  let folder;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'penstock-clients-'));
    context.server = await PenstockServer.start(process.env.PENSTOCK, folder, flags);
    await prepare();
  });

  // To understand a failure that does not come again.
  afterEach(async (test) => {
    if (test.passed) return;
    for (const { Name } of (await context.server.call('GET', '/databases')).Databases) {
      for (const process of await processes(context.server, Name)) {
        test.diagnostic(`${Name}: ${JSON.stringify(process)}`);
      }
    }
    for (const line of context.server.log.slice(-kLogLinesShown)) test.diagnostic(line);
  });

  after(async () => {
    for (const reader of context.readers) await reader.stop();
    for (const store of context.stores) store.dispose();
    const code = await context.server?.stop();
    await rm(folder, { recursive: true, force: true });
    if (code !== 0) {
      throw new Error(`the server ended with ${code}:\n${context.server.log.join('\n')}`);
    }
  });

  /** A store that knows the classes of this file. */
  context.open = (database) => {
    const store = new DocumentStore(context.server.url, database);
    store.conventions.registerEntityType(Employee);
    store.conventions.registerEntityType(Company);
    store.initialize();
    context.stores.push(store);
    return store;
  };

  /** A second client, in a process of its own. */
  context.read = (database) => {
    const reader = new Reader(context.server.url, database);
    context.readers.push(reader);
    return reader;
  };

  /** A store for a new database. */
  context.create = async (database) => {
    const store = context.open(database);
    await store.maintenance.server.send(new CreateDatabaseOperation({ databaseName: database }));
    return store;
  };

  return context;
}
