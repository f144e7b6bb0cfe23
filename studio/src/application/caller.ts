// Who uses the page, and so what it offers.
import { createContext, useContext } from 'react';

import type { Caller } from '../api/caller';
import { hasAccess } from '../api/rights';

export const CallerContext = createContext<Caller | undefined>(undefined);

export function useCaller(): Caller {
  const caller = useContext(CallerContext);
  if (!caller) throw new Error('nobody knows who uses this');
  return caller;
}

/** What whoever uses the page may do with a database beyond reading it. */
export function useAccess(database: string): { mayWrite: boolean; mayAdminister: boolean } {
  const caller = useCaller();
  return {
    mayWrite: hasAccess(caller, 'ReadWrite', database),
    mayAdminister: hasAccess(caller, 'Admin', database),
  };
}
