// From one document database to another: what is written, changed and deleted on the page of the
// one is seen on that of the other.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventually } from '../support/js/penstock.mjs';
import { assertGoodView, assertNoFaults, edit, skip, taskTable } from './browser.mjs';
import { createDatabase, documentIn, documentsOf, withStudio } from './support.mjs';

const kScript = `if (this.Total === 0) throw new Error('an order of nothing');
loadToSales({ Order: id(this), Euro: this.Total });`;

const studio = withStudio(async (server) => {
  await createDatabase(server, 'shop', {
    'orders/1-A': documentIn('Orders', { Total: 10 }),
    'orders/2-A': documentIn('Orders', { Total: 20 }),
    'customers/1-A': documentIn('Customers', { Name: 'Ann' }),
  });
  await createDatabase(server, 'head-office');
});

const toDocument = (id) => `/databases/shop/document?id=${encodeURIComponent(id)}`;
const sales = (page) => page.getByRole('table', { name: 'Documents' });
/** What is at the destination, by the order that it comes from. */
const delivered = async () => Object.fromEntries(
  Object.values(await documentsOf(studio.server, 'head-office')).map(({ Order, Euro }) => [Order, Euro]));

async function assertDelivered(expected) {
  await eventually(`the destination has ${JSON.stringify(expected)}`, async () =>
    JSON.stringify(await delivered()) === JSON.stringify(expected));
}

async function writeTotal(page, id, total) {
  await studio.open(toDocument(id));
  await page.getByText('"Total"').waitFor();
  await edit(page, 'Document', JSON.stringify(documentIn('Orders', { Total: total })));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Save', disabled: true }).waitFor();
}

test('a task to documents is made with its connection string', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases/shop/tasks');
  await page.getByRole('button', { name: 'Create task to documents' }).click();
  await page.getByRole('button', { name: 'Create connection string' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('head office');
  await dialog.getByLabel('Database', { exact: true }).fill('head-office');
  await dialog.getByLabel('Servers').fill(server.url);
  await dialog.getByRole('button', { name: 'Test the connection' }).click();
  await dialog.getByText('The destination answers.').waitFor();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByLabel('Connection string').selectOption('head office');
  await page.getByLabel('Name of the task').fill('Sales');
  await page.getByLabel('Orders', { exact: true }).check();
  await edit(page, 'Script', kScript);
  await page.getByRole('region', { name: 'Result' }).getByText('"Euro": 10').waitFor();
  assert.deepEqual(await delivered(), {});
  await page.getByRole('button', { name: 'Create task' }).click();
  await page.getByRole('main').getByText('Up to date', { exact: true }).first().waitFor();
  await assertDelivered({ 'orders/1-A': 10, 'orders/2-A': 20 });
  assertNoFaults(page, [400]);  // Of half a script.
});

test('what is changed and deleted is so at the destination', { skip }, async () => {
  const { page } = studio;
  await writeTotal(page, 'orders/1-A', 11);
  await assertDelivered({ 'orders/1-A': 11, 'orders/2-A': 20 });
  await studio.open('/databases/head-office/documents?collection=Sales');
  await sales(page).getByRole('row', { name: /orders\/1-A 11/ }).waitFor();
  await assertGoodView(page, 'document-path-destination');

  await studio.open(toDocument('orders/2-A'));
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('table', { name: 'Documents' }).waitFor();
  await assertDelivered({ 'orders/1-A': 11 });
  assertNoFaults(page);
});

test('a document that the script refuses is found by its error, and mended', { skip }, async () => {
  const { page } = studio;
  await writeTotal(page, 'orders/1-A', 0);
  await studio.open('/databases/shop/tasks');
  await taskTable(page).getByText('Up to date, but 1 document failed').waitFor();
  await taskTable(page).getByRole('link', { name: 'Sales' }).click();
  const failed = page.getByRole('article', { name: '1 failed document' });
  await failed.getByText('an order of nothing').waitFor();
  assert.deepEqual(await delivered(), { 'orders/1-A': 11 });
  await assertGoodView(page, 'document-path-error');
  await failed.getByRole('link', { name: 'orders/1-A' }).click();
  await page.getByText('"Total": 0').waitFor();
  await writeTotal(page, 'orders/1-A', 12);
  await assertDelivered({ 'orders/1-A': 12 });
  await studio.open('/databases/shop/task?task=Sales');
  await page.getByRole('main').getByText('Up to date', { exact: true }).first().waitFor();
  await failed.waitFor({ state: 'detached' });
  assertNoFaults(page);
});
