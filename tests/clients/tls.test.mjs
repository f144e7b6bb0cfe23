// A server over https: the official client, what OpenSSL's own client and a scanner find, certificates
// that are renewed, and those with which a server does not start.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';

import { DocumentStore } from 'ravendb';

import { Certificates } from '../support/js/certificates.mjs';
import { createDatabase } from '../support/js/etl.mjs';
import { PenstockServer, eventually, runToEnd } from '../support/js/penstock.mjs';
import { save } from './support.mjs';

const kBinary = process.env.PENSTOCK;
const kUrl = 'https://127.0.0.1:0';
const kPassphrase = 'open sesame';

const folder = mkdtempSync(join(tmpdir(), 'penstock-https-'));
const certificates = new Certificates(folder);
let server;

/** The server's certificate is put here, to be replaced. */
function show(name) {
  for (const kind of ['key', 'pem']) {
    copyFileSync(certificates.file(`${name}.${kind}`), certificates.file(`shown.${kind}`));
  }
}

before(async () => {
  certificates.make('authority');
  certificates.make('server', { by: 'authority' });
  certificates.make('renewed', { by: 'authority' });
  certificates.make('short', { by: 'authority', days: 20 });
  certificates.pack('server', kPassphrase);
  writeFileSync(certificates.file('passphrase'), `${kPassphrase}\n`);
  show('server');
  server = await PenstockServer.start(kBinary, join(folder, 'data'), certificates.flags('shown'), kUrl);
  server.tls = certificates.tls('server');
  await createDatabase(server, 'shop');
});

after(async () => {
  assert.equal(await server.stop(), 0);
  rmSync(folder, { recursive: true, force: true });
});

const port = () => new URL(server.url).port;

test('the official client works with a certificate', async () => {
  const store = new DocumentStore(server.url, 'shop', {
    certificate: certificates.read('server.pfx'), type: 'pfx', password: kPassphrase,
    ca: certificates.read('authority.pem'),
  }).initialize();
  try {
    const changed = new Promise((resolve, reject) => {
      const changes = store.changes();
      changes.on('error', reject);
      changes.forDocument('orders/1').on('data', resolve).on('error', reject);
      changes.ensureConnectedNow().then(() => save(store, 'orders/1', { total: 10 })).catch(reject);
    });
    assert.equal((await changed).id, 'orders/1');
  } finally {
    store.dispose();
  }
});

test('the commands work with a certificate, on a server that they can know', async () => {
  const list = (...flags) => runToEnd(kBinary, ['etl', 'list', '--server', server.url, '--database', 'shop', ...flags]);
  const shown = ['--client-certificate', certificates.file('server.pem'), '--client-key', certificates.file('server.key')];
  const known = await list(...shown, '--trusted-authorities', certificates.file('authority.pem'));
  assert.equal(known.code, 0, known.stderr);
  const unknown = await list(...shown);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /certificate/);
  const noFile = await list('--client-certificate', certificates.file('none.pem'));
  assert.match(noFile.stderr, /cannot read the file \S+none\.pem/);
});

