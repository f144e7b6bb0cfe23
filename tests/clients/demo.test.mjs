// The demo that stays: whoever kept it looks around with a client, then ends it with Ctrl-C.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { DocumentStore } from 'ravendb';

/** The address that the demo tells, once it has said how to end it. */
async function toldAddress(demo) {
  let url;
  for await (const line of createInterface({ input: demo.stdout })) {
    url ??= line.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
    if (line.includes('Ctrl-C')) return url;
  }
  throw new Error('the demo ended by itself');
}

test('a kept demo serves until Ctrl-C', { timeout: 120_000 }, async () => {
  const demo = spawn(process.env.PENSTOCK, ['demo', '--keep'],
                     { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(demo, 'exit');
  try {
    const store = new DocumentStore(await toldAddress(demo), 'helpdesk');
    store.initialize();
    const employee = await store.openSession().load('employees/5-A');
    store.dispose();
    assert.equal(employee.Name, 'Lucía Moreau');

    demo.kill('SIGINT');
    assert.deepEqual(await ended, [0, null]);
  } finally {
    demo.kill('SIGKILL');
  }
});
