import type { DryRun } from '../../api/dryRuns';
import type { TaskDefinition } from '../../api/taskDefinitions';
import { Button } from '../../components/Button';
import { Status } from '../../components/Status';
import { type Column, Table } from '../../components/Table';
import type { Tone } from '../../components/ToneBlock';
import { countOf } from '../../text/quantities';
import { visible } from '../../text/visible';

const COLUMNS: Column[] = [
  { title: 'What would happen' },
  { title: 'How often', align: 'end' },
  { title: 'For example' },
];

const ERROR_SHOWN_MAX = 400;

interface Outcome {
  tone: Tone;
  text: string;
  count: string;
  /** A document that it happens to. */
  sampleId: string;
}

interface DryRunTableProps {
  dryRun: DryRun;
  kind: TaskDefinition['kind'];
  onLookAt: (documentId: string) => void;
}

/** What would become of the documents that were tried so far, each time with one to look at. */
export function DryRunTable({ dryRun, kind, onLookAt }: DryRunTableProps) {
  const outcomes = outcomesOf(dryRun, kind);
  if (outcomes.length === 0) return null;
  return (
    <Table label="Outcome" columns={COLUMNS}>
      {outcomes.map(({ tone, text, count, sampleId }, i) => (
        <tr key={i}>
          <td data-wide>
            <Status tone={tone} text={text} />
          </td>
          <td data-align="end">{count}</td>
          <td>
            <Button look="quiet" onClick={() => onLookAt(sampleId)}>
              Try {visible(sampleId)}
            </Button>
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** An error may have a whole document in it; trying one shows all of it. */
function inShort(error: string): string {
  const line = error.replace(/\s+/g, ' ');
  return line.length <= ERROR_SHOWN_MAX ? line : `${line.slice(0, ERROR_SHOWN_MAX)}…`;
}

/** What needs a person first. */
function outcomesOf(
  { causes, targets, filtered }: DryRun,
  kind: TaskDefinition['kind'],
): Outcome[] {
  const written = kind === 'Sql' ? 'row' : 'document';
  return [
    ...causes.map(({ error, documents, sampleId }) => ({
      tone: 'bad' as const,
      text: `Fails: ${inShort(error)}`,
      count: countOf(documents, 'document'),
      sampleId,
    })),
    ...targets.map(({ name, objects, sampleId }) => ({
      tone: 'good' as const,
      text: `Is written to ${name}`,
      count: countOf(objects, written),
      sampleId,
    })),
    ...(filtered.documents === 0
      ? []
      : [
          {
            tone: 'off' as const,
            text: 'Is left out by the script',
            count: countOf(filtered.documents, 'document'),
            sampleId: filtered.sampleId,
          },
        ]),
  ];
}
