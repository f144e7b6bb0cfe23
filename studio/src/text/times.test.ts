import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatExactMoment, fromFieldTime, toFieldTime } from './times';

test('exact moments have the digits that are not zero', () => {
  assert.match(formatExactMoment('2024-01-02T10:00:05.1230000Z'), /:05\.123$/);
  assert.match(formatExactMoment('2024-01-02T10:00:05.0000001Z'), /:05\.0000001$/);
  assert.match(formatExactMoment('2024-01-02T10:00:05.0000000Z'), /:05$/);
});

test('a moment goes through a field and comes back', () => {
  assert.equal(
    fromFieldTime(toFieldTime('2024-01-02T10:00:05.0000000Z')),
    '2024-01-02T10:00:05.000Z',
  );
  assert.equal(toFieldTime('soon'), '');
  assert.equal(fromFieldTime(''), undefined);
  assert.equal(fromFieldTime('soon'), undefined);
});
