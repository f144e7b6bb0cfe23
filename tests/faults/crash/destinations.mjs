// The tasks of the crash loop, and what their destinations must hold in the end.
import assert from 'node:assert/strict';
import { createDatabase, defineTask, documentErrors } from '../../support/js/etl.mjs';
import { dumped, loadedBy } from '../../support/js/expected_tables.mjs';
import { caughtUp, eventually } from '../../support/js/penstock.mjs';
import { assertShopIsExact, kTables, kTask } from '../shop.mjs';
import { assertSameFacts } from './oracle.mjs';
import { documentFact, storedFacts } from './stored_facts.mjs';

export const kSource = 'shop';
const kCopy = 'copy';

// Of the same collection: the document keeps its id.
const kOrderScript = `
  var products = [];
  for (var line of this.Lines) products.push(line.Product);
  loadToOrders({ Version: this.Version, Note: this.Note, Products: products });`;

const kCopyTask = {
  Transforms: [
    { Name: 'Orders', Collections: ['Orders'], Script: kOrderScript },
    { Name: 'Parts', Collections: ['Parts'], Script: '' },  // With all that hangs on them.
  ],
};

/** Databases and tasks: one to each of the relational `targets`, one to another database. */
export async function openDestinations(server, targets) {
  await createDatabase(server, kSource);
  await createDatabase(server, kCopy);
  await server.call('POST', `/databases/${kSource}/admin/revisions/config`, { Default: { MinimumRevisionsToKeep: 3 } });
  for (const target of targets) {
    target.sql(kTables);
    await defineTask(server, kSource, target.factory, { FactoryName: target.factory, ConnectionString: target.connectionString }, kTask);
  }
  await defineTask(server, kSource, 'Copy', { Database: kCopy, TopologyDiscoveryUrls: [server.url] }, kCopyTask);
  await caughtUp(server, kSource);
  await eventually('every relational task has its checkpoint', () => targets.every(hasCheckpoint));
}

function hasCheckpoint(target) {
  try { return positions([target])[0] !== 'NULL'; } catch { return false; }
}

/** How far the relational destinations are: differs when a batch has arrived at each. */
export const positions = (targets) => targets.map((target) => (
  target.rows('select sum(etag) from penstock_etl_checkpoints')[0][0]));

/** Waits for all tasks; then the destinations are what the scripts, run by Node, make of a dump. */
export async function assertDestinationsAreExact(server, targets) {
  await caughtUp(server, kSource, 300);
  for (const process of kTask.Transforms) await assertNoErrors(server, targets.map(({ factory }) => factory), process.Name);
  for (const process of kCopyTask.Transforms) await assertNoErrors(server, ['Copy'], process.Name);
  for (const target of targets) await assertShopIsExact(server, target);
  assertSameFacts(await storedFacts(server, kCopy, 'parts/'), await storedFacts(server, kSource, 'parts/'));
  assertSameFacts(await storedFacts(server, kCopy, 'orders/'), await madeOrders(server));
}

async function assertNoErrors(server, tasks, script) {
  for (const task of tasks) {
    assert.deepEqual(await documentErrors(server, kSource, task, script), []);
  }
}

async function madeOrders(server) {
  const orders = (await dumped(server, kSource)).filter((document) => document['@metadata']['@collection'] === 'Orders');
  return new Map(orders.flatMap((document) => loadedBy(kOrderScript, document)
    .map(([, made]) => [document['@metadata']['@id'], documentFact(made)])));
}
