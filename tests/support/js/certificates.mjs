// Certificates for tests, made by OpenSSL's own tool.
import { execFileSync } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** The certificates and keys in a folder: `NAME.pem` and `NAME.key`. */
export class Certificates {
  constructor(folder) { this.folder = folder; }

  file(name) { return join(this.folder, name); }

  read(name) { return readFileSync(this.file(name)); }

  /**
   * One of a server or client at 127.0.0.1, signed by the authority `by` or, if it is `alone`, by
   * itself; else an authority.
   */
  make(name, { by, alone = false, days = 365, key = 'rsa:2048', commonName = name } = {}) {
    const signed = [...(by ? ['-CA', this.file(`${by}.pem`), '-CAkey', this.file(`${by}.key`)] : []),
                    ...(by || alone ? ['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost',
                                       '-addext', 'basicConstraints=CA:FALSE'] : [])];
    openssl('req', '-x509', '-newkey', key, '-nodes', '-days', String(days), '-subj', `/CN=${commonName}`,
            '-keyout', this.file(`${name}.key`), '-out', this.file(`${name}.pem`), ...signed);
  }

  /** One signed by the authority `by` for a time of the past or the future: Dates. */
  makeFor(name, from, until, by = 'authority') {
    writeFileSync(this.file('ca.cnf'), `
      [ca]\ndefault_ca = authority
      [authority]\ndatabase = ${this.file('ca.index')}\nrand_serial = yes\ndefault_md = sha256\npolicy = any
      new_certs_dir = ${this.folder}\nunique_subject = no
      [any]\ncommonName = supplied
      [leaf]\nbasicConstraints = CA:FALSE\nsubjectAltName = IP:127.0.0.1,DNS:localhost\n`);
    writeFileSync(this.file('ca.index'), '');
    openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`,
            '-keyout', this.file(`${name}.key`), '-out', this.file(`${name}.csr`));
    const time = (date) => `${date.toISOString().replace(/[-T:]|\.\d+/g, '')}`;
    openssl('ca', '-batch', '-notext', '-config', this.file('ca.cnf'), '-extensions', 'leaf',
            '-cert', this.file(`${by}.pem`), '-keyfile', this.file(`${by}.key`), '-startdate', time(from),
            '-enddate', time(until), '-in', this.file(`${name}.csr`), '-out', this.file(`${name}.pem`));
  }

  /** `NAME.pfx`: both in one PKCS#12 file. */
  pack(name, passphrase = '') {
    openssl('pkcs12', '-export', '-in', this.file(`${name}.pem`), '-inkey', this.file(`${name}.key`),
            '-passout', `pass:${passphrase}`, '-out', this.file(`${name}.pfx`));
  }

  /** The name under which clients of the protocol know it. */
  thumbprint(name) {
    const text = openssl('x509', '-in', this.file(`${name}.pem`), '-noout', '-fingerprint', '-sha1').toString();
    return text.split('=')[1].trim().replaceAll(':', '');
  }

  /** SHA-256 of its public key, as a connection string pins it. */
  publicKeyPin(name) {
    const key = new X509Certificate(this.read(`${name}.pem`)).publicKey.export({ type: 'spki', format: 'der' });
    return createHash('sha256').update(key).digest('base64');
  }

  /** What lets a client of Node believe the authority and show a certificate. */
  tls(name, authority = 'authority') {
    return { ca: this.read(`${authority}.pem`), cert: this.read(`${name}.pem`), key: this.read(`${name}.key`) };
  }

  /** The flags with which a server shows a certificate. */
  flags(name) { return ['--certificate', this.file(`${name}.pem`), '--key', this.file(`${name}.key`)]; }
}
