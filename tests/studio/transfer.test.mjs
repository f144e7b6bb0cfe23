// A database saved to a file, and files brought into a database.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { assertGoodView, assertNoFaults, skip } from './browser.mjs';
import { createDatabase, documentIn, documentsOf, withStudio } from './support.mjs';

const studio = withStudio(async (server) => {
  await createDatabase(server, 'shop', {
    'orders/1-A': documentIn('Orders', { Total: 10 }),
    'orders/<b>2': documentIn('Orders', { Total: 20 }),
  });
  await createDatabase(server, 'empty');
});

async function openImport(page, database, file) {
  await studio.open(`/databases/${database}/documents`);
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByLabel('File').setInputFiles(file);
}
const importFile = (page) => page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
const linesFile = (text) => ({ name: 'orders.jsonl', mimeType: 'text/plain', buffer: Buffer.from(text) });
const numbers = (count) => Array.from({ length: count }, (_, i) =>
  JSON.stringify(documentIn('Numbers', { Value: i }))).join('\n');

test('an empty database says how documents come', { skip }, async () => {
  const { page } = studio;
  await studio.open('/databases/empty/documents');
  await page.getByText('There are no documents yet.').waitFor();
  await assertGoodView(page, 'documents-none');
  await page.getByRole('button', { name: 'Import' }).click();
  assert.equal(await page.getByRole('dialog').getByRole('button', { name: 'Import' }).isDisabled(), true);
  await assertGoodView(page, 'import');
  assertNoFaults(page);
});

test('a database is saved as a file, and brought into another one', { skip }, async () => {
  const { page, server } = studio;
  await studio.open('/databases/shop/documents');
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  const dump = await saved;
  assert.equal(dump.suggestedFilename(), 'shop.ravendbdump');
  assert.match(gunzipSync(await readFile(await dump.path())).toString(), /"Total":20/);

  await createDatabase(server, 'copy');
  await openImport(page, 'copy', await dump.path());
  await importFile(page);
  await page.getByText('2 documents imported.').waitFor();
  await page.getByRole('link', { name: 'orders/<b>2' }).waitFor();
  await assertGoodView(page, 'import-done');
  assert.deepEqual(await documentsOf(server, 'copy'), { 'orders/1-A': { Total: 10 }, 'orders/<b>2': { Total: 20 } });
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByText('2 documents imported.').waitFor({ state: 'detached' });
  assertNoFaults(page);
});

test('a bad line is named, and what is before it stays', { skip }, async () => {
  const { page, server } = studio;
  await createDatabase(server, 'lines');
  await openImport(page, 'lines', linesFile(`${numbers(2)}\n<b>no document</b>\n${numbers(1)}`));
  await importFile(page);
  const alert = page.getByRole('alert');
  await alert.getByText('Line 3 is no document').waitFor();
  await alert.getByText('2 documents stored, from lines 1 to 2; nothing after them.').waitFor();
  await assertGoodView(page, 'import-bad-line');
  assert.deepEqual(Object.values(await documentsOf(server, 'lines')), [{ Value: 0 }, { Value: 1 }]);
  assertNoFaults(page);
});

test('a damaged dump says what is wrong with it', { skip }, async () => {
  const { page } = studio;
  const damaged = `{"BuildVersion":54000,"Docs":[{"Value": ${' '.repeat(4 << 20)}`;
  await openImport(page, 'lines', { ...linesFile(damaged), name: 'damaged.ravendbdump' });
  await importFile(page);
  await page.getByRole('alert').getByText('The import has failed').waitFor();
  assertNoFaults(page, [400]);
});

test('a file that takes long shows how far it is, and closing the dialog ends it', { skip }, async () => {
  const { page, server } = studio;
  await createDatabase(server, 'long');
  await page.route('**/bulk_docs', async (route) => {
    if (progress > 0) await stopped;
    ++progress;
    await route.continue();
  });
  let progress = 0;
  let stop;
  const stopped = new Promise((resolve) => { stop = resolve; });
  await openImport(page, 'long', linesFile(numbers(3000)));
  await importFile(page);
  const bar = page.getByRole('progressbar', { name: 'Import' });
  await page.getByText(/^\d+(\.\d+)? KB of \d+(\.\d+)? KB$/).waitFor();
  assert.ok(await bar.evaluate(({ value, max }) => value > 0 && value <= max));
  await assertGoodView(page, 'import-running');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  stop();
  await page.unrouteAll({ behavior: 'wait' });
  assert.equal((await server.call('GET', '/databases/long/stats')).CountOfDocuments, 1024);
  assertNoFaults(page);
});
