import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countOf, formatBytes, formatMilliseconds, formatRate } from './quantities';

test('counts agree with their noun', () => {
  assert.equal(countOf(0, 'document'), '0 documents');
  assert.equal(countOf(1, 'document'), '1 document');
  assert.equal(countOf(1234567, 'document'), '1,234,567 documents');
  assert.equal(countOf(2, 'query', 'queries'), '2 queries');
});

test('sizes have three digits and a unit', () => {
  assert.equal(formatBytes(0), '0 bytes');
  assert.equal(formatBytes(1), '1 byte');
  assert.equal(formatBytes(999), '999 bytes');
  assert.equal(formatBytes(1000), '0.977 KB');
  assert.equal(formatBytes(277249), '271 KB');
  assert.equal(formatBytes(1024 * 1024 * 1024), '1 GB');
});

test('slow rates have a digit behind the point', () => {
  assert.deepEqual([0, 0.43, 9.94, 9.96, 1234.5].map(formatRate), [
    '0',
    '0.4',
    '9.9',
    '10',
    '1,235',
  ]);
});

test('short times are milliseconds, longer ones seconds', () => {
  assert.deepEqual([0, 12.4, 999.4, 999.6, 61500].map(formatMilliseconds), [
    '0 ms',
    '12 ms',
    '999 ms',
    '1 s',
    '61.5 s',
  ]);
});
