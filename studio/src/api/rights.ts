// What the holder of a certificate may do, in the words of the protocol.

/** At the server as a whole, from the least to the most. From Operator on all databases are open. */
export const CLEARANCES = ['ValidUser', 'Operator', 'ClusterNode', 'ClusterAdmin'] as const;
export type Clearance = (typeof CLEARANCES)[number];

/** To one database, from the least to the most. */
export const ACCESSES = ['Read', 'ReadWrite', 'Admin'] as const;
export type Access = (typeof ACCESSES)[number];

export interface Rights {
  clearance: Clearance;
  /** By the name of the database. Of no meaning above ValidUser. */
  accesses: Readonly<Record<string, Access>>;
}

/** As the endpoints tell it. */
export interface RightsAnswer {
  SecurityClearance: Clearance;
  Permissions: Record<string, Access>;
}

export function rightsOf({ SecurityClearance, Permissions }: RightsAnswer): Rights {
  return { clearance: SecurityClearance, accesses: Permissions };
}

export function hasClearance({ clearance }: Rights, least: Clearance): boolean {
  return CLEARANCES.indexOf(clearance) >= CLEARANCES.indexOf(least);
}

/** Nothing if the database is none of theirs. */
export function accessTo(rights: Rights, database: string): Access | undefined {
  if (hasClearance(rights, 'Operator')) return 'Admin';
  const name = database.toLowerCase(); // Names of databases compare without case.
  return Object.entries(rights.accesses).find(([one]) => one.toLowerCase() === name)?.[1];
}

export function hasAccess(rights: Rights, least: Access, database: string): boolean {
  const access = accessTo(rights, database);
  return access !== undefined && ACCESSES.indexOf(access) >= ACCESSES.indexOf(least);
}
