// Tasks: how they are doing, what failed and why, mended and tried again.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { defineTask } from '../support/js/etl.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import { eventually } from '../support/js/penstock.mjs';
import { assertGoodView, assertNoFaults, skip as noBrowser } from './browser.mjs';
import { createDatabase, documentIn, withStudio } from './support.mjs';

const skip = noBrowser || (PostgresServer.available() ? false : 'there is no PostgreSQL here');
const kOrders = 30;

let postgres;
const studio = withStudio(async (server) => {
  await createDatabase(server, 'shop');
  if (skip) return;
  postgres = await PostgresServer.start();
  postgres.sql('postgres', 'CREATE DATABASE reports');
  postgres.sql('reports', 'CREATE TABLE orders (id text PRIMARY KEY, total numeric NOT NULL)');
  for (let i = 1; i <= kOrders; ++i) {
    await write(server, `orders/${i}-A`, documentIn('Orders', { Total: i * 10 }));
  }
  await defineTask(server, 'shop', 'orders-to-reports',
    { FactoryName: 'Npgsql', ConnectionString: postgres.connectionString('reports') }, {
      SqlTables: [{ TableName: 'orders', DocumentIdColumn: 'id' }],
      Transforms: [{ Name: 'orders', Collections: ['Orders'],
                     Script: 'loadToorders({ total: this.Total });' }],
    });
});

after(() => postgres?.remove());

const write = (server, id, document) =>
  server.call('PUT', `/databases/shop/docs?id=${encodeURIComponent(id)}`, document);
const totals = () => Object.fromEntries(
  postgres.rows('reports', 'SELECT id, total FROM orders').map(({ id, total }) => [id, Number(total)]));

/** In the table; the drawing above it says the same. */
function rowOfTask(page) {
  return page.getByRole('row', { name: /orders-to-reports/ });
}

test('a task that has delivered all says so', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/shop/tasks');
  await rowOfTask(page).getByText('Up to date', { exact: true }).waitFor();
  assert.equal(Object.keys(totals()).length, kOrders);
  await assertGoodView(page, 'tasks');
  assertNoFaults(page);
});

test('a document that fails is found by its error, mended, retried, and arrives', { skip }, async () => {
  const { page, server } = studio;
  await write(server, 'orders/7-A', documentIn('Orders', { Total: null }));
  await write(server, 'orders/8-A', documentIn('Orders', { Total: '<b>much</b>' }));
  await studio.open('/databases/shop/tasks');
  await rowOfTask(page).getByText('Up to date, but 2 documents failed').waitFor();
  await rowOfTask(page).getByRole('link').click();
  const missing = page.getByRole('article').filter({ hasText: 'does not take null' });
  await missing.getByRole('link', { name: 'orders/7-A' }).waitFor();
  await page.getByRole('article').filter({ hasText: '<b>much</b>' }).waitFor();
  assert.deepEqual([totals()['orders/7-A'], totals()['orders/8-A']], [70, 80]);
  await assertGoodView(page, 'task-errors');

  await write(server, 'orders/7-A', documentIn('Orders', { Total: 77 }));
  await eventually('the row is there', () => totals()['orders/7-A'] === 77);
  await missing.waitFor({ state: 'detached' });

  postgres.sql('reports', 'ALTER TABLE orders ALTER total TYPE text');
  await page.getByRole('button', { name: 'Retry', exact: true }).click();
  await page.getByRole('main').getByText('Up to date', { exact: true }).first().waitFor();
  await page.getByRole('article').waitFor({ state: 'detached' });
  const [{ total }] = postgres.rows('reports', "SELECT total FROM orders WHERE id = 'orders/8-A'");
  assert.equal(total, '<b>much</b>');
  assertNoFaults(page);
});

test('errors can be dropped, after a question', { skip }, async () => {
  const { page, server } = studio;
  await write(server, 'orders/9-A', documentIn('Orders', { Total: null }));
  await studio.open('/databases/shop/task?task=orders-to-reports');
  await page.getByRole('button', { name: 'Drop' }).click();
  await assertGoodView(page, 'task-drop');
  await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click();
  await page.getByRole('article').waitFor({ state: 'detached' });
  const { Results } = await server.call('GET', '/databases/shop/etl/errors?task=orders-to-reports&script=orders');
  assert.deepEqual(Results, []);
  assertNoFaults(page);
});

test('a destination that goes down and comes back is seen', { skip }, async () => {
  const { page, server } = studio;
  postgres.stop();
  await write(server, 'orders/1-A', documentIn('Orders', { Total: 11 }));
  await studio.open('/databases/shop/tasks');
  await rowOfTask(page).getByText(/Waiting to retry at \d\d:\d\d:\d\d because .*Connection refused/).waitFor();
  await assertGoodView(page, 'tasks-waiting');
  postgres.start();
  await rowOfTask(page).getByRole('link').click();
  await page.getByRole('button', { name: 'Retry now' }).click();
  await page.getByRole('main').getByText('Up to date', { exact: true }).first().waitFor();
  const [{ total }] = postgres.rows('reports', "SELECT total FROM orders WHERE id = 'orders/1-A'");
  assert.equal(total, '11');
  assertNoFaults(page);
});

test('a task is disabled and enabled', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases/shop/task?task=orders-to-reports');
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByText('Disabled', { exact: true }).waitFor();
  await assertGoodView(page, 'task-disabled');
  const stateOf = async () =>
    (await server.call('GET', '/databases/shop/tasks')).OngoingTasks[0].TaskState;
  assert.equal(await stateOf(), 'Disabled');
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByRole('main').getByText('Up to date', { exact: true }).first().waitFor();
  assert.equal(await stateOf(), 'Enabled');
  assertNoFaults(page);
});

test('a database without tasks says what they are', { skip }, async () => {
  const { page, server } = studio;
  await createDatabase(server, 'empty');
  await studio.open('/databases/empty/tasks');
  await page.getByText('There is no task yet.').waitFor();
  await assertGoodView(page, 'tasks-none');
  await studio.open('/databases/empty/task?task=nothing');
  await page.getByText('There is no such task.').waitFor();
  assertNoFaults(page);
});
