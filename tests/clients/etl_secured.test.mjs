// Delivery from one server to another over https: how each knows the other.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Certificates } from '../support/js/certificates.mjs';
import { createDatabase, defineTask, processes, retriedAndCaughtUp, write } from '../support/js/etl.mjs';
import { PenstockServer, caughtUp, eventually } from '../support/js/penstock.mjs';

const kBinary = process.env.PENSTOCK;
const folder = mkdtempSync(join(tmpdir(), 'penstock-secured-'));
const certificates = new Certificates(folder);
let destination;

// Both servers have the same certificate, so that each lets the other in.
before(async () => {
  certificates.make('authority');
  certificates.make('server', { by: 'authority' });
  certificates.make('stranger');
  certificates.make('impostor', { by: 'stranger', commonName: 'server' });
  certificates.make('alone', { alone: true });
  await startDestination('server');
  await createDatabase(destination, 'copy');
});

after(async () => {
  await destination.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Whoever is at the destination's address from now on shows `certificate`. */
async function startDestination(certificate, authority = 'authority') {
  const url = destination?.url ?? 'https://127.0.0.1:0';
  await destination?.stop();
  destination = await PenstockServer.start(kBinary, join(folder, 'destination'), certificates.flags(certificate), url);
  destination.tls = certificates.tls(certificate, authority);
}

/** A server of the same certificate as the destination with a task to it. */
async function withSource(name, { flags = [], pin, certificate = 'server' }, work) {
  const source = await PenstockServer.start(kBinary, join(folder, name), [...certificates.flags(certificate), ...flags],
                                            'https://127.0.0.1:0');
  source.tls = certificates.tls(certificate, certificate === 'alone' ? 'alone' : 'authority');
  source.deliver = async (id) => write(source, 'shop', { [id]: { '@metadata': { '@collection': 'Orders' } } });
  try {
    await createDatabase(source, 'shop');
    await source.deliver(`orders/${name}`);
    const connection = { Database: 'copy', TopologyDiscoveryUrls: [destination.url], ...(pin && { ServerPublicKeyPin: pin }) };
    await defineTask(source, 'shop', 'Copy', connection, { Transforms: [{ Name: 'S', Collections: ['Orders'], Script: '' }] });
    await work(source);
  } finally {
    await source.stop();
  }
}

const believes = (authority) => ['--trusted-authorities', certificates.file(`${authority}.pem`)];

const isThere = async (id) =>
  (await destination.request('GET', `/databases/copy/docs?id=${encodeURIComponent(id)}`)).status === 200;

const waitsBecause = (source, reason) => eventually('the task waits', async () => {
  const [process] = await processes(source, 'shop');
  return process.State === 'WaitingToRetry' && reason.test(process.StateDescription) && process.StateDescription;
});

test('a destination that an authority vouches for gets documents', async () => {
  await withSource('vouched', { flags: believes('authority') }, async (source) => {
    await caughtUp(source, 'shop');
    assert.equal(await isThere('orders/vouched'), true);
  });
});

test('a man in the middle of the right name, of another authority, gets nothing', async () => {
  await withSource('careful', { flags: believes('authority') }, async (source) => {
    await caughtUp(source, 'shop');
    await startDestination('impostor', 'stranger');
    await source.deliver('orders/secret');
    await waitsBecause(source, /certificate/i);
    assert.equal(await isThere('orders/secret'), false);

    await startDestination('server');
    await source.call('POST', '/databases/shop/admin/etl/resume?configurationName=Copy&transformationName=S');
    await caughtUp(source, 'shop');
    assert.equal(await isThere('orders/secret'), true);
  });
});

test('a pinned key is enough, and a server with another key gets nothing', async () => {
  await startDestination('alone', 'alone');
  const pin = certificates.publicKeyPin('alone');
  await withSource('pinned', { pin, certificate: 'alone' }, async (source) => {
    await caughtUp(source, 'shop');
    assert.equal(await isThere('orders/pinned'), true);

    await startDestination('server');  // An authority that is believed does not help.
    await source.deliver('orders/changed');
    await waitsBecause(source, /public key/i);
    assert.equal(await isThere('orders/changed'), false);
  });
});

test('a pin that is none, or is of no use, is refused', async () => {
  const put = (connection) => destination.request('PUT', '/databases/copy/admin/connection-strings',
                                                  { Name: 'x', Type: 'Raven', Database: 'x', ...connection });
  const noPin = await put({ TopologyDiscoveryUrls: ['https://localhost:1'], ServerPublicKeyPin: 'x' });
  assert.match(noPin.text, /'ServerPublicKeyPin' must be the SHA-256/);
  const noTls = await put({ TopologyDiscoveryUrls: ['http://localhost:1'],
                            ServerPublicKeyPin: certificates.publicKeyPin('server') });
  assert.match(noTls.text, /use https/);
});

test('who may not write to a database of this server lets no task of it deliver there', async () => {
  const own = { Database: 'copy', TopologyDiscoveryUrls: [destination.url],
                ServerPublicKeyPin: certificates.publicKeyPin('server') };
  certificates.make('ann', { alone: true });
  const certificate = certificates.read('ann.pem').toString('base64');
  await createDatabase(destination, 'mine');
  await destination.call('PUT', '/admin/certificates', {
    Name: 'ann', Certificate: certificate, SecurityClearance: 'ValidUser', Permissions: { mine: 'Admin' } });
  const administrator = destination.tls;
  const asAnn = async (work) => {
    destination.tls = { ...certificates.tls('ann', 'ann'), ca: administrator.ca };
    try {
      return await work();
    } finally {
      destination.tls = administrator;
    }
  };
  await write(destination, 'mine', { 'orders/taken': { '@metadata': { '@collection': 'Orders' } } });
  const toCopy = { Name: 'Copy', Type: 'Raven', ...own };
  const tried = (connection) => destination.call('POST', '/databases/mine/admin/etl/raven/test-connection', connection);

  await asAnn(async () => {
    for (const Database of ['copy', 'none']) {
      assert.match((await tried({ ...toCopy, Database })).Error, /This is the server itself/);
    }
    assert.equal((await tried({ ...toCopy, Database: 'mine' })).Success, true);
    await defineTask(destination, 'mine', 'Copy', own, { Transforms: [{ Name: 'S', Collections: ['Orders'], Script: '' }] });
  });
  await eventually('the task says why it waits', async () =>
    (await processes(destination, 'mine'))[0].StateDescription?.includes('may write to database \'copy\' here'));
  assert.equal(await isThere('orders/taken'), false);

  await destination.call('PUT', '/databases/mine/admin/connection-strings', toCopy);
  await retriedAndCaughtUp(destination, 'mine');
  assert.equal(await isThere('orders/taken'), true);
});
