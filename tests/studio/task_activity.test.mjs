// A task is watched: what it does, where a document is, whether all is there; and what can be done with it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { caughtUp, eventually } from '../support/js/penstock.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import { assertGoodView, assertNoFaults, skip as noBrowser } from './browser.mjs';
import { createDatabase, documentIn, withStudio } from './support.mjs';

const skip = noBrowser || (PostgresServer.available() ? false : 'there is no PostgreSQL');
const kActivity = '/databases/shop/task-activity?task=Orders';
let postgres;
const studio = withStudio(async (server) => {
  if (skip) return;
  postgres = await PostgresServer.start();
  postgres.sql('postgres', `create table orders (id text primary key, total int constraint "<b>cheap</b>" check (total < 100))`);
  await createDatabase(server, 'shop', {
    'orders/1': documentIn('Orders', { Total: 10 }),
    'orders/2': documentIn('Orders', { Total: 20 }),
    'orders/free': documentIn('Orders', { Total: 0 }),
    'orders/bad': documentIn('Orders', { Total: 1000 }),
    'customers/1': documentIn('Customers', {}),
  });
  await server.call('PUT', '/databases/shop/admin/connection-strings', {
    Name: 'warehouse', Type: 'Sql', FactoryName: 'Npgsql',
    ConnectionString: postgres.connectionString('postgres') });
  await server.call('PUT', '/databases/shop/admin/etl', {
    Name: 'Orders', EtlType: 'Sql', ConnectionStringName: 'warehouse',
    SqlTables: [{ TableName: 'orders', DocumentIdColumn: 'id' }],
    Transforms: [{ Name: 'Totals', Collections: ['Orders'],
                   Script: 'if (this.Total !== 0) loadToorders({ total: this.Total });' }] });
  await caughtUp(server, 'shop');
});
after(() => postgres?.remove());

const sum = () => postgres.sql('postgres', 'select sum(total) from orders');
const section = (page, name) => page.getByRole('region', { name, exact: true });
async function follow(page, id) {
  await page.getByLabel('Document id').fill(id);
  await page.getByRole('button', { name: 'Find out' }).click();
  return section(page, 'Why is this document not there?').getByRole('status');
}

test('the state, the batches and what went wrong are seen', { skip }, async () => {
  const { page } = studio;
  await studio.open(kActivity);
  await page.getByText('Up to date').waitFor();
  await section(page, 'Batches').getByText('Nothing left to process').first().waitFor();
  assert.equal(sum(), '30');
  assert.equal(await page.locator('b').count(), 0);
  await page.getByRole('img', { name: /Changes behind: now 0/ }).waitFor();
  await assertGoodView(page, 'task-activity');
  assertNoFaults(page);
});

test('the page says why a document is not there', { skip }, async () => {
  const { page } = studio;
  await studio.open(kActivity);
  await (await follow(page, 'orders/1')).getByText('Delivered', { exact: true }).waitFor();
  await (await follow(page, 'orders/free')).getByText('Left out by the script').waitFor();
  await (await follow(page, 'orders/bad')).getByText('Failed', { exact: true }).waitFor();
  await assertGoodView(page, 'task-activity-trace');
  await (await follow(page, 'customers/1')).getByText('Not in the collections of the script').waitFor();
  postgres.sql('postgres', "delete from orders where id = 'orders/1'");
  await (await follow(page, 'orders/1')).getByText(/does not have|missing|lacks/i).waitFor();
  assertNoFaults(page);
});

test('what is missing is found and repaired', { skip }, async () => {
  const { page } = studio;
  await studio.open(kActivity);
  const verify = section(page, 'Verify');
  await verify.getByRole('button', { name: 'Verify', exact: true }).click();
  await verify.getByText('1 missing, 0 different').waitFor();
  await verify.getByText('orders/1', { exact: true }).waitFor();
  assert.equal(sum(), '20');
  await verify.scrollIntoViewIfNeeded();
  await assertGoodView(page, 'task-activity-verify');
  await verify.getByRole('button', { name: 'Verify and repair' }).click();
  await verify.getByText('1 repaired').waitFor();
  await eventually('the row is there again', () => sum() === '30');
  assertNoFaults(page);
});

test('a destination that goes down is told, and that it came back', { skip }, async () => {
  const { page, server } = studio;
  await studio.open(kActivity);
  await page.getByText('Up to date').waitFor();
  postgres.stop();
  await server.call('PUT', '/databases/shop/docs?id=orders/3', documentIn('Orders', { Total: 5 }));
  await page.getByText(/Waiting to retry at/).first().waitFor();
  await page.getByRole('list', { name: 'Alerts' }).waitFor();
  await assertGoodView(page, 'task-activity-down');
  postgres.start();
  await page.getByText('Up to date').waitFor({ timeout: 60_000 });
  await eventually('the row is there', () =>
    postgres.sql('postgres', "select count(*) from orders where id = 'orders/3'") === '1');
  await page.getByRole('button', { name: 'Mark as read' }).first().click();
  await page.getByRole('list', { name: 'Alerts' }).waitFor({ state: 'detached' });
  assertNoFaults(page);
});

test('a task is disabled, enabled, reset and deleted', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases/shop/task?task=Orders');
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByRole('button', { name: 'Enable' }).waitFor();
  const tasks = async () => (await server.call('GET', '/databases/shop/tasks')).OngoingTasks;
  assert.equal((await tasks())[0].TaskState, 'Disabled');
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByRole('button', { name: 'Disable' }).waitFor();
  postgres.sql('postgres', 'delete from orders');
  await page.getByRole('button', { name: 'Reset…' }).click();
  await page.getByText('sends all of them again to warehouse').waitFor();
  await assertGoodView(page, 'task-reset');
  await page.getByRole('button', { name: 'Send everything again' }).click();
  await eventually('all rows are there again', () =>
    postgres.sql('postgres', 'select count(*) from orders') === '3');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Delete…' }).click();
  await assertGoodView(page, 'task-delete');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(await tasks(), []);
  assert.equal(postgres.sql('postgres', 'select count(*) from orders'), '3');
  assertNoFaults(page);
});

test('a task that is not there is said to be none', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/shop/task-activity?task=Nothing');
  await page.getByText('There is no such task.').waitFor();
  assertNoFaults(page);
});
