// What a person does at a destination that is not as it should be: tables that are missing, rows that
// the source has no more, warnings of a save.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { defineTask, write } from '../support/js/etl.mjs';
import { caughtUp, eventually } from '../support/js/penstock.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import { assertGoodView, assertNoFaults, edit, skip as noBrowser } from './browser.mjs';
import { createDatabase, documentIn, withStudio } from './support.mjs';

const skip = noBrowser || (PostgresServer.available() ? false : 'there is no PostgreSQL');
const order = (total) => documentIn('Orders', { Total: total, Lines: [{ Product: 'tea' }] });
const kTask = '/databases/shop/task?task=orders';

let postgres;
const studio = withStudio(async (server) => {
  if (skip) return;
  postgres = await PostgresServer.start();
  sql('create table orders (id text primary key, total int)');
  await createDatabase(server, 'shop', { 'orders/1': order(10), 'orders/2': order(20) });
  const warehouse = { FactoryName: 'Npgsql', ConnectionString: postgres.connectionString('postgres') };
  await defineTask(server, 'shop', 'orders', warehouse, {
    SqlTables: [{ TableName: 'orders', DocumentIdColumn: 'id' }],
    Transforms: [{ Name: 'Totals', Collections: ['Orders'], Script: 'loadToorders({ total: this.Total });' }] });
  await caughtUp(server, 'shop');
  await defineTask(server, 'shop', 'lines', warehouse, {
    SqlTables: [{ TableName: 'order_lines', DocumentIdColumn: 'order_id' }],
    Transforms: [{ Name: 'Lines', Collections: ['Orders'],
                   Script: 'for (const { Product } of this.Lines) loadToorder_lines({ product: Product });' }] });
});
after(() => postgres?.remove());

const sql = (text) => postgres.sql('postgres', text);
const orders = () => sql("select string_agg(id || '=' || total, ' ' order by id) from orders");
const dialog = (page) => page.getByRole('dialog');

/** Opens the dialog of a reset, and has it do this. */
async function reset(page, choice, action) {
  await studio.open(kTask);
  await page.getByRole('button', { name: 'Reset…' }).click();
  await dialog(page).getByLabel(choice, { exact: true }).check();
  await dialog(page).getByRole('button', { name: action }).click();
  await dialog(page).waitFor({ state: 'detached' });
}

test('tables that are missing are shown as what makes them, and made the task goes on', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases/shop/task?task=lines');
  await page.getByText(/Waiting to retry at .* because .*order_lines/).first().waitFor();
  const missing = page.getByRole('region', { name: 'Missing tables' });
  await missing.getByRole('button', { name: 'Show what is missing' }).click();
  const statements = missing.getByText(/CREATE TABLE/);
  await statements.waitFor();
  await statements.scrollIntoViewIfNeeded();
  await assertGoodView(page, 'task-missing-tables');
  sql(await statements.innerText());

  await page.getByRole('button', { name: 'Retry now' }).click();
  await page.getByText('Up to date', { exact: true }).first().waitFor();
  assert.equal(sql("select string_agg(order_id || ' ' || product, ', ' order by order_id) from order_lines"),
               'orders/1 tea, orders/2 tea');
  await missing.getByRole('button', { name: 'Show what is missing' }).click();
  await missing.getByText('Nothing is missing.').waitFor();
  await caughtUp(server, 'shop');
  assertNoFaults(page);
});

test('what is missing cannot be found out while the destination is away', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/shop/task?task=lines');
  postgres.stop();
  await page.getByRole('button', { name: 'Show what is missing' }).click();
  await page.getByRole('alert').getByText('It could not be found out.').waitFor();
  postgres.start();
  assertNoFaults(page, [503]);
});

test('a reset deletes what the source no longer has, sends all again, or both, as one says', { skip }, async () => {
  const { page } = studio;
  sql("insert into orders values ('orders/gone', 0); update orders set total = 11 where id = 'orders/1'");
  await reset(page, 'Only delete what the source no longer has', 'Delete what is surplus');
  await eventually('what is surplus is gone, and nothing was sent again', () => orders() === 'orders/1=11 orders/2=20');

  sql("insert into orders values ('orders/gone', 0)");
  await reset(page, 'Send everything again', 'Send everything again');
  await eventually('all was sent again, and nothing deleted',
                   () => orders() === 'orders/1=10 orders/2=20 orders/gone=0');

  sql("update orders set total = 11 where id = 'orders/1'");
  await reset(page, 'Send everything again, and delete what the source no longer has', 'Send again and delete');
  await eventually('both', () => orders() === 'orders/1=10 orders/2=20');
  assertNoFaults(page);
});

test('a destination that missed deletions asks for a rebuild, and gets it', { skip }, async () => {
  const { page, server } = studio;
  await caughtUp(server, 'shop');
  sql('create table old_orders as table orders; create table old_positions as table penstock_etl_checkpoints');
  await write(server, 'shop', { 'orders/2': null, 'orders/3': order(30) });
  await caughtUp(server, 'shop');
  await server.call('POST', '/databases/shop/admin/tombstones/cleanup');
  sql(`truncate orders, penstock_etl_checkpoints; insert into orders table old_orders;
       insert into penstock_etl_checkpoints table old_positions`);
  await write(server, 'shop', { 'orders/4': order(40) });

  await studio.open(kTask);
  await page.getByText(/^Needs a rebuild because/).waitFor();
  await page.getByRole('button', { name: 'Rebuild…' }).click();
  await dialog(page).getByText('deletes there what is gone here').waitFor();
  await assertGoodView(page, 'task-rebuild');
  await dialog(page).getByRole('button', { name: 'Delete what is surplus' }).click();
  await page.getByText('Up to date', { exact: true }).first().waitFor();
  await eventually('it delivered on', () => orders() === 'orders/1=10 orders/3=30 orders/4=40');
  assertNoFaults(page);
});

test('a script that was saved says what to look at, until one did', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/shop/edit-task?task=orders');
  await page.getByLabel('Try it on document').waitFor();
  await edit(page, 'Script', 'const big = this.Total > 15;\nif (this.Total = 20) loadToorders({ total: this.Total });');
  await page.getByRole('button', { name: 'Save task' }).click();
  await dialog(page).getByRole('button', { name: 'Save', exact: true }).click();
  const notice = page.getByRole('status').filter({ hasText: 'Saved, but please look at this' });
  await notice.getByText(/^Totals, line 2: an assignment is used as a condition/).waitFor();
  await assertGoodView(page, 'task-save-warnings');
  await notice.getByRole('button', { name: 'It is meant so' }).click();
  await notice.waitFor({ state: 'detached' });
  assertNoFaults(page);
});
