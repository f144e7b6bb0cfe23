// Names, documents and errors made to break the page: everywhere they are text and nothing else.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { write } from '../support/js/etl.mjs';
import { PostgresServer } from '../support/js/postgres.mjs';
import {
  asOnPhone, assertGoodView, assertNoFaults, assertNotTooWide, edit, skip as noBrowser,
} from './browser.mjs';
import { createDatabase, documentIn, withStudio } from './support.mjs';

const skip = noBrowser || (PostgresServer.available() ? false : 'there is no PostgreSQL');
const kMarkup = '<img src=x onerror=owned=1><script>owned=1</script>';
const kHidden = '\u202e\u0007\u200b';
const kShownHidden = '⟨U+202E⟩␇⟨U+200B⟩';
/** A name of what: marked up, with signs that hide or turn around others, and long. */
const hostile = (what) => `${kMarkup}${kHidden}${what} ${'long'.repeat(40)}`;
const kId = hostile('things/');
const kCollection = hostile('Things');
const kTask = hostile('Task');
const kDocumentTask = hostile('Copy');
const kScript = hostile('Script');
const kConnection = hostile('Warehouse');
const kPart = `${kMarkup}${kHidden}part`;  // Of a document.
const kLongLine = `${kMarkup}${kHidden}${'x'.repeat(100_000)}`;

const connectionString = (server, definition) =>
  server.call('PUT', '/databases/shop/admin/connection-strings', definition);
const task = (server, definition) => server.call('PUT', '/databases/shop/admin/etl', definition);

async function hangOnDocument(server) {
  const [id, name, type] = [kId, kPart, `text/${kMarkup}`].map(encodeURIComponent);
  const { ok } = await fetch(`${server.url}/databases/shop/attachments?id=${id}&name=${name}&contentType=${type}`,
                             { method: 'PUT', body: kMarkup });
  assert.ok(ok);
  await server.call('POST', '/databases/shop/counters', { Documents: [
    { DocumentId: kId, Operations: [{ Type: 'Increment', CounterName: kPart, Delta: 1 }] }] });
  await server.call('POST', `/databases/shop/timeseries?docId=${id}`, {
    Name: kPart, Appends: [{ Timestamp: '2026-01-01T00:00:00Z', Tag: kPart, Values: [1] }] });
}

async function registerHolder(server) {
  const rights = { SecurityClearance: 'ValidUser', Permissions: { [kMarkup + kHidden]: 'Read' } };
  await server.call('POST', '/admin/certificates', { Name: 'holder', ...rights });
  const { Results: [{ Thumbprint }] } = await server.call('GET', '/admin/certificates');
  await server.call('POST', '/admin/certificates/edit', { Thumbprint, Name: hostile('Holder'), ...rights });
}

let postgres;
const studio = withStudio(async (server) => {
  if (skip) return;
  postgres = await PostgresServer.start();
  postgres.sql('postgres', `create table things (id text primary key, "${kMarkup}" text
    constraint "<b>short</b>" check (length("${kMarkup}") < 50))`);
  await createDatabase(server, 'shop');
  await registerHolder(server);
  await server.call('POST', '/databases/shop/admin/revisions/config', { Default: { Disabled: false } });
  await write(server, 'shop', {
    [kId]: documentIn(kCollection, { [kMarkup + kHidden]: kLongLine, Text: kLongLine, Parts: [kMarkup] }),
    'things/2': documentIn(kCollection, { Text: `${kMarkup}${'y'.repeat(2000)}` }),
  });
  await hangOnDocument(server);
  await connectionString(server, { Name: kConnection, Type: 'Sql', FactoryName: 'Npgsql',
    ConnectionString: `${postgres.connectionString('postgres')};Application Name="${kMarkup}"` });
  await task(server, { Name: kTask, EtlType: 'Sql', ConnectionStringName: kConnection,
    SqlTables: [{ TableName: 'things', DocumentIdColumn: 'id' }],
    Transforms: [{ Name: kScript, Collections: [kCollection],
                   Script: `output(this.Text); loadTothings({ ${JSON.stringify(kMarkup)}: this.Text });` }] });
  await connectionString(server, { Name: kDocumentTask, Type: 'Raven', Database: 'nowhere',
    TopologyDiscoveryUrls: [server.url] });
  await task(server, { Name: kDocumentTask, EtlType: 'Raven', ConnectionStringName: kDocumentTask,
    Transforms: [{ Name: kScript, Collections: [kCollection], Script: "if (this.Text) throw new Error(this.Text); loadToThings(this);" }] });
});
after(() => postgres?.remove());

const place = (view, parameters = {}) => `/databases/shop/${view}?${new URLSearchParams(parameters)}`;
const shown = (page) => page.getByRole('main').getByText(kMarkup).first();

