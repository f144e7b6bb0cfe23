import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { type Trace, type Whereabouts, traceDocument } from '../../api/trace';
import { Button } from '../../components/Button';
import { CodeBlock } from '../../components/CodeBlock';
import { ErrorNotice } from '../../components/ErrorNotice';
import { TextField } from '../../components/Field';
import { PlaceLink } from '../../components/PlaceLink';
import { Section } from '../../components/Section';
import { type Tone, ToneBlock } from '../../components/ToneBlock';
import { withMoments } from '../../text/times';
import { visible, visibleLines } from '../../text/visible';
import styles from './TaskActivity.module.css';

const HEADLINES: Record<Whereabouts, { text: string; tone: Tone }> = {
  Delivered: { text: 'Delivered', tone: 'good' },
  Deleted: { text: 'Deleted', tone: 'good' },
  Filtered: { text: 'Left out by the script', tone: 'busy' },
  NotTracked: { text: 'Not in the collections of the script', tone: 'busy' },
  Waiting: { text: 'Waiting', tone: 'waiting' },
  Failed: { text: 'Failed', tone: 'bad' },
  Unknown: { text: 'Unknown', tone: 'busy' },
};

interface TraceSectionProps {
  database: string;
  task: string;
}

export function TraceSection({ database, task }: TraceSectionProps) {
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const trace = useQuery({
    queryKey: ['trace', database, task, asked],
    queryFn: ({ signal }) => traceDocument(database, task, asked, signal),
    enabled: asked !== '',
    gcTime: 0,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === asked) void trace.refetch();
    setAsked(typed);
  };
  return (
    <Section
      title="Why is this document not there?"
      summary="Follows one document through the scripts, and asks the destination what it has of it."
    >
      <form className={styles.traceForm} onSubmit={submit}>
        <TextField label="Document id" value={typed} onChange={setTyped} />
        <Button type="submit" disabled={typed === '' || trace.isFetching}>
          Find out
        </Button>
      </form>
      <div role="status" className={styles.traces}>
        {trace.data?.map((one) => (
          <TraceShown key={one.script} trace={one} />
        ))}
        {trace.data && asked !== '' && (
          <PlaceLink to={{ view: 'document', database, id: asked }}>
            Open {visible(asked)}
          </PlaceLink>
        )}
      </div>
      {trace.isError && <ErrorNotice title="It could not be followed." error={trace.error} />}
    </Section>
  );
}

function TraceShown({ trace }: { trace: Trace }) {
  const { text, tone } = HEADLINES[trace.whereabouts];
  return (
    <ToneBlock tone={tone}>
      <p>
        <strong>{text}</strong> {visible(trace.script)}
      </p>
      <p>{visibleLines(withMoments(trace.summary))}</p>
      {trace.destination && (
        <p data-agrees={trace.destination.agrees}>{visibleLines(trace.destination.summary)}</p>
      )}
      {trace.objects.map(({ target, json }, i) => (
        <CodeBlock key={i}>
          {visible(target)} {visibleLines(json)}
        </CodeBlock>
      ))}
      {trace.output.length > 0 && (
        <CodeBlock>{trace.output.map(visibleLines).join('\n')}</CodeBlock>
      )}
    </ToneBlock>
  );
}
