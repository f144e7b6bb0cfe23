// The Studio behind TLS, in browsers that have a certificate: who sees what, and who is told what.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { eventually } from '../support/js/penstock.mjs';
import { assertGoodView, assertNoFaults, openPage } from './browser.mjs';
import { openCertifiedBrowser, skip } from './certified_browser.mjs';
import { withSecuredStudio } from './secured.mjs';
import { createDatabase, documentIn, documentsOf } from './support.mjs';

const user = (Permissions) => ({ SecurityClearance: 'ValidUser', Permissions });
const studio = withSecuredStudio({
  boss: { SecurityClearance: 'ClusterAdmin' },
  clerk: user({ shop: 'Read' }),
  leaver: user({ shop: 'Read' }),
  owner: user({ shop: 'Admin' }),
  writer: user({ Shop: 'ReadWrite' }),
}, async (server) => {
  await createDatabase(server, 'shop', { 'orders/1': documentIn('Orders', { Total: 10 }) });
  await createDatabase(server, 'bank');
  await server.call('POST', '/databases/shop/counters', { Documents: [
    { DocumentId: 'orders/1', Operations: [{ Type: 'Increment', CounterName: 'likes', Delta: 1 }] }] });
  await server.call('PUT', '/databases/shop/admin/connection-strings', {
    Name: 'vault', Type: 'Raven', Database: 'bank', TopologyDiscoveryUrls: [server.url] });
  await server.call('PUT', '/databases/shop/admin/etl', {
    Name: 'Copy', EtlType: 'Raven', ConnectionStringName: 'vault',
    Transforms: [{ Name: 'Orders', Collections: ['Orders'], Script: 'loadToOrders(this);' }] });
  await eventually('the task delivers', async () => 'orders/1' in await documentsOf(server, 'bank'));
});

const heading = (page, name) => page.getByRole('heading', { name, level: 1 }).waitFor();
const signedIn = (page, who) => page.getByRole('banner').getByText(who).waitFor();
const place = (view, parameters = {}) => `/databases/shop/${view}?${new URLSearchParams(parameters)}`;

/** The entries of the navigation. */
const offered = async (page) => (await page.getByRole('navigation', { name: 'Main' }).getByRole('listitem').allInnerTexts())
  .map((text) => text.trim());
/** What the view lets one do. */
const actions = async (page) => (await page.getByRole('main').getByRole('button').allInnerTexts()).filter(Boolean);

test('who has no certificate reads why they do not get in', { skip }, async () => {
  const page = await studio.openFor('nobody');
  const answer = await page.goto(`${studio.server.url}/studio`);
  assert.equal(answer.status(), 403);
  await heading(page, 'This is not open to you');
  await page.getByText('This server asks for a client certificate').waitFor();
  await assertGoodView(page, 'secured-no-certificate');
  assertNoFaults(page, [403]);
});

test('a browser that does not believe the authority does not open the page', { skip }, async (t) => {
  const { certificates, server } = studio;
  certificates.make('stranger');
  const home = mkdtempSync(path.join(tmpdir(), 'penstock-home-'));
  const browser = await openCertifiedBrowser(
    home, { authority: certificates.file('stranger.pem'), identity: studio.identityOf('boss') });
  t.after(async () => {
    await browser.close();
    rmSync(home, { recursive: true, force: true });
  });
  const page = await openPage(browser, server.url);
  await assert.rejects(page.goto(`${server.url}/studio`), /ERR_CERT_AUTHORITY_INVALID/);
});

