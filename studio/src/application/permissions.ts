// Who may see which place: what they could not use is not offered, and says so at its address.
import {
  ACCESSES,
  type Access,
  type Clearance,
  type Rights,
  hasAccess,
  hasClearance,
} from '../api/rights';
import type { Place } from './places';

/** A clearance at the server, or an access to the database of the place. */
type Need = Clearance | Access;

const NEEDS: Record<Place['view'], Need> = {
  databases: 'ValidUser',
  flow: 'ValidUser',
  certificates: 'Operator',
  documents: 'Read',
  document: 'Read',
  newDocument: 'ReadWrite',
  query: 'Read',
  tasks: 'Read',
  task: 'Read',
  taskActivity: 'Read',
  newTask: 'Admin',
  editTask: 'Admin',
  alerts: 'Admin',
  connectionStrings: 'Admin',
};

export function mayOpen(rights: Rights, place: Place): boolean {
  const need = NEEDS[place.view];
  if (!isAccess(need)) return hasClearance(rights, need);
  return 'database' in place && hasAccess(rights, need, place.database);
}

/** "the access Admin to the database “shop”" */
export function needOf(place: Place): string {
  const need = NEEDS[place.view];
  if (!isAccess(need) || !('database' in place)) return `the clearance ${need}`;
  return `the access ${need} to the database “${place.database}”`;
}

function isAccess(need: Need): need is Access {
  return (ACCESSES as readonly Need[]).includes(need);
}
