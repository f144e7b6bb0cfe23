import type { Sample } from '../../api/samples';
import type { TaskDefinition } from '../../api/taskDefinitions';
import type { ScriptKnowledge, Target } from '../../components/scriptEditor/knowledge';
import type { Surroundings } from './surroundings';

/** What the editor offers: the tables of the task, or the collections of the source. */
export function knowledgeOf(
  task: TaskDefinition,
  { collections, catalogue }: Surroundings,
  samples: Sample[],
): ScriptKnowledge {
  return {
    targets:
      task.kind === 'Sql'
        ? tablesOf(task, catalogue)
        : collections.map((name) => ({ name, columns: [] })),
    collections,
    samples: samples.map(({ content }) => content),
    toDocuments: task.kind === 'Raven',
  };
}

function tablesOf({ tables }: TaskDefinition, catalogue: Surroundings['catalogue']): Target[] {
  return tables
    .filter(({ name }) => name !== '')
    .map(({ name, documentIdColumn }) => {
      const known = catalogue.find((table) => table.name.toLowerCase() === name.toLowerCase());
      // The server fills the column of the document id.
      const isOffered = (column: { name: string }) =>
        column.name.toLowerCase() !== documentIdColumn.toLowerCase();
      return { name, columns: (known?.columns ?? []).filter(isOffered) };
    });
}
