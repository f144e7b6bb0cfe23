// Connection strings: created, tested, changed, deleted, and never telling their secrets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { PostgresServer } from '../support/js/postgres.mjs';
import { assertGoodView, assertNoFaults, skip as noBrowser } from './browser.mjs';
import { createDatabase, withStudio } from './support.mjs';

const skip = noBrowser || (PostgresServer.available() ? false : 'there is no PostgreSQL');
const studio = withStudio(async (server) => {
  await createDatabase(server, 'shop');
  await createDatabase(server, 'archive');
});
let postgres;
before(async () => { if (!skip) postgres = await PostgresServer.start(); });
after(() => postgres?.remove());

const connectionsOf = (server) => server.call('GET', '/databases/shop/admin/connection-strings');
const outcome = (page) => page.getByRole('dialog').getByRole('status');

test('without connection strings the view says what they are for', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/shop/connection-strings');
  await page.getByText('There is no connection string yet.').waitFor();
  await assertGoodView(page, 'connection-strings-none');
  assertNoFaults(page);
});

test('a wrong password is told from the right one before anything is stored', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases/shop/connection-strings');
  await page.getByRole('button', { name: 'Create connection string' }).first().click();
  await page.getByLabel('Name').fill('warehouse');
  const text = page.getByLabel('Connection string', { exact: true });
  const right = postgres.connectionString('postgres');
  await text.fill(right.replace(/Password=.*/, 'Password=wrong'));
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await outcome(page).getByText('The server refused the login.').waitFor();
  await assertGoodView(page, 'connection-string-refused');

  await text.fill(right.replace('Database=postgres', 'Database=nowhere'));
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await outcome(page).getByText('The server has no such database.').waitFor();

  await text.fill(right.replace(/Port=\d+/, 'Port=1'));
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await outcome(page).getByText('The server cannot be reached.').waitFor();

  await text.fill(right);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await outcome(page).getByText('The destination answers.').waitFor();
  assert.deepEqual((await connectionsOf(server)).SqlConnectionStrings, {});
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('row', { name: /warehouse.*PostgreSQL/ }).getByText('No task').waitFor();
  assert.equal((await connectionsOf(server)).SqlConnectionStrings.warehouse.FactoryName, 'Npgsql');
  assertNoFaults(page);
});

test('a change keeps the password that nobody sees', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases/shop/connection-strings');
  await page.getByRole('button', { name: 'warehouse', exact: true }).click();
  const text = page.getByLabel('Connection string', { exact: true });
  assert.match(await text.inputValue(), /Password=\*{8}$/);
  assert.ok(!(await page.content()).includes('s3cr3t'));
  await text.fill((await text.inputValue()).replace('Database=postgres', 'Database=template1'));
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await outcome(page).getByText('The destination answers.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const stored = await server.call(
    'POST', '/databases/shop/admin/etl/sql/test-connection?connectionStringName=warehouse');
  assert.deepEqual(stored, { Success: true });
  const { ConnectionString } = (await connectionsOf(server)).SqlConnectionStrings.warehouse;
  assert.match(ConnectionString, /Database=template1/);
  assertNoFaults(page);
});

test('a document database is tested and stored', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases/shop/connection-strings');
  await page.getByRole('button', { name: 'Create connection string' }).click();
  await page.getByLabel('Leads to a').selectOption('Document database');
  await page.getByLabel('Name').fill('archive');
  await page.getByLabel('Database', { exact: true }).fill('nowhere');
  await page.getByLabel('Servers').fill(server.url);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await outcome(page).getByText('The server has no such database.').waitFor();
  await page.getByLabel('Database', { exact: true }).fill('archive');
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await outcome(page).getByText('The destination answers.').waitFor();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('row', { name: /archive.*Documents/ }).waitFor();
  const { RavenConnectionStrings } = await connectionsOf(server);
  assert.deepEqual(RavenConnectionStrings.archive.TopologyDiscoveryUrls, [server.url]);
  assertNoFaults(page);
});

test('one that a task uses names the task and is not deleted', { skip }, async () => {
  const { page, server } = studio;
  await server.call('PUT', '/databases/shop/admin/etl', {
    Name: 'To the archive', EtlType: 'Raven', ConnectionStringName: 'archive', Disabled: true,
    Transforms: [{ Name: 'All', ApplyToAllDocuments: true, Script: '' }] });
  await studio.open('/databases/shop/connection-strings');
  await page.getByRole('row', { name: /archive/ })
    .getByRole('link', { name: 'To the archive' }).waitFor();
  await assertGoodView(page, 'connection-strings');
  await page.getByRole('button', { name: 'Delete archive' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('alert').getByText('To the archive').waitFor();
  await page.keyboard.press('Escape');
  assertNoFaults(page, [400, 409]);

  await page.getByRole('button', { name: 'Delete warehouse' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('row', { name: /warehouse/ }).waitFor({ state: 'detached' });
  assert.deepEqual((await connectionsOf(server)).SqlConnectionStrings, {});
  assertNoFaults(page);
});
