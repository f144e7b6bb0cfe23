// A document destination behind https that wants to see a certificate of who delivers to it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { createDatabase, defineTask, processes, write } from '../support/js/etl.mjs';
import { PenstockServer, caughtUp, eventually } from '../support/js/penstock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'penstock-tls-'));
const file = (name) => join(folder, name);
const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** `<name>.pem` and `<name>.key`, signed by the authority `by`, or an authority itself. */
function makeCertificate(name, by) {
  const signed = by ? ['-CA', file(`${by}.pem`), '-CAkey', file(`${by}.key`),
                       '-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=CA:FALSE'] : [];
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
          '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`), ...signed);
}

let destination;
let front;
const asked = [];  // The common names of those who came with a certificate.

before(async () => {
  makeCertificate('authority');
  for (const name of ['server', 'source', 'stranger']) makeCertificate(name, name === 'stranger' ? undefined : 'authority');
  destination = await PenstockServer.start(process.env.PENSTOCK, file('destination'));
  await createDatabase(destination, 'copy');
  front = createServer({ key: readFileSync(file('server.key')), cert: readFileSync(file('server.pem')),
                         ca: readFileSync(file('authority.pem')), requestCert: true, rejectUnauthorized: true },
                       (from, to) => {
    asked.push(from.socket.getPeerCertificate().subject.CN);
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
async function withSource(name, flags, work) {
  const source = await PenstockServer.start(process.env.PENSTOCK, file(name), flags);
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
