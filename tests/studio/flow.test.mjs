// What flows from where to where, drawn: for a database above its tasks, and for the whole server.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { collection, defineTask, write } from '../support/js/etl.mjs';
import { caughtUp, eventually } from '../support/js/penstock.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import { assertGoodView, assertNoFaults, skip as noBrowser } from './browser.mjs';
import { createDatabase, documentIn, withStudio } from './support.mjs';

const skip = noBrowser || (PostgresServer.available() ? false : 'there is no PostgreSQL');
const kMany = 60;

const orders = (from, count) => Object.fromEntries(Array.from({ length: count }, (_, i) =>
  [`orders/${from + i}`, documentIn('Orders', { Total: i })]));
const toDatabase = (server, database) => ({ Database: database, TopologyDiscoveryUrls: [server.url] });
const script = (text) => ({ Name: 'all', Collections: ['Orders'], Script: text });

// shop -> stock -> reports -> quiet, shop -> reports, shop -> tables, and stock -> where nobody is.
let postgres;
const studio = withStudio(async (server) => {
  if (skip) return;
  postgres = await PostgresServer.start();
  postgres.sql('postgres', 'CREATE TABLE orders (id text PRIMARY KEY, total int)');
  await createDatabase(server, 'shop', orders(1, 5));
  for (const name of ['stock', 'reports', 'quiet']) await createDatabase(server, name);
  const define = (database, name, connection, text, more = {}) =>
    defineTask(server, database, name, connection, { Transforms: [script(text)], ...more });
  await define('shop', 'orders-to-stock', toDatabase(server, 'stock'), 'loadToOrders(this);');
  await define('shop', 'totals', toDatabase(server, 'reports'), 'loadToTotals({ total: this.Total });');
  await define('shop', 'warehouse',
    { FactoryName: 'Npgsql', ConnectionString: postgres.connectionString('postgres') },
    'loadToorders({ total: this.Total });', { SqlTables: [{ TableName: 'orders', DocumentIdColumn: 'id' }] });
  await caughtUp(server, 'shop');
  await define('stock', 'to-partner', { Database: 'partner', TopologyDiscoveryUrls: ['http://127.0.0.1:9'] },
    'loadToOrders(this);');
  await define('stock', 'stock-to-reports', toDatabase(server, 'reports'), 'loadToStock(this);');
  await define('reports', 'paused', toDatabase(server, 'quiet'), 'loadToOld(this);', { Disabled: true });
});
after(() => postgres?.remove());

const drawing = (page) => page.getByRole('region', { name: 'Drawing of the flow' });
const node = (page, name) => drawing(page).getByRole('link', { name });
const item = (page, task) => drawing(page).getByRole('listitem').filter({ hasText: task });
const left = async (locator) => (await locator.boundingBox()).x;

test('the whole server is drawn, chains from left to right', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases');
  await page.getByRole('link', { name: 'Flow' }).click();
  await page.getByText(/^6 tasks of 3 databases: /).waitFor();
  await node(page, /^warehouse Up to date/).waitFor();
  await node(page, /^to-partner Waiting to retry/).waitFor();
  await node(page, /^paused Disabled/).waitFor();
  await node(page, /^stock-to-reports Up to date/).waitFor();
  assert.equal(await node(page, /^reports/).count(), 1);
  const chain = [/^shop/, /^orders-to-stock/, /^stock this/, /^stock-to-reports/, /^reports/, /^paused/, /^quiet/];
  const places = await Promise.all(chain.map((name) => left(node(page, name))));
  assert.deepEqual(places, [...places].sort((one, other) => one - other));
  assert.equal((await collection(server, 'reports', 'Stock')).size, 5);
  assert.equal(postgres.sql('postgres', 'SELECT count(*) FROM orders'), '5');
  await assertGoodView(page, 'flow');
  assertNoFaults(page);
});

test('what is behind stands before its task, and what comes out of it behind it', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/flow');
  await node(page, /^totals Up to date/).waitFor();
  await item(page, 'totals').getByText('0 documents per second').waitFor();
  await write(server, 'shop', orders(100, 50));
  await item(page, 'totals').getByText(/^[1-9][\d.,]* documents per second/).waitFor();
  await assertGoodView(page, 'flow-moving');
  await eventually('all totals are there', async () => (await collection(server, 'reports', 'Totals')).size === 55);
  await item(page, 'to-partner').getByText('55 changes behind', { exact: true }).waitFor();
  await page.getByRole('row', { name: /to-partner/ }).getByText('partner on http://127.0.0.1:9').waitFor();
  assertNoFaults(page);
});

test('each node is reached by keyboard, says its sentence, and leads on', { skip }, async () => {
  const { page } = studio;
  await studio.open('/flow');
  await node(page, /^to-partner Waiting/).waitFor();
  await drawing(page).focus();
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  for (let i = 0; i < 20 && !(await focused()).startsWith('to-partner'); ++i) await page.keyboard.press('Tab');
  await page.getByRole('tooltip').getByText(/Waiting to retry at .* because/).waitFor();
  await assertGoodView(page, 'flow-tooltip');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'to-partner', level: 1 }).waitFor();
  await studio.open('/flow');
  await node(page, /^stock this/).click();
  await page.waitForURL(/databases\/stock\/documents/);
  assertNoFaults(page);
});

test('a database has its own drawing above its tasks', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/shop/tasks');
  await node(page, /^totals Up to date/).waitFor();
  assert.equal(await node(page, /^stock-to-reports/).count(), 0);
  await page.getByRole('table', { name: 'Tasks' }).waitFor();
  await assertGoodView(page, 'flow-database');
  assertNoFaults(page);
});

test('of many tasks one is found', { skip }, async () => {
  const { page, server } = studio;
  for (let i = 1; i <= kMany; ++i) {
    await defineTask(server, 'quiet', `branch-${i}`, toDatabase(server, `branch-${i % 9}`),
      { Disabled: true, Transforms: [script('loadToOrders(this);')] });
  }
  await studio.open('/flow');
  await page.getByText(/^66 tasks of 4 databases/).waitFor();
  await node(page, /^branch-60 /).scrollIntoViewIfNeeded();
  await assertGoodView(page, 'flow-many');
  const search = page.getByLabel('Find a database, task or destination');
  await search.fill('branch-59');
  await node(page, /^branch-60 /).waitFor({ state: 'detached' });
  await node(page, /^branch-59 /).waitFor();
  await search.fill('nothing of the kind');
  await page.getByText('No task is called that.').waitFor();
  await assertGoodView(page, 'flow-none-found');
  assertNoFaults(page);
});
