// A document destination behind https that wants to see a certificate of who delivers to it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Certificates } from '../support/js/certificates.mjs';
import { createDatabase, defineTask, processes, write } from '../support/js/etl.mjs';
import { PenstockServer, caughtUp, eventually } from '../support/js/penstock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'penstock-tls-'));
const certificates = new Certificates(folder);
const file = (name) => certificates.file(name);

let destination;
let front;
let refuses = false;
const asked = [];  // The common names of those who came with a certificate.

before(async () => {
  certificates.make('authority');
  for (const name of ['server', 'source']) certificates.make(name, { by: 'authority' });
  certificates.make('stranger');
  destination = await PenstockServer.start(process.env.PENSTOCK, file('destination'));
  await createDatabase(destination, 'copy');
  front = createServer({ ...certificates.tls('server'), requestCert: true, rejectUnauthorized: true }, (from, to) => {
    asked.push(from.socket.getPeerCertificate().subject.CN);
    if (refuses) {
      to.writeHead(403).end(JSON.stringify({ Message: 'not registered' }));
      return;
    }
    const inner = request(destination.url + from.url, { method: from.method, headers: from.headers }, (answer) => {
      to.writeHead(answer.statusCode, answer.headers);
      answer.pipe(to);
    });
    from.pipe(inner);
  });
  await once(front.listen(0, '127.0.0.1'), 'listening');
});

after(async () => {
  front.closeAllConnections();
  front.close();
  await destination.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A server that shows itself with `flags`, and a task of it to the destination. */
async function withSource(name, flags, work, url) {
  const source = await PenstockServer.start(process.env.PENSTOCK, file(name), flags, url);
  source.tls = certificates.tls('source');
  try {
    await createDatabase(source, 'shop');
    await write(source, 'shop', { [`orders/${name}`]: { '@metadata': { '@collection': 'Orders' } } });
    await defineTask(source, 'shop', 'Copy',
                     { Database: 'copy', TopologyDiscoveryUrls: [`https://127.0.0.1:${front.address().port}`] },
                     { Transforms: [{ Name: 'S', Collections: ['Orders'], Script: '' }] });
    await work(source);
  } finally {
    await source.stop();
  }
}

const isThere = async (id) =>
  (await destination.request('GET', `/databases/copy/docs?id=${encodeURIComponent(id)}`)).status === 200;

const waitsBecause = (source, reason) => eventually('the task waits', async () => {
  const [process] = await processes(source, 'shop');
  return process.State === 'WaitingToRetry' && reason.test(process.StateDescription);
});

test('a server with a certificate of an authority that the destination believes delivers', async () => {
  await withSource('known', ['--client-certificate', file('source.pem'), '--client-key', file('source.key'),
                             '--trusted-authorities', file('authority.pem')], async (source) => {
    await caughtUp(source, 'shop');
    assert.equal(await isThere('orders/known'), true);
    assert.deepEqual(new Set(asked), new Set(['source']));
  });
});

test('a server of https shows there what it shows to its clients', async () => {
  asked.length = 0;
  await withSource('secured', [...certificates.flags('source'), '--trusted-authorities', file('authority.pem')],
                   async (source) => {
    await caughtUp(source, 'shop');
    assert.equal(await isThere('orders/secured'), true);
    assert.deepEqual(new Set(asked), new Set(['source']));
  }, 'https://127.0.0.1:0');
});

test('a destination that refuses is told of with what to register over there', async () => {
  refuses = true;
  try {
    await withSource('refused', ['--client-certificate', file('source.pem'), '--client-key', file('source.key'),
                                 '--trusted-authorities', file('authority.pem')], async (source) => {
      await waitsBecause(source, new RegExp(`${certificates.thumbprint('source')}.*penstock certificate add.*copy=ReadWrite`));
    });
  } finally {
    refuses = false;
  }
});

test('without a certificate, or with one that nobody vouches for, nothing is delivered', async () => {
  const authorities = ['--trusted-authorities', file('authority.pem')];
  const stranger = ['--client-certificate', file('stranger.pem'), '--client-key', file('stranger.key')];
  for (const [name, flags] of [['nobody', authorities], ['stranger', [...authorities, ...stranger]]]) {
    await withSource(name, flags, async (source) => {
      await waitsBecause(source, /./);
      assert.equal(await isThere(`orders/${name}`), false);
    });
  }
});

test('a destination that nobody vouches for gets nothing', async () => {
  const shown = ['--client-certificate', file('source.pem'), '--client-key', file('source.key')];
  await withSource('careful', shown, async (source) => {
    await waitsBecause(source, /certificate/i);
    assert.equal(await isThere('orders/careful'), false);
  });
});