test('the page comes with its headers', { skip }, async () => {
  const page = await studio.pageOf('boss');
  const headers = (await page.goto(`${studio.server.url}/studio`)).headers();
  assert.match(headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
});

test('a reader sees one database, and nothing to change it with', { skip }, async () => {
  const page = await studio.visit('clerk', '/databases');
  await page.getByRole('link', { name: 'shop' }).waitFor();
  await signedIn(page, 'clerk');
  assert.equal(await page.getByText('bank').count(), 0);
  assert.deepEqual(await offered(page), ['Databases', 'Flow']);
  assert.deepEqual(await actions(page), []);
  await assertGoodView(page, 'secured-reader-databases');

  await page.getByRole('link', { name: 'shop' }).click();
  await page.getByText('orders/1').waitFor();
  await signedIn(page, 'User, may read');
  assert.deepEqual(await offered(page), ['Databases', 'Flow', 'Documents', 'Query', 'Tasks']);
  assert.deepEqual(await actions(page), []);
  await page.getByRole('link', { name: 'Export' }).waitFor();
  await assertGoodView(page, 'secured-reader-documents');
  assertNoFaults(page);
});

test('a reader reads a document and what hangs on it', { skip }, async () => {
  const page = await studio.visit('clerk', place('document', { id: 'orders/1' }));
  const text = page.getByRole('textbox', { name: 'Document' });
  await text.click();
  await page.keyboard.type('never');
  assert.doesNotMatch(await text.innerText(), /never/);
  await assertGoodView(page, 'secured-reader-document');
  for (const [tab, content] of [['Attachments', 'There are no attachments yet.'], ['Counters', 'likes'],
                                ['Time series', 'There are no time series yet.']]) {
    await page.getByRole('link', { name: tab }).click();
    await page.getByRole('region', { name: tab }).getByText(content).waitFor();
    assert.deepEqual(await actions(page), [], tab);
  }
  assertNoFaults(page);
});

test('a reader sees how tasks are doing, but not where they lead', { skip }, async () => {
  const page = await studio.visit('clerk', place('tasks'));
  await page.getByRole('table', { name: 'Tasks' }).getByRole('link', { name: 'Copy' }).waitFor();
  assert.deepEqual(await actions(page), []);
  await assertGoodView(page, 'secured-reader-tasks');
  await page.getByRole('table', { name: 'Tasks' }).getByRole('link', { name: 'Copy' }).click();
  await page.getByText('Up to date').first().waitFor();
  assert.deepEqual(await actions(page), ['Activity']);
  await assertGoodView(page, 'secured-reader-task');
  await page.getByRole('button', { name: 'Activity' }).click();
  await page.getByRole('heading', { name: 'Batches' }).waitFor();
  assert.deepEqual(await actions(page), []);
  for (const text of ['bank', new URL(studio.server.url).host]) assert.ok(!(await page.content()).includes(text));
  assertNoFaults(page);
});

for (const [what, address, need] of [
  ['connection strings', place('connection-strings'), 'the access Admin to the database “shop”'],
  ['alerts', place('alerts'), 'the access Admin to the database “shop”'],
  ['a new task', place('new-task', { kind: 'Raven' }), 'the access Admin to the database “shop”'],
  ['a new document', place('new-document'), 'the access ReadWrite to the database “shop”'],
  ['another database', '/databases/bank/documents', 'the access Read to the database “bank”'],
  ['certificates', '/certificates', 'the clearance Operator'],
]) {
  test(`a reader who goes to ${what} is told what that needs`, { skip }, async () => {
    const page = await studio.visit('clerk', address);
    await page.getByText('Your certificate does not open this view.').waitFor();
    await page.getByText(need).waitFor();
    if (what === 'alerts') await assertGoodView(page, 'secured-refused');
    assertNoFaults(page);
  });
}

test('a writer writes, and sets up nothing', { skip }, async () => {
  const page = await studio.visit('writer', place('new-document', { collection: 'Orders' }));
  await page.getByLabel('Id').fill('orders/2');
  await page.getByRole('button', { name: 'Save' }).click();
  await heading(page, 'orders/2');
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('There is no such document.').or(page.getByText('orders/1')).first().waitFor();
  assert.deepEqual(Object.keys(await documentsOf(studio.server, 'shop')), ['orders/1']);
  assert.deepEqual(await offered(page), ['Databases', 'Flow', 'Documents', 'Query', 'Tasks']);
  assertNoFaults(page, [404]);
});

test('who administers a database sets it up, and not the server', { skip }, async () => {
  const page = await studio.visit('owner', place('connection-strings'));
  await page.getByRole('row', { name: /vault/ }).waitFor();
  await signedIn(page, 'User, may administer');
  assert.deepEqual(await offered(page), ['Databases', 'Flow', 'Documents', 'Query', 'Tasks', 'Alerts', 'Connection strings']);
  assert.deepEqual(await actions(page), ['Create connection string', 'vault']);
  await page.getByRole('link', { name: 'Tasks' }).first().click();
  await page.getByRole('table', { name: 'Tasks' }).getByRole('link', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByRole('button', { name: 'Disable' }).waitFor();
  await page.getByRole('link', { name: 'Databases' }).first().click();
  await heading(page, 'Databases');
  await page.getByRole('row', { name: /shop/ }).waitFor();
  assert.deepEqual(await actions(page), []);
  assert.equal(await page.getByText('bank').count(), 0);
  assertNoFaults(page);
});

test('a cluster administrator sees everything', { skip }, async () => {
  const page = await studio.visit('boss', '/databases');
  for (const name of ['bank', 'shop']) await page.getByRole('link', { name, exact: true }).waitFor();
  await signedIn(page, 'Cluster administrator');
  assert.deepEqual(await offered(page), ['Databases', 'Flow', 'Certificates']);
  assert.deepEqual(await actions(page), ['Create database']);
  await studio.visit('boss', place('connection-strings'));
  await page.getByRole('row', { name: /vault/ }).waitFor();
  await page.getByRole('link', { name: 'Flow' }).click();
  await page.getByRole('table', { name: 'Tasks of all databases' }).getByText(/^bank on /).waitFor();
  await assertGoodView(page, 'secured-administrator-flow');
  assertNoFaults(page);
});

test('who loses their certificate while the page is open is told so', { skip }, async () => {
  const page = await studio.visit('leaver', place('tasks'));
  await page.getByRole('table', { name: 'Tasks' }).waitFor();
  const thumbprint = studio.certificates.thumbprint('leaver');
  await studio.server.call('DELETE', `/admin/certificates?thumbprint=${thumbprint}`);
  await page.getByRole('alert').getByText(`(${thumbprint}) is not registered at this server`).waitFor();
  await assertGoodView(page, 'secured-removed');
  assertNoFaults(page, [403]);
});

/** The address of a page of another server, with a script in it. */
async function foreignPage(t, script) {
  const foreign = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><title>elsewhere</title><script>${script}</script>`);
  }).listen(0, '127.0.0.1');
  t.after(() => foreign.close());
  await once(foreign, 'listening');
  return `http://127.0.0.1:${foreign.address().port}/`;
}

test('a page from elsewhere cannot use the certificate of who visits it', { skip }, async (t) => {
  const page = await studio.pageOf('boss');
  await page.goto(await foreignPage(t, `
    addEventListener('load', () => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', enctype: 'text/plain',
                            action: ${JSON.stringify(`${studio.server.url}/databases/shop/bulk_docs`)} });
      document.body.append(form);
      form.submit();
    });`));
  await page.getByText('Requests from pages of another origin').waitFor();
  page.faults.length = 0;  // The refusal is told in the console.
});

test('a page from elsewhere cannot show the Studio within itself', { skip }, async (t) => {
  const page = await studio.pageOf('boss');
  const address = await foreignPage(t, `
    addEventListener('load', () => {
      const frame = document.createElement('iframe');
      frame.src = ${JSON.stringify(`${studio.server.url}/studio`)};
      document.body.append(frame);
    });`);
  await page.goto(address);
  await eventually('the browser refuses', () => page.faults.some((fault) => fault.includes('frame-ancestors')), 15);
  page.faults.length = 0;
});
