import assert from 'node:assert/strict';
import { test } from 'node:test';

import { valuesOf } from './values';

test('values are numbers with commas or blanks between them', () => {
  assert.deepEqual(valuesOf('72.5'), [72.5]);
  assert.deepEqual(valuesOf(' 1, -2;3e2  4 '), [1, -2, 300, 4]);
});

test('what is no number, or too many, is nothing', () => {
  for (const text of ['', ' , ', '1, two', '1e999', '1 '.repeat(33)])
    assert.equal(valuesOf(text), undefined, text);
});