test('who comes without TLS is told to use https', async () => {
  const socket = connect(port(), '127.0.0.1');
  socket.end('GET /databases HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const answer = await text(socket);
  assert.match(answer, /^HTTP\/1\.1 400 /);
  assert.match(answer, /https:\/\//);
});

/** What `openssl s_client` says, which types `input` and ends. */
async function sClient(flags, input = '') {
  const child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port()}`,
                                  '-CAfile', certificates.file('authority.pem'), ...flags],
                      { stdio: ['pipe', 'pipe', 'pipe'], timeout: 20_000 });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  child.stdin.on('error', () => {}).end(input);
  await once(child, 'close');
  return (await said).join('');
}

describe('what OpenSSL finds', () => {
  test('current versions of TLS, none that is older', async () => {
    assert.match(await sClient(['-tls1_3']), /New, TLSv1\.3, Cipher is TLS_/);
    assert.match(await sClient(['-tls1_2']), /New, TLSv1\.2, Cipher is ECDHE-RSA-/);
    for (const version of ['-tls1_1', '-tls1']) {
      assert.match(await sClient([version, '-cipher', 'ALL:@SECLEVEL=0']), /no peer certificate available/);
    }
  });

  test('ciphers with forward secrecy and authenticated encryption, no others', async () => {
    for (const cipher of ['AES128-GCM-SHA256', 'ECDHE-RSA-AES128-SHA256', 'ECDHE-RSA-AES256-SHA',
                          'DHE-RSA-AES128-GCM-SHA256', 'NULL', 'aNULL']) {
      assert.match(await sClient(['-tls1_2', '-cipher', `${cipher}:@SECLEVEL=0`]), /no peer certificate available/, cipher);
    }
  });

  test('no signatures of SHA-1', async () => {
    const said = await sClient(['-tls1_2', '-sigalgs', 'RSA+SHA1', '-cipher', 'ALL:@SECLEVEL=0']);
    assert.match(said, /no peer certificate available/);
  });

  test('a chain that can be verified, no compression, no renegotiation', async () => {
    const said = await sClient(['-tls1_2', '-verify_return_error'], 'R\nQ\n');
    assert.match(said, /Verify return code: 0 \(ok\)/);
    assert.match(said, /Compression: NONE/);
    assert.match(said, /RENEGOTIATING[\s\S]*no renegotiation/);
  });

  test('that it asks for a certificate of no authority in particular', async () => {
    assert.match(await sClient([]), /No client certificate CA names sent/);
  });
});

/** The elements of sslscan's report, each by its attributes, and the whole. It speaks to the server alone. */
function scan() {
  const report = execFileSync('sslscan', ['--xml=-', `127.0.0.1:${port()}`], { encoding: 'utf8', timeout: 60_000 });
  const elements = (name) => [...report.matchAll(new RegExp(`<${name} (.*?)/?>`, 'g'))].map(([, attributes]) =>
    Object.fromEntries([...attributes.matchAll(/(\w+)="(.*?)"/g)].map(([, key, value]) => [key, value])));
  return { report, elements };
}

describe('what sslscan finds', { skip: spawnSync('sslscan', ['--version']).error && 'sslscan is not installed' }, () => {
  let scanned;
  before(() => { scanned = scan(); });

  const found = (name, text) => scanned.elements(name).map(text);

  test('two versions of the six that it tries', () => {
    const versions = found('protocol', ({ type, version, enabled }) => `${type} ${version}: ${enabled}`);
    assert.deepEqual(versions, ['ssl 2: 0', 'ssl 3: 0', 'tls 1.0: 0', 'tls 1.1: 0', 'tls 1.2: 1', 'tls 1.3: 1']);
  });

  test('of all ciphers those with forward secrecy and authenticated encryption, the strongest first', () => {
    assert.deepEqual(found('cipher', ({ sslversion, cipher }) => `${sslversion} ${cipher}`), [
      'TLSv1.3 TLS_AES_256_GCM_SHA384',
      'TLSv1.3 TLS_CHACHA20_POLY1305_SHA256',
      'TLSv1.3 TLS_AES_128_GCM_SHA256',
      'TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384',
      'TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256',
      'TLSv1.2 ECDHE-RSA-CHACHA20-POLY1305',
    ]);
  });

  // A finite field (ffdhe) would let a client make the server work far more than itself.
  test('keys agreed on by elliptic curves alone', () => {
    const curves = ['secp256r1 (NIST P-256)', 'secp384r1 (NIST P-384)', 'secp521r1 (NIST P-521)', 'x25519'];
    assert.deepEqual(found('group', ({ sslversion, name }) => `${sslversion} ${name}`),
                     ['TLSv1.3', 'TLSv1.2'].flatMap((version) => curves.map((curve) => `${version} ${curve}`)));
  });

  test('no renegotiation, no heartbleed', () => {
    assert.deepEqual(found('renegotiation', ({ supported }) => supported), ['0']);
    assert.deepEqual(found('heartbleed', ({ sslversion, vulnerable }) => `${sslversion}: ${vulnerable}`),
                     ['TLSv1.3: 0', 'TLSv1.2: 0']);
  });

  test('the certificate that it was given', () => {
    assert.deepEqual(found('pk', ({ type, bits }) => `${type} ${bits}`), ['RSA 2048']);
    for (const part of [/<subject><!\[CDATA\[server\]\]>/, /<altnames><!\[CDATA\[IP Address:127\.0\.0\.1, DNS:localhost\]\]>/,
                        /<issuer><!\[CDATA\[authority\]\]>/, /<signature-algorithm>sha256WithRSAEncryption</,
                        /<expired>false</]) {
      assert.match(scanned.report, part);
    }
  });
});

test('a renewed certificate counts without a restart, and open connections go on', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (through) => {
    const asked = request(`${server.url}/health/live`, { ...certificates.tls('server'), agent: through });
    asked.end();
    const [answer] = await once(asked, 'response');
    const shown = answer.socket.getPeerCertificate().subject.CN;
    await text(answer);
    return { status: answer.statusCode, isReused: asked.reusedSocket, shown };
  };
  assert.deepEqual(await ask(agent), { status: 200, isReused: false, shown: 'server' });
  show('renewed');
  await eventually('the new certificate is shown', async () => (await ask(false)).shown === 'renewed');
  assert.deepEqual(await ask(agent), { status: 200, isReused: true, shown: 'server' });
  agent.destroy();
});

test('a certificate that expires within a month is told of', async () => {
  show('short');
  server.tls = certificates.tls('short');
  const notice = await eventually('the notice is there', async () => {
    const { json } = await server.request('GET', '/server/notifications');
    return json?.Results?.find((one) => one.AlertType === 'CertificateExpires');
  });
  assert.match(notice.Message, new RegExp(certificates.thumbprint('short')));
  await eventually('the log has it', () => server.log.some((line) => / warning .*expires/.test(line)));
});

test('one PKCS#12 file does as well, with its passphrase from a file or the environment', async () => {
  const pkcs12 = ['--pkcs12', certificates.file('server.pfx')];
  const passphrase = ['--certificate-passphrase-file', certificates.file('passphrase')];
  for (const [flags, environment] of [[passphrase, {}], [[], { PENSTOCK_CERTIFICATE_PASSPHRASE: kPassphrase }]]) {
    const other = await PenstockServer.start(kBinary, join(folder, 'other'), [...pkcs12, ...flags], kUrl,
                                             environment);
    other.tls = certificates.tls('server');
    assert.equal((await other.request('GET', '/health/ready')).status, 200);
    assert.equal(await other.stop(), 0);
  }
});

describe('a server that cannot be trusted does not start', () => {
  const serve = (url, ...flags) =>
    runToEnd(kBinary, ['serve', '--data-dir', join(folder, 'refused'), '--url', url, ...flags]);

  async function assertRefused(reason, ...flags) {
    const { code, stderr } = await serve(kUrl, ...flags);
    assert.equal(code, 1);
    assert.match(stderr, reason);
  }

  test('without a certificate', () => assertRefused(/needs a certificate/));

  test('with a file that cannot be read', () =>
    assertRefused(/cannot read the file \S+none\.pem/, '--certificate', certificates.file('none.pem')));

  test('with the key of another certificate', () =>
    assertRefused(/server\.pem: the private key is not that of the certificate/,
                  '--certificate', certificates.file('server.pem'), '--key', certificates.file('renewed.key')));

  test('with a wrong passphrase, or none', async () => {
    writeFileSync(certificates.file('wrong'), 'please\n');
    const pkcs12 = ['--pkcs12', certificates.file('server.pfx')];
    await assertRefused(/server\.pfx: the PKCS#12 file needs a passphrase/, ...pkcs12);
    await assertRefused(/server\.pfx: the passphrase of the PKCS#12 file is wrong/,
                        ...pkcs12, '--certificate-passphrase-file', certificates.file('wrong'));
  });

  test('with a certificate that has expired', async () => {
    certificates.makeFor('expired', new Date('2020-01-01'), new Date('2020-02-01'));
    await assertRefused(/expired\.pem: the certificate expired at 2020-02-01/, ...certificates.flags('expired'));
  });

  test('with a key that is too short', async () => {
    certificates.make('weak', { by: 'authority', key: 'rsa:1024' });
    await assertRefused(/does not take the certificate: ee key too small/, ...certificates.flags('weak'));
  });

  test('with a certificate and an address of http', async () => {
    const { code, stderr } = await serve('http://127.0.0.1:0', ...certificates.flags('server'));
    assert.equal(code, 1);
    assert.match(stderr, /begin the URL with https/);
  });
});

test('a server that anyone may use says so', async () => {
  const open = await PenstockServer.start(kBinary, join(folder, 'open'), ['--allow-unsecured'], 'http://0.0.0.0:0');
  const { Results } = await open.call('GET', '/server/notifications');
  assert.equal(await open.stop(), 0);
  assert.deepEqual(Results.map((one) => one.AlertType), ['Unsecured']);
  assert.ok((await open.lastWords()).some((line) => / warning .*without TLS/.test(line)));
});
