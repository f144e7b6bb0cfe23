// Tasks made and changed by hand: the script is tried on a document before anything is sent.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { write } from '../support/js/etl.mjs';
import { eventually } from '../support/js/penstock.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import { assertGoodView, assertNoFaults, edit, fillTable, skip as noBrowser } from './browser.mjs';
import { createDatabase, documentIn, withStudio } from './support.mjs';

const skip = noBrowser || (PostgresServer.available() ? false : 'there is no PostgreSQL');
let postgres;
const studio = withStudio(async (server) => {
  if (skip) return;
  await createDatabase(server, 'shop', {
    'orders/1-A': documentIn('Orders', { Total: 10, Lines: [{ Product: 'tea' }, { Product: 'mug' }] }),
    'orders/2-A': documentIn('Orders', { Total: 20, Lines: [] }),
    'customers/1-A': documentIn('Customers', { Name: '<b>Ann</b>' }),
  });
  await createDatabase(server, 'archive');
  await server.call('PUT', '/databases/shop/admin/connection-strings', {
    Name: 'archive', Type: 'Raven', Database: 'archive', TopologyDiscoveryUrls: [server.url] });
  postgres = await PostgresServer.start();
  postgres.sql('postgres', `
    create table orders (id text primary key, total int);
    create table lines (order_id text not null, product text);
    create index on lines (order_id)`);
  await server.call('PUT', '/databases/shop/admin/connection-strings', {
    Name: 'warehouse', Type: 'Sql', FactoryName: 'Npgsql',
    ConnectionString: postgres.connectionString('postgres') });
});
after(() => postgres?.remove());

const result = (page) => page.getByRole('region', { name: 'Result' });
const writeScript = (page, text) => edit(page, 'Script', text);

test('an SQL task is made, tried on a document, and catches up', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/shop/new-task?kind=Sql');
  await page.getByLabel('Connection string').selectOption('warehouse');
  await page.getByLabel('Name of the task').fill('To the warehouse');
  await fillTable(page, 0, 'orders', 'id');
  await page.getByRole('button', { name: 'Add table' }).click();
  await fillTable(page, 1, 'lines', 'order_id');
  await page.getByLabel('Orders', { exact: true }).check();
  await writeScript(page, `for (const line of this.Lines) loadTolines({ product: line.Product });
loadToorders({ total: this.Total });
output('of ' + id(this));`);
  await result(page).getByRole('cell', { name: "'mug'" }).waitFor();
  await result(page).getByText('of orders/1-A').waitFor();
  assert.equal(postgres.sql('postgres', 'select count(*) from orders'), '0');
  await assertGoodView(page, 'task-editor');
  await page.getByText('2 statements').click();
  await result(page).getByText('COPY "orders"').waitFor();

  await page.getByLabel('Run it at the destination, and roll back').check();
  await result(page).getByText('After').first().waitFor();
  assert.equal(postgres.sql('postgres', 'select count(*) from orders'), '0');
  await page.getByRole('button', { name: 'Create task' }).click();
  await page.getByRole('heading', { name: 'To the warehouse' }).waitFor();
  await eventually('the rows are there', () =>
    postgres.sql('postgres', 'select sum(total) from orders') === '30');
  assert.equal(postgres.sql('postgres', 'select string_agg(product, \',\' order by product) from lines'), 'mug,tea');
  assertNoFaults(page);
});

test('a script that fails says in which line, and the deletion is tried likewise', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/shop/edit-task?task=To+the+warehouse');
  await page.getByLabel('Try it on document').waitFor();
  await writeScript(page, `output('before');
throw new Error('no tea');
loadToorders(this);`);
  await result(page).getByText('Line 2').first().waitFor();
  await result(page).getByText('no tea').waitFor();
  await assertGoodView(page, 'task-editor-error');
  await writeScript(page, 'loadToorders({ total: 1 });');
  await page.getByLabel('Its deletion').check();
  await page.getByText('1 statement').click();
  await result(page).getByText('DELETE FROM "orders"').waitFor();
  await page.getByLabel('Try it on document').fill('customers/1-A');
  await result(page).getByText('It could not be tried.').waitFor();
  assertNoFaults(page, [400]);
});

test('a changed script begins where the person says', { skip }, async () => {
  const { page } = studio;
  const change = async (factor, choice) => {
    await studio.open('/databases/shop/edit-task?task=To+the+warehouse');
    await page.getByLabel('Try it on document').waitFor();
    await writeScript(page, `loadToorders({ total: this.Total * ${factor} });`);
    await page.getByRole('button', { name: 'Save task' }).click();
    await page.getByLabel(choice).check();
    if (factor === 2) await assertGoodView(page, 'task-editor-save');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Up to date').first().waitFor();
  };
  await change(2, 'New changes only');
  await studio.server.call('PUT', '/databases/shop/docs?id=orders/2-A', documentIn('Orders', { Total: 21 }));
  await eventually('the new change is there', () =>
    postgres.sql('postgres', 'select sum(total) from orders') === String(10 + 42));
  await change(3, 'From the beginning');
  await eventually('all is there anew', () =>
    postgres.sql('postgres', 'select sum(total) from orders') === String(30 + 63));
  assertNoFaults(page);
});

