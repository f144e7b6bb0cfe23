import type { Command, ScriptTestResult } from '../../api/scriptTests';
import { CodeBlock } from '../../components/CodeBlock';
import { ToneBlock } from '../../components/ToneBlock';
import { visible, visibleLines } from '../../text/visible';
import styles from './TestPane.module.css';
import { TestedTableShown } from './TestedTableShown';

interface TestResultProps {
  result: ScriptTestResult;
  isDelete: boolean;
}

export function TestResult({ result, isDelete }: TestResultProps) {
  const { commands, tables, tried, output, errors, warnings } = result;
  const sendsNothing = errors.length === 0 && commands.length === 0 && tables.length === 0;
  return (
    <>
      {errors.map(({ message, line }, i) => (
        <ToneBlock key={i} tone="bad" role="alert">
          {line !== undefined && <strong>Line {line}: </strong>}
          {visibleLines(message)}
        </ToneBlock>
      ))}
      {warnings.map(({ message, line }, i) => (
        <ToneBlock key={i} tone="waiting">
          <strong>Line {line}: </strong>
          {visibleLines(message)}
        </ToneBlock>
      ))}
      {sendsNothing && (
        <p className={styles.hint}>
          {isDelete ? 'The deletion sends nothing.' : 'The script makes nothing of this document.'}
        </p>
      )}
      {commands.map((command, i) => (
        <CommandShown key={i} command={command} />
      ))}
      {tables.map((table) => (
        <TestedTableShown
          key={table.name}
          table={table}
          tried={tried.find(({ name }) => name.toLowerCase() === table.name.toLowerCase())}
        />
      ))}
      {output.length > 0 && (
        <div>
          <h3 className={styles.heading}>Output</h3>
          <CodeBlock>{output.map(visibleLines).join('\n')}</CodeBlock>
        </div>
      )}
    </>
  );
}

const VERBS: Record<string, string> = {
  PUT: 'Stores',
  DELETE: 'Deletes',
  AttachmentPUT: 'Attaches to',
  Counters: 'Counters of',
  TimeSeries: 'Time series of',
};

function CommandShown({ command: { type, id, isPrefix, text } }: { command: Command }) {
  return (
    <div>
      <h3 className={styles.heading}>
        {VERBS[type] ?? type} <code>{visible(id)}</code>
        {isPrefix && '…, whatever follows'}
      </h3>
      {text !== '' && <CodeBlock>{visibleLines(text)}</CodeBlock>}
    </div>
  );
}
