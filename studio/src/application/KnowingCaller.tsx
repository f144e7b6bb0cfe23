import type { ReactNode } from 'react';

import { readCaller } from '../api/caller';
import { Page } from '../components/Page';
import { QueryStates } from '../components/QueryStates';
import { CallerContext } from './caller';
import { usePolled } from './polling';

const INTERVAL_MS = 60_000;

/** Shows nothing before it is known who uses it. What they may do can change meanwhile. */
export function KnowingCaller({ children }: { children: ReactNode }) {
  const caller = usePolled(['caller'], readCaller, INTERVAL_MS);
  if (caller.data) return <CallerContext value={caller.data}>{children}</CallerContext>;
  return (
    <Page title="Penstock">
      <QueryStates query={caller} what="what you may do" />
    </Page>
  );
}
