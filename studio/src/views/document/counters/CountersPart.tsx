import { useState } from 'react';

import { type Counter, readCounters } from '../../../api/counters';
import { useAccess } from '../../../application/caller';
import { usePolledPage } from '../../../application/polling';
import { Button } from '../../../components/Button';
import { EmptyState } from '../../../components/EmptyState';
import { Icon } from '../../../components/Icon';
import { IconButton } from '../../../components/IconButton';
import { usePages } from '../../../components/Pager';
import { QueryStates } from '../../../components/QueryStates';
import { ACTIONS, type Column, Table } from '../../../components/Table';
import { countOf, formatCount } from '../../../text/quantities';
import { visible } from '../../../text/visible';
import { Part } from '../Part';
import { type PartProps, partKey } from '../parts';
import { CounterDialog } from './CounterDialog';
import { DeleteCounterDialog } from './DeleteCounterDialog';

const COLUMNS: Column[] = [{ title: 'Name' }, { title: 'Value', align: 'end' }];

interface CountersPartProps extends PartProps {
  /** All names; the values are asked for page by page. */
  names: string[];
}

type Question = { what: 'new' } | { what: 'add' | 'delete'; counter: string };

export function CountersPart({ database, id, names }: CountersPartProps) {
  const { mayWrite } = useAccess(database);
  const [question, setQuestion] = useState<Question>();
  const ask = { database, id, onClose: () => setQuestion(undefined) };
  const button = mayWrite && (
    <Button onClick={() => setQuestion({ what: 'new' })}>
      <Icon name="plus" /> Add a counter
    </Button>
  );
  return (
    <Part
      label="Counters"
      summary={names.length > 0 && countOf(names.length, 'counter')}
      actions={names.length > 0 && button}
    >
      {names.length === 0 ? (
        <EmptyState title="There are no counters yet." action={button}>
          Numbers that many add to at the same time, such as likes or downloads, without writing the
          document each time.
        </EmptyState>
      ) : (
        <CounterTable
          database={database}
          id={id}
          names={names}
          onAsk={mayWrite ? setQuestion : undefined}
        />
      )}
      {question?.what === 'new' && <CounterDialog {...ask} />}
      {question?.what === 'add' && <CounterDialog {...ask} counter={question.counter} />}
      {question?.what === 'delete' && <DeleteCounterDialog {...ask} counter={question.counter} />}
    </Part>
  );
}

interface CounterTableProps extends CountersPartProps {
  /** Nothing if the person may not change them. */
  onAsk: ((question: Question) => void) | undefined;
}

function CounterTable({ database, id, names, onAsk }: CounterTableProps) {
  const { first, size, pager } = usePages(names.length, 'counters');
  const shown = names.slice(first, first + size);
  const counters = usePolledPage(partKey({ database, id }, 'counters', ...shown), (signal) =>
    readCounters(database, id, shown, signal),
  );
  return (
    <>
      <QueryStates query={counters} what="the counters" />
      {counters.data && (
        <Table label="Counters" columns={onAsk ? [...COLUMNS, ACTIONS] : COLUMNS}>
          {counters.data.map((counter) => (
            <CounterRow key={counter.name} counter={counter} onAsk={onAsk} />
          ))}
        </Table>
      )}
      {pager}
    </>
  );
}

interface CounterRowProps extends Pick<CounterTableProps, 'onAsk'> {
  counter: Counter;
}

function CounterRow({ counter: { name, value }, onAsk }: CounterRowProps) {
  return (
    <tr>
      <th scope="row" title={visible(name)}>
        {visible(name)}
      </th>
      <td data-align="end">{formatCount(value)}</td>
      {onAsk && (
        <td data-align="end">
          <IconButton
            icon="plus"
            label={`Add to ${visible(name)}`}
            onClick={() => onAsk({ what: 'add', counter: name })}
          />
          <IconButton
            icon="trash"
            label={`Delete ${visible(name)}`}
            onClick={() => onAsk({ what: 'delete', counter: name })}
          />
        </td>
      )}
    </tr>
  );
}
