// The official client with a certificate against a secured server: what it may, what it may not,
// and what it is told.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import {
  CreateClientCertificateOperation,
  CreateDatabaseOperation,
  DeleteCertificateOperation,
  DocumentStore,
  EditClientCertificateOperation,
  GetCertificateOperation,
  GetCertificatesOperation,
  GetDatabaseNamesOperation,
  PutClientCertificateOperation,
} from 'ravendb';

import { PenstockServer } from '../support/js/penstock.mjs';
import { change, inSession } from './support.mjs';

const folder = mkdtempSync(join(tmpdir(), 'penstock-certificates-'));
const file = (name) => join(folder, name);
const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });

const kDay = 86_400_000;
const asn1Time = (days) => new Date(Date.now() + days * kDay).toISOString().replace(/[-:T]|\.\d+/g, '');

/** Dates cannot be given to `openssl req`, so this is a small authority that signs anything. */
const authority = ['[ca]', 'default_ca=a', '[a]', 'database=index', 'serial=serial', 'new_certs_dir=.', 'policy=p',
                   'default_md=sha256', 'unique_subject=no', 'copy_extensions=copy', '[p]', 'commonName=supplied', ''];

/** The texts of a certificate that vouches for itself, and of its key as the client reads it (PKCS#1). */
function makeCertificate(name, from = -1, to = 1) {
  openssl('genrsa', '-traditional', '-out', `${name}.key`, '2048');
  openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1',
          '-out', `${name}.csr`);
  openssl('ca', '-batch', '-config', 'authority', '-selfsign', '-keyfile', `${name}.key`, '-in', `${name}.csr`,
          '-startdate', asn1Time(from), '-enddate', asn1Time(to), '-notext', '-out', `${name}.pem`);
  return { certificate: readFileSync(file(`${name}.pem`), 'utf8'), key: readFileSync(file(`${name}.key`), 'utf8') };
}

/** The same from the archive that a server made, whose files are not compressed. */
function readArchive(bytes) {
  const text = Buffer.from(bytes).toString('latin1');
  const block = (kind) => text.match(new RegExp(`-----BEGIN ${kind}-----[\\s\\S]+?-----END ${kind}-----\n`))[0];
  return { certificate: block('CERTIFICATE'), key: block('RSA PRIVATE KEY') };
}

let server;
let serverCertificate;
let administrator;
const stores = [];

/** A store of who has that certificate. */
function open(database, identity) {
  const store = new DocumentStore(server.url, database, identity && {
    type: 'pem', certificate: identity.certificate + identity.key, ca: serverCertificate,
  });
  stores.push(store);
  return store.initialize();
}

const penstock = (...args) => execFileSync(process.env.PENSTOCK, args, { encoding: 'utf8' });

/** Registers a certificate; the identity. */
async function register(name, permissions, clearance = 'ValidUser', identity = makeCertificate(name)) {
  const certificate = Buffer.from(identity.certificate).toString('base64');
  await administrator.maintenance.server.send(
    new PutClientCertificateOperation(name, certificate, permissions, clearance, undefined));
  return identity;
}

const load = (database, identity) => inSession(open(database, identity), (session) => session.load('items/1'));

const store = (database, identity) => change(open(database, identity), (session) => session.store({ n: 1 }, 'items/new'));

const refused = (why) => (error) => {
  assert.equal(error.name, 'AuthorizationException');
  assert.match(error.message, why);
  return true;
};

before(async () => {
  writeFileSync(file('authority'), authority.join('\n'));
  writeFileSync(file('index'), '');
  writeFileSync(file('serial'), '01\n');
  ({ certificate: serverCertificate } = makeCertificate('server'));
  // The first administrator is made on the machine itself.
  penstock('certificate', 'generate', file('admin.zip'), '--name', 'admin', '--clearance', 'ClusterAdmin',
           '--data-dir', file('data'));
  server = await PenstockServer.start(process.env.PENSTOCK, file('data'),
                                      ['--certificate', file('server.pem'), '--key', file('server.key')],
                                      'https://127.0.0.1:0');
  administrator = open('shop', readArchive(readFileSync(file('admin.zip'))));
  for (const database of ['shop', 'bank']) {
    await administrator.maintenance.server.send(new CreateDatabaseOperation({ databaseName: database }));
    await change(open(database, readArchive(readFileSync(file('admin.zip')))),
                 (session) => session.store({ n: 0 }, 'items/1'));
  }
});

after(async () => {
  for (const each of stores) each.dispose();
  assert.equal(await server?.stop(), 0);
  rmSync(folder, { recursive: true, force: true });
});

test('who may write reads and writes', async () => {
  const writer = await register('writer', { shop: 'ReadWrite' });
  await store('shop', writer);
  assert.equal((await load('shop', writer)).n, 0);
});

