import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatExactMoment, fromFieldTime, toFieldTime, withMoments } from './times';

test('exact moments have the digits that are not zero', () => {
  assert.match(formatExactMoment('2024-01-02T10:00:05.1230000Z'), /:05\.123$/);
  assert.match(formatExactMoment('2024-01-02T10:00:05.0000001Z'), /:05\.0000001$/);
  assert.match(formatExactMoment('2024-01-02T10:00:05.0000000Z'), /:05$/);
});

test('moments in a sentence of the server are told as people say them', () => {
  const sentence = 'It was rejected at 2026-11-22T12:30:04.2500000Z: no date: 2026-11-22T01:02:03Z';
  assert.match(
    withMoments(sentence, new Date('2026-11-22T12:31:00Z')),
    /^It was rejected at \d\d:\d\d:04: no date: 2026-11-22T01:02:03Z$/,
  );
  assert.match(
    withMoments(sentence, new Date('2026-11-25T12:31:00Z')),
    /^It was rejected on 22 Nov 2026 at \d\d:\d\d:04: no date: 2026-11-22T01:02:03Z$/,
  );
  assert.equal(withMoments('Up to date'), 'Up to date');
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
