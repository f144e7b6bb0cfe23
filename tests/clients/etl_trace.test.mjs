// Why is this document not there? The endpoint and `penstock etl trace` say it with one voice.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { caughtUp, eventually, runToEnd } from '../support/js/penstock.mjs';
import { etlTasks, script } from './etl_tasks.mjs';
import { Order, withSqliteShop } from './sqlite_shop.mjs';
import { change, withServer } from './support.mjs';

const context = withServer();
const { call } = etlTasks(context);

class Customer {}

const kScript = `if (this.total < 0) throw new Error('a debt');
if (this.total > 0) loadToOrders({ Total: this.total });`;

let made = 0;
async function withShop() {
  const { database, store, shop } = await withSqliteShop(context, `traced${++made}`);
  shop.exec('CREATE TABLE Orders (Id TEXT PRIMARY KEY, Total INT)');
  await change(store, async (session) => {
    await session.store(new Order(5), 'orders/sent');
    await session.store(new Order(0), 'orders/empty');
    await session.store(new Order(-1), 'orders/failing');
    await session.store(new Order(6), 'orders/deleted');
    await session.store(new Customer(), 'customers/1');
  });
  const { TaskId } = await call('PUT', `/databases/${database}/admin/etl`,
                                { Name: 'T', EtlType: 'Sql', ConnectionStringName: 'shop',
                                  SqlTables: [{ TableName: 'Orders', DocumentIdColumn: 'Id' }],
                                  Transforms: [script('S', ['Orders'], kScript)] });
  await caughtUp(context.server, database);
  const trace = async (id, more = '&destination=true') => {
    const query = `configurationName=t&documentId=${encodeURIComponent(id)}${more}`;
    return (await call('GET', `/databases/${database}/etl/trace?${query}`)).Results[0];
  };
  const told = async (...args) => {
    const ran = await runToEnd(process.env.PENSTOCK, ['etl', 'trace', 'T', ...args, '--server',
                                                      context.server.url, '--database', database]);
    assert.equal(ran.code, 0, ran.stderr);
    return ran.stdout;
  };
  return { database, shop, store, taskId: TaskId, trace, told };
}

test('a document that arrived shows when, in which batch, and as what', async () => {
  const { trace, told } = await withShop();
  const sent = await trace('orders/sent');
  assert.equal(sent.Whereabouts, 'Delivered');
  assert.match(sent.DeliveredAt, /^\d{4}-\d\d-\d\dT/);
  assert.deepEqual(sent.Objects, [{ Target: 'Orders', Json: '{"Total":5}' }]);
  assert.deepEqual(sent.Destination,
                   { Asked: true, Drift: null, Summary: 'The destination has what the script makes of it' });
  const words = await told('orders/sent');
  assert.match(words, /^T \/ S: It was delivered at .* in batch \d+: 1 to Orders$/m);
  assert.match(words, /^ {2}Orders \{"Total":5\}$/m);
});

test('a row that somebody removed there is missed', async () => {
  const { shop, trace } = await withShop();
  shop.exec(`DELETE FROM Orders WHERE Id = 'orders/sent'`);
  const found = await trace('orders/sent');
  assert.equal(found.Whereabouts, 'Delivered');
  assert.equal(found.Destination.Drift, 'Missing');
  assert.equal((await trace('orders/sent', '')).Destination, null);
});

test('filtered, failed, of another collection, unknown and deleted are told apart', async () => {
  const { store, database, trace, told } = await withShop();
  assert.equal((await trace('orders/empty')).Whereabouts, 'Filtered');
  const failing = await trace('orders/failing');
  assert.equal(failing.Whereabouts, 'Failed');
  assert.equal(failing.Error.Step, 'Transformation');
  assert.match(failing.Summary, /The script failed at .*a debt/);
  assert.equal(failing.Destination.Summary, 'The destination does not have this version, as it failed');
  assert.match((await trace('customers/1')).Summary, /in collection 'Customers', .* runs on: Orders/);
  assert.equal((await trace('orders/nobody')).Whereabouts, 'Unknown');
  await change(store, (session) => session.delete('orders/deleted'));
  await caughtUp(context.server, database);
  const deleted = await trace('orders/deleted');
  assert.equal(deleted.Whereabouts, 'Deleted');
  assert.equal(deleted.Destination.Drift, null);
  assert.match(await told('orders/failing', '--offline'), /a debt/);
});

test('a document that waits says how many are before it and why', async () => {
  const { store, database, shop, trace } = await withShop();
  shop.exec('ALTER TABLE Orders RENAME TO Hidden');
  await change(store, async (session) => {
    for (let i = 1; i <= 3; ++i) await session.store(new Order(i), `orders/late${i}`);
  });
  const late = await eventually('the task waits', async () => {
    const found = await trace('orders/late3', '');
    return /Waiting to retry at/.test(found.Summary) && found;
  });
  assert.equal(late.ChangesBefore, 2);
  assert.match(late.Summary, /^It is not delivered yet, 2 changes are before it\. Waiting to retry at .* because/);
  shop.exec('ALTER TABLE Hidden RENAME TO Orders');
  await call('POST', `/databases/${database}/admin/etl/resume?configurationName=T&transformationName=S`);
  await caughtUp(context.server, database);
  assert.equal((await trace('orders/late3')).Whereabouts, 'Delivered');
});

test('a disabled script, a task that is not there and no document are named', async () => {
  const { database, taskId, trace } = await withShop();
  await call('POST', `/databases/${database}/admin/tasks/state?key=${taskId}&taskName=T&type=SqlEtl&disable=true`);
  assert.match((await trace('orders/sent')).Summary, /The script is disabled/);
  assert.match((await trace('orders/sent')).Destination.Summary, /has what the script makes/);
  const answer = async (query) => {
    const response = await fetch(`${context.server.url}/databases/${database}/etl/trace?${query}`);
    return [response.status, await response.text()];
  };
  const [status, text] = await answer('configurationName=U&documentId=orders/1');
  assert.equal(status, 404);
  assert.match(text, /there is no ETL task 'U'/);
  assert.equal((await answer('configurationName=T'))[0], 400);
  assert.equal((await answer('configurationName=T&transformationName=X&documentId=a'))[0], 404);
});
