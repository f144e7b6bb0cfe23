// What somebody may do, as people read it.
import type { Access, Clearance } from '../api/rights';

export const CLEARANCE_NAMES: Record<Clearance, string> = {
  ValidUser: 'User',
  Operator: 'Operator',
  ClusterNode: 'Server',
  ClusterAdmin: 'Cluster administrator',
};

export const ACCESS_NAMES: Record<Access, string> = {
  Read: 'Read',
  ReadWrite: 'Read and write',
  Admin: 'Administer',
};
