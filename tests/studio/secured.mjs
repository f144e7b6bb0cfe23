// What tests of the Studio behind TLS need: a secured server, and people with certificates who visit it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';

import { Certificates } from '../support/js/certificates.mjs';
import { PenstockServer } from '../support/js/penstock.mjs';
import { openPage } from './browser.mjs';
import { openCertifiedBrowser, skip } from './certified_browser.mjs';

/**
 * A secured server for the tests of a file, which skip where there is no such browser. `people` says what
 * each is registered for, `{ ann: { SecurityClearance: 'ValidUser', Permissions: { shop: 'Read' } } }`;
 * `prepare` fills the server first.
 */
export function withSecuredStudio(people, prepare) {
  const studio = {};
  if (skip) return studio;
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-secured-'));
  const file = (name) => path.join(folder, name);
  const pages = new Map();

  before(async () => {
    studio.certificates = new Certificates(folder);
    studio.certificates.make('authority');
    studio.certificates.make('server', { by: 'authority' });
    studio.server = await PenstockServer.start(
      process.env.PENSTOCK, file('data'),
      [...studio.certificates.flags('server'), '--trusted-authorities', file('authority.pem')], 'https://127.0.0.1:0');
    studio.server.tls = studio.certificates.tls('server');
    for (const [name, rights] of Object.entries(people)) {
      studio.certificates.make(name, { by: 'authority' });
      await studio.register(name, rights);
    }
    await prepare(studio.server);
  });

  after(async () => {
    for (const page of pages.values()) await page.context().browser().close();
    const code = await studio.server?.stop();
    rmSync(folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server ended with ${code}:\n${studio.server.log.join('\n')}`);
  });

  studio.register = (name, rights) => studio.server.call('PUT', '/admin/certificates', {
    Name: name, Certificate: studio.certificates.read(`${name}.pem`).toString(), ...rights });

  /** The certificate of `name` as a browser takes it. */
  studio.identityOf = (name) => {
    studio.certificates.pack(name);
    return { file: file(`${name}.pfx`), passphrase: '' };
  };

  /** Opens a browser for `name`, with an identity as openCertifiedBrowser() takes it; its page. */
  studio.openFor = async (name, identity) => {
    const home = file(`home of ${name}`);
    mkdirSync(home);
    const browser = await openCertifiedBrowser(home, { authority: file('authority.pem'), identity });
    pages.set(name, await openPage(browser, studio.server.url));
    return pages.get(name);
  };

  /** The page of the browser of `name`. */
  studio.pageOf = async (name) => pages.get(name) ?? studio.openFor(name, studio.identityOf(name));

  /** Has that page go to a place of the Studio, "/databases/shop/documents". */
  studio.visit = async (name, place = '') => {
    const page = await studio.pageOf(name);
    await page.goto(`${studio.server.url}/studio${place}`);
    return page;
  };
  return studio;
}
