// The path of somebody who has never used Penstock: from nothing to a database whose orders are in
// PostgreSQL, and back on the path when a document does not fit.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { northwindFile, northwindMissing } from '../support/js/northwind.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import { assertGoodView, assertNoFaults, edit, fillTable, skip as noBrowser, taskTable } from './browser.mjs';
import { withStudio } from './support.mjs';

const kOrders = 830;
const kScript = `loadToorders({ company: this.Company, freight: this.Freight });
for (const line of this.Lines) {
  loadToorder_lines({ product: line.ProductName, quantity: line.Quantity });
}`;

const skip = noBrowser || northwindMissing ||
  (PostgresServer.available() ? false : 'there is no PostgreSQL');
const studio = withStudio();
let postgres;
before(async () => {
  if (skip) return;
  postgres = await PostgresServer.start();
  postgres.sql('postgres', 'create database reports');
  postgres.sql('reports', `
    create table orders (id text primary key, company text, freight numeric);
    create table order_lines (order_id text not null, product text, quantity int);
    create index on order_lines (order_id)`);
});
after(() => postgres?.remove());

const inReports = (query) => postgres.sql('reports', query);
const freightOf = (id) => inReports(`select freight from orders where id = '${id}'`);
const toView = (page, name) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
const upToDate = (page) => page.getByRole('main').getByText('Up to date', { exact: true }).first().waitFor();

test('from nothing to orders in PostgreSQL, and a document that does not fit is mended', { skip }, async () => {
  const { page } = studio;
  await studio.open('');
  await createsADatabase(page);
  await importsTheSample(page);
  await connectsToPostgres(page);
  await makesATask(page);
  await breaksDocuments(page);
  await findsThemByTheirError(page);
  await mendsOne(page);
  await retriesTheOther(page);
  assertNoFaults(page, [400]);  // Of half a script.
});

async function createsADatabase(page) {
  await page.getByRole('button', { name: 'Create database' }).click();
  await page.getByLabel('Name').fill('northwind');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByText('There are no documents yet.').waitFor();
}

async function importsTheSample(page) {
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByLabel('File').setInputFiles(northwindFile);
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await page.getByText('1,054 documents imported.').waitFor();
  await page.getByRole('navigation', { name: 'Collections' }).getByRole('link', { name: 'Orders 830' }).waitFor();
  const { CountOfDocuments } = await studio.server.call('GET', '/databases/northwind/stats');
  assert.equal(CountOfDocuments, 1054);
  await assertGoodView(page, 'newcomer-imported');
}

async function connectsToPostgres(page) {
  const right = postgres.connectionString('reports');
  const [, password] = right.match(/Password='(.*)'/);
  await toView(page, 'Connection strings');
  await page.getByRole('button', { name: 'Create connection string' }).first().click();
  await page.getByLabel('Name').fill('reports');
  const text = page.getByLabel('Connection string', { exact: true });
  const outcome = page.getByRole('dialog').getByRole('status');
  await text.fill(right.replace(password, 'wrong'));
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await outcome.getByText('The server refused the login.').waitFor();
  await outcome.getByText('password authentication failed for user "postgres"').waitFor();
  await text.fill(right);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await outcome.getByText('The destination answers.').waitFor();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('button', { name: 'reports', exact: true }).click();
  assert.match(await text.inputValue(), /Password=\*{8}$/);
  assert.ok(!(await page.content()).includes(password), 'the password is nowhere in the page');
  await page.keyboard.press('Escape');
}

async function makesATask(page) {
  await toView(page, 'Tasks');
  await page.getByRole('button', { name: 'Create task to tables' }).click();
  await page.getByLabel('Connection string').selectOption('reports');
  await page.getByLabel('Name of the task').fill('Orders to reports');
  await fillTable(page, 0, 'orders', 'id');
  await page.getByRole('button', { name: 'Add table' }).click();
  await fillTable(page, 1, 'order_lines', 'order_id');
  await page.getByLabel('Orders', { exact: true }).check();
  await edit(page, 'Script', kScript);
  await page.getByLabel('Try it on document').fill('orders/1-A');
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByRole('cell', { name: "'Queso Cabrales'" }).waitFor();
  await result.getByRole('cell', { name: '32.38' }).waitFor();
  assert.equal(inReports('select count(*) from orders'), '0');
  await assertGoodView(page, 'newcomer-task');
  await page.getByRole('button', { name: 'Create task' }).click();
  await upToDate(page);
  assert.equal(inReports('select count(*) from orders'), String(kOrders));
  assert.equal(inReports("select sum(quantity) from order_lines where order_id = 'orders/1-A'"), '27');
  assert.equal(freightOf('orders/1-A'), '32.38');
}

async function breaksDocuments(page) {
  for (const id of ['orders/1-A', 'orders/10-A']) {
    await toView(page, 'Documents');
    await page.getByRole('link', { name: 'Orders 830' }).click();
    await page.getByLabel('Find ids that begin with').fill(id);
    await page.getByRole('link', { name: id, exact: true }).click();
    await writeFreight(page, id, 'about 30');
  }
}

/** In the editor of the document. */
async function writeFreight(page, id, freight) {
  const path = `/databases/northwind/docs?id=${encodeURIComponent(id)}`;
  const { Results: [order] } = await studio.server.call('GET', path);
  await page.getByText('"products/').first().waitFor();
  await edit(page, 'Document', JSON.stringify({ ...order, Freight: freight }));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Save', disabled: true }).waitFor();
}

async function findsThemByTheirError(page) {
  await toView(page, 'Tasks');
  await taskTable(page).getByText('Up to date, but 2 documents failed').waitFor();
  await taskTable(page).getByRole('link', { name: 'Orders to reports' }).click();
  await page.getByRole('article', { name: '2 failed documents' }).getByText('about 30').waitFor();
  assert.equal(freightOf('orders/1-A'), '32.38');
  await assertGoodView(page, 'newcomer-errors');
}

async function mendsOne(page) {
  const sample = page.getByRole('article').getByRole('link', { name: /^orders\// });
  const id = await sample.innerText();
  await sample.click();
  await writeFreight(page, id, 31.5);
  await toView(page, 'Tasks');
  await taskTable(page).getByText('Up to date, but 1 document failed').waitFor();
  assert.equal(freightOf(id), '31.5');
}

async function retriesTheOther(page) {
  await taskTable(page).getByRole('link', { name: 'Orders to reports' }).click();
  const other = page.getByRole('article', { name: '1 failed document' });
  const id = await other.getByRole('link', { name: /^orders\// }).innerText();
  inReports('alter table orders alter freight type text');
  await other.getByRole('button', { name: 'Retry' }).click();
  await other.waitFor({ state: 'detached' });
  await upToDate(page);
  assert.equal(freightOf(id), 'about 30');
  assert.equal(inReports('select count(*) from orders'), String(kOrders));
}
