// The main path with the keyboard alone: each step sees where the focus is.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { defineTask } from '../support/js/etl.mjs';
import { caughtUp, eventually } from '../support/js/penstock.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import { assertGoodView, assertNoFaults, skip as noBrowser } from './browser.mjs';
import { createDatabase, documentIn, withStudio } from './support.mjs';

const skip = noBrowser || (PostgresServer.available() ? false : 'there is no PostgreSQL');
const kStepsMax = 60;  // More would be too far for anybody.

let postgres;
const studio = withStudio(async (server) => {
  if (skip) return;
  postgres = await PostgresServer.start();
  postgres.sql('postgres', 'create table orders (id text primary key, total int)');
  await createDatabase(server, 'shop', { 'orders/1-A': documentIn('Orders', { Total: 10 }) });
  await defineTask(server, 'shop', 'reports',
    { FactoryName: 'Npgsql', ConnectionString: postgres.connectionString('postgres') }, {
      SqlTables: [{ TableName: 'orders', DocumentIdColumn: 'id' }],
      Transforms: [{ Name: 'orders', Collections: ['Orders'], Script: 'loadToorders({ total: this.Total });' }],
    });
  await caughtUp(server, 'shop');
});
after(() => postgres?.remove());

// Of an editor, which is a tree of its own, that within it.
const focused = (page) => page.locator(':focus').last();
const hasFocus = (element) => element.getRootNode().activeElement === element;

/** What the focus is on is in sight, and something around it says so. */
async function assertVisibleFocus(page) {
  let last;
  const looksFocused = async () => {
    last = await look(page);
    return last.isSeen;
  };
  await eventually(() => `the focus is seen: ${JSON.stringify(last)}`, looksFocused, 5);
}
function look(page) {
  return focused(page).evaluate((element) => {
    const box = element.getBoundingClientRect();
    const isInSight = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    const marks = [element, element.getRootNode().host].filter(Boolean).some((one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    });
    return { isSeen: isInSight && marks, isInSight, element: element.outerHTML.slice(0, 200) };
  });
}

/** Tab by Tab to what is called so. */
async function tabTo(page, role, name) {
  const target = page.getByRole(role, { name, exact: true }).first();
  await target.waitFor();
  let rounds = 0;
  for (let steps = 0; steps < kStepsMax && rounds < 2; ++steps) {
    await page.keyboard.press('Tab');
    if (await page.locator('body').evaluate(hasFocus)) {
      ++rounds;  // From the end of the page the focus goes to the browser, and on to its beginning.
      continue;
    }
    await assertVisibleFocus(page);
    if (await target.evaluate(hasFocus)) return;
  }
  assert.fail(`${role} ${name} is not within ${kStepsMax} steps`);
}

async function press(page, role, name) {
  await tabTo(page, role, name);
  await page.keyboard.press('Enter');
}

const total = () => postgres.sql('postgres', "select total from orders where id = 'orders/1-A'");

async function replaceTotal(page, total) {
  await tabTo(page, 'textbox', 'Document');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(JSON.stringify(documentIn('Orders', { Total: total })));
  await page.keyboard.press('Control+S');
  await page.getByRole('button', { name: 'Save', disabled: true }).waitFor();
  // What was saved is laid out anew, and one goes on typing in it.
  await page.getByText(`"Total": ${JSON.stringify(total)}`).waitFor();
  assert.equal(await focused(page).getAttribute('aria-label'), 'Document');
}

test('a document is mended, and an error retried, without a mouse', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases');
  await press(page, 'link', 'shop');
  await press(page, 'link', 'orders/1-A');
  await page.getByText('"Total": 10').waitFor();
  await replaceTotal(page, 'ten');
  await press(page, 'link', 'Tasks');
  await press(page, 'link', 'reports');
  await page.getByRole('article', { name: '1 failed document' }).waitFor();
  assert.equal(total(), '10');
  postgres.sql('postgres', 'alter table orders alter total type text');
  await press(page, 'button', 'Retry');
  await page.getByRole('article').waitFor({ state: 'detached' });
  assert.equal(total(), 'ten');
  assertNoFaults(page);
});

test('what is in front of every view can be skipped', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases');
  await page.getByRole('link', { name: 'shop' }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page).innerText(), 'Skip to the content');
  await assertVisibleFocus(page);
  await assertGoodView(page, 'skip-link');
  await page.keyboard.press('Enter');
  await press(page, 'button', 'Create database');
  await page.getByRole('dialog').waitFor();
  assertNoFaults(page);
});

test('the keyboard goes on from the view that one came to', { skip }, async () => {
  const { page } = studio;
  const view = page.getByRole('main');
  await studio.open('/databases');
  await press(page, 'link', 'shop');
  await page.getByRole('link', { name: 'orders/1-A' }).waitFor();
  assert.ok(await view.evaluate(hasFocus));
  await press(page, 'link', 'orders/1-A');
  await page.getByText('"Total"').waitFor();
  assert.ok(await view.evaluate(hasFocus));
  await page.goBack();
  await page.getByRole('link', { name: 'orders/1-A' }).waitFor();
  assert.ok(await view.evaluate(hasFocus));
  assertNoFaults(page);
});

test('a dialog keeps the focus, and gives it back', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/shop/task?task=reports');
  await press(page, 'button', 'Reset…');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Cancel' }).waitFor();
  const visited = new Set();
  for (const key of [...Array(8).fill('Tab'), ...Array(8).fill('Shift+Tab')]) {
    // Between the last and the first the browser itself may have it, the page behind never.
    const place = await dialog.evaluate((element) => {
      const { activeElement } = document;
      if (activeElement === document.body) return 'the browser';
      return element.contains(activeElement) ? activeElement.textContent : 'the page behind';
    });
    visited.add(place);
    await page.keyboard.press(key);
  }
  assert.ok(visited.has('Send everything again') && visited.has('Cancel'));
  assert.ok(!visited.has('the page behind'));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await focused(page).innerText(), 'Reset…');
  await assertVisibleFocus(page);
  assertNoFaults(page);
});
