// A browser with a certificate of a person's own, as the browsers of people have it: in its store.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { openBrowser, kChromium, skip as noBrowser } from './browser.mjs';

const kSettings = '/etc/chromium';
/** In a view of the file system of its own, where `$1` is the folder of the browser's settings. */
const kIsolated = `mount --bind "$1" ${kSettings} && shift && exec "$@"`;
const kIsolate = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-ec', kIsolated, 'sh'];

const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });

function whyNot() {
  const missing = ['/usr/bin/certutil', '/usr/bin/pk12util', kSettings].find((needed) => !existsSync(needed));
  if (noBrowser || missing) return noBrowser || `there is no ${missing}`;
  try {
    run(...kIsolate, kSettings, 'true');
    return false;
  } catch (error) {
    return `there are no namespaces: ${error.stderr}`;
  }
}

/** Why the tests with certificates cannot run here; false if they can. */
export const skip = whyNot();

/**
 * A browser at home in `home`, an empty folder, that believes the authority of the file `authority` alone,
 * and shows the certificate of the PKCS#12 file `identity.file` to every server that asks. Without
 * an identity it has none.
 */
export async function openCertifiedBrowser(home, { authority, identity }) {
  const store = path.join(home, '.pki/nssdb');
  mkdirSync(store, { recursive: true });
  run('certutil', '-N', '-d', `sql:${store}`, '--empty-password');
  run('certutil', '-A', '-d', `sql:${store}`, '-n', 'authority', '-t', 'C,,', '-i', authority);
  if (identity) run('pk12util', '-i', identity.file, '-d', `sql:${store}`, '-K', '', '-W', identity.passphrase);

  const policies = path.join(home, 'settings/policies/managed');
  mkdirSync(policies, { recursive: true });
  const shown = JSON.stringify({ pattern: 'https://127.0.0.1', filter: {} });
  writeFileSync(path.join(policies, 'certificates.json'), JSON.stringify({ AutoSelectCertificateForUrls: [shown] }));
  const program = path.join(home, 'browser');
  const words = [...kIsolate, path.join(home, 'settings'), kChromium];
  writeFileSync(program, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`, { mode: 0o755 });
  return openBrowser({ executablePath: program, env: { ...process.env, HOME: home } });
}
