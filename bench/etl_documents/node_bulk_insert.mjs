// Bulk insert by the official Node client, of documents that are objects already.
//
//   node node_bulk_insert.mjs URL DATABASE DOCUMENTS.jsonl     prints documents a second
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// The client is installed beside its tests (tests/clients/run.sh).
const { DocumentStore } = createRequire(new URL('../../tests/clients/package.json', import.meta.url))('ravendb');

const [url, database, file] = process.argv.slice(2);
const orders = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));

const store = new DocumentStore(url, database);
store.initialize();
const start = performance.now();
const bulk = store.bulkInsert();
let number = 0;
for (const order of orders) {
  number += 1;
  await bulk.store(order, `orders/${number}-A`);
}
await bulk.finish();
console.log(Math.round(orders.length / (performance.now() - start) * 1000));
store.dispose();
