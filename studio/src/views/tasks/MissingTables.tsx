import { useMutation } from '@tanstack/react-query';

import { readMissingSchema } from '../../api/taskDefinitions';
import { Button } from '../../components/Button';
import { CodeBlock } from '../../components/CodeBlock';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Section } from '../../components/Section';
import { visibleLines } from '../../text/visible';

/** What the destination of a task lacks, as statements for whoever may make it. */
export function MissingTables({ database, task }: { database: string; task: string }) {
  const look = useMutation({ mutationFn: () => readMissingSchema(database, task) });
  const statements = look.data?.map((statement) => `${statement};`).join('\n\n') ?? '';
  return (
    <Section
      title="Missing tables"
      summary="What the destination lacks for what the scripts make of the oldest and newest documents. Nothing is changed there."
      actions={
        <>
          {statements !== '' && (
            <Button look="quiet" onClick={() => void navigator.clipboard.writeText(statements)}>
              Copy
            </Button>
          )}
          <Button disabled={look.isPending} onClick={() => look.mutate()}>
            Show what is missing
          </Button>
        </>
      }
    >
      {look.error && <ErrorNotice title="It could not be found out." error={look.error} />}
      <div role="status">
        {look.isPending && <p>Asking the destination…</p>}
        {look.data && statements === '' && <p>Nothing is missing.</p>}
        {statements !== '' && <CodeBlock>{visibleLines(statements)}</CodeBlock>}
      </div>
    </Section>
  );
}