test('completion offers tables, columns of the destination and fields of documents', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/shop/edit-task?task=To+the+warehouse');
  await page.getByLabel('Try it on document').waitFor();
  await writeScript(page, 'loadToorders({ total: this.');
  await page.keyboard.press('Control+Space');
  await page.getByRole('option', { name: /Total/ }).waitFor();
  await assertGoodView(page, 'task-editor-completion');
  await page.getByRole('option', { name: /Total/ }).click();
  await writeScript(page, 'loadToorders({ ');
  await page.keyboard.press('Control+Space');
  await page.getByRole('option', { name: /total.*int/ }).waitFor();
  await page.keyboard.press('Escape');
  await writeScript(page, 'loadTo');
  await page.keyboard.press('Control+Space');
  await page.getByRole('option', { name: /loadTolines/ }).waitFor();
  await page.keyboard.press('Escape');
  assertNoFaults(page, [400]);  // Of half a script.
});

test('a document task is made with its connection string at hand', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases/shop/new-task?kind=Raven');
  await page.getByLabel('Connection string').selectOption('archive');
  await page.getByLabel('Customers', { exact: true }).check();
  await writeScript(page, 'loadToPeople({ Called: this.Name });');
  await result(page).getByText('<b>Ann</b>').waitFor();
  assert.equal(await page.locator('b').count(), 0);
  await assertGoodView(page, 'task-editor-documents');
  await page.getByRole('button', { name: 'Create task' }).click();
  await page.getByRole('heading', { name: 'RavenDB ETL to archive' }).waitFor();
  await eventually('the document is there', async () => {
    const { Results } = await server.call('POST', '/databases/archive/queries', { Query: 'from People' });
    return Results[0]?.Called === '<b>Ann</b>';
  });
  assertNoFaults(page);
});

test('what the server refuses is said, and nothing is lost', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/shop/new-task?kind=Raven');
  await page.getByLabel('Connection string').selectOption('archive');
  await page.getByLabel('Customers', { exact: true }).check();
  await writeScript(page, 'this.Name;');
  await page.getByRole('button', { name: 'Create task' }).click();
  await page.getByText('no call of loadTo').first().waitFor();
  assert.equal(await page.getByLabel('Customers', { exact: true }).isChecked(), true);
  assertNoFaults(page, [400]);
});

test('a dry run over many documents counts what would be sent and what fails, and sends nothing', { skip }, async () => {
  const { page, server } = studio;
  await createDatabase(server, 'many');
  await write(server, 'many', Object.fromEntries(Array.from({ length: 300 }, (_, i) =>
    [`orders/${i}`, documentIn('Orders', { Total: i, Lines: i % 3 === 0 ? null : [{ Product: '<b>tea</b>' }] })])));
  await server.call('PUT', '/databases/many/admin/connection-strings', {
    Name: 'archive', Type: 'Raven', Database: 'archive', TopologyDiscoveryUrls: [server.url] });
  await studio.open('/databases/many/new-task?kind=Raven');
  await page.getByLabel('Connection string').selectOption('archive');
  await page.getByLabel('Orders', { exact: true }).check();
  await writeScript(page, `if (this.Total === 299) return;
if (!this.Lines) throw new Error('<b>no lines</b> in ' + id(this));
loadToLines({ Product: this.Lines[0].Product });`);
  const dryRun = page.getByRole('region', { name: 'Dry run' });
  await dryRun.getByLabel('Dry run').selectOption('All documents');
  await dryRun.getByRole('button', { name: 'Start dry run' }).click();
  await dryRun.getByText('Tried 300 documents: 100 failed.').waitFor();
  const outcome = (name) => dryRun.getByRole('row', { name });
  await outcome(/^Fails: Error: <b>no lines<\/b> in orders\/\d+ .*100 documents/).waitFor();
  await outcome(/^Is written to Lines 199 documents/).waitFor();
  await outcome(/^Is left out by the script 1 document Try orders\/299/).waitFor();
  assert.equal(await page.locator('b').count(), 0);
  await dryRun.scrollIntoViewIfNeeded();
  await assertGoodView(page, 'task-editor-dry-run');
  assert.equal((await server.call('GET', '/databases/archive/collections/stats')).Collections.Lines, undefined);

  await outcome(/^Fails/).getByRole('button').click();
  await result(page).getByText('Line 2').first().waitFor();
  await dryRun.getByLabel('Dry run').selectOption('The first 100 documents');
  await dryRun.getByRole('button', { name: 'Start dry run' }).click();
  await dryRun.getByText('Tried 100 documents: 34 failed.').waitFor();
  await writeScript(page, 'loadToLines(this);');
  await dryRun.getByText('The task has changed since.').waitFor();
  assertNoFaults(page, [400]);
});

test('a dry run that takes long shows how far it is, and is stopped', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases/many/new-task?kind=Raven');
  await page.getByLabel('Connection string').selectOption('archive');
  await page.getByLabel('Orders', { exact: true }).check();
  await writeScript(page, `const until = Date.now() + 50; while (Date.now() < until); loadToLines(this);`);
  const dryRun = page.getByRole('region', { name: 'Dry run' });
  await dryRun.getByLabel('Dry run').selectOption('All documents');
  await dryRun.getByRole('button', { name: 'Start dry run' }).click();
  await dryRun.getByText(/^[1-9]\d* of 300 documents$/).waitFor();
  const bar = dryRun.getByRole('progressbar', { name: 'Dry run' });
  assert.ok(await bar.evaluate(({ value, max }) => value > 0 && value < max));
  await assertGoodView(page, 'task-editor-dry-run-running');
  await dryRun.getByRole('button', { name: 'Stop' }).click();
  await dryRun.getByText(/^Stopped after [1-9]\d* documents: none failed\.$/).waitFor();
  const { Results } = await server.call('GET', '/databases/many/operations');
  assert.equal(Results.at(-1).State.Status, 'Canceled');
  assertNoFaults(page, [400]);
});
