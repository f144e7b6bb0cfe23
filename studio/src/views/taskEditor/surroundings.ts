import { useQuery } from '@tanstack/react-query';

import { listCollections } from '../../api/databases';
import { type DestinationTable, listDestinationTables } from '../../api/samples';
import type { TaskDefinition } from '../../api/taskDefinitions';

/** What lies around a task: where its documents come from, and where they go. */
export interface Surroundings {
  collections: string[];
  /** The tables of the destination; none if it has none or cannot be asked. */
  catalogue: DestinationTable[];
}

const FRESH_MS = 30_000;

export function useSurroundings(database: string, task: TaskDefinition): Surroundings {
  const collections = useQuery({
    queryKey: ['knownCollections', database],
    queryFn: ({ signal }) => listCollections(database, signal),
    staleTime: FRESH_MS,
  });
  const catalogue = useQuery({
    queryKey: ['destinationTables', database, task.connection],
    queryFn: ({ signal }) => listDestinationTables(database, task.connection, signal),
    enabled: task.kind === 'Sql' && task.connection !== '',
    staleTime: FRESH_MS,
  });
  return {
    collections: (collections.data ?? [])
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('@')),
    catalogue: catalogue.data ?? [],
  };
}
