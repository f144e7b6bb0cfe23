import { useMutation } from '@tanstack/react-query';

import { type Connection, type ConnectionTest, testConnection } from '../../api/connectionStrings';
import { Button } from '../../components/Button';
import { ToneBlock } from '../../components/ToneBlock';
import { visibleLines } from '../../text/visible';
import styles from './ConnectionTester.module.css';

// How far a test came, as a person would say it.
const FAILURES: Record<string, string> = {
  ConnectionString: 'The connection string is not valid.',
  Connection: 'The server cannot be reached.',
  Login: 'The server refused the login.',
  Database: 'The server has no such database.',
};

interface ConnectionTesterProps {
  database: string;
  connection: Connection;
  isStored: boolean;
  isReady: boolean;
}

/** A button that connects once, and what came of it. */
export function ConnectionTester(props: ConnectionTesterProps) {
  const { database, connection, isStored, isReady } = props;
  const test = useMutation({ mutationFn: () => testConnection(database, connection, isStored) });
  return (
    <div className={styles.tester}>
      <Button disabled={!isReady || test.isPending} onClick={() => test.mutate()}>
        {test.isPending ? 'Testing…' : 'Test the connection'}
      </Button>
      <div role="status" className={styles.outcome}>
        {test.data && <Outcome test={test.data} />}
        {test.error && <Failure title="It could not be tested." detail={test.error.message} />}
      </div>
    </div>
  );
}

function Outcome({ test }: { test: ConnectionTest }) {
  if (test.succeeded) return <ToneBlock tone="good">The destination answers.</ToneBlock>;
  return (
    <Failure title={FAILURES[test.failedAt ?? ''] ?? 'It failed.'} detail={test.error ?? ''} />
  );
}

function Failure({ title, detail }: { title: string; detail: string }) {
  return (
    <ToneBlock tone="bad">
      <strong>{title}</strong>
      <p className={styles.detail}>{visibleLines(detail)}</p>
    </ToneBlock>
  );
}
