import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Task, TaskProcess } from '../../api/tasks';
import { sentenceOf, sentenceOfTask } from './sentence';

function process(changed: Partial<TaskProcess>): TaskProcess {
  return {
    script: 'orders',
    state: 'UpToDate',
    description: 'Up to date',
    remaining: 0,
    isAtLeast: false,
    perSecond: 0,
    delivered: 0,
    retryAt: undefined,
    lastSuccess: undefined,
    errors: 0,
    delivery: 'ExactlyOnce',
    warnings: [],
    ...changed,
  };
}

function task(processes: TaskProcess[], isEnabled = true): Task {
  return {
    id: 1,
    type: 'SqlEtl',
    name: 'orders-to-sql',
    isEnabled,
    connectionString: 'reports',
    destination: 'PostgreSQL',
    documents: undefined,
    processes,
  };
}

const textOf = (changed: Partial<TaskProcess>) => sentenceOf(process(changed)).text;

test('a task that has delivered all is up to date, and says what failed', () => {
  assert.equal(textOf({}), 'Up to date');
  assert.equal(textOf({ errors: 1 }), 'Up to date, but 1 document failed');
  assert.equal(sentenceOf(process({ errors: 1 })).tone, 'waiting');
});

test('a task at work says how far behind it is, and how long that takes', () => {
  const state = 'Working';
  assert.equal(textOf({ state }), 'Delivering changes');
  assert.equal(textOf({ state, remaining: 1200 }), '1,200 changes behind');
  assert.equal(
    textOf({ state, remaining: 1200, perSecond: 500 }),
    '1,200 changes behind, about 3 seconds',
  );
  assert.equal(
    textOf({ state, remaining: 50000, isAtLeast: true, perSecond: 10 }),
    'At least 50,000 changes behind, about 83 minutes',
  );
});

test('what waits for a person says why and what to do', () => {
  assert.equal(
    textOf({ state: 'Halted', description: 'Halted because too many documents failed' }),
    'Halted because too many documents failed. Mend the cause, then resume the task.',
  );
  assert.match(
    textOf({
      state: 'WaitingToRetry',
      description: 'Waiting to retry at 2026-11-22T01:00:00Z because nobody\n\tanswers',
      retryAt: '2026-11-22T01:00:00Z',
    }),
    /^Waiting to retry at \d\d:\d\d:\d\d because nobody answers$/,
  );
});

test('a task is as well as its worst script', () => {
  assert.deepEqual(sentenceOfTask(task([process({}), process({})])), {
    tone: 'good',
    text: 'Up to date',
  });
  const halted = process({ script: 'lines', state: 'Halted', description: 'Halted because x' });
  assert.equal(
    sentenceOfTask(task([process({}), halted])).text,
    'lines: Halted because x. Mend the cause, then resume the task.',
  );
  assert.deepEqual(sentenceOfTask(task([halted], false)), { tone: 'off', text: 'Disabled' });
});
