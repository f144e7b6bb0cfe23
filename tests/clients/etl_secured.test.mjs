// Delivery from one server to another over https: how each knows the other.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Certificates } from '../support/js/certificates.mjs';
import { createDatabase, defineTask, processes, write } from '../support/js/etl.mjs';
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
