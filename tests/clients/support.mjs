// What every test of a client needs: a server of its own, and stores that are disposed of.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';

import { CreateDatabaseOperation, DocumentStore } from 'ravendb';

import { PenstockServer } from '../support/js/penstock.mjs';

export class Employee {
  constructor(name, age) {
    this.name = name;
    this.age = age;
  }
}

export class Company {
  constructor(name) { this.name = name; }
}

/**
 * Starts a server before the tests of a file and stops it after them. The clean stop is part of
 * what is tested: anything but exit code 0 fails the file. `prepare` runs when the server is there.
 */
export function withServer(prepare = async () => {}) {
  const context = { stores: [] };
  let folder;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'penstock-clients-'));
    context.server = await PenstockServer.start(process.env.PENSTOCK, folder);
    await prepare();
  });

  after(async () => {
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

  /** A store for a new database. */
  context.create = async (database) => {
    const store = context.open(database);
    await store.maintenance.server.send(new CreateDatabaseOperation({ databaseName: database }));
    return store;
  };

  return context;
}
