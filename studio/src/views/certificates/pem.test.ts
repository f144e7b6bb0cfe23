import assert from 'node:assert/strict';
import { test } from 'node:test';

import { certificatesIn, readCertificates } from './pem';

const block = (kind: string) => `-----BEGIN ${kind}-----\nQUJD\n-----END ${kind}-----`;

test('of a text only the certificates are taken, not the key', () => {
  const text = `Bag Attributes\n${block('PRIVATE KEY')}\n${block('CERTIFICATE')}\n`;
  assert.equal(certificatesIn(text), block('CERTIFICATE'));
  assert.equal(certificatesIn(block('PRIVATE KEY')), '');
});

test('a file in DER becomes PEM', async () => {
  const der = new Uint8Array([0x30, 0x82, 0x00, 0x02, 0x30, 0x00]);
  const text = await readCertificates(new Blob([der]));
  assert.equal(text, '-----BEGIN CERTIFICATE-----\nMIIAAjAA\n-----END CERTIFICATE-----');
});

test('a PKCS#12 file, which has a key in it, is none', async () => {
  assert.equal(
    await readCertificates(new Blob([new Uint8Array([0x30, 0x03, 0x02, 0x01, 0x03])])),
    '',
  );
});
