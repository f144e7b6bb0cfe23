// The commands of docs/security.md, run as they stand there but for the ports.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { runToEnd } from '../support/js/penstock.mjs';
import { freePort } from '../support/js/ports.mjs';

const kPage = fileURLToPath(new URL('../../docs/security.md', import.meta.url));

/** What stands between "```sh" and "```", one after the other. */
function commandsOf(page) {
  return [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, commands]) => commands).join('\n');
}

/** With ports that nobody has. */
async function onFreePorts(commands) {
  let moved = commands;
  for (const port of ['9443', '9444']) moved = moved.replaceAll(port, await freePort());
  return moved;
}

test('a pair of servers is set up as the page says', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-page-'));
  const script = path.join(folder, 'page.sh');
  writeFileSync(script, `set -euo pipefail
cd ${folder}
PATH=${path.dirname(process.env.PENSTOCK)}:$PATH
trap 'kill $(jobs -p); wait' EXIT
${await onFreePorts(commandsOf(readFileSync(kPage, 'utf8')))}`);
  try {
    const ended = await runToEnd('bash', [script], 110);
    const log = ['source', 'target'].map((name) => readFileSync(path.join(folder, `${name}.log`), 'utf8')).join('\n');
    assert.equal(ended.code, 0, `${ended.stdout}${ended.stderr}\n${log}`);
    assert.match(ended.stdout, /"Total":10/);
    assert.match(ended.stdout, /clerk/);
    assert.match(ended.stdout, /penstock certificate add/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