test('who may read reads, and does not write', async () => {
  const reader = await register('reader', { shop: 'Read' });
  assert.equal((await load('shop', reader)).n, 0);
  await assert.rejects(store('shop', reader), refused(/needs the access ReadWrite to the database 'shop'/));
});

test('who may use one database is refused at another, there or not, and does not see its name', async () => {
  const user = await register('user', { shop: 'Admin' });
  for (const other of ['bank', 'nowhere']) {
    await assert.rejects(load(other, user), refused(new RegExp(`needs the access Read to the database '${other}'`)));
  }
  const names = await open('shop', user).maintenance.server.send(new GetDatabaseNamesOperation(0, 25));
  assert.deepEqual(names, ['shop']);
});

test('who is no operator creates no database', async () => {
  const user = await register('user2', { shop: 'Admin' });
  const create = new CreateDatabaseOperation({ databaseName: 'another' });
  await assert.rejects(open('shop', user).maintenance.server.send(create), refused(/needs the clearance Operator/));
});

test('a certificate is refused after its time and before it', async () => {
  const expired = await register('expired', { shop: 'Admin' }, 'ValidUser', makeCertificate('expired', -3, -1));
  await assert.rejects(load('shop', expired), refused(/'expired' \([0-9A-F]{40}\) has expired/));
  const early = await register('early', { shop: 'Admin' }, 'ValidUser', makeCertificate('early', 1, 3));
  await assert.rejects(load('shop', early), refused(/'early' .* is not valid before/));
});

test('a certificate that nobody registered is refused by its thumbprint', async () => {
  await assert.rejects(load('shop', makeCertificate('unknown')),
                       refused(/'unknown' \([0-9A-F]{40}\) is not registered/));
});

/** One answer on a connection that is kept. */
function get(agent, identity, path, headers = {}) {
  return new Promise((resolve, reject) => {
    request(server.url + path, { agent, headers, ca: serverCertificate, cert: identity?.certificate, key: identity?.key },
            (answer) => {
              const body = [];
              const { localPort } = answer.socket;
              answer.on('data', (piece) => body.push(piece));
              answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers,
                                               body: Buffer.concat(body).toString(),
                                               port: localPort }));
            }).on('error', reject).end();
  });
}

test('who shows no certificate is refused, in a browser by a page', async () => {
  const agent = new Agent();
  const answer = await get(agent, undefined, '/databases/shop/docs?id=items/1');
  assert.equal(answer.status, 403);
  assert.match(JSON.parse(answer.body).Type, /AuthorizationException/);
  const page = await get(agent, undefined, '/studio', { Accept: 'text/html' });
  assert.equal(page.status, 403);
  assert.match(page.headers['content-type'], /text\/html/);
  assert.match(page.body, /asks for a client certificate/);
  assert.equal((await get(agent, undefined, '/health/live')).status, 200);
});

test('a certificate that is removed is refused at the next request, also on its open connection', async () => {
  const identity = await register('leaver', { shop: 'Read' });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () => get(agent, identity, '/databases/shop/docs?id=items/1');
  const first = await ask();
  assert.equal(first.status, 200);
  const { thumbprint } = (await administrator.maintenance.server.send(new GetCertificatesOperation(0, 1000)))
    .find((certificate) => certificate.name === 'leaver');
  await administrator.maintenance.server.send(new DeleteCertificateOperation(thumbprint));
  const second = await ask();
  assert.equal(second.port, first.port);
  assert.equal(second.status, 403);
  agent.destroy();
});

test('the certificate operations of the client list, show, edit and generate', async () => {
  await register('edited', { shop: 'Read' });
  const all = () => administrator.maintenance.server.send(new GetCertificatesOperation(0, 1000));
  const { thumbprint } = (await all()).find((certificate) => certificate.name === 'edited');
  await administrator.maintenance.server.send(new EditClientCertificateOperation(
    { thumbprint, name: 'edited', permissions: { bank: 'ReadWrite' }, clearance: 'ValidUser' }));
  const shown = await administrator.maintenance.server.send(new GetCertificateOperation(thumbprint));
  assert.deepEqual(shown.permissions, { bank: 'ReadWrite' });

  const generated = await administrator.maintenance.server.send(
    new CreateClientCertificateOperation('generated', { bank: 'Read' }, 'ValidUser', 'secret'));
  assert.equal((await load('bank', readArchive(generated.rawData))).n, 0);
});

test('the certificate of the server itself is an administrator', async () => {
  const own = { certificate: serverCertificate, key: readFileSync(file('server.key'), 'utf8') };
  const names = await open('shop', own).maintenance.server.send(new GetDatabaseNamesOperation(0, 25));
  assert.deepEqual(names, ['bank', 'shop']);
});