/** Nothing in the page is made of what is shown, hides or turns around other text, or widens the page. */
async function assertOnlyText(page) {
  const found = await page.evaluate((hidden) => {
    const kForeign = 'img[src]:not([src^="/studio/"]), script:not([src^="/studio/"]), b, iframe, style, [onerror], [srcdoc]';
    const kSaying = ['title', 'aria-label', 'placeholder', 'alt'];
    const isHiding = (text) => [...hidden].some((character) => text.includes(character));
    const told = (elements) => elements.map((element) => element.outerHTML.slice(0, 300));
    // Editors are trees of their own.
    const all = (root) => [...root.querySelectorAll('*')].flatMap((element) =>
      [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
    const elements = all(document);
    const saidBy = (element) => [
      ...kSaying.map((name) => element.getAttribute(name) ?? ''),
      ...[...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((text) => text.data)];
    return {
      isOwned: 'owned' in globalThis,
      foreign: told(elements.filter((element) => element.matches(kForeign))),
      hiding: told(elements.filter((element) => saidBy(element).some(isHiding))),
    };
  }, kHidden);
  assert.deepEqual(found, { isOwned: false, foreign: [], hiding: [] });
  await assertNotTooWide(page);
}

const kViews = {
  documents: place('documents'),
  'documents of a collection': place('documents', { collection: kCollection }),
  document: place('document', { id: kId }),
  attachments: place('document', { id: kId, part: 'attachments' }),
  counters: place('document', { id: kId, part: 'counters' }),
  'time series': place('document', { id: kId, part: 'timeSeries' }),
  'one time series': place('document', { id: kId, part: 'timeSeries', series: kPart }),
  revisions: place('document', { id: kId, part: 'revisions' }),
  'missing document': place('document', { id: hostile('none/') }),
  'new document': place('new-document', { collection: kCollection }),
  clone: place('new-document', { cloneOf: kId }),
  query: place('query', { query: `from '${kCollection}'` }),
  'wrong query': place('query', { query: hostile('from') }),
  tasks: place('tasks'),
  task: place('task', { task: kTask }),
  'document task': place('task', { task: kDocumentTask }),
  'missing task': place('task', { task: hostile('None') }),
  'task editor': place('edit-task', { task: kTask }),
  'document task editor': place('edit-task', { task: kDocumentTask }),
  'task activity': place('task-activity', { task: kTask }),
  'connection strings': place('connection-strings'),
  certificates: '/certificates',
  flow: '/flow',
  'no database': `/databases/${encodeURIComponent(hostile('none'))}/documents`,
};

for (const [name, address] of Object.entries(kViews)) {
  test(`hostile content is text in the view: ${name}`, { skip }, async () => {
    const { page } = studio;
    await studio.open(address);
    await shown(page).waitFor();
    await page.waitForLoadState('networkidle');
    await assertOnlyText(page);
    await asOnPhone(page, () => assertNotTooWide(page));
    assertNoFaults(page, [400, 404, 503]);
  });
}

test('hostile content is text in what is tried, followed and asked', { skip }, async () => {
  const { page, server } = studio;
  await studio.open(place('edit-task', { task: kTask }));
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByText(kMarkup).first().waitFor();
  await assertOnlyText(page);
  await edit(page, 'Script', 'if (this.Text) throw new Error(this.Text);\nloadTothings({});');
  await result.getByText('Line 1').first().waitFor();
  await assertOnlyText(page);
  await page.getByRole('button', { name: 'Start dry run' }).click();
  await page.getByRole('row', { name: /^Fails: / }).getByText(kMarkup).first().waitFor();
  await assertOnlyText(page);
  await asOnPhone(page, () => assertNotTooWide(page));

  await studio.open(place('task-activity', { task: kTask }));
  await page.getByLabel('Document id').fill(kId);
  await page.getByRole('button', { name: 'Find out' }).click();
  await page.getByText('Failed', { exact: true }).first().waitFor();
  await assertOnlyText(page);
  await assertGoodView(page, 'hostile-task-activity');
  assertNoFaults(page, [400]);
});

test('hostile content is text in the questions before something is done', { skip }, async () => {
  const { page } = studio;
  const asks = async (button) => {
    await button.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(kMarkup).first().waitFor();
    await assertOnlyText(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  };
  await studio.open(place('document', { id: kId }));
  await asks(page.getByRole('button', { name: 'Delete' }));
  await studio.open(place('task', { task: kTask }));
  await asks(page.getByRole('button', { name: 'Reset…' }));
  await asks(page.getByRole('button', { name: 'Delete…' }));
  await assertGoodView(page, 'hostile-task');
  await studio.open(place('connection-strings'));
  await asks(page.getByRole('button', { name: `Delete ${kMarkup}` }).first());
  await asks(page.getByRole('row').getByRole('button', { name: kMarkup }).first());
  await assertGoodView(page, 'hostile-connection-strings');
  await studio.open('/databases');
  await page.getByRole('button', { name: 'Create database' }).click();
  await page.getByLabel('Name').fill(kMarkup + kHidden);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('alert').getByText(kMarkup).waitFor();
  await assertOnlyText(page);
  assertNoFaults(page, [400]);
});

test('every answer of the Studio forbids what is not its own', { skip }, async () => {
  const { server } = studio;
  const page = await (await fetch(`${server.url}/studio`)).text();
  const files = page.match(/\/studio\/[\w./-]+/g);
  assert.ok(files.length >= 3);
  const answers = ['/studio', '/studio/', '/studio/databases', `/studio/${encodeURIComponent(kMarkup)}`,
    '/studio/assets/none.js', ...files];
  for (const path of answers) {
    for (const headers of [{}, { 'If-None-Match': '*' }, { 'Accept-Encoding': 'identity' }]) {
      const answer = await fetch(server.url + path, { headers });
      const policy = Object.fromEntries((answer.headers.get('content-security-policy') ?? '').split(';')
        .map((directive) => directive.trim().split(' ')).map(([name, ...sources]) => [name, sources.join(' ')]));
      assert.deepEqual(policy, {
        'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'connect-src': "'self'",
        'img-src': "'self' data:", 'font-src': "'self'", 'base-uri': "'none'", 'form-action': "'none'",
        'frame-ancestors': "'none'",
      }, `${path}, ${answer.status}`);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path);
    }
  }
});
