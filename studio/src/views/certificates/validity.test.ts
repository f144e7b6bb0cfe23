import assert from 'node:assert/strict';
import { test } from 'node:test';

import { warningOf } from './validity';

const now = new Date('2026-06-15T12:00:00Z');
const warning = (validFrom: string, validUntil: string) =>
  warningOf({ validFrom, validUntil }, now);

test('a certificate that expires within a month is told of', () => {
  assert.equal(warning('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'), undefined);
  assert.deepEqual(warning('2026-01-01T00:00:00Z', '2026-06-18T00:00:00Z'), {
    tone: 'waiting',
    text: 'Expires in 2 days',
  });
});

test('a certificate does not count after its time, nor before', () => {
  assert.equal(warning('2026-01-01T00:00:00Z', '2026-06-15T11:00:00Z')?.text, 'Expired');
  assert.equal(
    warning('2026-07-01T12:00:00Z', '2027-01-01T00:00:00Z')?.text,
    'Not before 1 Jul 2026',
  );
});
