// Databases: seen, created, deleted.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventually } from '../support/js/penstock.mjs';
import { assertGoodView, assertNoFaults, skip } from './browser.mjs';
import { createDatabase, documentIn, withStudio } from './support.mjs';

const studio = withStudio();
const namesOf = async (server) =>
  (await server.call('GET', '/databases?namesOnly=true')).Databases;

test('a server without databases says what to do', { skip }, async () => {
  const { page, server } = studio;
  await page.goto(`${server.url}/`);
  assert.equal(new URL(page.url()).pathname, '/studio');
  await page.getByText('There is no database yet.').waitFor();
  await assertGoodView(page, 'databases-none');
  assertNoFaults(page);
});

test('databases are listed with their counts and sizes', { skip }, async () => {
  const { page, server } = studio;
  await createDatabase(server, 'shop', {
    'orders/1-A': documentIn('Orders', { Total: 10 }),
    'orders/2-A': documentIn('Orders', { Total: 20 }),
  });
  await createDatabase(server, 'archive');
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await studio.open('/databases');
  await page.getByText('2 databases').waitFor();
  const row = page.getByRole('row', { name: /shop/ });
  await row.getByRole('cell', { name: '2', exact: true }).waitFor();
  await row.getByRole('cell', { name: /KB/ }).waitFor();
  assert.deepEqual(asked.filter((path) => path.startsWith('/databases/')), []);  // The list says it.
  await assertGoodView(page, 'databases');
  assertNoFaults(page);
});

test('a database is created by keyboard alone', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases');
  await page.getByRole('button', { name: 'Create database' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Name').waitFor();
  await assertGoodView(page, 'databases-create');
  await page.keyboard.type('warehouse');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/databases/warehouse/documents');
  assert.ok((await namesOf(server)).includes('warehouse'));
  assertNoFaults(page);
});

test('a database that cannot be created says why', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases');
  await page.getByRole('button', { name: 'Create database' }).click();
  await page.getByLabel('Name').fill('shop');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('alert').getByText('shop').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assertNoFaults(page, [409, 400, 500]);
});

test('a database is deleted when its name was typed', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases');
  await page.getByRole('button', { name: 'Delete archive' }).click();
  const button = page.getByRole('button', { name: 'Delete for good' });
  assert.equal(await button.isDisabled(), true);
  await page.getByLabel('Type archive to confirm').fill('archive');
  await assertGoodView(page, 'databases-delete');
  await button.click();
  await page.getByRole('row', { name: /archive/ }).waitFor({ state: 'detached' });
  await eventually('the database is gone', async () => !(await namesOf(server)).includes('archive'));
  assertNoFaults(page);
});

test('the other theme is chosen, and kept', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases');
  await page.getByRole('button', { name: 'Use the dark theme' }).click();
  await page.reload();
  await page.getByRole('button', { name: 'Use the light theme' }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
  await page.evaluate(() => localStorage.clear());
  assertNoFaults(page);
});

test('an address without a view says so', { skip }, async () => {
  const { page } = studio;
  await studio.open('/nowhere/at/all');
  await page.getByText('The Studio has no view at this address.').waitFor();
  await assertGoodView(page, 'not-found');
  assertNoFaults(page);
});
