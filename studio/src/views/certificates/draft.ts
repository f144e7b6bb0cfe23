// What is being filled in about a certificate.
import type { Registration } from '../../api/certificates';
import type { Access, Clearance } from '../../api/rights';

export interface Draft {
  name: string;
  clearance: Clearance;
  /** Of a user. */
  accesses: AccessDraft[];
}

export interface AccessDraft {
  database: string;
  access: Access;
}

export const EMPTY: Draft = { name: '', clearance: 'ValidUser', accesses: [] };

export function draftOf({ name, clearance, accesses }: Registration): Draft {
  const drafts = Object.entries(accesses).map(([database, access]) => ({ database, access }));
  return { name, clearance, accesses: drafts };
}

export function isComplete({ name, accesses }: Draft): boolean {
  return name !== '' && accesses.every(({ database }) => database !== '');
}

export function registrationOf({ name, clearance, accesses }: Draft): Registration {
  const listed = accesses.map(({ database, access }) => [database, access] as const);
  return { name, clearance, accesses: clearance === 'ValidUser' ? Object.fromEntries(listed) : {} };
}
