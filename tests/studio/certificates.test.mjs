// The view of certificates: whom the server lets in, changed as a person does it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

import { assertGoodView, assertNoFaults, skip as noBrowser } from './browser.mjs';
import { skip } from './certified_browser.mjs';
import { withSecuredStudio } from './secured.mjs';
import { createDatabase, withStudio } from './support.mjs';

const kDay = 86_400_000;
const studio = withSecuredStudio({
  boss: { SecurityClearance: 'ClusterAdmin' },
  operator: { SecurityClearance: 'Operator' },
}, async (server) => {
  for (const name of ['bank', 'shop']) await createDatabase(server, name);
});
const unsecured = withStudio();

const row = (page, name) => page.getByRole('table', { name: 'Certificates' }).getByRole('row', { name });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const submit = (page, name) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
const dialogEnded = (page) => page.getByRole('dialog').waitFor({ state: 'detached' });

async function giveAccess(page, database, access) {
  await button(page, 'Give access to a database').click();
  await page.getByLabel('Database', { exact: true }).last().fill(database);
  await page.getByLabel('Access', { exact: true }).last().selectOption(access);
}

async function registered(name) {
  const { Results } = await studio.server.call('GET', `/admin/certificates?name=${name}&metadataOnly=true`);
  return Results[0] && { clearance: Results[0].SecurityClearance, permissions: Results[0].Permissions };
}

/** The status of what the server answers to the holder of such a certificate. */
async function statusFor(identity, path) {
  const { server, certificates } = studio;
  const own = server.tls;
  server.tls = { ca: certificates.read('authority.pem'), cert: identity, key: identity };
  try {
    return (await server.request('GET', path)).status;
  } finally {
    server.tls = own;
  }
}

/** A file of a ZIP archive, where none is compressed. */
function unpack(archive, name) {
  const kNameAt = 30;  // In the header before the file.
  const header = archive.indexOf(name) - kNameAt;
  const begin = header + kNameAt + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  return archive.subarray(begin, begin + archive.readUInt32LE(header + 18));
}

test('without TLS the view says how certificates come to count', { skip: noBrowser }, async () => {
  const { page } = unsecured;
  await unsecured.open('/certificates');
  await page.getByText('This server asks nobody for a certificate.').waitFor();
  await page.getByText('No certificate is registered yet.').waitFor();
  await assertGoodView(page, 'certificates-unsecured');
  assertNoFaults(page);
});

test('a certificate is registered from its text, and its key stays here', { skip }, async () => {
  const { certificates } = studio;
  certificates.make('ann', { by: 'authority' });
  const page = await studio.visit('boss', '/certificates');
  await button(page, 'Register a certificate').click();
  await page.getByLabel('Name').fill('Ann');
  await giveAccess(page, 'shop', 'Read and write');
  await giveAccess(page, 'bank', 'Read');
  await page.getByLabel('Or its text').fill(`${certificates.read('ann.key')}${certificates.read('ann.pem')}`);
  await assertGoodView(page, 'certificates-register');
  const sent = page.waitForRequest((request) => request.method() === 'PUT');
  await submit(page, 'Register');
  assert.doesNotMatch((await sent).postData(), /PRIVATE KEY/);
  await dialogEnded(page);
  await row(page, /^Ann User/).getByText('shop: read and write').waitFor();
  await row(page, /^Ann User/).getByText(certificates.thumbprint('ann')).waitFor();
  assert.deepEqual(await registered('Ann'), { clearance: 'ValidUser', permissions: { shop: 'ReadWrite', bank: 'Read' } });
  assertNoFaults(page);
});

test('a certificate is registered from its file, be it PEM or DER, and nothing else is', { skip }, async () => {
  const { certificates } = studio;
  const page = await studio.visit('boss', '/certificates');
  for (const name of ['pem', 'der']) certificates.make(name, { by: 'authority' });
  execFileSync('openssl', ['x509', '-in', certificates.file('der.pem'), '-outform', 'DER', '-out', certificates.file('der.crt')]);
  certificates.pack('pem');
  for (const [name, file] of [['pem', 'pem.pem'], ['der', 'der.crt']]) {
    await button(page, 'Register a certificate').click();
    await page.getByLabel('Name').fill(name);
    for (const wrong of ['pem.key', 'pem.pfx']) {
      await page.getByLabel('File of the certificate').setInputFiles(certificates.file(wrong));
      await page.getByText('There is no certificate in this file').waitFor();
      assert.ok(await button(page.getByRole('dialog'), 'Register').isDisabled());
    }
    await page.getByLabel('File of the certificate').setInputFiles(certificates.file(file));
    await submit(page, 'Register');
    await dialogEnded(page);
    await row(page, new RegExp(`^${name} User None`)).getByText(certificates.thumbprint(name)).waitFor();
  }
  assertNoFaults(page);
});

test('what the server refuses is told where it was asked for', { skip }, async () => {
  const page = await studio.visit('boss', '/certificates');
  await button(page, 'Register a certificate').click();
  await page.getByLabel('Name').fill('broken');
  await page.getByLabel('Or its text').fill('-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----');
  await submit(page, 'Register');
  await page.getByRole('alert').getByText('That did not work.').waitFor();
  assert.equal(await registered('broken'), undefined);
  assertNoFaults(page, [400]);
});

