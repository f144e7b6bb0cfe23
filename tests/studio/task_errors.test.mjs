// What went wrong with tasks: many errors by their causes, one document retried, alerts read.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { collection, defineTask, write } from '../support/js/etl.mjs';
import { eventually } from '../support/js/penstock.mjs';
import { assertGoodView, assertNoFaults, skip } from './browser.mjs';
import { createDatabase, documentIn, withStudio } from './support.mjs';

const kMany = 300;
const kKinds = 12;
const kScript = `
  if (this.fine) return;
  if (load('settings/1').broken) throw 'broken <b>for all</b>';
  if (this.kind) throw this.kind + ' is refused';
  loadToOrders(this);`;
const kTask = '/databases/shop/task?task=orders';
const kinds = 'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu'.split(' ');

const studio = withStudio(async (server) => {
  await createDatabase(server, 'target');
  await createDatabase(server, 'shop', { 'settings/1': documentIn('Settings', { broken: true }) });
  const orders = {};
  for (let i = 1; i <= kMany; ++i) {
    orders[`fine/${i}`] = documentIn('Orders', { fine: true });  // A task halts where most fail.
    orders[`orders/${i}`] = documentIn('Orders', { number: i });
  }
  for (const kind of kinds) {
    orders[`fine/${kind}`] = documentIn('Orders', { fine: true });
    orders[`orders/${kind}`] = documentIn('Orders', { kind });
  }
  await defineTask(server, 'shop', 'orders', { Database: 'target', TopologyDiscoveryUrls: [server.url] },
    { Transforms: [{ Name: 'all', Collections: ['Orders'], Script: kScript }] });
  await write(server, 'shop', orders);
  await eventually('all have failed', async () => (await errorsOf(server)).TotalResults === kMany + kKinds);
});

const errorsOf = (server, more = '') =>
  server.call('GET', `/databases/shop/etl/errors?task=orders&script=all${more}`);
const deliveredTo = async (server) => [...(await collection(server, 'target', 'Orders')).keys()].sort();

test('of hundreds of failed documents one is found, retried, and arrives', { skip }, async () => {
  const { page, server } = studio;
  await studio.open(kTask);
  const cause = page.getByRole('article').filter({ hasText: 'broken <b>for all</b>' });
  await cause.getByText(/^312 documents$/).waitFor();
  assert.equal(await page.locator('b').count(), 0);
  await cause.getByRole('button', { name: 'Show documents' }).click();
  const list = page.getByRole('region', { name: 'Failed documents' });
  await list.getByRole('link', { name: 'orders/1', exact: true }).waitFor();
  assert.ok(await list.getByRole('row').count() < 60);  // Those in sight.
  await assertGoodView(page, 'task-errors-documents');
  await list.evaluate((element) => { element.scrollTop = element.scrollHeight; });
  await list.getByRole('link', { name: 'orders/zeta' }).waitFor();

  await write(server, 'shop', { 'settings/1': documentIn('Settings', { broken: false }) });
  await list.evaluate((element) => { element.scrollTop = 0; });
  await list.getByRole('button', { name: 'Retry orders/1', exact: true }).click();
  await cause.getByText(/^311 documents$/).waitFor();
  await eventually('it is there', async () => (await deliveredTo(server)).join() === 'orders/1');
  await list.getByRole('button', { name: 'Drop orders/10', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click();
  await cause.getByText(/^310 documents$/).waitFor();
  assert.deepEqual(await deliveredTo(server), ['orders/1']);
  assertNoFaults(page);
});

test('causes are leafed through, and one of them is retried as a whole', { skip }, async () => {
  const { page, server } = studio;
  await studio.open(kTask);
  await page.getByRole('article').getByRole('button', { name: 'Retry', exact: true }).click();
  await page.getByText('alpha is refused').waitFor({ timeout: 60_000 });
  await eventually('all others are there', async () => (await errorsOf(server)).TotalResults === kKinds);
  const pages = page.getByRole('navigation', { name: 'Pages of causes' });
  await pages.getByText('1–10 of 12').waitFor();
  await pages.scrollIntoViewIfNeeded();
  await assertGoodView(page, 'task-errors-pages');
  await pages.getByRole('button', { name: 'Next page' }).click();
  await pages.getByText('11–12 of 12').waitFor();
  assert.equal(await page.getByRole('article').count(), 2);
  assert.equal((await collection(server, 'target', 'Orders')).size, kMany - 1);
  assertNoFaults(page);
});

test('alerts of a database are counted where one always sees it, and read in one place', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases/shop/documents');
  await page.getByRole('link', { name: /^Alerts \d+ to be read/ }).click();
  const alerts = page.getByRole('list', { name: 'Alerts' }).getByRole('listitem');
  await alerts.first().waitFor();
  await assertGoodView(page, 'alerts');
  await alerts.first().getByRole('link', { name: 'See the task' }).waitFor();
  while (await alerts.count() > 0) {
    const before = await alerts.count();
    await page.getByRole('button', { name: 'Mark as read' }).first().click();
    await eventually('one less', async () => (await alerts.count()) < before);
  }
  await page.getByText('There is nothing to be read.').waitFor();
  await page.getByRole('link', { name: 'Alerts', exact: true }).waitFor();
  assert.equal((await server.call('GET', '/databases/shop/notifications')).TotalResults, 0);
  await assertGoodView(page, 'alerts-none');
  assertNoFaults(page);
});
