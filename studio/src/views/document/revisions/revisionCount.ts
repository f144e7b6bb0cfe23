import { countRevisions } from '../../../api/revisions';
import { usePolled } from '../../../application/polling';
import { type PartProps, partKey } from '../parts';

export function useRevisionCount({ database, id }: PartProps) {
  return usePolled(partKey({ database, id }, 'revisionCount'), (signal) =>
    countRevisions(database, id, signal),
  );
}