test('a generated certificate is saved with its key, once, and lets its holder in', { skip }, async () => {
  const page = await studio.visit('boss', '/certificates');
  await button(page, 'Generate a certificate').click();
  await page.getByLabel('Name').fill('clerk');
  await giveAccess(page, 'shop', 'Read');
  await page.getByLabel('Passphrase').fill('s3cr3t');
  await assertGoodView(page, 'certificates-generate');
  const saved = page.waitForEvent('download');
  await submit(page, 'Generate');
  const download = await saved;
  assert.equal(download.suggestedFilename(), 'clerk.zip');
  const archive = readFileSync(await download.path());
  await page.getByText('shown this once').waitFor();
  await row(page, /^clerk User/).getByText('shop: read').waitFor();
  await assertGoodView(page, 'certificates-generated');

  const pem = unpack(archive, 'clerk.pem');
  assert.equal(await statusFor(pem, '/databases/shop/stats'), 200);
  assert.equal(await statusFor(pem, '/databases/bank/stats'), 403);
  const pfx = studio.certificates.file('clerk.pfx');
  writeFileSync(pfx, unpack(archive, 'clerk.pfx'));
  await studio.openFor('clerk', { file: pfx, passphrase: 's3cr3t' });
  const clerk = await studio.visit('clerk', '/databases/shop/documents');
  await clerk.getByText('There are no documents yet.').waitFor();
  await clerk.getByRole('banner').getByText('clerk').waitFor();

  const again = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save again' }).click();
  assert.deepEqual(readFileSync(await (await again).path()), archive);
  await button(page, 'I have it').click();
  assert.equal(await page.getByRole('link', { name: 'Save again' }).count(), 0);
  assertNoFaults(page);
});

test('a registration is changed, which counts at once', { skip }, async () => {
  const { certificates } = studio;
  certificates.make('bob', { by: 'authority' });
  await studio.register('bob', { SecurityClearance: 'ValidUser', Permissions: { shop: 'Admin' } });
  const identity = `${certificates.read('bob.pem')}${certificates.read('bob.key')}`;
  const page = await studio.visit('boss', '/certificates');
  await button(row(page, /^bob/), 'Change bob').click();
  assert.equal(await page.getByLabel('Database', { exact: true }).inputValue(), 'shop');
  await page.getByLabel('Access', { exact: true }).selectOption('Read');
  await page.getByLabel('Name').fill('Robert');
  await assertGoodView(page, 'certificates-change');
  await submit(page, 'Save');
  await dialogEnded(page);
  await row(page, /^Robert/).getByText('shop: read').waitFor();
  assert.equal(await statusFor(identity, '/databases/shop/stats'), 200);
  assert.equal(await statusFor(identity, '/databases/shop/admin/connection-strings'), 403);

  await button(row(page, /^Robert/), 'Change Robert').click();
  await button(page, 'Take the access to shop away').click();
  await submit(page, 'Save');
  await dialogEnded(page);
  await row(page, /^Robert User None/).waitFor();
  assert.equal(await statusFor(identity, '/databases/shop/stats'), 403);

  await button(row(page, /^Robert/), 'Change Robert').click();
  await page.getByLabel('Clearance').selectOption('Operator');
  await submit(page, 'Save');
  await row(page, /^Robert Operator All/).waitFor();
  assert.equal(await statusFor(identity, '/databases/shop/admin/connection-strings'), 200);
  assertNoFaults(page);
});

test('a removed certificate lets nobody in any more', { skip }, async () => {
  const { certificates } = studio;
  certificates.make('leaver', { by: 'authority' });
  await studio.register('leaver', { SecurityClearance: 'Operator' });
  const page = await studio.visit('boss', '/certificates');
  await button(row(page, /^leaver/), 'Remove leaver').click();
  await page.getByText('is refused from the next request on').waitFor();
  await assertGoodView(page, 'certificates-remove');
  await submit(page, 'Cancel');
  await button(row(page, /^leaver/), 'Remove leaver').click();
  await submit(page, 'Remove');
  await row(page, /^leaver/).waitFor({ state: 'detached' });
  const identity = `${certificates.read('leaver.pem')}${certificates.read('leaver.key')}`;
  assert.equal(await statusFor(identity, '/databases/shop/stats'), 403);
  assertNoFaults(page);
});

test('a certificate that is about to expire, or has, is told of', { skip }, async () => {
  const { certificates } = studio;
  const inDays = (days) => new Date(Date.now() + days * kDay);
  for (const [name, from, until] of [['soon', -300, 12.5], ['late', -300, -1], ['early', 2, 300]]) {
    certificates.makeFor(name, inDays(from), inDays(until));
    await studio.register(name, { SecurityClearance: 'ValidUser', Permissions: { shop: 'Read' } });
  }
  const page = await studio.visit('boss', '/certificates');
  await row(page, /^soon/).getByText('Expires in 12 days').waitFor();
  await row(page, /^late/).getByText('Expired').waitFor();
  await row(page, /^early/).getByText(/^Not before/).waitFor();
  await page.getByLabel('Find a certificate').fill('soo');
  await row(page, /^late/).waitFor({ state: 'detached' });
  await page.getByLabel('Find a certificate').fill('');
  await row(page, /^boss You/).waitFor();
  await assertGoodView(page, 'certificates');
  assertNoFaults(page);
});

test('an operator registers users and operators, and cannot touch who may do more', { skip }, async () => {
  const page = await studio.visit('operator', '/certificates');
  await row(page, /^boss Cluster administrator/).waitFor();
  assert.equal(await button(page, 'Remove boss').count(), 0);
  assert.equal(await button(page, 'Change boss').count(), 0);
  await button(page, 'Generate a certificate').click();
  assert.deepEqual(await page.getByLabel('Clearance').getByRole('option').allInnerTexts(), ['User', 'Operator']);
  await submit(page, 'Cancel');
  await button(page, 'Remove operator').click();
  await page.getByText('you will not get in any more').waitFor();
  assertNoFaults(page);
});
