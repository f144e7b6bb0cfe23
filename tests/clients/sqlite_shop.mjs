// Orders in a database of the server under test, and a SQLite file for tasks over them that is open
// here too.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { PutConnectionStringOperation, SqlConnectionString } from 'ravendb';

export class Order {
  constructor(total, lines) {
    this.total = total;
    this.lines = lines;
  }
}

/** A new database of that name, and the file `shop`, which its connection string `shop` leads to. */
export async function withSqliteShop(context, database) {
  const store = await context.create(database);
  const folder = path.join(context.server.dataDir, 'sqlite');
  await mkdir(folder, { recursive: true });
  const shop = new DatabaseSync(path.join(folder, `${database}.db`));
  await store.maintenance.send(new PutConnectionStringOperation(Object.assign(new SqlConnectionString(), {
    name: 'shop', factoryName: 'Sqlite', connectionString: `Data Source=${database}.db` })));
  return { database, store, shop };
}
